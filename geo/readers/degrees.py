"""Read one coordinate or a pair of them as people write it: decimals, degrees and minutes, signs of the compass."""

import re

from geo.readers.cells import plain_text

__all__ = ["degrees_in", "pair_in"]

_PART = r"(\d{1,3}(?:\.\d+)?)"
_DMS = re.compile(
    rf"^{_PART}\s*(?:°|º|度|d|˚|:|\s|-)\s*(?:{_PART}\s*(?:'|′|’|‘|分|m|:|\s|-)?\s*)?(?:{_PART}\s*(?:\"|″|”|“|''|′′|秒|s)?)?$",
    re.IGNORECASE,
)
_DEGREE_SIGN = re.compile(r"[°º度˚]\s*$")
_COMPASS = re.compile(
    r"东经|西经|北纬|南纬|经度|纬度|东|西|北|南|\b(?:lon|lng|lat)(?:gitude|itude)?\b|(?<![A-Za-z])[NSEW](?![A-Za-z])",
    re.IGNORECASE,
)
_SOUTH_WEST = ("s", "w", "南", "西", "南纬", "西经")
_LON_WORDS = ("东经", "西经", "经度", "东", "西", "e", "w", "lon", "lng", "longitude")
_LAT_WORDS = ("北纬", "南纬", "纬度", "北", "南", "n", "s", "lat", "latitude")
_PLAIN_NUMBER = re.compile(r"^[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?$")
_SEPARATORS = (",", ";", "|", "/", "、", "\t", " ")
_BRACKETS = str.maketrans("", "", "()[]{}")


def degrees_in(value: object) -> float | None:
    """
    Return the degrees a cell means, None if it means none.

    "120.2", "120°13′12.5″E", "东经120度13分", "120 13 12.5" and "S27.3" are degrees; minutes and seconds are below 60.
    """
    text = plain_text(value).replace("，", ".") if isinstance(value, str) else value
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text) if text == text and abs(text) != float("inf") else None
    if not isinstance(text, str) or not text or len(text) > 60:
        return None
    words = [word.lower() for word in _COMPASS.findall(text)]
    sign = -1.0 if any(word in _SOUTH_WEST for word in words) else 1.0
    bare = _COMPASS.sub("", text).strip(" :：=")
    if _PLAIN_NUMBER.match(bare):
        return sign * float(bare)
    bare = _DEGREE_SIGN.sub("", bare) if bare.count("°") + bare.count("度") == 1 else bare
    if _PLAIN_NUMBER.match(bare.strip()):
        return sign * float(bare)
    negative = bare.startswith("-")
    found = _DMS.match(bare.lstrip("-").strip())
    if found is None:
        return None
    degrees, minutes, seconds = (float(part) if part else 0.0 for part in found.groups())
    if minutes >= 60 or seconds >= 60 or (found[2] and "." in found[1]) or (found[3] and "." in (found[2] or "")):
        return None
    return (-1.0 if negative else sign) * (degrees + minutes / 60 + seconds / 3600)


def pair_in(value: object) -> tuple[float, float] | None:
    """
    Return the two numbers of a position in one cell, None if it holds no such pair.

    "120.2,27.3", "120.2 27.3", "(120.2；27.3)", "N27°20′ E120°13′" and "lng:120.2,lat:27.3" are pairs; words of the
    compass put the longitude first, otherwise the order is the cell's.
    """
    text = plain_text(value).translate(_BRACKETS).strip(" ,;")
    if not text or len(text) > 120:
        return None
    for separator in _SEPARATORS:
        parts = [part for part in text.split(separator) if part.strip()]
        if separator == " " and len(parts) > 2:
            halves = _by_compass(text)
            parts = halves or (
                [" ".join(parts[: len(parts) // 2]), " ".join(parts[len(parts) // 2 :])]
                if len(parts) in (4, 6)
                else parts
            )
        if len(parts) in (2, 3):
            first, second = degrees_in(parts[0]), degrees_in(parts[1])
            if first is not None and second is not None and (len(parts) == 2 or degrees_in(parts[2]) is not None):
                return (second, first) if _is_lat(parts[0]) or _is_lon(parts[1]) else (first, second)
    return None


def _by_compass(text: str) -> list[str]:
    """Cut "N27 20 10 E120 13 12" or "27°20′N 120°13′E" where the second direction begins or the first one ends."""
    for pattern in (r"^(.*?[NSns北南纬])\s+(.*[EWew东西经].*)$", r"^(.*?[EWew东西])\s+(.*[NSns北南].*)$"):
        found = re.match(pattern, text)
        if found and degrees_in(found[1]) is not None and degrees_in(found[2]) is not None:
            return [found[1], found[2]]
    found = re.match(r"^([NSEWnsew北南东西].*?)\s+([NSEWnsew北南东西].*)$", text)
    return [found[1], found[2]] if found else []


def _is_lat(text: str) -> bool:
    return any(word.lower() in _LAT_WORDS for word in _COMPASS.findall(text))


def _is_lon(text: str) -> bool:
    return any(word.lower() in _LON_WORDS for word in _COMPASS.findall(text))
