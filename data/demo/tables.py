"""Turn areas, compounds, buildings and doors into the layers of `geo.layers`, in the city's own metres."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from data.demo.areas import all_slots, community_of_blocks, grid_of_blocks
from data.demo.compounds import estates
from data.demo.frame import dice
from data.demo.houses import hamlets
from data.demo.land_use import assigned_blocks
from data.demo.names import estate_names, hamlet_names
from data.demo.people import homes
from data.demo.sectors import COMMUNITIES, SECTORS

__all__ = [
    "COUNTY_CODE", "NO_PROPERTY_COUNT", "buildings_layer", "communities_layer", "community_id", "compound_ids",
    "compounds_layer",
    "entrances_layer", "grid_id", "grids_layer", "street_offices_layer",
]  # fmt: skip

#: Belongs to no county.
COUNTY_CODE = "359901"
NO_PROPERTY_COUNT = 34
GIVEN_AREAS_M2 = (640.0, 500.0, 420.0, 0.0, 810.0)
_HEADLESS_GRIDS = (17, 44)
_NUMERALS = ("", "一", "二", "三", "四", "五")
_RESETTLED = 16
_TYPES = ("老旧住宅类", "成熟住宅类", "移民安置类", "多元融合类")


def community_id(number: int) -> str:
    """Return the id of a community by its number in `COMMUNITIES`."""
    return f"C{number + 1:02d}"


def grid_id(number: int) -> str:
    """Return the id of a grid by its number."""
    return f"G{number + 1:02d}"


def street_offices_layer() -> GeoDataFrame:
    """Return the three streets, each the union of its communities."""
    communities = communities_layer()
    shapes = [
        shapely.coverage_union_all(communities.geometry[communities["street_id"] == sector].to_numpy())
        for sector, _, _ in SECTORS
    ]
    index = pd.Index([sector for sector, _, _ in SECTORS], name="street_id")
    return GeoDataFrame({"name": [name for _, name, _ in SECTORS]}, geometry=shapes, index=index)


def communities_layer() -> GeoDataFrame:
    """Return the communities, each the union of its blocks; neighbours share every vertex."""
    people = homes()
    order: dict[str, int] = {}
    rows = []
    for number, community in enumerate(COMMUNITIES):
        order[community.street_id] = order.get(community.street_id, 0) + 1
        mine = people[people["community"] == number]
        old = mine["households"][mine["built_year"] < 2000].sum() / mine["households"].sum()
        village = mine["households"][mine["place"] == "village"].sum() / mine["households"].sum()
        new = mine["households"][mine["place"].isin(("high_rise", "new_estate"))].sum() / mine["households"].sum()
        by_rank = ((village > 0.25, 3), (number == _RESETTLED, 2), (old > 0.42, 0), (new > 0.25, 1), (True, 3))
        kind = _TYPES[next(k for is_so, k in by_rank if is_so)]
        code = f"{COUNTY_CODE}00{community.street_id[1]}{order[community.street_id]:03d}"
        rows.append((community.name, community.street_id, kind, code))
    shapes = _unions(community_of_blocks(), len(COMMUNITIES))
    index = pd.Index([community_id(n) for n in range(len(COMMUNITIES))], name="community_id")
    return GeoDataFrame(rows, columns=["name", "street_id", "community_type", "code"], geometry=shapes, index=index)


def grids_layer() -> GeoDataFrame:
    """Return the grids, each the union of its blocks."""
    grids, communities = grid_of_blocks(), communities_layer()
    count = int(grids.max()) + 1
    owner = [int(community_of_blocks()[np.flatnonzero(grids == n)[0]]) for n in range(count)]
    place = [owner[: n + 1].count(owner[n]) for n in range(count)]
    rows = [
        (
            f"{COMMUNITIES[owner[n]].name}第{_NUMERALS[place[n]]}网格", community_id(owner[n]),
            f"{communities['code'].iloc[owner[n]]}{place[n]:03d}",
            "basic", "" if n in _HEADLESS_GRIDS else f"{grid_id(n)}网格长(已配备)",
        )
        for n in range(count)
    ]  # fmt: skip
    index = pd.Index([grid_id(n) for n in range(count)], name="grid_id")
    return GeoDataFrame(
        rows,
        columns=["name", "community_id", "grid_code", "grid_kind", "grid_head"],
        geometry=_unions(grids, count),
        index=index,
    )


def _unions(labels: np.ndarray, count: int) -> list[BaseGeometry]:
    faces = np.array([block.face for block in assigned_blocks()], dtype=object)
    shapes = [shapely.coverage_union_all(faces[labels == n]) for n in range(count)]
    return [parts[0] if len(parts := shapely.get_parts(shape)) == 1 else shape for shape in shapes]


def compound_ids() -> tuple[list[str], dict[int, str]]:
    """Return the ids of the compounds with flats, in order, and those of lane quarters by hamlet number."""
    flats = [f"E{number + 1:03d}" for number in range(len(estates()))]
    quarters = [number for number, hamlet in enumerate(hamlets()) if hamlet.block is not None]
    return flats, {number: f"E{len(flats) + k + 1:03d}" for k, number in enumerate(quarters)}


def compounds_layer() -> GeoDataFrame:
    """Return the compounds: flats behind walls or open, then the lane quarters of the old town."""
    rng, people = dice("compounds"), homes()
    flats, quarters = compound_ids()
    year = people[people["estate"] >= 0].groupby("estate")["built_year"].first()
    community = people[people["estate"] >= 0].groupby("estate")["community"].first()
    given = iter(GIVEN_AREAS_M2)
    open_old = [n for n, estate in enumerate(estates()) if not estate.is_gated and estate.use == "walk_up"]
    bare = set(sorted(open_old, key=lambda n: year[n])[: NO_PROPERTY_COUNT - len(quarters)])
    rows, shapes = [], []
    for n, estate in enumerate(estates()):
        mode = (
            "none"
            if n in bare
            else str(rng.choice(["company", "self_managed"], p=[0.88, 0.12]))
            if estate.use == "walk_up"
            else "company"
        )
        given_m2 = next(given) if estate.use == "new_estate" else np.nan
        status = (
            "new" if estate.use == "new_estate" else "renovated" if year[n] < 2000 and rng.random() < 0.35 else "built"
        )
        rows.append(
            (
                estate_names()[n],
                community_id(community[n]),
                estate.use,
                mode,
                status,
                estate.is_gated,
                float(year[n]),
                given_m2,
            )
        )
        shapes.append(estate.ground)
    for number in quarters:
        block = hamlets()[number].block
        if block is None:
            continue
        mine = people[people["hamlet"] == number]
        rows.append(
            (
                hamlet_names()[number],
                community_id(int(mine["community"].mode()[0])),
                "lane",
                "none",
                "built",
                False,
                float(mine["built_year"].median()),
                np.nan,
            )
        )
        shapes.append(block.land)
    columns = [
        "name",
        "community_id",
        "compound_form",
        "property_mode",
        "status",
        "is_gated",
        "built_year",
        "given_area_m2",
    ]
    return GeoDataFrame(
        rows, columns=columns, geometry=shapes, index=pd.Index([*flats, *quarters.values()], name="compound_id")
    )


def buildings_layer() -> GeoDataFrame:
    """Return the dwellings with their place in every level, households, people and floor area."""
    people = homes()
    flats, quarters = compound_ids()
    owner = [
        flats[e] if e >= 0 else quarters.get(h, "") for e, h in zip(people["estate"], people["hamlet"], strict=True)
    ]
    stem = [
        estate_names()[e] if e >= 0 else hamlet_names()[h]
        for e, h in zip(people["estate"], people["hamlet"], strict=True)
    ]
    number = people.groupby(["estate", "hamlet"]).cumcount() + 1
    community = [COMMUNITIES[c] for c in people["community"]]
    table = pd.DataFrame(
        {
            "name": [
                f"{name}{n}{'号楼' if e >= 0 else '号'}"
                for name, n, e in zip(stem, number, people["estate"], strict=True)
            ],
            "street_id": [c.street_id for c in community],
            "community_id": [community_id(c) for c in people["community"]],
            "grid_id": [grid_id(g) for g in grid_of_blocks()[people["block"].to_numpy()]],
            "compound_id": owner,
            "building_kind": people["kind"],
            "storeys": people["storeys"].astype(float),
            "units": people["units"].astype(float),
            "built_year": people["built_year"].astype(float),
        }
    )
    for column in (
        "households",
        "people",
        "elderly",
        "elderly_80",
        "children_0_6",
        "children_7_14",
        "disabled",
        "floor_area_m2",
    ):
        table[column] = people[column].astype(float)
    index = pd.Index([f"B{n:04d}" for n in range(1, len(table) + 1)], name="building_id")
    return GeoDataFrame(
        table.assign(is_estimated=False).set_axis(index), geometry=[slot.footprint for slot in all_slots()]
    )


def entrances_layer() -> GeoDataFrame:
    """Return one point a stairwell, on the footprint's edge."""
    rows = [
        (f"B{n:04d}-{k}", f"B{n:04d}", f"{k}单元" if slot.units > 1 else "", door)
        for n, slot in enumerate(all_slots(), 1)
        for k, door in enumerate(slot.doors, 1)
    ]
    table = pd.DataFrame(rows, columns=["entrance_id", "building_id", "name", "geometry"]).set_index("entrance_id")
    return GeoDataFrame(table, geometry="geometry")
