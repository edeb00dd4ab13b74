"""Put the open Chinese typeface of printed sheets where `geo.briefing` reads it; run once, at set-up."""

import logging
import shutil
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from geo.errors import BrokenFileError, NoSuchFileError

__all__ = ["FONT_PACKAGE", "FONT_PACKAGE_VERSION", "build_fonts"]

logger = logging.getLogger(__name__)

#: Noto Sans SC as whole static TrueType files (SIL Open Font License 1.1); pin exactly this in package.json.
FONT_PACKAGE = "@expo-google-fonts/noto-sans-sc"
FONT_PACKAGE_VERSION = "0.4.3"

#: File written -> file in the package. They are copied whole, about 10 MB each: a subset to GB 2312 would be 2.4 MB but
#: would lose the rare characters of people's and places' names, which GBK and extension A have.
_FONTS = {
    "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "700Bold/NotoSansSC_700Bold.ttf",
}
_LICENCE = "LICENSE_FONT"

#: One easy character, and rare ones that a font cut down to GB 2312 does not have.
_MUST_HAVE = "溪㙍㵲㛃䶮喆堃翀"


def build_fonts(node_modules: Path, target: Path) -> list[Path]:
    """
    Write NotoSansSC-Regular.ttf and NotoSansSC-Bold.ttf, with their licence beside them, to the folder `target`.

    Raises
    ------
    NoSuchFileError
        If the package is not in `node_modules`.
    BrokenFileError
        If a file is no TrueType font or lacks rare characters.
    """
    package = Path(node_modules) / FONT_PACKAGE
    sources = {name: package / inside for name, inside in {**_FONTS, "OFL.txt": _LICENCE}.items()}
    absent = [str(source) for source in sources.values() if not source.is_file()]
    if absent:
        raise NoSuchFileError(
            f"The font package {FONT_PACKAGE} {FONT_PACKAGE_VERSION} is not installed: {absent[0]} is not there. "
            "Run `make setup`."
        )
    for name in _FONTS:
        _require_rare_characters(sources[name])
    target.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        draft = target / f".{name}.draft"
        shutil.copyfile(source, draft)
        draft.replace(target / name)
    written = [target / name for name in _FONTS]
    size_mb = sum(path.stat().st_size for path in written) / 1e6
    logger.info("Wrote %d fonts, %.1f MB, to %s", len(written), size_mb, target)
    return written


def _require_rare_characters(path: Path) -> None:
    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            glyphs = font.getBestCmap() or {}
    except TTLibError as error:
        raise BrokenFileError(f"{path.name} is not a TrueType font: {error}. Run `make setup` again.") from error
    missing = [character for character in _MUST_HAVE if ord(character) not in glyphs]
    if missing:
        raise BrokenFileError(
            f"{path.name} should have the whole of GBK but has no glyph for {''.join(missing)}; "
            f"install {FONT_PACKAGE} {FONT_PACKAGE_VERSION} and run `make setup` again."
        )
