"""A few buildings of 100 m2 and six storeys in two communities, and the means to make more of them."""

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geo.intake.people import OfficialTotals

ZONE = "EPSG:4549"
#: 100 m2 x 6 storeys x 0.9.
HOME_M2 = 540.0


def town(**columns):
    """
    Buildings of 10 x 10 m in a row, 100 m apart, from 520,000 east and 3,025,000 north; one for each value.

    Without other values they stand in community C1 with six storeys and nothing given.
    """
    number = len(next(iter(columns.values())))
    east = 520_000 + 100.0 * np.arange(number)
    shapes = shapely.box(east, 3_025_000, east + 10, 3_025_010)
    filled = {"building_id": [f"B{row + 1}" for row in range(number)], "community_id": ["C1"] * number}
    filled |= {"storeys": [6.0] * number, **columns}
    return GeoDataFrame(filled, geometry=shapes, crs=ZONE)


def totals(*rows, **card):
    """Official totals of a bureau."""
    return OfficialTotals(rows, "Bureau of Statistics", "2020-11-01", **card)


def sums(buildings, column):
    """The sum of a column by community."""
    return buildings.groupby("community_id")[column].sum().to_dict()
