"""Find the encoding of a text that does not say it; a damaged cell never stops the rest."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path

from geo.errors import BrokenFileError

__all__ = [
    "ENCODINGS",
    "EncodingGuess",
    "bad_bytes",
    "encoding_guesses",
    "named_encoding",
    "opened_text",
    "repaired",
    "text_encoding",
]

#: What offices write, as Python names it, with the name people know.
ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 / GBK",
    "big5hkscs": "Big5",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 BE",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 2_000_000
#: Of UTF-16 text without a mark at least this share is digits, commas and Latin letters, whose other byte is zero.
_ZERO_SHARE = 0.2
#: A text in which one byte in so many is broken is damaged; with more it is in another encoding.
_DAMAGED_SHARE = 0.05
#: Control characters beyond this share are no text at all.
_CONTROL_SHARE = 0.02
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SAMPLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """One encoding a text may be in: how well it reads, 0 to 1, and what its first Chinese words would be."""

    name: str
    label: str
    score: float
    sample: str


def text_encoding(content: bytes) -> str:
    """Return the encoding in which the content reads best, "" if it is no text in any of them."""
    guesses = encoding_guesses(content)
    return guesses[0].name if guesses and guesses[0].score > 0 else ""


def encoding_guesses(content: bytes) -> tuple[EncodingGuess, ...]:
    """Return the encodings the content may be in, the best first; a byte-order mark leaves one."""
    sample = content[:_SAMPLE_BYTES]
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return (_guess(sample.removeprefix(mark), name, 1.0),)
    wide = _wide_encoding(sample)
    if wide:
        return (_guess(sample, wide, 1.0),)
    guesses = [_guess(sample, name, _score(sample, name)) for name in ("utf-8", "gb18030", "big5hkscs")]
    return tuple(sorted((guess for guess in guesses if guess.score > 0), key=lambda guess: -guess.score))


def named_encoding(name: str) -> str:
    """
    Return Python's name of an encoding somebody named: "GBK", "utf8", "Big5", "936".

    Raises
    ------
    BrokenFileError
        If there is no such encoding of text.
    """
    word = name.strip()
    word = f"cp{word}" if word.isdecimal() else word
    try:
        found = codecs.lookup(word)
        "a".encode(found.name)
    except (LookupError, UnicodeError, ValueError):
        raise BrokenFileError(
            f'"{name}" is no encoding of text; name one such as UTF-8, GB18030, Big5 or UTF-16.',
            zh=f"“{name}”不是文字编码；请写 UTF-8、GB18030、Big5 或 UTF-16。",
        ) from None
    wider = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
    return wider.get(found.name, found.name)


def bad_bytes(encoding: str) -> str:
    """Return how bytes that are no character are taken: kept for `repaired` where the codec can, else replaced."""
    return "replace" if encoding.startswith("utf-16") else "surrogateescape"


def opened_text(file: Path, encoding: str) -> TextIOWrapper:
    """Open a text so that bytes which are none of its encoding survive as surrogates, for `repaired`."""
    stream = file.open("rb")
    head = stream.read(4)
    mark = next((mark for mark, name in _MARKS if head.startswith(mark) and name == encoding), b"")
    stream.seek(len(mark))
    return TextIOWrapper(stream, encoding=encoding, errors=bad_bytes(encoding), newline="")


def repaired(text: str, encoding: str) -> tuple[str, str]:
    """
    Return a cell as it was meant, and the encoding it turned out to be in, "" if it is in the file's own.

    A cell of another encoding, as pasting two files together leaves, is read in that; bytes that are a character in
    none become a question mark in a diamond.
    """
    if text.isascii():
        return text, ""
    if not _SURROGATE.search(text):
        return _unmixed(text, encoding)
    try:
        raw = text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text), "?"
    for other in ("utf-8", "gb18030", "big5hkscs"):
        if other != encoding:
            try:
                found = raw.decode(other)
            except UnicodeDecodeError:
                continue
            if _familiar_share(found, other) > 0.5:
                return found, other
    return raw.decode(encoding, "replace"), "?"


def _unmixed(text: str, encoding: str) -> tuple[str, str]:
    """
    Read UTF-8 that stands in a GB18030 or Big5 file: it decodes without a fault there, into nonsense.

    The bytes of many a good word are UTF-8 too, of rare letters; only everyday Chinese is taken for what was meant.
    """
    wide = {character for character in text if character > "\x7f"}
    if encoding.startswith("utf") or wide <= _usual_characters(encoding):
        return text, ""
    try:
        found = text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return text, ""
    meant = {character for character in found if character > "\x7f"}
    is_everyday = meant <= _usual_characters("gb18030") or meant <= _usual_characters("big5hkscs")
    return (found, "utf-8") if is_everyday else (text, "")


def _wide_encoding(sample: bytes) -> str:
    pairs = max(len(sample) // 2, 1)
    low, high = sample[1::2].count(0) / pairs, sample[0::2].count(0) / pairs
    for share, other, name in ((low, high, "utf-16-le"), (high, low, "utf-16-be")):
        if share > _ZERO_SHARE and other < share / 4 and _score(sample, name) > 0:
            return name
    return ""


def _score(sample: bytes, encoding: str) -> float:
    """Return how well a sample reads: 0 if it is no text in this encoding, 1 if every character is a usual one."""
    decoder = codecs.getincrementaldecoder(encoding)(bad_bytes(encoding))
    text = decoder.decode(sample, final=False)
    if not text:
        return 1.0 if not sample else 0.0
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        return 0.0
    wide = [character for character in text if character > "\x7f"]
    if not wide:
        return 1.0
    broken = sum("\ud800" <= character <= "\udfff" or character == "\ufffd" for character in wide)
    if broken > max(_DAMAGED_SHARE * len(wide), 0 if encoding != "utf-8" else 1):
        return 0.0
    # UTF-8 is so strict that what reads as it is it, whatever it says.
    certainty = 1.0 if encoding.startswith("utf-8") else 0.1 + 0.89 * _familiar_share("".join(wide), encoding)
    return certainty * (1 - broken / len(wide))


def _familiar_share(text: str, encoding: str) -> float:
    """Return the share of the characters beyond ASCII that people who write in this encoding use daily."""
    wide = [character for character in text if character > "\x7f"]
    if not wide:
        return 1.0
    if encoding.startswith("utf"):
        return sum(unicodedata.category(character)[0] in "LNPSZ" for character in wide) / len(wide)
    usual = _usual_characters(encoding)
    return sum(character in usual for character in wide) / len(wide)


@lru_cache(maxsize=4)
def _usual_characters(encoding: str) -> frozenset[str]:
    """Return the everyday characters of an encoding: the first level of its table, and full-width signs."""
    leads, trails = (
        (range(0xB0, 0xD8), range(0xA1, 0xFF))
        if encoding == "gb18030"
        else (range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    )
    found = {bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in trails}
    return frozenset(found | set("，。、；：？！（）《》“”‘’—…·【】　０１２３４５６７８９㎡°′″－～＋／％"))


def _guess(sample: bytes, name: str, score: float) -> EncodingGuess:
    text = codecs.getincrementaldecoder(name)("replace").decode(sample[:20_000], final=False)
    return EncodingGuess(name, ENCODINGS[name], score, " ".join(_words(text))[:_SAMPLE_CHARACTERS])


def _words(text: str) -> Iterator[str]:
    """Yield the words beyond ASCII that come first, each once: they show at a glance whether the encoding is right."""
    seen: set[str] = set()
    for found in re.finditer(r"[^\x00-\x7f]{2,12}", text):
        if found.group() not in seen:
            seen.add(found.group())
            yield found.group()
        if len(seen) >= 12:
            return
