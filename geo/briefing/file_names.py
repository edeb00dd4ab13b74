"""Name the files that leave the program so that every system keeps them and nobody's text can point elsewhere."""

import re
from datetime import date

from geo.briefing.plain_text import cleaned

__all__ = ["file_name"]

_FORBIDDEN = re.compile(r'[\\/:*?"<>|%#&{}$!\'`@=+~\x00-\x1f]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=$|[._])")
_LONGEST_PART_BYTES = 60
_UNNAMED = "未命名"


def file_name(*parts: object, made_on: date, suffix: str) -> str:
    """
    Return the parts, the date and the suffix as one file name: 鼎溪市_500米服务圈_覆盖表_20261123.csv.

    Separators, control characters, leading dots and the device names of Windows are taken out; a long part is cut.
    """
    kept = [name for part in parts if (name := _safe(part))]
    stem = "_".join([*(kept or [_UNNAMED]), f"{made_on:%Y%m%d}"])
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{re.sub('[^a-z0-9]', '', suffix.lower()) or 'txt'}"


def _safe(part: object) -> str:
    name = _FORBIDDEN.sub("", cleaned(part)).strip(" ._-").replace(" ", "_")
    short = name.encode()[:_LONGEST_PART_BYTES].decode(errors="ignore")
    return short.rstrip(" ._-")
