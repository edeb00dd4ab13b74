"""A little made-up town for sheets: a river, a hill, a grid of streets, 12 communities in 2 street offices."""

from datetime import date

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.briefing import MapLayers, SheetContent
from geo.city import City, Provenance

CRS = "EPSG:4549"
EAST_M, NORTH_M = 520_000.0, 3_024_000.0
COLUMNS, ROWS, BLOCK_M = 16, 12, 250.0
WIDTH_M, HEIGHT_M = COLUMNS * BLOCK_M, ROWS * BLOCK_M


def layer(index_name: str, rows: list[dict[str, object]]) -> GeoDataFrame:
    table = GeoDataFrame(rows, geometry="geometry", crs=CRS)
    table.index = [f"{index_name[0]}{number:03d}" for number in range(len(table))]
    return table.rename_axis(index_name)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    return EAST_M + east_m, NORTH_M + north_m


def rectangle(west_m: float, south_m: float, east_m: float, north_m: float) -> shapely.Polygon:
    return shapely.box(*at(west_m, south_m), *at(east_m, north_m))


def communities() -> GeoDataFrame:
    names = ["西园", "桐桥", "溪头", "天湖", "富民", "石亭", "龙泉", "清溪", "南门", "古楼", "望海", "新安"]
    rows = []
    for number, name in enumerate(names):
        column, row = number % 4, number // 4
        area = rectangle(column * 1000, row * 1000, (column + 1) * 1000, (row + 1) * 1000)
        rows.append({"name": f"{name}社区", "street_id": f"s{column // 2:03d}", "geometry": area})
    return layer("community_id", rows)


def street_offices() -> GeoDataFrame:
    return layer(
        "street_id",
        [
            {"name": "溪山街道", "geometry": rectangle(0, 0, 2000, 3000)},
            {"name": "屏前街道", "geometry": rectangle(2000, 0, 4000, 3000)},
        ],
    )


