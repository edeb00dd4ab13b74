"""Keep a city file as it was before an import, and bring it back whole."""

import os
import shutil
from pathlib import Path

from geo.city import City
from geo.errors import NoSuchFileError

__all__ = ["KEPT_STATES", "save_over", "undo_import"]

#: So many states before the last one are kept beside a city file.
KEPT_STATES = 20


def save_over(city: City, path: str | os.PathLike[str]) -> None:
    """Write a city file and keep the one that was there, so that the import can be undone whole."""
    file = Path(path)
    if file.exists():
        folder = _folder(file)
        folder.mkdir(exist_ok=True)
        numbers = _numbers(folder)
        shutil.copy2(file, folder / f"{max(numbers, default=0) + 1}.gpkg")
        for number in sorted(numbers)[: max(len(numbers) + 1 - KEPT_STATES, 0)]:
            (folder / f"{number}.gpkg").unlink()
    city.save(file)


def undo_import(path: str | os.PathLike[str]) -> City:
    """
    Bring a city file back to its state before the last import, byte for byte, and open it.

    Raises
    ------
    NoSuchFileError
        If no earlier state is kept.
    """
    file = Path(path)
    numbers = _numbers(_folder(file))
    if not numbers:
        raise NoSuchFileError(
            f"No earlier state of {file.name} is kept; there is nothing to undo.",
            zh=f"{file.name} 没有保留更早的状态，无法撤销。",
        )
    (_folder(file) / f"{max(numbers)}.gpkg").replace(file)
    return City.open(file)


def _folder(file: Path) -> Path:
    return file.with_name(f".{file.name}.before")


def _numbers(folder: Path) -> list[int]:
    return [int(kept.stem) for kept in folder.glob("*.gpkg") if kept.stem.isdecimal()] if folder.is_dir() else []
