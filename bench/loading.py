"""How soon is a prepared network of a million nodes there?"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.networks import generated_network
from bench.report import Section, Table, Target, duration
from bench.timing import Effort, once
from geo import Network

__all__ = ["measure"]

_AIM_S = 0.3
_NODES = 1_000_000
_FIRST_ANSWER = """
import sys, time
from pathlib import Path
import numpy as np
from geo import Network
from geo.streets import Snap
from geo.streets.walks import node_field
goal = Snap(np.array([0], np.int32), np.array([0.5]), np.array([0.0]))
began = time.perf_counter()
network = Network.open(Path(sys.argv[1]))
opened = time.perf_counter()
node_field(network, goal, "walk_m", 900.0)
print(opened - began, time.perf_counter() - began)
"""

_METHOD = (
    "`Network.save` writes one array a file, `Network.open` maps them into memory. Measured in a new process each "
    "time, its imports done and the file system's cache warm; the first circle is one facility's field of walks "
    "within 900 m, its compiled kernel read from numba's cache. Reading the same arrays instead of mapping them "
    "is the comparison."
)


def measure(effort: Effort) -> Section:
    """Save the generated network once and open it in new processes."""
    with tempfile.TemporaryDirectory(prefix="network-") as place:
        folder = Path(place)
        network = generated_network(_NODES)
        saved_s = once(lambda: network.save(folder))
        size_mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        opened, answered, read = [], [], []
        for _ in range(effort.rounds + 1):
            to_open_s, to_answer_s = _in_a_new_process(folder)
            opened.append(to_open_s)
            answered.append(to_answer_s)
            read.append(once(lambda: [np.load(path) for path in folder.glob("*.npy")]))
        same = _is_same(network, Network.open(folder))
    open_s, answer_s, read_s = (float(np.median(times[1:])) for times in (opened, answered, read))
    rows = (
        ("`Network.open`", duration(open_s), "1"),
        ("`Network.open` and the first circle", duration(answer_s), f"{answer_s / open_s:,.3g}"),
        ("reading every array instead", duration(read_s), f"{read_s / open_s:,.3g}"),
        ("`Network.save`, once", duration(saved_s), f"{saved_s / open_s:,.3g}"),
    )
    note = (
        f"{size_mb:,.0f} MB on disk; opened and built networks hold {'the same' if same else '**different**'} arrays."
    )
    target = Target(
        "loading a prepared network of a million nodes",
        f"memory-mapped, under {_AIM_S:g} s",
        {"": duration(open_s)},
        {"": open_s < _AIM_S},
    )
    table = Table("", ("work", "median", "ratio"), rows)
    return Section("Loading a prepared network", _METHOD, (table,), (target,), (note,))


def _in_a_new_process(folder: Path) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_ANSWER, str(folder)], capture_output=True, text=True, check=True
    )
    to_open_s, to_answer_s = done.stdout.split()
    return float(to_open_s), float(to_answer_s)


def _is_same(built: Network, opened: Network) -> bool:
    names = ("node_xy", "edge_nodes", "edge_length_m", "edge_seconds", "edge_start", "points")
    arrays = all(np.array_equal(getattr(built, name), getattr(opened, name)) for name in names)
    return arrays and np.array_equal(built.arcs_m.packed, opened.arcs_m.packed)