def buildings() -> GeoDataFrame:
    generator = np.random.default_rng(7)
    rows = []
    for column in range(COLUMNS):
        for row in range(ROWS):
            if (column, row) in ((5, 5), (6, 5), (9, 2)) or row == 4:
                continue
            community_id = f"c{(row // 4) * 4 + column // 4:03d}"
            for slot in range(9):
                west_m = column * BLOCK_M + 30 + (slot % 3) * 70
                south_m = row * BLOCK_M + 30 + (slot // 3) * 70
                house = rectangle(west_m, south_m, west_m + 50, south_m + 14)
                rows.append(
                    {
                        "name": f"{column}-{row}-{slot}",
                        "community_id": community_id,
                        "street_id": f"s{column // 8:03d}",
                        "households": float(generator.integers(12, 60)) if slot else 0.0,
                        "geometry": house,
                    }
                )
    return layer("building_id", rows)


def streets() -> GeoDataFrame:
    rows = []
    for column in range(COLUMNS + 1):
        highway = "primary" if column == 8 else "secondary" if column % 4 == 0 else "residential"
        ends = [at(column * BLOCK_M, 0), at(column * BLOCK_M, HEIGHT_M)]
        rows.append(
            {"name": f"纵{column}路", "highway": highway, "is_bridge": False, "geometry": shapely.LineString(ends)}
        )
    for row in range(ROWS + 1):
        highway = "trunk" if row == 10 else "tertiary" if row % 3 == 0 else "residential"
        ends = [at(0, row * BLOCK_M), at(WIDTH_M, row * BLOCK_M)]
        rows.append(
            {"name": f"横{row}路", "highway": highway, "is_bridge": False, "geometry": shapely.LineString(ends)}
        )
    bridge = shapely.LineString([at(2000, 990), at(2000, 1260)])
    rows.append({"name": "中桥", "highway": "primary", "is_bridge": True, "geometry": bridge})
    return layer("way_id", rows)


def landcover() -> GeoDataFrame:
    xs = np.linspace(-600, 4600, 60)
    bend = shapely.LineString([at(x, 1125 + 60 * np.sin(x / 500)) for x in xs])
    hill = shapely.Point(*at(-100, 2900)).buffer(1500)
    return layer(
        "landcover_id",
        [
            {"kind": "hill", "name": "屏山", "geometry": hill},
            {"kind": "water", "name": "鼎溪", "geometry": bend.buffer(70)},
            {"kind": "park", "name": "溪心公园", "geometry": rectangle(1270, 1270, 1730, 1480)},
        ],
    )


def railways() -> GeoDataFrame:
    line = shapely.LineString([at(-600, 300), at(2000, 420), at(4600, 180)])
    return layer("railway_id", [{"name": "沿海铁路", "kind": "rail", "geometry": line}])


def facilities() -> GeoDataFrame:
    kinds = [
        "party_centre",
        "red_post",
        "red_post",
        "elder_canteen",
        "medical",
        "rider_station",
        "community_station",
        "kiosk",
    ]
    places = [(600, 700), (1400, 1900), (1420, 1905), (2600, 700), (3300, 2300), (2300, 2200), (700, 2300), (3400, 500)]
    return layer(
        "facility_id",
        [
            {"name": f"设施{number}", "kind": kind, "geometry": shapely.Point(*at(*place))}
            for number, (kind, place) in enumerate(zip(kinds, places, strict=True))
        ],
    )


def town(**changes: GeoDataFrame) -> City:
    layers = {
        "street_offices": street_offices(),
        "communities": communities(),
        "buildings": buildings(),
        "streets": streets(),
        "facilities": facilities(),
        "landcover": landcover(),
        "railways": railways(),
    }
    return City.of(
        "鼎溪市",
        {**layers, **changes},
        is_synthetic=True,
        as_of="2026-11-01",
        provenance=(Provenance("buildings", "测试生成", "2026-11-01"),),
    )


def answers(city: City, gaps: GeoDataFrame | None = None) -> MapLayers:
    """Homes within 350 m as the crow flies are covered, to 500 m falsely covered: only something to draw."""
    demand = city.demand
    posts = city["facilities"]
    distance_m = shapely.distance(demand.geometry.to_numpy()[:, None], posts.geometry.to_numpy()[None, :]).min(axis=1)
    is_covered = Series(distance_m <= 350, index=demand.index)
    is_false = Series((distance_m > 350) & (distance_m <= 500), index=demand.index)
    areas = GeoDataFrame({"facility_id": posts.index}, geometry=posts.buffer(350, quad_segs=2).to_numpy(), crs=city.crs)
    circles = GeoDataFrame(geometry=posts.buffer(500).to_numpy(), crs=city.crs)
    town_gaps = layer(
        "gap_id",
        [
            {
                "name": "古楼社区西片",
                "households": 1_204.0,
                "reason": "none_near",
                "geometry": rectangle(1750, 2520, 2240, 2980),
            },
            {
                "name": "南门社区南岸",
                "households": 655.0,
                "reason": "barrier",
                "geometry": rectangle(20, 1300, 480, 1700),
            },
        ],
    )
    return MapLayers(city, is_covered, is_false, areas, circles, posts, town_gaps if gaps is None else gaps)


def statistics(city: City, layers: MapLayers) -> DataFrame:
    demand, covered, false = city.demand, layers.is_covered, layers.is_falsely_covered
    assert covered is not None
    assert false is not None
    households = demand["households"]
    by = demand["community_id"].to_numpy()
    table = pd.DataFrame(
        {
            "covered": households.where(covered, 0).groupby(by).sum(),
            "falsely_covered": households.where(false, 0).groupby(by).sum(),
            "total": households.groupby(by).sum(),
        }
    )
    table["uncovered"] = table["total"] - table["covered"] - table["falsely_covered"]
    return table.assign(name=city["communities"]["name"].reindex(table.index))


def content(city: City, layers: MapLayers, **changes: object) -> SheetContent:
    table = statistics(city, layers)
    covered, total = table["covered"].sum(), table["total"].sum()
    fields = {
        "title": "鼎溪市500米邻里服务圈覆盖图（2026年11月）",
        "key_sentence": f"覆盖户数 {covered:,.0f}/{total:,.0f}（{covered / total:.1%}）",
        "statistics": table,
        "definition": (
            "步行 500 米，沿路网门到门，含 500 米整；不受直线距离影响。",
            "步速 1.0 米/秒（standard 档）；户数为住宅楼登记户数。",
            "假覆盖：在直线 500 米圈内、但沿路步行超过 500 米的住户。",
        ),
        "sources": ("buildings：测试生成，2026-11-01",),
        "made_on": date(2026, 11, 23),
        "unit": "溪山街道办事处",
        "is_synthetic": True,
    }
    return SheetContent(**{**fields, **changes})  # type: ignore[arg-type]
