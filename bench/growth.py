"""Do time and memory grow with the edges reached, and with nothing else?"""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.networks import at_nodes, generated_network
from bench.report import Section, Table, Target, duration
from bench.timing import Effort
from geo.streets.search import FAR
from geo.streets.walks import node_field, walks_between

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_LIMIT_M = 900.0
_CIRCLES = 200
#: Time and memory are called linear up to this power of the edges reached; caches that no longer suffice cost the rest.
_LINEAR_UP_TO = 1.15
#: Linux's mark is this coarse; less memory than this is left out of the power.
_MARK_MB = 1.0
#: glibc: every array straight from the system and back to it.
_GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "16384", "MALLOC_TRIM_THRESHOLD_": "0"}

_METHOD = (
    "Generated networks of one kind, each in processes of its own. A full pass finds the nearest facility (one to "
    f"2,000 nodes) of every node and reaches every edge; {_CIRCLES} circles of {_LIMIT_M:g} m reach as many edges "
    "in any network, so what they cost should not grow with it. Time is the processor's, all threads, so that "
    "other work on the machine counts little. Memory is the most the process held during the work above what it "
    "held before (Linux's own high-water mark, freed memory given back at once). The power is the slope of the "
    "straight line through all sizes on logarithmic axes: 1 is linear; memory below 1 MB, where the mark is too "
    "coarse, is left out of it."
)


@dataclass(frozen=True, slots=True)
class _Step:
    """What one size cost."""

    nodes: int
    edges: int
    pass_s: float
    pass_mb: float
    circle_edges: int
    circles_s: float
    circles_mb: float


def measure(effort: Effort) -> Section:
    """Measure each size in its own process."""
    steps = [_in_a_new_process(size, effort.rounds) for size in (_SIZES[:3] if effort.is_quick else _SIZES)]
    rows = tuple(
        (
            f"{step.nodes:,}",
            f"{step.edges:,}",
            duration(step.pass_s),
            f"{step.pass_s / step.edges * 1e9:,.0f} ns",
            f"{step.pass_mb:,.1f} MB",
            f"{step.pass_mb * 1e6 / step.edges:,.0f} B",
            f"{step.circle_edges:,}",
            duration(step.circles_s),
            f"{step.circles_mb:,.1f} MB",
        )
        for step in steps
    )
    columns = (
        "nodes", "edges reached", "full pass", "an edge", "memory", "an edge", f"edges in {_CIRCLES} circles",
        f"{_CIRCLES} circles", "memory",
    )  # fmt: skip
    edges = [step.edges for step in steps]
    powers = {
        "time": _power(edges, [step.pass_s for step in steps]),
        "memory": _power(*zip(*((step.edges, step.pass_mb) for step in steps if step.pass_mb > _MARK_MB), strict=True)),
    }
    beside = _power(edges, [step.circles_s for step in steps])
    notes = (
        f"Circles of fixed size: time grows with the power {beside:.2f} of the size of the network; 0 is not at all.",
    )
    target = Target(
        f"growth from {steps[0].nodes:,} to {steps[-1].nodes:,} nodes",
        f"time and memory linear in edges reached (power at most {_LINEAR_UP_TO:g})",
        {name: f"{power:.2f}" for name, power in powers.items()},
        {name: power <= _LINEAR_UP_TO for name, power in powers.items()},
    )
    return Section("Growth", _METHOD, (Table("", columns, rows),), (target,), notes)


def _power(edges: Sequence[int], amounts: Sequence[float]) -> float:
    slope, _ = np.polyfit(np.log(edges), np.log(np.maximum(amounts, 1e-9)), 1)
    return float(slope)


def _in_a_new_process(size: int, rounds: int) -> _Step:
    """Time and memory come from two processes: giving memory back at once costs time."""
    timed, weighed = (_step_of(size, rounds, extra) for extra in ({}, _GIVE_BACK))
    logger.info("growth, %d nodes done", size)
    return replace(timed, pass_mb=weighed.pass_mb, circles_mb=weighed.circles_mb)


def _step_of(size: int, rounds: int, extra: dict[str, str]) -> _Step:
    command = [sys.executable, "-m", "bench.growth", str(size), str(rounds)]
    root = Path(__file__).resolve().parent.parent
    environment = {**os.environ, **extra}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root, env=environment)
    return _Step(**json.loads(done.stdout.splitlines()[-1]))


def _step(size: int, rounds: int) -> _Step:
    network = generated_network(size)
    random = np.random.default_rng(1)
    main = np.unique(network.edge_nodes[network.edge_component == 0])
    goals = at_nodes(network, random.choice(main, max(len(network.node_xy) // 2000, 1), replace=False))
    circles = at_nodes(network, random.choice(main, _CIRCLES, replace=False))
    doors = at_nodes(network, main)

    field = node_field(network, goals, "walk_m")
    is_reached = (field.ticks < FAR)[network.edge_nodes].any(axis=1)
    walks = walks_between(network, doors, circles, _LIMIT_M, "walk_m")
    degree = np.diff(network.arcs_m.start)
    works = (
        lambda: node_field(network, goals, "walk_m"),
        lambda: walks_between(network, doors, circles, _LIMIT_M, "walk_m"),
    )
    pass_mb, circles_mb = (_peak_mb(work) for work in works)
    pass_s, circles_s = np.median([[_processor_s(work) for work in works] for _ in range(2 * rounds)], axis=0)
    return _Step(
        len(network.node_xy), int(is_reached.sum()), float(pass_s), pass_mb,
        int(degree[main[walks.door]].sum() // 2), float(circles_s), circles_mb,
    )  # fmt: skip


def _processor_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _peak_mb(work: Callable[[], object]) -> float:
    """Return how much more memory the process held at most during the work than before it."""
    Path("/proc/self/clear_refs").write_text("5")  # Linux: start the high-water mark anew
    before = _held_mb("VmRSS")
    work()
    return max(_held_mb("VmHWM") - before, 0.01)


def _held_mb(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    found = _step(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({name: getattr(found, name) for name in _Step.__slots__}))
