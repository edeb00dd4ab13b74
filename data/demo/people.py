"""Put households and people into buildings: whole numbers that add up by kind, by community and over the city."""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

from data.demo.areas import block_of_slots, community_of_blocks
from data.demo.compounds import WALLED_HOUSEHOLDS, estates, plan_of, walled
from data.demo.frame import dice
from data.demo.houses import hamlets
from data.demo.sectors import COMMUNITIES

__all__ = ["GROUP_SHARES", "HOUSEHOLDS_BY_KIND", "homes"]

#: 58,800 households by kind of building.
HOUSEHOLDS_BY_KIND = {"self_built": 2940, "residential": 34104, "mid_rise": 5292, "high_rise": 16464}
PEOPLE_PER_HOUSEHOLD = 2.8
#: Whole-city shares of people.
GROUP_SHARES = {"elderly": 0.17, "elderly_80": 0.024, "children_0_6": 0.07, "children_7_14": 0.10, "disabled": 0.03}
#: People of 60 and over by the kind of place: 9 % in new estates to 30 % in old lanes.
_ELDERLY_SHARES = {
    "lane": 0.30,
    "village": 0.22,
    "old_flats": 0.205,
    "flats": 0.165,
    "mid_rise": 0.14,
    "high_rise": 0.13,
    "new_estate": 0.09,
}
_FIXED = ("lane", "new_estate")

_KINDS = {"walk_up": "residential", "mid_rise": "mid_rise", "high_rise": "high_rise"}
_BUILT = {"walk_up": (1984, 2009), "mid_rise": (2004, 2017), "high_rise": (2010, 2021), "new_estate": (2023, 2026)}
_FLATS_A_FLOOR = {"residential": 2, "mid_rise": 3, "high_rise": 4, "self_built": 1}
_STOREYS = {"residential": (5, 7), "mid_rise": (9, 11), "high_rise": (18, 33), "self_built": (3, 5)}


@cache
def homes() -> pd.DataFrame:
    """Return one row a building in the order of `block_of_slots`: kind, place, households, people, storeys."""
    table = _buildings()
    table["households"] = _households(table)
    return with_people(table)


def with_people(table: pd.DataFrame) -> pd.DataFrame:
    """Return the buildings with storeys, floor area and people for their households."""
    table = table.copy()
    table["storeys"] = [_storeys(*row) for row in table[["kind", "units", "households", "storeys_wished"]].to_numpy()]
    table["floor_area_m2"] = (table["footprint_m2"] * table["storeys"] * 0.9).round(0)
    people = whole_numbers(
        table["households"] * PEOPLE_PER_HOUSEHOLD, round(table["households"].sum() * PEOPLE_PER_HOUSEHOLD)
    )
    table["people"] = people
    for group, values in _groups(table).items():
        table[group] = values
    return table


def _buildings() -> pd.DataFrame:
    rng, rows = dice("people"), []
    for number, estate in enumerate(estates()):
        first, last = _BUILT[estate.use]
        year = int(rng.integers(first, last + 1))
        if estate.use == "walk_up" and estate.block.zone == "old_town":
            year = int(rng.integers(1982, 1999))
        kind = _KINDS[plan_of(estate.use)]
        place = {"new_estate": "new_estate", "walk_up": "old_flats" if year < 2000 else "flats"}.get(
            estate.use, estate.use
        )
        rows += [(kind, place, number, -1, slot.units, year, slot.footprint.area) for slot in estate.slots]
    for number, hamlet in enumerate(hamlets()):
        place = "lane" if hamlet.block is not None else "village"
        rows += [
            (
                "self_built",
                place,
                -1,
                number,
                1,
                int(rng.integers(1975 if place == "lane" else 1986, 2016)),
                slot.footprint.area,
            )
            for slot in hamlet.slots
        ]
    table = pd.DataFrame(rows, columns=["kind", "place", "estate", "hamlet", "units", "built_year", "footprint_m2"])
    table["block"] = block_of_slots()
    table["community"] = community_of_blocks()[table["block"]]
    low, high = (np.array([_STOREYS[kind][k] for kind in table["kind"]]) for k in (0, 1))
    table["storeys_wished"] = rng.integers(low, high + 1)
    table.loc[table["kind"] == "residential", "storeys_wished"] = 6
    return table


