"""Place every facility, in the counts of the brief, and write the rows of what they offer."""

from functools import cache

import numpy as np
import pandas as pd
import shapely
from shapely import Point

from data.demo.centres import STATION_AREAS_M2, higher_centres, station_spots
from data.demo.compounds import walled
from data.demo.frame import AS_OF, SOURCE, dice
from data.demo.hours import CAPACITIES, FLOOR_AREAS_M2, HOURS, OFFERS
from data.demo.land_use import assigned_blocks
from data.demo.sectors import COMMUNITIES, SECTORS
from data.demo.spots import near_spots, spots

__all__ = ["KIND_COUNTS", "OPEN_KINDS", "facility_rows", "service_rows"]

#: The 91 open facilities, then the others; school, park and toilet come on top of the brief.
OPEN_KINDS = ("fitness", "training", "childcare", "medical", "other_open")
KIND_COUNTS = {
    "red_post": 39, "fitness": 31, "training": 22, "childcare": 14, "medical": 12, "other_open": 12,
    "elder_canteen": 9, "kiosk": 18,
    "talk_point": 24, "rider_station": 5, "toilet": 16,
}  # fmt: skip
HOURLESS_COUNT = 14
#: Communities (by number) without a red post, and the one without any open facility.
_WITHOUT_POST = (1, 4, 9, 16, 19, 20)
_WITHOUT_OPEN = 8
_SPACING_M = {
    "red_post": 220,
    "fitness": 260,
    "training": 330,
    "childcare": 420,
    "medical": 430,
    "other_open": 420,
    "elder_canteen": 820,
    "kiosk": 380,
    "talk_point": 330,
    "rider_station": 900,
    "toilet": 400,
}

_WORDS = {
    "red_post": "近邻驿站", "fitness": "健身点", "training": "学习课堂", "childcare": "托育园",
    "medical": "卫生服务站", "other_open": "共享空间",
    "elder_canteen": "长者食堂", "kiosk": "自助服务终端", "talk_point": "说事点", "rider_station": "小哥驿站",
    "toilet": "公共厕所",
}  # fmt: skip
_ACQUIRED = ("extend", "buy", "build", "free", "rent")


@cache
def facility_rows() -> pd.DataFrame:
    """Return one row a facility with its spot: kind, tier, name, place, hours, capacity, floor area."""
    rng = dice("facilities")
    rows = [
        *_centres(),
        *_by_blocks("market", "wet_market", "农贸市场", 4),
        *_by_blocks("school", "school", "小学", 12),
    ]
    rows += _by_blocks("park", "park", "公园", 8)
    taken: dict[str, list[Point]] = {}
    for kind, count in KIND_COUNTS.items():
        rows += _scattered(kind, count, taken.setdefault(kind, []), rng)
    table = pd.DataFrame(rows, columns=["kind", "tier", "name", "spot", "floor_area_m2"])
    return _finished(table, rng)


def _centres() -> list[tuple[object, ...]]:
    higher, names = higher_centres(), {sector: name for sector, name, _ in SECTORS}
    rows: list[tuple[object, ...]] = [("party_centre", "city", "鼎溪市党群服务中心", higher["city"], 3600.0)]
    for (sector, name), area_m2 in zip(names.items(), (1850.0, 1720.0, 1580.0), strict=True):
        rows.append(("party_centre", "street", f"{name}党群服务中心", higher[sector], area_m2))
    for community, spot, area_m2 in zip(COMMUNITIES, station_spots(), STATION_AREAS_M2, strict=True):
        rows.append(("community_station", "community", f"{community.name}党群服务站", spot, float(area_m2)))
    return rows


def _by_blocks(use: str, kind: str, word: str, count: int) -> list[tuple[object, ...]]:
    blocks = [n for n, block in enumerate(assigned_blocks()) if block.use == use][:count]
    table = spots()
    rows: list[tuple[object, ...]] = []
    for number, block in enumerate(blocks):
        mine = table[(table["block"] == block) & (table["highway"] != "primary")]
        mine = mine if len(mine) else table[table["block"] == block]
        busiest = mine.sort_values("homes_near", ascending=False, kind="stable").index.tolist()
        spot = int((busiest or near_spots(assigned_blocks()[block].land.centroid))[0])
        community = COMMUNITIES[int(table["community"][spot])].name.removesuffix("社区")
        rows.append((kind, "", f"{community}{'中学' if kind == 'school' and number % 3 == 0 else word}", spot, np.nan))
    return rows


def _told_apart(names: pd.Series) -> list[str]:
    """Return the names with a number after those that occur more than once."""
    return [
        name if (names == name).sum() == 1 else f"{name}{(names[:k] == name).sum() + 1}" for k, name in enumerate(names)
    ]


