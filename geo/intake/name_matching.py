"""Find the area of a layer that a name means, from the surest reading to the loosest, and say which it was."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from geo.intake.area_names import AreaKey, area_key
from geo.readers.cells import plain_text

__all__ = ["AreaNames", "CONVERSIONS", "NameMatch", "Reading", "area_names", "named_area"]

_Value = TypeVar("_Value")

#: How a name was read: as it is written, as another spelling, through the planner's table of renamings, without its
#: ending, as the kind of area that it has become since.
Reading = Literal["same", "spelling", "renamed", "short", "converted", "none"]

#: Kinds of area that turn into one another with the same stem: 撤镇设街道, 撤乡设镇, 村改社区 (R038).
CONVERSIONS = (
    frozenset({"town", "street"}),
    frozenset({"township", "town"}),
    frozenset({"township", "street"}),
    frozenset({"village", "community"}),
)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The rows that a name may mean, one if it is found, and how it was read."""

    rows: tuple[int, ...] = ()
    reading: Reading = "none"


@dataclass(frozen=True, slots=True)
class AreaNames:
    """The names of one layer's areas, prepared for many questions; rows are positions."""

    level: str
    renamings: Mapping[AreaKey, AreaKey]
    keys: tuple[AreaKey, ...]
    by_text: Mapping[str, tuple[int, ...]]
    by_key: Mapping[AreaKey, tuple[int, ...]]
    by_current_key: Mapping[AreaKey, tuple[int, ...]]
    by_bare: Mapping[tuple[str, int | None], tuple[int, ...]]


def area_names(names: Iterable[object], level: str, renamings: Mapping[str, str] | None = None) -> AreaNames:
    """Prepare the names of the areas of one level; `renamings` holds old name -> new name, as far as known."""
    texts = [plain_text(name) for name in names]
    keys = tuple(area_key(text, level) for text in texts)
    table = {area_key(old, level): area_key(new, level) for old, new in (renamings or {}).items()}
    return AreaNames(
        level=level,
        renamings=table,
        keys=keys,
        by_text=_rows(texts),
        by_key=_rows(keys),
        by_current_key=_rows(_current(key, table) for key in keys),
        by_bare=_rows(_bare(key) for key in keys),
    )


def named_area(areas: AreaNames, name: object, among: Collection[int] | None = None) -> NameMatch:
    """
    Return the row that a name means; several rows if it may mean more than one, none if it means none.

    The surest reading that fits anything counts, and a looser one is never asked to decide between its rows. `among`
    leaves only some rows to choose from.
    """
    text = plain_text(name)
    key = area_key(text, areas.level)
    if not key.stem and key.number is None:
        return NameMatch()
    bare = areas.by_bare.get(_bare(key), ())
    readings: tuple[tuple[Reading, tuple[int, ...]], ...] = (
        ("same", areas.by_text.get(text, ())),
        ("spelling", areas.by_key.get(key, ())),
        ("renamed", areas.by_current_key.get(_current(key, areas.renamings), ())),
        ("short", tuple(row for row in bare if _is_short(key, areas.keys[row]))),
        ("short", _same_number(areas, key) if key.number is not None else ()),
        ("converted", tuple(row for row in bare if {key.kind, areas.keys[row].kind} in CONVERSIONS)),
    )
    for reading, rows in readings:
        left = rows if among is None else tuple(row for row in rows if row in among)
        if left:
            return NameMatch(left, reading)
    return NameMatch()


def _rows(values: Iterable[_Value]) -> dict[_Value, tuple[int, ...]]:
    rows: dict[_Value, list[int]] = {}
    for row, value in enumerate(values):
        rows.setdefault(value, []).append(row)
    return {value: tuple(found) for value, found in rows.items()}


def _bare(key: AreaKey) -> tuple[str, int | None]:
    """Return a key without the ending, for grids without the ending of the area they are named after."""
    return (area_key(key.stem).stem if key.number is not None else key.stem), key.number


def _is_short(key: AreaKey, other: AreaKey) -> bool:
    if key.number is not None:
        return "" in (area_key(key.stem).kind, area_key(other.stem).kind)
    return "" in (key.kind, other.kind)


def _same_number(areas: AreaNames, key: AreaKey) -> tuple[int, ...]:
    """Return the grids of that number when one of the two names does not say which area it is in."""
    return tuple(
        row
        for row, other in enumerate(areas.keys)
        if (other.kind, other.number) == (key.kind, key.number) and "" in (key.stem, other.stem)
    )


def _current(key: AreaKey, renamings: Mapping[AreaKey, AreaKey]) -> AreaKey:
    """Follow the table of renamings to the newest name, in a table that runs in a circle only once round."""
    seen = {key}
    while True:
        new = renamings.get(key) or renamings.get(AreaKey(key.stem, "", key.number))
        if new is None:
            return key
        new = new if new.kind else AreaKey(new.stem, key.kind, new.number)
        if new in seen:
            return key
        seen.add(new)
        key = new
