"""What does a large file cost, and what becomes of damaged ones?"""

import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
from geopandas import GeoDataFrame, points_from_xy

from bench.report import Section, Table, Target, duration
from bench.timing import Effort
from tests.intake.messy import TRAPS, Office

__all__ = ["measure"]

_ROWS, _QUICK_ROWS = 500_000, 50_000
_FILES, _QUICK_FILES = 10_000, 400
_HANG_S, _LARGEST_MB = 10.0, 1_000.0
_WORKERS = 2
_OURS = """
import resource, sys, time
from geo.intake.arrivals import arrival
from geo.intake.offers import offered
from geo.intake.plans import ImportPlan
began = time.perf_counter()
arrived = arrival(offered(sys.argv[1], None, ImportPlan(role="facilities", placement="WGS-84")))
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, len(arrived.layer))
"""
_PLAIN = """
import resource, sys, time
import geopandas, pandas, pyogrio
began = time.perf_counter()
path = sys.argv[1]
if path.endswith(".gpkg"):
    rows = geopandas.read_file(path)
else:
    read = pandas.read_csv if path.endswith(".csv") else lambda p: pandas.read_excel(p, engine="calamine")
    table = read(path)
    points = geopandas.points_from_xy(table["经度"], table["纬度"])
    rows = geopandas.GeoDataFrame(table, geometry=points, crs="OGC:CRS84")
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, len(rows))
"""
_METHOD = (
    "Large files: facilities with names, kinds, households, addresses and coordinates, read from the offer to the "
    "checked layer (personal data, kinds, repetitions, every row accounted for) in a new process, and by pandas and "
    "geopandas alone, which check nothing. Damaged files: the corpus of messy files in the tests, one to four damages "
    "each (bytes flipped, cut, doubled, blanked, lines swapped, numbers made absurd; in archives mostly inside), read "
    "by `read_layer` in two watched processes."
)


def measure(effort: Effort) -> Section:
    """Read large files and damaged ones."""
    rows, files = (_QUICK_ROWS, _QUICK_FILES) if effort.is_quick else (_ROWS, _FILES)
    with tempfile.TemporaryDirectory(prefix="imports-") as place:
        folder = Path(place)
        large, peaks = _large(folder, rows)
        sound = folder / "sound"
        sound.mkdir()
        _corpus(sound)
        tally = _fuzzed(sound, files)
    found = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(tally.outcomes.items()))
    targets = (
        Target(
            f"a file of {rows:,} rows",
            f"peak memory under {_LARGEST_MB:,.0f} MB",
            {name: f"{peak:,.0f} MB" for name, peak in peaks.items()},
            {name: peak < _LARGEST_MB for name, peak in peaks.items()},
        ),
        Target(
            f"{files:,} damaged files of {len(tally.kinds)} kinds",
            f"a layer or one sentence, never over {_HANG_S:g} s or {_LARGEST_MB:,.0f} MB",
            {"": f"{found}; slowest {duration(tally.slowest_s)}, peak {tally.peak_mb:,.0f} MB"},
            {
                "": set(tally.outcomes) <= {"layer", "sentence"}
                and tally.peak_mb < _LARGEST_MB
                and tally.slowest_s < _HANG_S
            },
        ),
    )
    kinds = tuple(
        (kind, *(f"{tally.kinds[kind][outcome]:,}" for outcome in ("layer", "sentence", "traceback", "crash", "hang")))
        for kind in sorted(tally.kinds)
    )
    tables = (
        Table("", ("file", "way", "time", "peak memory", "ratio"), large),
        Table("Damaged files", ("kind", "layer", "sentence", "traceback", "crash", "over 10 s"), kinds),
    )
    notes = tuple(f"**{name}**: {said.splitlines()[-1][:160]}" for name, said in tally.said[:10])
    return Section("Files that come in", _METHOD, tables, targets, notes)


def _large(folder: Path, rows: int) -> tuple[tuple[tuple[str, ...], ...], dict[str, float]]:
    n = np.arange(rows)
    table = pd.DataFrame(
        {
            "编号": [f"F{i:06d}" for i in n],
            "名称": [f"某某便民服务点{i % 5_000}" for i in n],
            "类型": np.array(["便利店超市", "公共厕所", "小哥驿站"])[n % 3],
            "服务户数": n % 900,
            "面积": n % 300,
            "地址": [f"某某路{i % 999}号" for i in n],
            "经度": 120.1 + n % 1_000 * 1e-4,
            "纬度": 27.2 + n // 1_000 * 1e-4,
        }
    )
    table.to_csv(folder / "large.csv", index=False, encoding="gb18030")
    pyogrio.write_dataframe(
        GeoDataFrame(table, geometry=points_from_xy(table["经度"], table["纬度"]), crs="OGC:CRS84"),
        folder / "large.gpkg",
    )
    _write_sheet(table, folder / "large.xlsx")
    listed, peaks = [], {}
    for name in ("large.csv", "large.xlsx", "large.gpkg"):
        ours = _in_a_new_process(_OURS, folder / name)
        path = folder / name
        if name.endswith(".csv"):  # pandas has to be told the encoding; that is not what is compared
            path = folder / "utf8.csv"
            table.to_csv(path, index=False)
        plain = _in_a_new_process(_PLAIN, path)
        peaks[name] = ours[1]
        listed.append((name, "ours, offer to checked layer", duration(ours[0]), f"{ours[1]:,.0f} MB", "1"))
        ratio = f"{plain[0] / ours[0]:.2g}"
        listed.append((name, "pandas and geopandas, unchecked", duration(plain[0]), f"{plain[1]:,.0f} MB", ratio))
    return tuple(listed), peaks


