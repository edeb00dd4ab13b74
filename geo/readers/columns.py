"""Recognise columns by the headers people give them (`geo.readers.headers`)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from geo.readers.cells import plain_text
from geo.readers.headers import DEMAND_HEADERS, HEADERS, Headers
from geo.readers.traditional import simplified

__all__ = ["datum_in", "header_key", "is_known_header", "lat_header", "lon_header", "position_header", "recognised"]

#: Ten bytes of UTF-8 hold three Chinese characters.
_CUT_OFF = 3
_UNIT_IN_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
_WISHES = re.compile(r"[*＊]|必填|选填")
_LON = re.compile(
    r"(?:^|_)(?:lon|lng|long|longitude|经度|东经|x_?经度|经度_?x|中心经度|点位经度|经度坐标)(?:_|$)|经度$|^wgs(?:84)?_(?:lon|lng)$"
)
_LAT = re.compile(
    r"(?:^|_)(?:lat|latitude|纬度|北纬|y_?纬度|纬度_?y|中心纬度|点位纬度|纬度坐标)(?:_|$)|纬度$|^wgs(?:84)?_lat$"
)
_PAIR = re.compile(
    r"^(?:坐标|经纬度|地理坐标|位置坐标|点坐标|坐标点|空间坐标|location|lnglat|lonlat|coordinates?|coords?|point|position|"
    r"经度[,、/\s]*纬度|lon[,/ _]*lat|lng[,/ _]*lat|纬度[,、/\s]*经度|lat[,/ _]*(?:lon|lng)|"
    r"wkt|the_geom|geom|geometry|shape|几何|图形|wkt几何|几何_wkt)$"
)
_DATUMS = (
    (re.compile(r"gcj|火星|国测局|高德|amap|腾讯|tencent", re.IGNORECASE), "GCJ-02"),
    (re.compile(r"bd-?_?09|bd_(?:lon|lng|lat)|百度|baidu", re.IGNORECASE), "BD-09"),
    (re.compile(r"wgs|gps|cgcs|国家2000|2000国家|天地图", re.IGNORECASE), "WGS-84"),
)


def header_key(header: object) -> str:
    """Return a header without what varies: case, blanks, units in brackets, full-width and traditional letters."""
    text = simplified(_WISHES.sub("", _UNIT_IN_BRACKETS.sub("", plain_text(header))))
    return re.sub(r"\s+", "_", text.strip().lower()).strip("_")


def datum_in(text: str) -> str:
    """Return the datum a text names, "GCJ-02", "BD-09" or "WGS-84"; "" if none or more than one."""
    found = [datum for pattern, datum in _DATUMS if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def lon_header(header: object) -> bool:
    """Tell whether a header means degrees of longitude."""
    return bool(_LON.search(header_key(header))) and not lat_only(header)


def lat_header(header: object) -> bool:
    """Tell whether a header means degrees of latitude."""
    return bool(_LAT.search(header_key(header)))


def lat_only(header: object) -> bool:
    """Tell whether a header names a latitude and no longitude: "x_lat" is no longitude for its x."""
    key = header_key(header)
    return bool(_LAT.search(key)) and not bool(_LON.search(key))


def position_header(header: object) -> bool:
    """Tell whether a header means a whole position in one cell: a pair of coordinates or a shape as text."""
    key = re.sub(r"[_\s]", "", header_key(header))
    return bool(_PAIR.match(key) or _PAIR.match(header_key(header))) or bool(
        _PAIR.match(re.sub(r"[(（].*", "", plain_text(header)).strip().lower())
    )


@lru_cache(maxsize=4096)
def is_known_header(header: str) -> bool:
    """Tell whether some layer has a column of this header, or it means a position."""
    key = header_key(header)
    return bool(key) and (
        key in _known_keys() or lon_header(header) or lat_header(header) or position_header(header) or key in _PLANE
    )


def recognised(columns: Iterable[object], headers: Headers) -> dict[str, object]:
    """
    Return contract column -> the column of the file that holds it; what is not recognised is not in it.

    The contract's own name wins, then the first header listed, then the last part of a header joined from two rows,
    then the first three characters of one, which is what a Shapefile leaves of a Chinese header; each column of the
    file is used at most once.
    """
    by_key: dict[str, object] = {}
    for column in columns:
        by_key.setdefault(header_key(column), column)
    for key, column in list(by_key.items()):
        first, _, last = key.rpartition("_")
        if first and not key.isascii():
            by_key.setdefault(first if last in _WHOLE else last, column)
    found: dict[str, object] = {}
    for name in headers:
        if name in by_key:
            found[name] = by_key[name]
    for name, alternatives in headers.items():
        if name not in found:
            used = list(found.values())
            free = {key: column for key, column in by_key.items() if column not in used}
            cut_off = [header[:_CUT_OFF] for header in alternatives if len(header) > _CUT_OFF and not header.isascii()]
            keys = (*(header_key(header) for header in alternatives), *cut_off)
            known = next((key for key in keys if key in free), None)
            if known is not None:
                found[name] = free[known]
    return found


#: Below a divided header these mean the header itself.
_WHOLE = ("合计", "总计", "小计", "总数", "数量", "数")
_PLANE = frozenset(("x", "y", "x坐标", "y坐标", "横坐标", "纵坐标", "东坐标", "北坐标", "easting", "northing"))


@lru_cache(maxsize=1)
def _known_keys() -> frozenset[str]:
    every = [*HEADERS.values(), DEMAND_HEADERS]
    words = {header for headers in every for alternatives in headers.values() for header in alternatives}
    words |= {name for headers in every for name in headers}
    extra = {"地址", "详细地址", "address", "电话", "联系电话", "备注", "联系人", "姓名", "tel", "city", "城市", "点号"}
    return frozenset(header_key(word) for word in words | extra)
