"""Draw the demo city and write its file: `python -m data.demo`."""

import argparse
import logging
from pathlib import Path

from data.demo.assembly import dingxi

_FILE = Path(__file__).resolve().parent.parent / "dingxi.gpkg"


def main() -> None:
    """Write the city file, the old one staying until the new one is whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "path", nargs="?", type=Path, default=_FILE, help="where to write; data/dingxi.gpkg if not given"
    )
    path = parser.parse_args().path
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    dingxi().save(path)
    logging.getLogger(__name__).info("wrote %s, %.1f MB", path, path.stat().st_size / 1e6)


if __name__ == "__main__":
    main()