def _write_sheet(table: pd.DataFrame, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("设施")
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append(list(row))
    book.save(path)


def _in_a_new_process(code: str, path: Path) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    seconds, peak_mb, _ = done.stdout.split()
    return float(seconds), float(peak_mb)


def _corpus(folder: Path) -> None:
    """One sound file of each trap, small, so that a damage hits something that matters."""
    office = Office(rows=24)
    for number, trap in enumerate(TRAPS):
        home = folder / ".making"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        path = trap.write(office, home)
        shutil.copy(path, folder / f"{number:02d}{path.suffix}")
        if path.suffix == ".shp":
            shutil.make_archive(str(folder / f"{number:02d}"), "zip", home)
            (folder / f"{number:02d}.shp").unlink()
    shutil.rmtree(folder / ".making", ignore_errors=True)
    from rasterio import open as opened
    from rasterio.transform import from_origin

    grid = np.arange(400, dtype="float32").reshape(20, 20)
    with opened(
        folder / "people.tif", "w", driver="GTiff", width=20, height=20, count=1, dtype="float32", nodata=-99999,
        crs="OGC:CRS84", transform=from_origin(120.1, 27.4, 0.001, 0.001),
    ) as raster:  # fmt: skip
        raster.write(grid, 1)


@dataclass(slots=True)
class _Tally:
    """What became of the damaged files."""

    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    slowest_s: float = 0.0
    peak_mb: float = 0.0
    said: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether every file ended as it should."""
        is_small = self.peak_mb < _LARGEST_MB and self.slowest_s < _HANG_S
        return is_small and set(self.outcomes) <= {"layer", "sentence"}

    def add(self, file: str, outcome: str, said: str = "") -> None:
        """Count one file."""
        kind = Path(file).suffix
        self.outcomes[outcome] += 1
        self.kinds.setdefault(kind, Counter())[outcome] += 1
        if outcome not in ("layer", "sentence"):
            self.said.append((f"{file}: {outcome}", said or outcome))


def _fuzzed(folder: Path, files: int) -> _Tally:
    tally = _Tally()
    watched = [_Watched(folder, first, files) for first in range(_WORKERS)]
    with selectors.DefaultSelector() as ready:
        for one in watched:
            one.start(ready)
        while any(one.is_working for one in watched):
            for key, _ in ready.select(timeout=1.0):
                key.data.take_line(tally, ready)
            for one in watched:
                one.end_if_hung(tally, ready)
    return tally


class _Watched:
    """A process that reads damaged files; one that dies or hangs is counted and started again behind that file."""

    def __init__(self, folder: Path, first: int, last: int) -> None:
        self.folder, self.next, self.last = folder, first, last
        self.process: subprocess.Popen[str] | None = None
        self.file, self.heard_s = "", time.monotonic()

    @property
    def is_working(self) -> bool:
        return self.process is not None

    def start(self, ready: selectors.DefaultSelector) -> None:
        command = [
            sys.executable,
            "-m",
            "bench.fuzz_worker",
            str(self.folder),
            str(self.next),
            str(self.last),
            str(_WORKERS),
        ]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "CPL_LOG": os.devnull},
        )
        ready.register(self.process.stdout, selectors.EVENT_READ, self)  # type: ignore[arg-type]
        self.heard_s = time.monotonic()

    def take_line(self, tally: _Tally, ready: selectors.DefaultSelector) -> None:
        line = self.process.stdout.readline() if self.process and self.process.stdout else ""
        self.heard_s = time.monotonic()
        if not line:
            self._ended(tally, ready, "crash")
            return
        told = json.loads(line)
        if "began" in told:
            self.next, self.file = int(told["began"]), told["file"]
            return
        tally.add(self.file, told["outcome"], told["said"])
        tally.slowest_s, tally.peak_mb = max(tally.slowest_s, told["s"]), max(tally.peak_mb, told["peak_mb"])
        self.next, self.file = int(told["number"]) + _WORKERS, ""

    def end_if_hung(self, tally: _Tally, ready: selectors.DefaultSelector) -> None:
        if self.process is not None and self.file and time.monotonic() - self.heard_s > 2 * _HANG_S:
            self.process.kill()
            self._ended(tally, ready, "hang")

    def _ended(self, tally: _Tally, ready: selectors.DefaultSelector, outcome: str) -> None:
        process = self.process
        if process is None:
            return
        ready.unregister(process.stdout)  # type: ignore[arg-type]
        process.wait()
        self.process = None
        if self.file:
            tally.add(self.file, outcome)
            self.next, self.file = self.next + _WORKERS, ""
        if self.next < self.last:
            self.start(ready)
