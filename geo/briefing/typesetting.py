"""Make a text fit to print: no missing glyphs, cut or broken to a width."""

from geo.briefing.typeface import Weight, missing_characters, text_width_mm

__all__ = ["GETA", "cut_to_width", "drawable", "lines_of_width"]

#: Stands for a character without a glyph, as printers do; never an empty box that nobody notices.
GETA = "〓"

_ELLIPSIS = "…"
#: Characters that may not begin a line, after the rules of Chinese typesetting.
_NOT_FIRST = frozenset(",.;:!?%)]}、。，；：！？％）》】」』”’·…")
_NOT_LAST = frozenset("([{（《【「『“‘")


def drawable(text: str, weight: Weight = "regular") -> tuple[str, tuple[str, ...]]:
    """Return the text with 〓 for each character that the typeface lacks, and those characters."""
    missing = missing_characters(text, weight)
    for character in missing:
        text = text.replace(character, GETA)
    return text, missing


def cut_to_width(text: str, width_mm: float, size_pt: float, weight: Weight = "regular") -> str:
    """Return as much of the text as fits in `width_mm`, ending in … if some of it does not."""
    if text_width_mm(text, size_pt, weight) <= width_mm:
        return text
    kept = ""
    for character in text:
        if text_width_mm(kept + character + _ELLIPSIS, size_pt, weight) > width_mm:
            break
        kept += character
    return kept.rstrip() + _ELLIPSIS


def lines_of_width(
    text: str, width_mm: float, size_pt: float, weight: Weight = "regular", *, most_lines: int = 20
) -> tuple[str, ...]:
    """Break the text into at most `most_lines` lines of at most `width_mm`; the last is cut if more would follow."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most_lines - 1:
        line = _first_line(rest, width_mm, size_pt, weight)
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return (*lines, cut_to_width(rest, width_mm, size_pt, weight)) if rest else tuple(lines)


def _first_line(text: str, width_mm: float, size_pt: float, weight: Weight) -> str:
    used_mm = 0.0
    for end, character in enumerate(text):
        used_mm += text_width_mm(character, size_pt, weight)
        if used_mm > width_mm and end > 0:
            return text[: _break_before(text, end)]
    return text


def _break_before(text: str, end: int) -> int:
    """Return the last place up to `end` where a line may be broken: not in a word or number, nor by punctuation."""
    for place in range(end, max(end - 24, 0), -1):
        before, after = text[place - 1], text[place]
        within_word = before.isascii() and after.isascii() and not (before.isspace() or after.isspace())
        if not within_word and after not in _NOT_FIRST and before not in _NOT_LAST:
            return place
    return end
