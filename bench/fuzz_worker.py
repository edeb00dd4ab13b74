"""Read damaged files one after another and print what became of each; started and watched by bench.imports."""

import json
import logging
import random
import resource
import sys
import time
import traceback
import warnings
from pathlib import Path

from bench.mutations import damaged
from geo.errors import PlannerError
from geo.readers import read_layer
from geo.readers.rasters import read_cells

_SUFFIX_OF_RASTER = (".tif", ".tiff")


def main() -> None:
    """Damage and read files number `first`, `first + step`, ... below `last` of the folder of sound ones."""
    folder, first, last, step = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sound = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    place = folder / f".damaged-{first % step}"
    place.mkdir(exist_ok=True)
    for number in range(first, last, step):
        source = sound[number % len(sound)]
        print(json.dumps({"began": number, "file": source.name}), flush=True)
        _read(number, source, place)


def _read(number: int, source: Path, place: Path) -> None:
    path = place / f"file{source.suffix}"
    path.write_bytes(damaged(source.read_bytes(), random.Random(number)))  # noqa: S311  repeatable, not secret
    began, said = time.perf_counter(), ""
    try:
        if source.suffix in _SUFFIX_OF_RASTER:
            read_cells(path)
        else:
            read_layer(path)
        outcome = "layer"
    except PlannerError as error:
        outcome = "sentence" if "\n" not in str(error) else "two lines"
    except Exception:  # noqa: BLE001  whatever else comes out is what is looked for
        outcome, said = "traceback", traceback.format_exc()[-1500:]
    seconds = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        json.dumps({"number": number, "outcome": outcome, "s": seconds, "peak_mb": peak_mb, "said": said}), flush=True
    )


if __name__ == "__main__":
    main()
