"""
A town whose answers are worked out by hand: a lattice with a river and one bridge.

Nodes every 100 m, x 0 to 1,000, y 0 to 600; streets cross the river (between y = 200 and y = 300) only at x = 500. One
party centre at (200, 200). Walks in metres: B1 100, B2 700, B3 300, B4 400, B5 400, B6 600, B7 1,000. Each home is five
buildings with their doors at one node, so that there are enough homes for an honest map.
"""

import shapely
from geopandas import GeoDataFrame

from geo.city import City, Provenance

CRS = "EPSG:4549"
EAST_M, NORTH_M = 521_000, 3_024_000

#: name, x, y, households
HOMES = (
    ("B1", 200, 100, 120),
    ("B2", 200, 300, 90),
    ("B3", 400, 100, 80),
    ("B4", 500, 300, 60),
    ("B5", 600, 200, 100),
    ("B6", 500, 500, 150),
    ("B7", 200, 600, 70),
)
COPIES = 5
TOTAL, COVERED_500_M, FALSE_500_M = 670, 360, 310


def at(x, y):
    return shapely.Point(EAST_M + x, NORTH_M + y)


def box(left, bottom, right, top):
    return shapely.box(EAST_M + left, NORTH_M + bottom, EAST_M + right, NORTH_M + top)


def line(*points):
    return shapely.LineString([(EAST_M + x, NORTH_M + y) for x, y in points])


def layer(index, rows, geometry):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    made = GeoDataFrame(columns, geometry=geometry, crs=CRS)
    return made.set_index(index)


def streets():
    lines = [line((0, y), (1000, y)) for y in range(0, 700, 100)]
    for x in range(0, 1100, 100):
        lines += [line((x, 0), (x, 600))] if x == 500 else [line((x, 0), (x, 200)), line((x, 300), (x, 600))]
    rows = [
        {"way_id": f"w{i}", "name": "溪滨路" if i == 2 else "", "highway": "residential"} for i in range(len(lines))
    ]
    return layer("way_id", rows, lines)


def town():
    """The town of oracle F1 with two communities, south (south of the river) and north."""
    south, north = box(-50, -50, 1050, 250), box(-50, 250, 1050, 650)
    side = {name: "south" if y < 250 else "north" for name, _, y, _ in HOMES}
    homes = [(f"{name}{copy}", name, x, y, households / COPIES) for name, x, y, households in HOMES for copy in "abcde"]
    buildings = layer(
        "building_id",
        [
            {
                "building_id": building_id,
                "name": f"{building_id}栋",
                "street_id": "s1",
                "community_id": side[name],
                "grid_id": f"{side[name]}-1",
                "households": households,
                "people": households * 3.0,
                "elderly": households / 2,
            }
            for building_id, name, _, _, households in homes
        ],
        [
            box(x - 45 + 18 * (i % COPIES), y - 8, x - 31 + 18 * (i % COPIES), y + 8)
            for i, (_, _, x, y, _) in enumerate(homes)
        ],
    )
    entrances = layer(
        "entrance_id",
        [{"entrance_id": f"e{building_id}", "building_id": building_id} for building_id, *_ in homes],
        [at(x, y) for _, _, x, y, _ in homes],
    )
    facilities = layer(
        "facility_id",
        [{"facility_id": "F1", "name": "溪南党群服务中心", "kind": "party_centre", "services": "party_service"}],
        [at(200, 200)],
    )
    services = GeoDataFrame(
        {"offer_id": ["o1"], "facility_id": ["F1"], "service": ["party_service"], "hours": ["Mo-Fr 08:00-18:00"]}
    ).set_index("offer_id")
    areas = [{"community_id": "south", "name": "溪南社区", "street_id": "s1"}]
    areas += [{"community_id": "north", "name": "溪北社区", "street_id": "s1"}]
    grids = [
        {"grid_id": f"{a['community_id']}-1", "name": f"{a['name']}一格", "community_id": a["community_id"]}
        for a in areas
    ]
    layers = {
        "street_offices": layer("street_id", [{"street_id": "s1", "name": "溪山街道"}], [south.union(north)]),
        "communities": layer("community_id", areas, [south, north]),
        "grids": layer("grid_id", grids, [south, north]),
        "buildings": buildings,
        "entrances": entrances,
        "facilities": facilities,
        "services": services,
        "streets": streets(),
        "landcover": layer(
            "landcover_id", [{"landcover_id": "r", "kind": "river", "name": "鼎溪"}], [box(-50, 210, 1050, 290)]
        ),
    }
    return City.of(
        "方格镇",
        layers,
        is_synthetic=True,
        as_of="2025-09-30",
        provenance=(Provenance("buildings", "hand-made", "2025-09-30", "CC0"),),
    )
