"""Measure everything and write docs/benchmarks.md: `python -m bench`, or `make bench`."""

import argparse
import importlib
import logging
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

from bench.networks import SEED
from bench.report import Run, Section, markdown, revision
from bench.timing import Effort

logger = logging.getLogger("bench")

_REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
#: One module a question, in the order of the report.
_QUESTIONS = (
    "nearest",
    "tables",
    "polygons",
    "moved",
    "city",
    "app_latency",
    "growth",
    "loading",
    "imports",
    "placement",
    "grid_operations",
    "grids_check",
    "partitions",
    "proposals",
)
_FULL = Effort("full", rounds=5, cap_s=12.0, is_quick=False)
_QUICK = Effort("quick", rounds=3, cap_s=3.0, is_quick=True)


def main() -> None:
    """Run the questions; only a full run of all of them writes the report, any other prints it."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers that were started end with us
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("geo").setLevel(logging.WARNING)
    warnings.simplefilter("ignore")  # other programs' warnings are not what is measured
    effort = _QUICK if asked.quick else _FULL
    began, load_before, started_at = time.perf_counter(), os.getloadavg()[0], revision()
    questions = {name: importlib.import_module(f"bench.{name}") for name in asked.only or _QUESTIONS}
    sections: list[Section] = []
    for name, question in questions.items():
        started = time.perf_counter()
        try:
            sections.append(question.measure(effort))
        except subprocess.CalledProcessError as error:
            last = (error.stderr or "").strip().splitlines()[-1:] or ["it said nothing"]
            sections.append(Section(name, f"Not measured here, because a process it started failed: {last[0]}"))
        logger.info("%s took %.0f s", name, time.perf_counter() - started)
    took_s = time.perf_counter() - began
    text = markdown(sections, Run(effort.name, SEED, started_at, load_before, took_s))
    if asked.only or asked.quick:
        print(text)
    else:
        _REPORT.write_text(text, encoding="utf-8")
        logger.info("wrote %s", _REPORT.name)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds and small samples; prints, writes nothing")
    parser.add_argument("--only", action="append", choices=_QUESTIONS, help="one question; prints, writes nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