def _scattered(kind: str, count: int, taken: list[Point], rng: np.random.Generator) -> list[tuple[object, ...]]:
    """Draw spots where many live near, apart from others of the kind, in every community that shall have one."""
    table = spots()
    fit = table[(table["homes_near"] > 60) & (table["highway"] != "primary")]
    if kind == "red_post":
        fit = fit[~fit["community"].isin(_WITHOUT_POST)]
    if kind in OPEN_KINDS:
        fit = fit[fit["community"] != _WITHOUT_OPEN]
    chance = fit["homes_near"].to_numpy(float) ** 0.8
    order = rng.choice(fit.index.to_numpy(), len(fit), replace=False, p=chance / chance.sum())
    rows: list[tuple[object, ...]] = []
    per_community: dict[int, int] = {}
    if kind == "elder_canteen":
        order = np.concatenate([near_spots(walled().canteen), order])
    most = max(1, int(np.ceil(count / 15)))
    for slack in (1.0, 0.9) if kind == "elder_canteen" else (1.0, 0.6, 0.3):
        for spot in order:
            if len(rows) == count:
                break
            place, community = table["place"][spot], int(table["community"][spot])
            if per_community.get(community, 0) >= most / min(slack + 0.2, 1) or (
                taken and shapely.distance(taken, place).min() < slack * _SPACING_M[kind]
            ):
                continue
            taken.append(place)
            per_community[community] = per_community.get(community, 0) + 1
            name = COMMUNITIES[community].name.removesuffix("社区") + _WORDS[kind]
            rows.append((kind, "", name, int(spot), np.nan))
    if len(rows) < count:
        raise ValueError(f"There is room for {len(rows)} of {count} facilities of the kind {kind}.")
    return rows


def _finished(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    table = table.copy()
    groups = [
        tier if kind in ("party_centre", "community_station") else kind
        for kind, tier in zip(table["kind"], table["tier"], strict=True)
    ]
    table["group"] = groups
    table["name"] = _told_apart(table["name"])
    table["facility_id"] = [f"F{number:03d}" for number in range(1, len(table) + 1)]
    table["hours"] = [HOURS[group][int(rng.integers(len(HOURS[group])))] for group in groups]
    for number in np.flatnonzero(table["kind"] == "rider_station"):
        table.loc[number, "hours"] = HOURS["rider_station"][int(number) % 5]
    hourless = rng.choice(np.flatnonzero(table["kind"].isin(OPEN_KINDS)), HOURLESS_COUNT, replace=False)
    table.loc[hourless, "hours"] = ""
    table["capacity"] = [float(round(rng.integers(CAPACITIES[g][0], CAPACITIES[g][1] + 1), -1)) for g in groups]
    drawn = [
        float(rng.integers(FLOOR_AREAS_M2[g][0], FLOOR_AREAS_M2[g][1] + 1)) if g in FLOOR_AREAS_M2 else np.nan
        for g in groups
    ]
    table["floor_area_m2"] = table["floor_area_m2"].fillna(pd.Series(drawn))
    table["acquired_by"] = rng.choice(_ACQUIRED, len(table), p=[0.3, 0.1, 0.2, 0.25, 0.15])
    extra = _extra_offers(table, rng)
    offers = [(*OFFERS[g], *extra.get(n, [])) for n, g in enumerate(groups)]
    table["offers"] = pd.Series(offers, dtype=object)
    table["services"] = [",".join(service for service, _ in own) for own in offers]
    table["place"] = spots()["place"][table["spot"]].to_numpy()
    table["community"] = spots()["community"][table["spot"]].to_numpy()
    table["grid"] = spots()["grid"][table["spot"]].to_numpy()
    return table.assign(source=SOURCE, as_of=AS_OF)


def _extra_offers(table: pd.DataFrame, rng: np.random.Generator) -> dict[int, list[tuple[str, str]]]:
    """Give larger centres day care, meals, child minding and fitness, and some posts and canteens a second use."""
    extra: dict[int, list[tuple[str, str]]] = {}
    for number, (kind, area_m2) in enumerate(zip(table["kind"], table["floor_area_m2"], strict=True)):
        if kind in ("party_centre", "community_station"):
            if area_m2 > 700:
                extra[number] = [("day_care", "Mo-Fr 08:00-17:30"), ("childcare", "Mo-Fr 16:00-18:30; Sa 08:30-17:00")]
            if area_m2 > 1000:
                extra[number] = [*extra[number], ("fitness", "Mo-Su 08:00-21:00"), ("training", "Mo-Su 09:00-21:00")]
        elif kind == "red_post" and rng.random() < 0.4:
            extra[number] = [("rider_rest", "")]
        elif kind == "elder_canteen" and rng.random() < 0.5:
            extra[number] = [("day_care", "Mo-Fr 08:00-17:30")]
        elif kind == "rider_station":
            extra[number] = [("other", "")]
    return extra


def service_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a service offered; hours of its own or else those of the facility, none if those are unknown."""
    rows = []
    for facility in table.to_dict("records"):
        share = 1.0 if len(facility["offers"]) == 1 else 0.8 / len(facility["offers"])
        area_m2 = round(facility["floor_area_m2"] * share)
        for service, own_hours in facility["offers"]:
            hours = (own_hours or facility["hours"]) if facility["hours"] else ""
            rows.append((facility["facility_id"], service, hours, facility["capacity"], area_m2))
    offers = pd.DataFrame(rows, columns=["facility_id", "service", "hours", "capacity", "floor_area_m2"])
    return offers.set_axis(pd.Index([f"V{number:03d}" for number in range(1, len(offers) + 1)], name="offer_id"))
