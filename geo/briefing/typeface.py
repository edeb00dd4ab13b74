"""Register the shipped Chinese typeface with matplotlib, measure it, and name the characters it cannot draw."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import matplotlib as mpl
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from geo.errors import SettingError

__all__ = [
    "FONT_FAMILY",
    "FONT_FOLDER",
    "MM_PER_PT",
    "Weight",
    "font",
    "missing_characters",
    "register_fonts",
    "text_width_mm",
]

logger = logging.getLogger(__name__)

Weight = Literal["regular", "bold"]

FONT_FOLDER = Path(__file__).resolve().parent / "fonts"
FONT_FAMILY = "Noto Sans SC"

_FILES: Mapping[Weight, str] = MappingProxyType({"regular": "NotoSansSC-Regular.ttf", "bold": "NotoSansSC-Bold.ttf"})
MM_PER_PT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class _Metrics:
    """What is needed of a font to lay out a line: which characters it has and how far each advances."""

    glyphs: Mapping[int, str]
    advances: Mapping[str, tuple[int, int]]
    units_per_em: int


def register_fonts(folder: Path = FONT_FOLDER) -> tuple[Path, ...]:
    """
    Make matplotlib know the typeface, once, and embed it whole-glyph (TrueType) in PDF files.

    Raises
    ------
    SettingError
        If the font files were never set up.
    """
    paths = tuple(folder / name for name in _FILES.values())
    absent = [path.name for path in paths if not path.is_file()]
    if absent:
        raise SettingError(
            f"The fonts for maps and tables are not set up: {', '.join(absent)} should be in {folder.name}/. "
            "Run `make setup` once, then try again."
        )
    _register(paths)
    return paths


@cache
def _register(paths: tuple[Path, ...]) -> None:
    for path in paths:
        font_manager.fontManager.addfont(path)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every glyph of every subset otherwise
    mpl.rcParams["pdf.fonttype"] = 42  # Type 3 fonts of Chinese cannot be searched or edited
    logger.info("Registered %d fonts for map sheets", len(paths))


def font(size_pt: float, weight: Weight = "regular") -> font_manager.FontProperties:
    """Return the typeface at a size; by file, so that no font of the machine can stand in for it."""
    regular, bold = register_fonts()
    return font_manager.FontProperties(fname=bold if weight == "bold" else regular, size=size_pt)


def missing_characters(text: str, weight: Weight = "regular") -> tuple[str, ...]:
    """Name each character of `text` that the typeface has no glyph for, once, in the order of the text."""
    glyphs = _metrics(weight).glyphs
    return tuple(dict.fromkeys(c for c in text if ord(c) not in glyphs and c not in "\n\r\t"))


def text_width_mm(text: str, size_pt: float, weight: Weight = "regular") -> float:
    """Return how wide one line of `text` is on paper, millimetres."""
    metrics = _metrics(weight)
    glyphs, advances = metrics.glyphs, metrics.advances
    units = sum(advances[glyphs[ord(c)]][0] if ord(c) in glyphs else metrics.units_per_em for c in text)
    return units / metrics.units_per_em * size_pt * MM_PER_PT


@cache
def _metrics(weight: Weight) -> _Metrics:
    regular, bold = register_fonts()
    with TTFont(bold if weight == "bold" else regular, lazy=True) as file:
        return _Metrics(file.getBestCmap() or {}, dict(file["hmtx"].metrics), file["head"].unitsPerEm)
