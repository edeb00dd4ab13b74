"""Read the texts of a drawing: in their encoding, without the codes that format them."""

import codecs
import re
from collections.abc import Iterable

__all__ = ["chosen_encoding", "mtext_words", "text_words"]

#: Code pages in which a character takes several bytes: text of another encoding rarely happens to make sense in them.
_WIDE_PAGES = {"936": "gb18030", "950": "big5", "932": "cp932", "949": "cp949"}
_UNICODE_VERSION = "AC1021"  # from 2007 on all text is UTF-8
_LONGEST_TEXT_BYTES = 64_000

_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_MIF = re.compile(r"\\M\+([1-5])([0-9A-Fa-f]{4})")
_MIF_PAGES = {"1": "cp932", "2": "big5", "3": "cp949", "4": "johab", "5": "gb18030"}
_SIGNS = {"d": "°", "p": "±", "c": "⌀", "%": "%"}
_SIGN = re.compile(r"%%(\d{3}|[dDpPcC%uUoOkK])")
_FORMAT = re.compile(
    r"\\(?:(?P<escaped>[\\{}])|(?P<line>[PpNX](?!i|x|q|t))|(?P<blank>~)|S(?P<stack>[^;]{0,200});"
    r"|[LlOoKk]|[ACFHQTWacfhqtwp][^;\\{}]{0,200};?)|(?P<brace>[{}])|\^(?P<caret>[IJM ])"
)
_HALF = re.compile("[\ud800-\udfff\x00]")


def chosen_encoding(samples: Iterable[bytes], version: str, code_page: str, asked: str | None = None) -> str:
    """
    Return the encoding in which the texts of a drawing make sense.

    The one that was asked for; else UTF-8 if all texts are; else the drawing's own code page if it is one of East Asia;
    else GB18030; else the drawing's own. A drawing of 2007 and later says nothing of its code page and is UTF-8 unless
    its texts are not.

    Raises
    ------
    LookupError
        If there is no encoding of the name that was asked for.
    """
    if asked:
        return codecs.lookup(asked).name
    texts = [text for text in samples if not text.isascii()]
    digits = re.sub(r"\D", "", code_page)[:5]
    declared = _WIDE_PAGES.get(digits, "")
    candidates = [name for name in ("utf-8", "" if version >= _UNICODE_VERSION else declared, "gb18030") if name]
    fitting = next((name for name in candidates if all(_makes_sense(text, name) for text in texts)), "")
    return fitting or declared or _single_byte(digits)


def text_words(raw: bytes, encoding: str) -> str:
    """Return a TEXT or a name as words on one line."""
    text = _decoded(raw, encoding)
    return " ".join(_SIGN.sub(_signed, text).split())


def mtext_words(raw: bytes, encoding: str) -> str:
    """Return an MTEXT as words, without fonts, colours and the like; its lines are kept apart by a blank."""
    text = _FORMAT.sub(_unformatted, _decoded(raw, encoding))
    return " ".join(_SIGN.sub(_signed, text).split())


def _decoded(raw: bytes, encoding: str) -> str:
    text = raw[:_LONGEST_TEXT_BYTES].decode(encoding, errors="replace")
    if "\\U+" in text or "\\M+" in text:
        text = _MIF.sub(_from_mif, _UNICODE.sub(lambda found: chr(int(found[1], 16)), text))
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of halves are one character
    return _HALF.sub("", text)


def _from_mif(found: re.Match[str]) -> str:
    return bytes.fromhex(found[2]).decode(_MIF_PAGES[found[1]], errors="replace")


def _signed(found: re.Match[str]) -> str:
    code = found[1].lower()
    return chr(int(code)) if code.isdecimal() and code != "000" else _SIGNS.get(code, "")


def _unformatted(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if found["stack"] is not None:
        return re.sub(r"[#^]\s*", "/", found["stack"])
    return " " if found["line"] or found["blank"] or found["caret"] else ""


def _makes_sense(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(digits: str) -> str:
    try:
        return codecs.lookup(f"cp{digits}").name
    except LookupError:
        return "gb18030"
