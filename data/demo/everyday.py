"""Strew what fills a city's days: shops, partner units, reported issues, and rooms that could become stations."""

from functools import cache

import numpy as np
import pandas as pd
import shapely
from shapely import Point

from data.demo.areas import block_of_slots, grid_of_blocks
from data.demo.facilities import facility_rows
from data.demo.frame import dice, rounded
from data.demo.land_use import assigned_blocks
from data.demo.people import homes
from data.demo.sectors import COMMUNITIES
from data.demo.spots import doors, spots

__all__ = ["HOT_SPOT_ISSUES", "ISSUE_COUNT", "candidate_rows", "issue_rows", "shop_rows", "unit_rows"]

#: Shop kinds, 1,200 in all, 310 of them restaurants.
SHOP_COUNTS = {
    "restaurant": 310, "convenience": 165, "grocery": 130, "clothing": 95, "hairdresser": 80, "pharmacy": 55,
    "repair": 60, "hardware": 55,
    "parcel": 48, "phone": 42, "bakery": 40, "stationery": 35, "laundry": 30, "optician": 20, "bank": 20,
    "teahouse": 15,
}  # fmt: skip
_SHOP_WORDS = {
    "restaurant": "小吃店", "convenience": "便利店", "grocery": "果蔬店", "clothing": "服装店",
    "hairdresser": "理发店", "pharmacy": "药店", "repair": "修理铺",
    "hardware": "五金店", "parcel": "快递驿站", "phone": "手机店", "bakery": "烘焙坊", "stationery": "文具店",
    "laundry": "洗衣店", "optician": "眼镜店", "bank": "银行网点",
    "teahouse": "茶馆",
}  # fmt: skip
ISSUE_COUNT = 3900
#: 3.2 times the mean of 66.1 a grid.
HOT_SPOT_ISSUES = 212
_OTHER_GRIDS_MOST = 130
ISSUE_SHARES = {
    "parking": 0.31, "noise": 0.18, "property": 0.14, "waste": 0.10, "lighting": 0.07, "road_damage": 0.07,
    "water_leak": 0.06, "e_bike_fire_risk": 0.04, "other": 0.03,
}  # fmt: skip
#: Partner units by community, 119 in all; one community has 2, the others at least 3.
_UNITS = (6, 5, 6, 6, 5, 8, 9, 6, 5, 5, 6, 8, 6, 2, 7, 6, 5, 6, 5, 4, 3)
_UNIT_KINDS = {
    "government": "机关",
    "school": "学校",
    "hospital": "医院",
    "bank": "银行",
    "enterprise": "企业",
    "law_office": "司法所",
    "police": "派出所",
    "utility": "供电供水",
    "social_org": "社会组织",
}


def shop_rows() -> pd.DataFrame:
    """Return 1,200 shops, thickest in the old town, around markets and along the streets where many live."""
    rng, table = dice("shops"), spots()
    busy = {
        "market": 7.0,
        "commercial": 4.0,
        "lane": 3.5,
        "square": 3.0,
        "station": 3.0,
        "offices": 1.8,
        "walk_up": 1.3,
    }
    street = {
        "primary": 1.1,
        "secondary": 1.3,
        "tertiary": 1.5,
        "residential": 0.9,
        "living_street": 1.6,
        "unclassified": 0.3,
    }
    chance = (
        (table["homes_near"].to_numpy() + 15.0)
        * table["use"].map(busy).fillna(0.35).to_numpy()
        * table["highway"].map(street).to_numpy()
    )
    rows = rng.choice(len(table), sum(SHOP_COUNTS.values()), replace=False, p=chance / chance.sum())
    kinds = rng.permutation(np.repeat(list(SHOP_COUNTS), list(SHOP_COUNTS.values())))
    picked = table.iloc[rows].assign(shop_kind=kinds)
    number: dict[str, int] = {}
    names = []
    for kind, community in zip(kinds, picked["community"], strict=True):
        stem = COMMUNITIES[community].name.removesuffix("社区") + _SHOP_WORDS[str(kind)]
        number[stem] = number.get(stem, 0) + 1
        names.append(f"{stem}{number[stem]}")
    return picked.assign(name=names)[["name", "shop_kind", "grid", "place"]].reset_index(drop=True)


def unit_rows() -> pd.DataFrame:
    """Return the 119 partner units, at streets of their communities."""
    rng, table = dice("units"), spots()
    rows: list[tuple[str, str, int, Point]] = []
    kinds = list(_UNIT_KINDS)
    for community, count in enumerate(_UNITS):
        fit = table[
            (table["community"] == community)
            & table["use"].isin(
                (
                    "commercial",
                    "offices",
                    "government",
                    "works",
                    "school",
                    "hospital",
                    "college",
                    "walk_up",
                    "high_rise",
                    "lane",
                    "station",
                )
            )
        ]
        weight = fit["homes_near"].to_numpy(float) + 40
        for spot in rng.choice(fit.index.to_numpy(), count, replace=False, p=weight / weight.sum()):
            kind = str(rng.choice(kinds, p=[0.2, 0.15, 0.06, 0.12, 0.24, 0.06, 0.06, 0.05, 0.06]))
            rows.append(
                (
                    f"{COMMUNITIES[community].name.removesuffix('社区')}共建{_UNIT_KINDS[kind]}{len(rows) + 1:03d}",
                    kind,
                    community,
                    table["place"][spot],
                )
            )
    return pd.DataFrame(rows, columns=["name", "unit_kind", "community", "place"])


