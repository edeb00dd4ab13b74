"""Compare two versions of a GRIDS layer row by row, piece by piece and home by home."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.grids.changes.events import grid_events
from geo.grids.changes.ground import LEAST_AREA_M2, Ground, settled
from geo.grids.changes.overlay import overlay
from geo.grids.changes.telling import changes_told, faults_told
from geo.grids.homes import COUNTED, homes_of
from geo.layers import GRIDS
from geo.sentences import Sentence

__all__ = ["GridChanges", "grid_changes"]

#: The columns of a grid that a planner wants to see change.
_TOLD_COLUMNS = ("name", "community_id", "grid_code", "grid_kind", "grid_head")


@dataclass(frozen=True, eq=False)
class GridChanges:
    """
    How one version of the grids differs from an earlier one.

    Parameters
    ----------
    new, gone
        `grid_id`s that only one version has.
    changed
        One row a grid of both versions and a thing that changed: `grid_id` (the earlier one), `what, before, after`;
        `what` is a column, "grid_id", or "geometry" with the areas in square metres.
    events
        One row a split or a merge: `event, from_grids, to_grids`, ids joined by ";".
    moves
        One row a pair of grids that land or homes went from and to: `from_grid, to_grid` ("" is outside all grids),
        `households, people, elderly, buildings, area_m2`, sorted by both. Its geometry is the piece that changed hands.
    homes
        Which grid every building was in and is in: `from_grid, to_grid, households`, by `building_id`.
    totals
        The same counts of all homes: rows `all`, `moved`, `stayed`, `outside_before`, `outside_after`.
    sentences
        The whole in words, first the result, then what was sloppy in what was given.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: pd.DataFrame
    events: pd.DataFrame
    moves: GeoDataFrame
    homes: pd.DataFrame
    totals: pd.DataFrame
    sentences: tuple[Sentence, ...]

    @property
    def table(self) -> pd.DataFrame:
        """The moves without their shapes, for a page or a file."""
        return pd.DataFrame(self.moves.drop(columns="geometry"))


def grid_changes(before: GeoDataFrame, after: GeoDataFrame, buildings: GeoDataFrame) -> GridChanges:
    """
    Compare two versions of the grids; a grid is the same if its `grid_id` is, or else its `grid_code`.

    Every building is counted once: in the grid its inner point lies in, in each version. So the moves, and the homes
    that stay, add up to the buildings layer. `changes(b, a)` is the mirror of `changes(a, b)`.

    Parameters
    ----------
    before, after
        GRIDS layers, `before` in metres; overlaps are counted for the smaller grid and told.
    buildings
        BUILDINGS layer.

    Raises
    ------
    MissingCrsError, WrongCrsError, LayerError
    """
    old_grids, new_grids = GRIDS.check(before), GRIDS.check(after)
    old, new = settled(old_grids), settled(new_grids, like=old_grids)
    homes = homes_of(buildings, old_grids.crs)
    pieces = overlay(old, new, homes)
    named = pieces.assign(from_grid=_ids(old, pieces["first"]), to_grid=_ids(new, pieces["second"]))
    earlier = _earlier_ids(old_grids, new_grids, old, new)
    is_moved = (named["from_grid"] != named["to_grid"].map(lambda one: earlier.get(one, one))).to_numpy()
    moves = _moves(named[is_moved], old_grids)
    totals = _totals(named, is_moved)
    events = grid_events(named)
    old_ids, new_ids = set(old.ids) - set(earlier.values()), set(new.ids) - set(earlier)
    gone, arrived = tuple(sorted(old_ids - new_ids)), tuple(sorted(new_ids - old_ids))
    changed = _changed(old_grids, new_grids, _reshaped(moves, earlier), earlier, (old, new))
    names = (_names(old_grids, old), _names(new_grids, new))
    told = changes_told((arrived, gone), changed, events, moves, totals, names)
    sentences = (*told, *faults_told(totals, (old.problems, new.problems)))
    return GridChanges(arrived, gone, changed, events, moves, _homes(homes, old, new), totals, sentences)


