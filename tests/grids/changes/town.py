"""Small towns of squares: grids and buildings that anybody can add up."""

import shapely
from geopandas import GeoDataFrame
from shapely import box

from geo.layers import BUILDINGS, COMMUNITIES, GRIDS
from tests.streets.town import EAST_M, NORTH_M, ZONE

#: Oracle F4: 3 x 3 grids of 100 m, row by row from the north-west, and their households.
F4_HOUSEHOLDS = dict(zip("ABCDEFGHI", (520, 410, 380, 450, 300, 440, 390, 470, 354), strict=True))


def square(x, y, width=100, height=100):
    """A rectangle whose south-west corner is at (x, y) of the town."""
    return box(EAST_M + x, NORTH_M + y, EAST_M + x + width, NORTH_M + y + height)


def grids(shapes, **columns):
    """A GRIDS layer from id -> polygon; the name is the id unless given."""
    columns = {"name": list(shapes), "community_id": "C", **columns}
    return GRIDS.check(GeoDataFrame(columns, geometry=list(shapes.values()), index=list(shapes), crs=ZONE))


def communities(shapes, **columns):
    """A COMMUNITIES layer from id -> polygon."""
    columns = {"name": list(shapes), **columns}
    return COMMUNITIES.check(GeoDataFrame(columns, geometry=list(shapes.values()), index=list(shapes), crs=ZONE))


def buildings(homes, **columns):
    """A BUILDINGS layer of 4 m squares from (x, y, households): 3 people a household, one elder for two households."""
    households = [float(home[2]) for home in homes]
    return BUILDINGS.check(
        GeoDataFrame(
            {
                "households": households,
                "people": [3 * one for one in households],
                "elderly": [one // 2 for one in households],
                **columns,
            },
            geometry=[square(x - 2, y - 2, 4, 4) for x, y, *_ in homes],
            index=[f"B{number}" for number in range(len(homes))],
            crs=ZONE,
        )
    )


def lattice(rows, columns, size=100, first=0):
    """Id -> square of a lattice, row by row from the north-west."""
    return {
        f"g{first + row * columns + column:02d}": square(column * size, (rows - 1 - row) * size, size, size)
        for row in range(rows)
        for column in range(columns)
    }


def nine():
    """F4's grids and one building in the middle of each."""
    shapes = dict(zip(F4_HOUSEHOLDS, lattice(3, 3).values(), strict=True))
    middles = [shapely.centroid(shape) for shape in shapes.values()]
    homes = [
        (middle.x - EAST_M, middle.y - NORTH_M, households)
        for middle, households in zip(middles, F4_HOUSEHOLDS.values(), strict=True)
    ]
    return grids(shapes), buildings(homes)
