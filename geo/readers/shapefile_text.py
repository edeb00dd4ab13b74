"""Decode the text of a Shapefile, whose encoding is often not stated, wrongly stated, or cut off in mid-character."""

import codecs
import contextlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

__all__ = ["RAW_ENCODING", "decoded_shapefile", "stated_encoding"]

#: Every byte is a character of it, so text read this way loses nothing and can be decoded properly afterwards.
RAW_ENCODING = "ISO-8859-1"
_USUAL = ("utf-8", "gb18030")


def stated_encoding(source: str) -> str:
    """Return what the .cpg file beside a Shapefile says, "" if nothing that is known; `source` may be in a zip."""
    archive, is_zipped, inner = source.removeprefix("/vsizip/").rpartition(".zip/")
    text = b""
    if source.startswith("/vsizip/") and is_zipped:
        with zipfile.ZipFile(f"{archive}.zip") as opened:
            beside = {name.lower(): name for name in opened.namelist()}.get(f"{inner[:-4]}.cpg".lower())
            text = opened.read(beside) if beside else b""
    else:
        for suffix in (".cpg", ".CPG"):
            with contextlib.suppress(FileNotFoundError):
                text = text or Path(source).with_suffix(suffix).read_bytes()
    name = text[:40].decode("ascii", errors="ignore").strip()
    name = f"cp{name}" if name.isdecimal() else name
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def decoded_shapefile(table: GeoDataFrame, preferred: Iterable[str]) -> GeoDataFrame:
    """
    Decode headers and texts that were read as `RAW_ENCODING`.

    The first encoding in which all of them make sense is taken: the preferred ones, then UTF-8, then GB18030. A name
    cut off in mid-character, as the ten bytes of a Shapefile's header allow, loses the broken character only.
    """
    texts = [column for column in table.columns if column != table.geometry.name and _is_text(table[column])]
    raw = [str(column) for column in table.columns]
    raw += [str(value) for column in texts for value in table[column].dropna().unique()]
    candidates = [name for name in (*preferred, *_USUAL) if name]
    encoding = next((name for name in candidates if all(_makes_sense(text, name) for text in raw)), _USUAL[-1])
    decoded = table.copy()
    for column in texts:
        decoded[column] = table[column].map(lambda value: _decoded(value, encoding), na_action="ignore")
    shape = table.geometry.name
    return decoded.rename(
        columns={name: _decoded(name, encoding) for name in table.columns if isinstance(name, str) and name != shape}
    )


def _is_text(values: "pd.Series[str]") -> bool:
    return bool(pd.api.types.is_string_dtype(values) or pd.api.types.is_object_dtype(values))


def _makes_sense(text: str, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(text.encode(RAW_ENCODING), final=False)
    except UnicodeError:
        return False
    return True


def _decoded(value: object, encoding: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        return codecs.getincrementaldecoder(encoding)("replace").decode(value.encode(RAW_ENCODING), final=False)
    except UnicodeEncodeError:  # a text that was no bytes of the file
        return value
