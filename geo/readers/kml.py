"""Read KML: placemarks with what their ExtendedData, or a table in their description, says of them."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.crs import LONLAT
from geo.crs.zones import CGCS2000
from geo.errors import BrokenFileError, EmptyLayerError
from geo.readers.kml_descriptions import described
from geo.readers.kml_placemarks import OWN_SCHEMA, Document, KmlTooLargeError, Placemark
from geo.readers.raw import RawLayer
from geo.readers.report import named
from geo.readers.typed import typed_column
from geo.sentences import Sentence

__all__ = ["OWN_SCHEMA", "read_kml"]

_LARGEST_FILE_BYTES = 200_000_000
_CHUNK_BYTES = 1 << 20
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding=["']([A-Za-z0-9_.\-]{1,40})["']""")
_ENCODING_IN_TEXT = re.compile(r"""(<\?xml[^>]{0,200}?)\s+encoding=["'][^"'>]{0,40}["']""")
_CRS_OF_DATUM = {"WGS-84": LONLAT, "CGCS2000": CGCS2000}


def read_kml(file: Path, layer: str | None = None) -> RawLayer:
    """
    Read one folder of a KML file; heights are dropped, and nothing the file refers to is followed.

    Columns are `name` and `description` of the placemarks and everything in their ExtendedData (Data and SimpleData,
    typed where the schema types it); a table of two columns in a description, as ArcGIS writes it, becomes columns
    too and is then no `description`. Placemarks without a shape stay rows without one.

    Parameters
    ----------
    layer
        The folder, by its name, or by its path (`outer/inner`) where several are called the same; without it the first
        that has shapes, and all are listed in `layers`.

    Returns
    -------
    raw
        Rows in WGS-84, as KML wants them. In a file that this program wrote, `rows.attrs["datum"]` is the word it says
        itself; for GCJ-02 and BD-09 the rows have no coordinate system.

    Raises
    ------
    BrokenFileError
        If the file is no KML, cut off, larger than 200 MB, or declares entities; or if it has no such folder.
    EmptyLayerError
        If it has no placemarks.
    """
    document, encoding = _document(file)
    folders = document.folders()
    if not folders:
        raise EmptyLayerError(
            f"{file.name} has no placemarks; choose another file.",
            zh=f"{file.name} 中没有地标，请选择其他文件。",
        )
    if layer is not None and layer not in folders:
        raise BrokenFileError(
            f"{file.name} has no folder {layer}; it has {named(list(folders))}. Choose one of them.",
            zh=f"{file.name} 没有名为“{layer}”的文件夹；现有：{named(list(folders))}。请从中选择。",
        )
    shaped = next((name for name, marks in folders.items() if any(m.shape is not None for m in marks)), None)
    chosen = layer or shaped or next(iter(folders))
    rows = _rows(folders[chosen], document)
    return RawLayer(rows, chosen, tuple(_sentences(file, document, folders, chosen)), tuple(folders), encoding)


def _document(file: Path) -> tuple[Document, str]:
    if file.stat().st_size > _LARGEST_FILE_BYTES:
        raise BrokenFileError(
            f"{file.name} is larger than 200 MB; export it in parts, or as GeoPackage.",
            zh=f"{file.name} 超过 200 MB；请分批导出，或导出为 GeoPackage。",
        )
    for encoding in _encodings(file):
        document = Document()
        try:
            for text in _texts(file, encoding):
                document.feed(text)
            document.close()
        except UnicodeDecodeError:
            continue
        except KmlTooLargeError as error:
            raise BrokenFileError(
                f"{file.name} holds what no map has: {error}. Export it again from the program it comes from.",
                zh=f"{file.name} 的内容超出地图文件的正常范围；请从原软件重新导出。",
            ) from error
        except expat.ExpatError as error:
            raise BrokenFileError(
                f"{file.name} is damaged, or not a KML file: line {error.lineno} does not continue as it should. "
                "Export it again.",
                zh=f"{file.name} 已损坏，或不是 KML 文件：第 {error.lineno} 行无法解析；请重新导出。",
            ) from error
        if document.is_kml:
            return document, encoding
        break
    raise BrokenFileError(
        f"{file.name} is not a KML file; save it as KML and load it again.",
        zh=f"{file.name} 不是 KML 文件；请另存为 KML 后重新导入。",
    )


def _encodings(file: Path) -> list[str]:
    """Return the encodings a file may be in: what its first bytes or its declaration say, else UTF-8, then GB18030."""
    with file.open("rb") as stream:
        head = stream.read(400)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    declared = _DECLARED_ENCODING.search(head)
    stated = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        b"xx".decode(stated)  # a LookupError too for what is no encoding of texts
    except (LookupError, UnicodeDecodeError):
        stated = "utf-8"
    stated = "gb18030" if stated in ("gb2312", "gbk", "gb_2312-80", "cp936") else codecs.lookup(stated).name
    return list(dict.fromkeys(["utf-8" if stated.startswith("utf") else stated, "utf-8", "gb18030"]))


def _texts(file: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    is_first = True
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            text = decoder.decode(chunk)
            yield _ENCODING_IN_TEXT.sub(r"\1", text.lstrip(), count=1) if is_first else text
            is_first = False
        yield decoder.decode(b"", final=True)


def _rows(marks: list[Placemark], document: Document) -> GeoDataFrame:
    index = pd.RangeIndex(1, len(marks) + 1)
    listed: dict[str, list[object]] = {}

    def put(place: int, column: str, value: object) -> None:
        listed.setdefault(column, [None] * len(marks))[place] = value

    for place, mark in enumerate(marks):
        table = described(mark.description)
        is_own = mark.is_own
        if mark.name and not is_own and "name" not in mark.values:
            put(place, "name", mark.name)
        for column, value in mark.values.items():
            put(place, column, value)
        for column, value in table.items():
            if column not in mark.values and (column != "name" or not mark.name):
                put(place, column, value)
        if mark.description and not table and "description" not in mark.values:
            put(place, "description", mark.description)
    for column in document.own_columns() if any(mark.is_own for mark in marks) else ():
        listed.setdefault(column, [None] * len(marks))
    listed.pop("geometry", None)
    columns = {name: typed_column(document.typed(name, values), index) for name, values in listed.items()}
    shapes = np.array([mark.shape for mark in marks] or [], dtype=object)
    crs = LONLAT if not document.datum else _CRS_OF_DATUM.get(document.datum)
    rows = GeoDataFrame(columns, geometry=shapes, crs=crs, index=index)
    if document.datum:
        rows.attrs["datum"] = document.datum
    return rows


def _sentences(file: Path, document: Document, folders: dict[str, list[Placemark]], chosen: str) -> Iterator[Sentence]:
    others = [name for name in folders if name != chosen]
    if others:
        yield Sentence(
            f"{file.name} has further folders: {named(others)}.", zh=f"{file.name} 还有其他文件夹：{named(others)}。"
        )
    if document.links:
        yield Sentence(
            f"{file.name} refers to {document.links:,} other files or addresses; they were not opened.",
            zh=f"{file.name} 引用了 {document.links:,} 个其他文件或网址，没有打开。",
        )
    if document.broken:
        yield Sentence(
            f"{document.broken:,} shapes in {file.name} have coordinates that are no numbers, or too few of them; "
            "they were left out.",
            zh=f"{file.name} 中有 {document.broken:,} 个图形的坐标不是数字或数量不足，未读取。",
        )
