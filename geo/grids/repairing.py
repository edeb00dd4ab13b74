"""Turn sloppy grids into a seamless partition, and say beforehand which land would move from whom to whom."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame

from geo.errors import GridError
from geo.grids.checks.parents import Parent, label_of, parents_of, require_grid_metres
from geo.grids.repairs.mending import Land, Mended, Rules, mended
from geo.grids.repairs.moves import moves_of, pieces_layer
from geo.grids.repairs.owners import GapRule, OverlapRule
from geo.sentences import Sentence

__all__ = ["GapRule", "OverlapRule", "RepairPlan", "plan_repair", "repair_grids"]

#: Drawn lines no further apart than this are one border.
TOLERANCE_M = 1.0

_OVERLAPS = ("smaller", "larger", "earlier", "later")
_GAPS = ("longest_border", "smaller", "narrow", "keep")


@dataclass(frozen=True)
class RepairPlan:
    """
    What a repair would do, before it is applied.

    Parameters
    ----------
    grids
        The layer as it would be: same index, same columns. A grid that gets no land has an empty polygon.
    pieces
        Land that changes hands: `kind` ("gap", "overlap", "outside", "part", "kept"), `from_ids` (tuple), `to_id` (""
        for nobody), `area_m2`, `households` (NaN where no buildings were given), `community_id`, `sentence`,
        `geometry`. Largest first; pieces below 0.01 m2 are left out.
    changed_ids, emptied_ids
        Grids whose border is not the same to the bit, and those that would get no land.
    sentences
        What to know before applying it.
    """

    grids: GeoDataFrame
    pieces: GeoDataFrame
    changed_ids: tuple[str, ...]
    emptied_ids: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def repair_grids(
    grids: GeoDataFrame,
    parent: Parent | None,
    *,
    tolerance_m: float = TOLERANCE_M,
    overlaps: OverlapRule = "smaller",
    gaps: GapRule = "longest_border",
) -> GeoDataFrame:
    """
    Return the seamless partition: the same rows, borders that match vertex for vertex, no gap and no overlap.

    No drawn corner is moved; faces between the drawn lines are given to one grid each, and the result is proved by
    `geo.grids.segments`. Grids that were seamless keep every corner to the bit. The parent's border never moves;
    corners are put into it where borders of grids end.

    Parameters
    ----------
    grids
        GRIDS layer in metres; missing, empty and invalid shapes are allowed. Or any polygons that should meet, such as
        communities, with `parent=None`.
    parent
        COMMUNITIES layer, or a layer or shape with the one border. None: seamless among themselves, the outer border
        stays, gaps narrower than `tolerance_m` between them are filled.
    tolerance_m
        Lines no further apart are one border. Parts of a grid that are cut off and on average narrower go to a
        neighbour.
    overlaps
        Who keeps land that several have: the "smaller", the "larger", the "earlier" or the "later" row.
    gaps
        Who gets land that none has: the neighbour with the "longest_border", the "smaller" neighbour; "narrow" fills
        only gaps narrower than the tolerance, "keep" none. A gap that runs between many grids is divided among them.

    Raises
    ------
    GridError, CrsError, LayerError
    """
    repaired, _, _ = _repaired(grids, parent, _rules(tolerance_m, overlaps, gaps))
    return repaired


def plan_repair(
    grids: GeoDataFrame,
    parent: Parent | None,
    *,
    tolerance_m: float = TOLERANCE_M,
    overlaps: OverlapRule = "smaller",
    gaps: GapRule = "longest_border",
    buildings: GeoDataFrame | None = None,
) -> RepairPlan:
    """
    Work out what `repair_grids` would do and change nothing; with `buildings` also whose households it would move.

    Raises
    ------
    GridError, CrsError, LayerError
    """
    repaired, results, homeless = _repaired(grids, parent, _rules(tolerance_m, overlaps, gaps))
    moves = [moves_of(result, grids.index[numbers], community_id) for community_id, numbers, result in results]
    given, shapes = grids.geometry.to_numpy(), repaired.geometry.to_numpy()
    changed = [number for number in range(len(given)) if shapes[number] is not given[number]]
    emptied = [number for number in range(len(given)) if shapes[number] is None or shapes[number].is_empty]
    ids = grids.index.astype(str)
    return RepairPlan(
        repaired,
        pieces_layer(moves, label_of(grids), buildings, grids.crs),
        tuple(ids[changed]),
        tuple(ids[emptied]),
        tuple(_warnings(label_of(grids), list(ids[emptied]), homeless)),
    )


def _repaired(
    grids: GeoDataFrame, parent: Parent | None, rules: Rules
) -> tuple[GeoDataFrame, list[tuple[str, list[int], Mended]], list[str]]:
    """Return the repaired layer, what was done in which community, and the ids of grids in no community."""
    require_grid_metres(grids)
    given = grids.geometry.to_numpy()
    shapes, results = given.copy(), []
    homeless: list[str] = []
    for community_id, land, numbers in _communities(grids, parent):
        if land is None and parent is not None:
            homeless += [str(grids.index[number]) for number in numbers]
            continue
        result = mended(given[numbers], land, rules)
        if result is not None:
            shapes[numbers] = result.shapes
            results.append((community_id, numbers, result))
    layer = GeoDataFrame(geometry=shapes, index=grids.index, crs=grids.crs)
    return grids.set_geometry(layer.geometry), results, homeless


def _rules(tolerance_m: float, overlaps: OverlapRule, gaps: GapRule) -> Rules:
    if not 0 <= tolerance_m < np.inf:
        raise GridError(
            f"The tolerance is a length of at least 0 m, not {tolerance_m:g} m.",
            zh=f"容差须为不小于 0 的米数，现为 {tolerance_m:g}。",
        )
    for word, known in ((overlaps, _OVERLAPS), (gaps, _GAPS)):
        if word not in known:
            raise GridError(
                f"There is no rule {word}; choose one of {', '.join(known)}.",
                zh=f"没有规则 {word}；可选 {'、'.join(known)}。",
            )
    return Rules(tolerance_m, overlaps, gaps)


def _communities(grids: GeoDataFrame, parent: Parent | None) -> list[tuple[str, Land | None, list[int]]]:
    """Return of each community its id, its land and the positions of its grids; no land: no border, or no community."""
    if not len(grids):
        return []
    if parent is None:
        return [("", None, list(range(len(grids))))]
    parents = parents_of(parent, grids)
    members: dict[int, list[int]] = defaultdict(list)
    for number, position in enumerate(parents.of_grid.tolist()):
        members[position].append(number)
    return [
        (parents.ids[position] if position >= 0 else "", parents.lands[position] if position >= 0 else None, numbers)
        for position, numbers in sorted(members.items())
    ]


def _warnings(labels: dict[str, str], emptied: list[str], homeless: list[str]) -> list[Sentence]:
    said = [
        Sentence(
            f"Grid {labels[grid_id]} gets no land: it has none of its own, or others have all of it. Delete it or "
            "draw it.",
            zh=f"网格{labels[grid_id]}没有土地：本身为空，或全部被其他网格覆盖；请删除或重画。",
        )
        for grid_id in emptied
    ]
    return said + [
        Sentence(
            f"Grid {labels[grid_id]} lies in no community and stays as it is.",
            zh=f"网格{labels[grid_id]}不在任何社区内，保持原样。",
        )
        for grid_id in homeless
    ]
