"""A town drawn with a ruler: one community, its streets, compounds, homes and barriers, metres from one corner."""

from geopandas import GeoDataFrame
from shapely import box

from geo import City
from tests.streets.town import EAST_M, NORTH_M, ZONE, line, lines

__all__ = ["block", "home", "lattice_streets", "line", "town"]


def block(west, south, east, north):
    """A rectangle."""
    return box(EAST_M + west, NORTH_M + south, EAST_M + east, NORTH_M + north)


def home(x, y, households=10, **counts):
    """A house of 8 m by 8 m with people in it."""
    people = {"people": households * 3.0, "elderly": households / 2, **counts}
    return {"geometry": block(x - 4, y - 4, x + 4, y + 4), "households": float(households), **people}


def lattice_streets(columns, rows, step_m=100):
    """Streets between `columns` x `rows` blocks, a little beyond the last of them."""
    east = [line((-50, y * step_m), (columns * step_m + 50, y * step_m)) for y in range(1, rows)]
    north = [line((x * step_m, -50), (x * step_m, rows * step_m + 50)) for x in range(1, columns)]
    return [("residential", one) for one in (*east, *north)]


def town(land, homes=(), streets=(), compounds=None, barriers=(), bridges=(), **more):
    """A city of one community C1, 小镇社区."""
    roads = [*streets, *bridges]
    layers = {
        "communities": _layer([land], ["C1"], name=["小镇社区"]),
        "streets": lines(
            *(one for _, one in roads),
            highway=[kind for kind, _ in roads],
            is_bridge=[number >= len(streets) for number in range(len(roads))],
        ),
        "barriers": lines(*(one for _, one in barriers), kind=[kind for kind, _ in barriers]),
        "buildings": _homes(homes),
        **more,
    }
    if compounds:
        layers["compounds"] = _layer(list(compounds.values()), list(compounds), name=[f"{key}园" for key in compounds])
    return City.of("小城", {name: layer for name, layer in layers.items() if len(layer)})


def _homes(homes):
    columns = {key: [one[key] for one in homes] for key in (homes[0] if homes else {}) if key != "geometry"}
    return _layer([one["geometry"] for one in homes], [f"B{number}" for number in range(len(homes))], **columns)


def _layer(shapes, ids, **columns):
    return GeoDataFrame(columns, geometry=shapes, index=ids, crs=ZONE)
