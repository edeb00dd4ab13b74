"""Damage files as disks, mails and malice do: bytes flipped, cut, doubled, lines swapped, numbers made absurd."""

import io
import random
import re
import zipfile

__all__ = ["damaged"]

_ABSURD = (
    b"1e309",
    b"-1",
    b"NaN",
    b"0",
    b"99999999999999999999",
    b"1e-309",
    b"inf",
    b"",
    b"'",
    b'"',
    b"\x00",
    b"\xff\xfe",
)
_MOST_INSERTED = 4_000


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file with one to four damages; in an archive mostly within one of its entries."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        inside = _damaged_inside(content, chance)
        if inside is not None:
            return inside
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(_DAMAGES)(content, chance)
    return content


def _damaged_inside(content: bytes, chance: random.Random) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return None
    if not entries:
        return None
    chosen = chance.randrange(len(entries))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, body) in enumerate(entries):
            archive.writestr(name, chance.choice(_DAMAGES)(body, chance) if n == chosen else body)
    return made.getvalue()


def _flipped(content: bytes, chance: random.Random) -> bytes:
    raw = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        if raw:
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def _cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _cut_out(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:first] + content[last:]


def _doubled(content: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(content) + 1)
    last = min(first + chance.randrange(_MOST_INSERTED), len(content))
    return content[:last] + content[first:last] * chance.randint(1, 20) + content[last:]


def _noisy(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.randrange(200)) + content[at:]


def _blanked(content: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(content) + 1)
    last = min(first + chance.randrange(2_000), len(content))
    return content[:first] + bytes(last - first) + content[last:]


def _lines_swapped(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    for _ in range(chance.randint(1, 10)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _absurd(content: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", content[:200_000]))
    for number in sorted(chance.sample(found, min(len(found), chance.randint(1, 8))), key=lambda m: -m.start()):
        content = content[: number.start()] + chance.choice(_ABSURD) + content[number.end() :]
    return content


_DAMAGES = (_flipped, _cut_off, _cut_out, _doubled, _noisy, _blanked, _lines_swapped, _absurd)