def _ids(ground: Ground, rows: pd.Series) -> NDArray[np.object_]:
    ids: NDArray[np.object_] = np.append(ground.ids, "")
    return np.asarray(ids[rows.to_numpy(np.intp)], dtype=object)


def _names(grids: GeoDataFrame, ground: Ground) -> dict[str, str]:
    return {grid_id: name or grid_id for grid_id, name in zip(ground.ids, grids["name"], strict=True)}


def _earlier_ids(before: GeoDataFrame, after: GeoDataFrame, old: Ground, new: Ground) -> dict[str, str]:
    """Return, for grids with a new id and the code of one whose id is gone, that earlier id."""
    codes = (before["grid_code"].set_axis(old.ids), after["grid_code"].set_axis(new.ids))
    only = [
        side[~side.index.isin(other.index) & (side != "")].drop_duplicates(keep=False)
        for side, other in (codes, codes[::-1])
    ]
    of_code = {code: grid_id for grid_id, code in only[0].items()}
    return {str(grid_id): str(of_code[code]) for grid_id, code in only[1].items() if code in of_code}


def _moves(pieces: GeoDataFrame, grids: GeoDataFrame) -> GeoDataFrame:
    columns = ["from_grid", "to_grid", *COUNTED, "area_m2"]
    moves = GeoDataFrame(pd.DataFrame(pieces[columns]), geometry=pieces.geometry.to_numpy(), crs=grids.crs)
    moves = moves.sort_values(["from_grid", "to_grid"], ignore_index=True)
    return moves.rename_axis("move_id")


def _homes(homes: GeoDataFrame, old: Ground, new: Ground) -> pd.DataFrame:
    points = homes.geometry.to_numpy()
    grids = [_ids(ground, pd.Series(ground.row_of(points))) for ground in (old, new)]
    table = pd.DataFrame({"from_grid": grids[0], "to_grid": grids[1]}, index=homes.index)
    return table.assign(households=homes["households"])


def _totals(pieces: GeoDataFrame, is_moved: NDArray[np.bool_]) -> pd.DataFrame:
    counts = pd.DataFrame(pieces[list(COUNTED)])
    parts = {
        "all": counts,
        "moved": counts[is_moved],
        "stayed": counts[~is_moved],
        "outside_before": counts[(pieces["from_grid"] == "").to_numpy()],
        "outside_after": counts[(pieces["to_grid"] == "").to_numpy()],
    }
    return pd.DataFrame({name: part.sum() for name, part in parts.items()}).T


def _reshaped(moves: GeoDataFrame, earlier: Mapping[str, str]) -> set[str]:
    real = moves[moves["area_m2"] >= LEAST_AREA_M2]
    return {*real["from_grid"], *(earlier.get(one, one) for one in real["to_grid"])} - {""}


def _changed(
    before: GeoDataFrame,
    after: GeoDataFrame,
    reshaped: set[str],
    earlier: Mapping[str, str],
    grounds: tuple[Ground, Ground],
) -> pd.DataFrame:
    new_ids = [earlier.get(grid_id, grid_id) for grid_id in grounds[1].ids]
    ids = (list(grounds[0].ids), new_ids)
    was, now = before.set_axis(ids[0]), after.set_axis(ids[1])
    both = sorted(set(ids[0]) & set(ids[1]))
    areas = [dict(zip(names, shapely.area(one.drawn), strict=True)) for names, one in zip(ids, grounds, strict=True)]
    rows = [(one, "grid_id", one, renewed) for renewed, one in sorted(earlier.items())]
    rows += [(one, "geometry", *(f"{area[one]:.2f}" for area in areas)) for one in both if one in reshaped]
    for column in _TOLD_COLUMNS:
        pairs = zip(both, was[column].loc[both], now[column].loc[both], strict=True)
        rows += [(grid_id, column, first, second) for grid_id, first, second in pairs if first != second]
    table = pd.DataFrame(rows, columns=["grid_id", "what", "before", "after"])
    return table.sort_values("grid_id", kind="stable", ignore_index=True)
