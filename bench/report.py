"""Write what was measured: tables, and which targets are met."""

import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing import Timing

__all__ = ["Run", "Section", "Table", "Target", "duration", "markdown", "ratio_rows", "revision", "times_faster"]

_PACKAGES = (
    "numpy", "numba", "scipy", "pandas", "shapely", "geopandas", "contourpy", "pandana", "networkx", "osmnx",
    "playwright", "streamlit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under a heading."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What was aimed at, what was found and whether that is enough, place by place; empty where it was not measured."""

    work: str
    aim: str
    found: dict[str, str]
    is_met: dict[str, bool]

    @property
    def verdict(self) -> str:
        """Met everywhere, missed everywhere, or how often."""
        if not self.is_met:
            return "not measured"
        met = sum(self.is_met.values())
        if met == len(self.is_met):
            return "met"
        return f"**met on {met} of {len(self.is_met)}**" if met else "**missed**"

    @property
    def words(self) -> str:
        """What was found in each place; what is not enough in bold."""
        texts = (
            f"{place} {text}".strip() if self.is_met.get(place, True) else f"**{place} {text}**".replace("** ", "**")
            for place, text in self.found.items()
        )
        return ", ".join(texts)


@dataclass(frozen=True, slots=True)
class Section:
    """One question: how it was asked, what came out."""

    title: str
    method: str
    tables: tuple[Table, ...] = ()
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What every figure of one run shares; `revision` and `load_before` are those at its start."""

    effort: str
    seed: int
    revision: str
    load_before: float
    took_s: float


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 0.001:
        return f"{seconds * 1e6:,.0f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:,.3g} ms"
    return f"{seconds:,.3g} s" if seconds < 1000 else f"{seconds:,.0f} s"


def times_faster(work: str, peer: str, times: float, gains: dict[str, float]) -> Target:
    """Judge, place by place, how many times longer a peer takes."""
    aim = f"at least {times:g} times faster than {peer}"
    found = {place: f"{gain:,.3g}" for place, gain in gains.items()}
    return Target(work, aim, found, {place: gain >= times for place, gain in gains.items()})


def ratio_rows(place: str, timings: dict[str, Timing], ours: str, agreement: dict[str, str]) -> list[tuple[str, ...]]:
    """Rows of where, who, median, rounds, ratio to ours, agreement and notes."""
    base_s = timings[ours].median_s
    return [
        (
            place,
            name,
            duration(timing.median_s),
            str(len(timing.seconds)),
            f"{timing.median_s / base_s:,.3g}",
            agreement.get(name, ""),
            timing.note,
        )
        for name, timing in timings.items()
    ]


def markdown(sections: Sequence[Section], run: Run) -> str:
    """Return the whole report."""
    targets = [target for section in sections for target in section.targets]
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; never edit it by hand. Everything below was measured in one run, the contenders in",
        "turns, and every figure is a median. **Read the ratios, not the milliseconds**: a ratio above 1 is how many",
        "times longer another way takes for the same work. Compiling (numba, gcc) and building each contender's own",
        "graph come before the clock starts.",
        "",
        _summary(targets),
        "",
        *_table_lines(
            Table("", ("work", "target", "found", ""), tuple((t.work, t.aim, t.words, t.verdict) for t in targets))
        ),
        "",
        "## How it was measured",
        "",
        *(f"- {line}" for line in _card(run)),
    ]
    for section in sections:
        lines += ["", f"## {section.title}", "", section.method]
        for table in section.tables:
            lines += ["", *([f"**{table.title}**", ""] if table.title else []), *_table_lines(table)]
        if section.notes:
            lines += ["", *(f"- {note}" for note in section.notes)]
    return "\n".join(lines) + "\n"


def _summary(targets: Sequence[Target]) -> str:
    verdicts = Counter(target.verdict.strip("*") for target in targets)
    met, missed, unknown = (verdicts.pop(verdict, 0) for verdict in ("met", "missed", "not measured"))
    words = f"Of {len(targets)} targets {met} are met, {verdicts.total()} are met in part and {missed} are missed"
    return f"{words}; {unknown} could not be measured." if unknown else f"{words}."


def _table_lines(table: Table) -> list[str]:
    kept = [
        column
        for column in range(len(table.columns))
        if table.columns[column] or any(row[column] for row in table.rows)
    ]
    rows = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return ["| " + " | ".join(row[column].replace("|", "/") for column in kept) + " |" for row in rows]


def _card(run: Run) -> list[str]:
    today, now = dt.datetime.now(dt.UTC).date(), revision()
    moved = "" if now == run.revision else f" (the browser, growth and loading at {now})"
    run_words = f"{run.effort} run of {run.took_s / 60:.1f} minutes, revision {run.revision}{moved}, seed {run.seed}"
    load_words = f"a load of {run.load_before:.1f} before the run, and of {os.getloadavg()[0]:.1f} at its end"
    return [
        f"{today.isoformat()}, {run_words}.",
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB; {platform.system()} {platform.machine()}.",
        f"Other work on the machine: {load_words}, this run's own included.",
        f"Python {platform.python_version()}, {', '.join(f'{name} {_version(name)}' for name in _PACKAGES)}.",
    ]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def revision() -> str:
    """Return the commit that is checked out, and whether anything was changed since."""
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout.strip() or "unknown"


def _processor() -> str:
    card = Path("/proc/cpuinfo")
    if card.exists():
        for line in card.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return platform.processor() or "unknown processor"


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
