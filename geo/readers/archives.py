"""Unpack an archive where nothing can go wrong: bounded in size, count and depth, and no path in it leads anywhere."""

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.errors import BrokenFileError
from geo.readers.text import text_encoding

__all__ = ["ARCHIVE_SUFFIXES", "Inside", "unpacked"]

ARCHIVE_SUFFIXES = (".zip", ".kmz")
#: An unpacked archive larger than this is a bomb, not a city.
_LARGEST_UNZIPPED_BYTES = 4_000_000_000
_MOST_ENTRIES = 10_000
_MOST_NESTED = 2
#: Beyond this size, an entry that shrinks more than so many times is made to fill a disk.
_SUSPICIOUS_BYTES, _LARGEST_RATIO = 100_000_000, 400
_CHUNK_BYTES = 1_000_000
_IS_UTF8 = 0x800
_SYMLINK = 0o120000


@dataclass(frozen=True, slots=True)
class Inside:
    """A file of an archive: its name as people wrote it, and where it lies unpacked."""

    name: str
    path: Path


@contextmanager
def unpacked(file: Path) -> Iterator[tuple[Inside, ...]]:
    """
    Unpack an archive for as long as it is read; archives in it are unpacked too.

    The files lie under numbers of our own in a folder that is deleted afterwards; only their suffixes are kept, so that
    the parts of a Shapefile stay together. Names are decoded from UTF-8 or GB18030.

    Raises
    ------
    BrokenFileError
        If it is damaged, locked, or would unpack beyond all bounds.
    """
    folder = Path(tempfile.mkdtemp(prefix="linquan-"))
    try:
        yield tuple(_unpack(file, folder, _Budget(file.name), "", _MOST_NESTED))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Budget:
    """Count what has been unpacked of one archive and everything inside it."""

    def __init__(self, name: str) -> None:
        self.name, self.entries, self.read_bytes = name, 0, 0

    def spend(self, *, entries: int = 0, read_bytes: int = 0) -> None:
        """Refuse the archive once it is beyond its bounds."""
        self.entries += entries
        self.read_bytes += read_bytes
        if self.read_bytes > _LARGEST_UNZIPPED_BYTES:
            size = f"{_LARGEST_UNZIPPED_BYTES / 1e9:g} GB"
            raise BrokenFileError(
                f"{self.name} would unpack to more than {size}; unpack it and load the one layer needed.",
                zh=f"{self.name} 解压后超过 {size}；请解压后只导入需要的图层。",
            )
        if self.entries > _MOST_ENTRIES:
            raise BrokenFileError(
                f"{self.name} holds more than {_MOST_ENTRIES:,} files; unpack it and load the one layer needed.",
                zh=f"{self.name} 里超过 {_MOST_ENTRIES:,} 个文件；请解压后只导入需要的图层。",
            )


def _unpack(file: Path, folder: Path, budget: _Budget, shown: str, depth: int) -> Iterator[Inside]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            budget.spend(entries=len(entries), read_bytes=0)
            names = _names(entries)
            if sum(entry.file_size for entry in entries) + budget.read_bytes > _LARGEST_UNZIPPED_BYTES:
                budget.spend(read_bytes=_LARGEST_UNZIPPED_BYTES + 1)
            places: dict[str, Path] = {}
            for entry, name in zip(entries, names, strict=True):
                if _is_wanted(entry, name):
                    path = _place(folder, places, name)
                    _extract(archive, entry, path, budget)
                    if path.suffix in ARCHIVE_SUFFIXES and depth > 0:
                        inner = folder / f"in_{path.stem}_{len(places)}"
                        inner.mkdir()
                        yield from _unpack(path, inner, budget, f"{shown}{name}/", depth - 1)
                    else:
                        yield Inside(f"{shown}{name}", path)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        said = "it is locked with a password" if "password" in str(error) else str(error).split("\n")[0].rstrip(".")
        raise BrokenFileError(
            f"{budget.name} is damaged or not what its name says: {said}. Export or download it again.",
            zh=f"{budget.name} 已损坏、加密或不是压缩包；请重新打包（不设密码）后再导入。",
        ) from error


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Decode the names; without the mark for UTF-8 they come from the computer of whoever packed them."""
    raw = [b"" if entry.flag_bits & _IS_UTF8 else _bytes(entry.filename) for entry in entries]
    encoding = text_encoding(b"\n".join(raw)) or "gb18030"
    return [
        entry.filename if entry.flag_bits & _IS_UTF8 else name.decode(encoding, "replace") if name else entry.filename
        for entry, name in zip(entries, raw, strict=True)
    ]


def _bytes(name: str) -> bytes:
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:
        return b""


def _is_wanted(entry: zipfile.ZipInfo, name: str) -> bool:
    is_link = (entry.external_attr >> 16) & 0o170000 == _SYMLINK
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not is_link and not any(part.startswith(("__MACOSX", "._", "~$")) for part in parts)


def _place(folder: Path, places: dict[str, Path], name: str) -> Path:
    """Return where a file goes: a number for each name without its suffix; a geodatabase keeps its folder."""
    inside = PurePosixPath(name.replace("\\", "/"))
    database = next((part for part in inside.parts if part.lower().endswith(".gdb")), "")
    if database:
        place = places.setdefault(f"{database}/", folder / f"{len(places)}.gdb")
        place.mkdir(exist_ok=True)
        return place / re.sub(r"[^\w.]", "_", inside.name, flags=re.ASCII)[-80:]
    stem, suffixes = _cut(inside.name)
    key = f"{inside.parent}/{stem}".lower()
    place = places.setdefault(key, folder / str(len(places)))
    path = place.with_name(f"{place.name}{suffixes}")
    return path if not path.exists() else place.with_name(f"{place.name}_{len(list(folder.iterdir()))}{suffixes}")


def _cut(name: str) -> tuple[str, str]:
    """Cut a name before its suffixes: those of several parts belong together (.osm.gz, .shp.xml)."""
    found = re.search(r"((?:\.(?:osm|shp|geojson|aux))?\.\w{1,10})$", name, flags=re.ASCII | re.IGNORECASE)
    suffixes = found[1].lower() if found else ""
    return name[: len(name) - len(suffixes)], suffixes


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, budget: _Budget) -> None:
    read = 0
    with archive.open(entry) as source, path.open("wb") as target:
        while chunk := source.read(_CHUNK_BYTES):
            read += len(chunk)
            budget.spend(read_bytes=len(chunk))
            if read > _SUSPICIOUS_BYTES and read > _LARGEST_RATIO * max(entry.compress_size, 1):
                budget.spend(read_bytes=_LARGEST_UNZIPPED_BYTES)
            target.write(chunk)