def _households(table: pd.DataFrame) -> NDArray[np.int64]:
    rng = dice("households")
    floor = table["kind"].map(_FLATS_A_FLOOR) * table["units"]
    wish = floor * table["storeys_wished"] * rng.normal(1, 0.05, len(table)).clip(0.85, 1.15)
    wish[table["kind"] == "self_built"] = rng.choice([1, 2, 3, 4, 5], len(table), p=[0.1, 0.25, 0.32, 0.23, 0.1])[
        table["kind"] == "self_built"
    ]
    table = table.assign(wish=wish)
    kinds = list(HOUSEHOLDS_BY_KIND)
    cells = table.pivot_table(index="community", columns="kind", values="wish", aggfunc="sum", fill_value=0.0)[
        kinds
    ].to_numpy()
    wanted = _fitted(
        cells, np.array([c.households for c in COMMUNITIES], float), np.array(list(HOUSEHOLDS_BY_KIND.values()), float)
    )
    households = np.zeros(len(table), int)
    for community in range(len(COMMUNITIES)):
        for k, kind in enumerate(kinds):
            rows = np.flatnonzero((table["community"] == community) & (table["kind"] == kind))
            if len(rows):
                share = table["wish"].to_numpy()[rows]
                households[rows] = 1 + whole_numbers(
                    np.maximum(share / share.sum() * wanted[community, k] - 1, 0.05),
                    int(wanted[community, k]) - len(rows),
                )
    return _behind_the_wall(table, households)


def _behind_the_wall(table: pd.DataFrame, households: NDArray[np.int64]) -> NDArray[np.int64]:
    """Let the buildings of the planted detour hold exactly their households; others like them make up for it."""
    wall = walled()
    mine = np.flatnonzero(table["estate"] == wall.estate)
    cut_off = mine[list(wall.cut_off)]
    before = int(households[cut_off].sum())
    households[cut_off] = whole_numbers(households[cut_off], WALLED_HOUSEHOLDS)
    kind, community = table["kind"].iloc[mine[0]], table["community"].iloc[mine[0]]
    others = np.flatnonzero((table["kind"] == kind) & (table["community"] == community))
    others = np.setdiff1d(others, mine)
    total = int(households[others].sum()) + before - WALLED_HOUSEHOLDS
    households[others] = whole_numbers(households[others], total)
    return households


def _fitted(cells: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.int64]:
    """Fit a table to its row and column sums, then round it so that both sums still hold."""
    fitted = cells.copy()
    for _ in range(500):
        fitted *= (rows / fitted.sum(axis=1))[:, None]
        fitted *= columns / fitted.sum(axis=0)
    low = np.floor(fitted)
    count, width = fitted.shape
    sums = np.zeros((count + width, count * width))
    for r in range(count):
        sums[r, r * width : (r + 1) * width] = 1
    for c in range(width):
        sums[count + c, c::width] = 1
    left = np.concatenate([rows - low.sum(axis=1), columns - low.sum(axis=0)])
    most = (fitted > low + 1e-9).astype(float).ravel()
    solved = linprog(
        -(fitted - low).ravel(),
        A_eq=sums,
        b_eq=left,
        bounds=list(zip(np.zeros_like(most), most, strict=True)),
        method="highs-ds",
    )
    if not solved.success:
        raise ValueError(f"Households do not fit kinds and communities: {solved.message}")
    return np.asarray(low + np.round(np.asarray(solved.x)).reshape(fitted.shape), np.int64)


def whole_numbers(shares: object, total: int) -> NDArray[np.int64]:
    """Return whole numbers in proportion to the shares, each within one of its due, that add up to `total`."""
    due = np.asarray(shares, float)
    running = np.round(np.cumsum(due) / due.sum() * total).astype(int)
    return np.asarray(np.diff(running, prepend=0), np.int64)


def _storeys(kind: str, units: int, households: int, wished: int) -> int:
    low, high = _STOREYS[kind]
    if kind == "self_built":
        return int(np.clip(wished, low, high))
    flats = _FLATS_A_FLOOR[kind] * units
    if kind == "residential" and households > flats * high:
        flats = flats // 2 * 3
    needed = int(np.ceil(households / flats))
    return int(np.clip(max(needed, needed if kind == "high_rise" else wished), low, high))


def _groups(table: pd.DataFrame) -> dict[str, NDArray[np.int64]]:
    people = table["people"].to_numpy()
    total = people.sum()
    wanted = {group: round(share * total) for group, share in GROUP_SHARES.items()}
    share = table["place"].map(_ELDERLY_SHARES).to_numpy()
    fixed = table["place"].isin(_FIXED).to_numpy()
    share = np.where(
        fixed, share, share * (wanted["elderly"] - (people * share)[fixed].sum()) / (people * share)[~fixed].sum()
    )
    elderly = whole_numbers(people * share, wanted["elderly"])
    young = people * (0.34 - share)
    oldest = np.minimum(whole_numbers(elderly * (0.6 + 2.4 * share), wanted["elderly_80"]), elderly)
    return {
        "elderly": elderly,
        "elderly_80": oldest,
        "children_0_6": whole_numbers(young, wanted["children_0_6"]),
        "children_7_14": whole_numbers(young + people * 0.05, wanted["children_7_14"]),
        "disabled": whole_numbers(people * (0.2 + share), wanted["disabled"]),
    }
