"""Decode the text of a Shapefile, whose encoding is often not stated, wrongly stated, or cut off in mid-character."""

import codecs
import contextlib
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from geo.readers.text import ENCODINGS, encoding_guesses, named_encoding

__all__ = ["RAW_ENCODING", "decoded_shapefile", "stated_encoding"]

#: Every byte is a character of it, so text read this way loses nothing and can be decoded properly afterwards.
RAW_ENCODING = "ISO-8859-1"
#: A stated encoding is believed if the texts read at least this well in it.
_BELIEVABLE = 0.5
_MOST_BYTES = 2_000_000


def stated_encoding(file: Path) -> str:
    """Return what the .cpg file beside a Shapefile says, "" if nothing that is known."""
    text = b""
    for suffix in (".cpg", ".CPG"):
        with contextlib.suppress(FileNotFoundError):
            text = text or file.with_suffix(suffix).read_bytes()
    name = text[:40].decode("ascii", errors="ignore").strip()
    name = f"cp{name}" if name.isdecimal() else name
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def decoded_shapefile(table: GeoDataFrame, named: str, stated: str) -> tuple[GeoDataFrame, str]:
    """
    Decode headers and texts that were read as `RAW_ENCODING`; return the encoding as people call it too.

    The one somebody named is taken; else the stated one if the texts make sense in it; else the one in which they make
    most. A name cut off in mid-character, as the ten bytes of a Shapefile's header allow, loses the broken character
    only.
    """
    texts = [column for column in table.columns if column != table.geometry.name and _is_text(table[column])]
    encoding = named_encoding(named) if named else _found(table, texts, stated)
    decoded = table.copy()
    for column in texts:
        known = {value: _decoded(value, encoding) for value in table[column].dropna().unique()}
        decoded[column] = table[column].map(known, na_action="ignore")
    shape = table.geometry.name
    names = {name: _decoded(name, encoding) for name in table.columns if isinstance(name, str) and name != shape}
    return decoded.rename(columns=names), ENCODINGS.get(encoding, encoding)


def _found(table: GeoDataFrame, texts: list[str], stated: str) -> str:
    pieces = [_whole(str(column).encode(RAW_ENCODING, "ignore")) for column in table.columns]
    size = 0
    for column in texts:
        for value in table[column].dropna().unique():
            pieces.append(_whole(str(value).encode(RAW_ENCODING, "ignore")))
            size += len(pieces[-1])
            if size > _MOST_BYTES:
                break
    guesses = {guess.name: guess.score for guess in encoding_guesses(b"\n".join(pieces))}
    wider = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
    stated = wider.get(stated, stated)
    if guesses.get(stated, 0.0) >= _BELIEVABLE:
        return stated
    if stated and stated not in ENCODINGS and all(piece.isascii() for piece in pieces):
        return stated
    return max(guesses, key=lambda name: guesses[name]) if guesses else "gb18030"


def _whole(raw: bytes) -> bytes:
    """Leave away the last bytes of a cut-off character, which would speak against its encoding."""
    for cut in range(4):
        if cut < len(raw):
            kept = raw[: len(raw) - cut]
            with contextlib.suppress(UnicodeDecodeError):
                kept.decode("utf-8")
                return kept
    decoder = codecs.getincrementaldecoder("gb18030")("ignore")
    decoder.decode(raw, final=False)
    pending = len(decoder.getstate()[0])
    return raw[: len(raw) - pending]


def _is_text(values: "pd.Series[str]") -> bool:
    return bool(pd.api.types.is_string_dtype(values) or pd.api.types.is_object_dtype(values))


def _decoded(value: object, encoding: str) -> object:
    if not isinstance(value, str):
        return value
    try:
        return codecs.getincrementaldecoder(encoding)("replace").decode(value.encode(RAW_ENCODING), final=False)
    except UnicodeEncodeError:  # a text that was no bytes of the file
        return value
