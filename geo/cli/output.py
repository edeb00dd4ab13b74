"""Write an answer where it was asked for: CSV on standard output, or a file of the kind its name says."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame

from geo.crs import to_lonlat
from geo.errors import SettingError

__all__ = ["say", "write"]

#: Lengths to a tenth of a millimetre, shares to a hundredth of a per cent; degrees to a centimetre.
_DECIMALS, _DEGREE_DECIMALS = 4, 7


def say(sentence: str) -> None:
    """Tell the person something that is not part of the answer."""
    sys.stderr.write(f"{sentence}\n")


def write(answer: pd.DataFrame, out: Path | None) -> None:
    """
    Write a table or a layer to `out`, or as CSV to standard output; an old file stays until the new one is whole.

    Raises
    ------
    SettingError
        If the kind of file is unknown, does not suit the answer, or the place cannot be written to.
    """
    answer = _rounded(answer)
    if out is None:
        _plain(answer).to_csv(sys.stdout, index=False, lineterminator="\n")
        return
    kind = out.suffix.lower()
    if kind not in _WRITERS:
        raise SettingError(f"{out.name} has an unknown ending; write to a file ending in {', '.join(_WRITERS)}.")
    draft = out.with_name(f".{out.stem}.draft{kind}")
    try:
        draft.unlink(missing_ok=True)
        _WRITERS[kind](answer, draft)
        draft.replace(out)
    except (OSError, pyogrio.errors.DataSourceError) as error:
        raise SettingError(
            f"{out} cannot be written ({error}); choose another place, or close the program that uses it."
        ) from error


def _rounded(answer: pd.DataFrame) -> pd.DataFrame:
    index = [] if isinstance(answer.index, pd.RangeIndex) else [name for name in answer.index.names if name]
    return answer.reset_index(names=index or None, drop=not index).round(_DECIMALS)


def _plain(answer: pd.DataFrame) -> pd.DataFrame:
    """Return the answer with its shapes as text, longitude and latitude."""
    if not isinstance(answer, GeoDataFrame):
        return answer
    shapes = to_lonlat(answer.geometry).to_numpy()
    table = pd.DataFrame(answer.drop(columns=answer.geometry.name))
    return table.assign(wkt=shapely.to_wkt(shapes, rounding_precision=_DEGREE_DECIMALS))


def _to_csv(answer: pd.DataFrame, path: Path) -> None:
    _plain(answer).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _to_xlsx(answer: pd.DataFrame, path: Path) -> None:
    table = pd.DataFrame(answer.drop(columns="geometry", errors="ignore"))
    table.to_excel(path, index=False, engine="openpyxl")


def _to_geojson(answer: pd.DataFrame, path: Path) -> None:
    if not isinstance(answer, GeoDataFrame):
        raise SettingError("This answer is a table without shapes; write it to a file ending in .csv, .xlsx or .gpkg.")
    options = {"COORDINATE_PRECISION": str(_DEGREE_DECIMALS), "RFC7946": "YES"}
    pyogrio.write_dataframe(to_lonlat(answer), path, driver="GeoJSON", layer_options=options)


def _to_gpkg(answer: pd.DataFrame, path: Path) -> None:
    pyogrio.write_dataframe(answer, path, driver="GPKG", layer="answer")


_WRITERS: Mapping[str, Callable[[pd.DataFrame, Path], None]] = MappingProxyType(
    {".csv": _to_csv, ".xlsx": _to_xlsx, ".geojson": _to_geojson, ".gpkg": _to_gpkg}
)
