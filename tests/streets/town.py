"""What a hand-drawn town is made of: streets, walls, gates and doors in metres from one corner."""

from geopandas import GeoDataFrame
from shapely import LineString, Point

from geo import PROFILES, City, Network, nearest_facility

#: CGCS2000, 3-degree zone at 120 degrees east, near 福鼎; metres east and north of this corner.
ZONE, EAST_M, NORTH_M = "EPSG:4549", 521_000, 3_024_000


def line(*places):
    """A line through (x, y) or (x, y, height) places."""
    return LineString([(EAST_M + x, NORTH_M + y, *height) for x, y, *height in places])


def lines(*rows, crs=ZONE, **columns):
    """A line layer: streets, walls or railways."""
    return GeoDataFrame(columns, geometry=list(rows), index=range(len(rows)), crs=crs)


def points(places, ids=None, **columns):
    """A point layer; ids are p0, p1, ... unless given."""
    ids = [f"p{number}" for number in range(len(places))] if ids is None else ids
    return GeoDataFrame(columns, geometry=[Point(EAST_M + x, NORTH_M + y) for x, y in places], index=ids, crs=ZONE)


def lattice(columns, rows, step_m=100):
    """Long streets that cross without shared vertices: `columns` x `rows` blocks."""
    east = [line((0, y * step_m), (columns * step_m, y * step_m)) for y in range(rows + 1)]
    north = [line((x * step_m, 0), (x * step_m, rows * step_m)) for x in range(columns + 1)]
    return lines(*east, *north)


def walk(network, start, end):
    """Metres and seconds of the shortest walk between two places."""
    nearest = nearest_facility(network, points([start]), points([end]))
    return float(nearest["walk_m"].iloc[0]), float(nearest["walk_s"].iloc[0])


def walk_m(streets, start, end, profile=PROFILES["standard"], **barriers):
    """Metres of the shortest walk between two places on streets that are built first."""
    return walk(Network.build(streets, profile, **barriers), start, end)[0]


def buildings(places, households, ids=None, **columns):
    """A building of 8 m by 8 m round each place; its door is the place."""
    homes = points(places, ids, households=households, **columns)
    return homes.set_geometry(homes.buffer(4, cap_style="square"))


def city(streets, places, households, facilities, ids=None, **layers):
    """A city of streets, buildings and facilities; more layers, and columns of buildings in `homes`, by name."""
    homes = buildings(places, households, ids, **layers.pop("homes", {}))
    return City.of("小城", {"streets": streets, "buildings": homes, "facilities": facilities, **layers})
