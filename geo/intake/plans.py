"""Hold what a planner decides about one layer of one file, as a value that can be kept and used for the next file."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from geo.errors import SettingError

__all__ = ["ImportPlan", "Pairs", "plan_from_text", "plan_text"]

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """
    How one layer of a file is read and what it becomes; what is "" or empty is found out.

    Parameters
    ----------
    role
        The layer of the city it becomes, "totals" or "population"; "city" for everything an OpenStreetMap file holds.
    layer
        The layer, sheet or file of an archive.
    encoding
        The encoding of its text.
    columns
        Pairs of a column of ours and the column of the file that holds it; "lon" and "lat" for the positions.
    are_columns_final
        Whether columns that are not among them are kept as they are, instead of recognised by their headers.
    placement
        How its numbers become degrees, as `geo.crs.placements` writes it.
    kinds
        Pairs of a word in the file and the facility kind it means.
    is_added
        Whether the rows are added to the layer that is there, instead of taking its place.
    """

    role: str = ""
    layer: str = ""
    encoding: str = ""
    columns: Pairs = ()
    are_columns_final: bool = False
    placement: str = ""
    kinds: Pairs = ()
    is_added: bool = False

    def column(self, name: str) -> str | None:
        """Return the column of the file that holds one of ours, None if none does."""
        return dict(self.columns).get(name)


def plan_text(plan: ImportPlan) -> str:
    """Return a plan as text to keep."""
    return json.dumps(asdict(plan), ensure_ascii=False, sort_keys=True)


def plan_from_text(text: str) -> ImportPlan:
    """
    Read a plan that was kept.

    Raises
    ------
    SettingError
    """
    try:
        kept: dict[str, Any] = json.loads(text)
        known = {slot.name for slot in fields(ImportPlan)}
        pairs = {name: tuple((str(a), str(b)) for a, b in kept.get(name, ())) for name in ("columns", "kinds")}
        texts = {name: str(kept.get(name, "")) for name in ("role", "layer", "encoding", "placement") if name in known}
        flags = {name: bool(kept.get(name, False)) for name in ("are_columns_final", "is_added")}
        return ImportPlan(**texts, **pairs, **flags)  # type: ignore[arg-type]
    except (ValueError, TypeError, AttributeError) as error:
        raise SettingError(
            f"This is no kept import plan: {error}. Import the file once and keep its plan.",
            zh="这不是保存过的导入方案；请先导入一次文件并保存方案。",
        ) from error
