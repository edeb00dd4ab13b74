"""Paint the ground for the base map: fields, woods, hills by height, blocks by use, rivers, other buildings."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from data.demo.frame import PRECISION_M, polygon_parts, rounded
from data.demo.frontage import urban_limit
from data.demo.land_use import assigned_blocks
from data.demo.rivers import river_beds, waters
from data.demo.skeleton import city_outline
from data.demo.terrain import HILL_PARKS, hill_bands
from data.demo.works import other_buildings, running_track

__all__ = ["GROUND_KINDS", "ground_rows"]

#: Use of a block -> kind in the landcover layer.
GROUND_KINDS = {
    "lane": "residential", "walk_up": "residential", "mid_rise": "residential", "high_rise": "residential",
    "new_estate": "residential",
    "green": "grass", "park": "park", "bank": "park", "square": "square", "stadium": "pitch", "school": "school",
    "college": "school",
    "hospital": "hospital", "government": "government", "offices": "commercial", "commercial": "commercial",
    "market": "commercial",
    "works": "industrial", "station": "station", "building_site": "construction", "farmland": "farmland",
}  # fmt: skip
_PARK_NAMES = ("溪心公园", "桐荫公园", "望溪公园", "文昌公园", "云步公园", "锦城公园", "松风公园", "兰陵公园")


def ground_rows() -> list[tuple[str, str, BaseGeometry]]:
    """Return kind, name and shape of all ground, in the order it is painted."""
    rows = [*_country(), *_town(), *_water(), *(("other_building", "", shape) for _, shape in other_buildings())]
    valid = [
        (kind, name, shape if shape.is_valid else shapely.set_precision(shape, PRECISION_M))
        for kind, name, shape in rows
    ]
    return [(kind, name, part) for kind, name, shape in valid for part in polygon_parts(shape)]


def _country() -> Iterator[tuple[str, str, BaseGeometry]]:
    inside, town = city_outline(), urban_limit()
    bands = hill_bands()
    hills = bands[0][1]
    fields = inside.difference(town).difference(hills).difference(waters())
    for part in polygon_parts(fields):
        if part.area > 2000:
            yield "farmland", "", rounded(part)
    open_land = [block.land for block in assigned_blocks() if block.use == "farmland" and block.zone != "country"]
    for part in polygon_parts(town.difference(shapely.union_all(open_land))):
        yield "built_up", "", rounded(part)
    for part in polygon_parts(hills):
        yield "forest", "", part
    for level_m, land in bands[1:]:
        yield "hill", f"海拔{level_m:.0f}米以上", land


def _town() -> Iterator[tuple[str, str, BaseGeometry]]:
    names = iter(_PARK_NAMES)
    slopes = shapely.union_all([block.face for block in assigned_blocks() if block.use == "hill_park"])
    for name, place, _, radius_m in HILL_PARKS:
        yield "forest", name, rounded(shapely.Point(place).buffer(0.9 * radius_m).intersection(slopes))
    for block in assigned_blocks():
        if block.zone == "country" or (block.land.is_empty and block.use != "bank"):
            continue
        if block.use == "bank":
            strip = block.face.difference(waters().buffer(2)).intersection(urban_limit().buffer(80))
            for part in polygon_parts(strip):
                if part.area > 300:
                    yield "park", "", rounded(part)
        elif block.use == "hill_park":
            yield (
                "forest",
                min(HILL_PARKS, key=lambda hill: block.land.centroid.distance(shapely.Point(hill[1])))[0],
                block.land,
            )
        elif block.use in GROUND_KINDS:
            name = next(names, "") if block.use == "park" else ""
            yield GROUND_KINDS[block.use], name, block.land
            track = running_track(block)
            if not track.is_empty:
                yield "pitch", "", track


def _water() -> Iterator[tuple[str, str, BaseGeometry]]:
    for name, bed in river_beds().items():
        yield "river", name, rounded(bed.intersection(city_outline()))
