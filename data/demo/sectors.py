"""Part the city into its three streets (街道) along the middle of the rivers, and list their communities."""

from dataclasses import dataclass
from functools import cache

import shapely
from shapely import Point, Polygon
from shapely.ops import polygonize

from data.demo.frame import PRECISION_M
from data.demo.rivers import river_lines
from data.demo.skeleton import city_outline

__all__ = ["COMMUNITIES", "Community", "SECTORS", "sector_at", "sector_faces"]

#: Street office: id, name, a place that is in it.
SECTORS = (("S1", "溪山街道", (1824, 4734)), ("S2", "溪城街道", (5261, 3834)), ("S3", "屏前街道", (2825, 1611)))


@dataclass(frozen=True, slots=True)
class Community:
    """A community by its name, its street, its households today, its grids, and where its people live, roughly."""

    name: str
    street_id: str
    households: int
    grids: int
    place: tuple[float, float]


#: Two are above the 3,000 households of the law, one is below its 1,000; the sum is 58,800, the grids are 59.
COMMUNITIES = (
    Community("上溪社区", "S1", 2690, 3, (2900, 5250)),
    Community("北岭社区", "S1", 2400, 2, (2300, 5400)),
    Community("学府社区", "S1", 2740, 3, (3250, 4900)),
    Community("望溪社区", "S1", 2810, 3, (2750, 4750)),
    Community("站前社区", "S1", 2850, 3, (2000, 4500)),
    Community("文昌社区", "S1", 3714, 4, (3300, 4450)),
    Community("古城社区", "S1", 2880, 3, (3350, 3750)),
    Community("桐荫社区", "S1", 2946, 3, (2700, 3850)),
    Community("溪口社区", "S1", 2920, 3, (2850, 3350)),
    Community("东溪社区", "S2", 2610, 2, (3850, 5150)),
    Community("云岫社区", "S2", 2705, 2, (4900, 4700)),
    Community("滨溪社区", "S2", 4120, 4, (3950, 4450)),
    Community("东安社区", "S2", 2760, 3, (4350, 4450)),
    Community("教场社区", "S2", 2835, 3, (4150, 3950)),
    Community("锦屏社区", "S2", 2790, 3, (4600, 3850)),
    Community("松风社区", "S2", 2870, 3, (4350, 3500)),
    Community("兰陵社区", "S2", 2890, 3, (4850, 3000)),
    Community("锦城社区", "S3", 2905, 3, (3700, 2950)),
    Community("屏前社区", "S3", 2790, 3, (3200, 2700)),
    Community("南浦社区", "S3", 2715, 2, (3900, 2400)),
    Community("桂岭社区", "S3", 860, 1, (1700, 2100)),
)


@cache
def sector_faces() -> dict[str, Polygon]:
    """Return the ground of each street office, from the middle of the rivers to the city's edge."""
    lines = [city_outline().exterior, *(line.intersection(city_outline()) for line in river_lines().values())]
    faces = list(polygonize(shapely.union_all(lines, grid_size=PRECISION_M)))
    return {sector: next(face for face in faces if face.contains(Point(place))) for sector, _, place in SECTORS}


def sector_at(place: Point) -> str:
    """Return the street office that a place is in."""
    faces = sector_faces()
    return min(faces, key=lambda sector: faces[sector].distance(place))