def issue_counts() -> np.ndarray:
    """Return how many issues each grid has: one hot spot, the rest near what its households make likely."""
    rng, people = dice("issue counts"), homes()
    grids = grid_of_blocks()[people["block"].to_numpy()]
    households = np.bincount(grids, people["households"], minlength=59)
    elders = np.bincount(grids, people["elderly"], minlength=59)
    weight = (households * 0.5 + elders * 0.9) * rng.lognormal(0, 0.28, 59)
    counts = np.zeros(59, int)
    hot = hot_spot_grid()
    weight[hot] = 0.0
    left = ISSUE_COUNT - HOT_SPOT_ISSUES
    share = np.minimum(weight / weight.sum() * left, _OTHER_GRIDS_MOST - 1)
    share = share / share.sum() * left
    counts[:] = np.diff(np.round(np.cumsum(share)).astype(int), prepend=0)
    counts[hot] = HOT_SPOT_ISSUES
    return counts


@cache
def hot_spot_grid() -> int:
    """Return the grid of the old market, where issues pile up."""
    markets = [n for n, block in enumerate(assigned_blocks()) if block.use == "market"]
    oldest = min(markets, key=lambda n: assigned_blocks()[n].land.centroid.distance(Point(3150, 3880)))
    return int(grid_of_blocks()[oldest])


def issue_rows() -> pd.DataFrame:
    """Return 3,900 reported issues near doors and streets of their grids, with kind, state and day."""
    rng, people, table = dice("issues"), homes(), spots()
    faces = [block.face for block in assigned_blocks()]
    grids = grid_of_blocks()
    shapes = {g: shapely.union_all([faces[b] for b in np.flatnonzero(grids == g)]) for g in range(59)}
    home_grids = grids[np.array(block_of_slots())]
    at_doors = np.array([(door.x, door.y) for door in doors()])
    rows: list[tuple[int, Point]] = []
    for grid, count in enumerate(issue_counts()):
        first = len(rows)
        mine = np.flatnonzero(home_grids == grid)
        near_streets = table[(table["grid"] == grid) & (table["homes_near"] > 40)]
        weight = people["households"].to_numpy()[mine].astype(float)
        while len(rows) - first < count:
            if rng.random() < 0.65 or not len(near_streets):
                place = at_doors[rng.choice(mine, p=weight / weight.sum())] + rng.normal(0, 12, 2)
            else:
                place = near_streets[["east_m", "north_m"]].to_numpy()[rng.integers(len(near_streets))] + rng.normal(
                    0, 5, 2
                )
            if shapes[grid].buffer(-1).contains(Point(place)):
                rows.append((grid, rounded(Point(place))))
    issues = pd.DataFrame(rows, columns=["grid", "place"])
    issues["issue_kind"] = rng.permutation(
        np.repeat(list(ISSUE_SHARES), [round(share * ISSUE_COUNT) for share in ISSUE_SHARES.values()])
    )
    issues["state"] = rng.choice(["closed", "open", "in_hand", "reported"], ISSUE_COUNT, p=[0.78, 0.06, 0.1, 0.06])
    days = rng.integers(0, 365, ISSUE_COUNT)
    issues["reported_on"] = [str(np.datetime64("2026-09-30") - int(day)) for day in days]
    return issues.sort_values(["reported_on", "grid"], kind="stable").reset_index(drop=True)


def candidate_rows() -> pd.DataFrame:
    """Return 14 rooms that could become rider stations: nine in centres and posts, five for rent."""
    rng, table, places = dice("candidates"), spots(), facility_rows()
    hosts = places[places["kind"].isin(("community_station", "red_post"))]
    chosen: list[Point] = []
    rows: list[tuple[str, str, float, float, Point]] = []
    for number in rng.permutation(hosts.index.to_numpy()):
        host = hosts.loc[number]
        if len(rows) < 9 and (not chosen or shapely.distance(chosen, host["place"]).min() > 600):
            chosen.append(host["place"])
            rows.append(
                (
                    f"{host['name']}内",
                    "centre" if host["kind"] == "community_station" else "post",
                    float(rng.integers(12, 30)),
                    float(rng.integers(10, 31) * 1000),
                    host["place"],
                )
            )
    rich = table[(table["homes_near"] > 150) & table["use"].isin(("commercial", "market", "square", "offices"))]
    for spot in rng.permutation(rich.index.to_numpy()):
        place = table["place"][spot]
        if len(rows) < 14 and shapely.distance(chosen, place).min() > 420:
            chosen.append(place)
            community = COMMUNITIES[int(table["community"][spot])].name.removesuffix("社区")
            rows.append((f"{community}临街店面", "rented_shop", float(rng.integers(15, 40)), 60000.0, place))
    return pd.DataFrame(rows, columns=["name", "host_kind", "floor_area_m2", "build_cost_yuan", "place"])
