"""Cut the faces between the drawn roads into blocks, again and again across their longer side, and node the cuts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import polygonize

from data.demo.frame import PRECISION_M, Points, dice, line_parts, rounded
from data.demo.frontage import Street, boundaries, main_streets, urban_limit
from data.demo.rivers import waters
from data.demo.skeleton import expressway, railway
from data.demo.terrain import HILL_PARKS

__all__ = ["Cut", "block_faces", "block_streets", "open_streets", "zone_of"]

OLD_TOWN = Point(3420, 3760)
_OLD_TOWN_RADIUS_M = 560.0
_CORE = Point(3650, 3720)
_CORE_RADIUS_M = 1420.0

#: Zone -> wanted block, hectares; class of the streets between; wobble of a cut in degrees; how far it bends.
_ZONES = {
    "old_town": (1.25, "living_street", 8.0, 0.07),
    "core": (3.25, "residential", 4.0, 0.025),
    "ring": (3.9, "residential", 3.0, 0.02),
    "edge": (6.5, "residential", 4.0, 0.02),
    "bank": (2.6, "", 2.0, 0.0),
    "country": (55.0, "", 9.0, 0.06),
}
_JOIN_M = 34.0
#: For the longest lanes of the old town.
_LANE_NAMES = ("南门街", "桂花巷", "石板巷", "水门巷", "灯笼巷", "书院巷", "井头巷", "竹篱巷", "酒坊巷")


@dataclass(frozen=True, slots=True)
class Cut:
    """A line between two blocks; `highway` is empty where it is a boundary only."""

    line: LineString
    highway: str


def zone_of(face: Polygon) -> str:
    """Tell how a face is built up, by where it lies."""
    middle = face.representative_point()
    if face.intersection(waters().buffer(30)).area > 0.55 * face.area:
        return "bank"
    if not urban_limit().contains(middle):
        return "country"
    if middle.distance(OLD_TOWN) < _OLD_TOWN_RADIUS_M and middle.y > 3330 and middle.x < 3900:
        return "old_town"
    if middle.distance(_CORE) < _CORE_RADIUS_M:
        return "core"
    return "edge" if min(middle.distance(railway()), middle.distance(expressway())) < 330 or middle.y < 1500 else "ring"


@cache
def _cuts() -> list[Cut]:
    rng = dice("blocks")
    lines = [*main_streets(), *boundaries()]
    faces = sorted(
        polygonize(shapely.union_all(lines, grid_size=PRECISION_M)), key=lambda face: (face.centroid.x, face.centroid.y)
    )
    joints = [Point(end) for line in main_streets() for end in (line.coords[0], line.coords[-1])]
    cuts: list[Cut] = []
    for face in faces:
        for cut in _cut_face(face, zone_of(face), rng, joints):
            cuts.append(cut)
            joints += [Point(cut.line.coords[0]), Point(cut.line.coords[-1])]
    return cuts


def _cut_face(face: Polygon, zone: str, rng: np.random.Generator, joints: list[Point]) -> Iterator[Cut]:
    wanted_ha, highway, wobble_deg, bend_share = _ZONES[zone]
    if zone not in ("bank", "country"):
        zone_now = zone_of(face)
        wanted_ha, highway, wobble_deg, bend_share = _ZONES[
            zone_now if zone_now in ("old_town", "core", "ring", "edge") else zone
        ]
    long_m, wide_m, ahead, middle = _box(face)
    is_long = long_m > (1.9 if zone != "bank" else 3.2) * wide_m and face.area > 0.55e4 * wanted_ha
    if not is_long and face.area < 1e4 * wanted_ha * rng.uniform(1.25, 1.75):
        return
    for attempt in range(6):
        cut = _across(face, long_m, wide_m, ahead, middle, rng, wobble_deg, bend_share if attempt < 3 else 0.0, joints)
        if cut is None:
            continue
        pieces = [p for p in polygonize(shapely.union_all([face.exterior, cut], grid_size=PRECISION_M)) if p.area > 1]
        if len(pieces) == 2 and min(p.area for p in pieces) > 0.22 * face.area:
            yield Cut(cut, highway)
            for piece in pieces:
                yield from _cut_face(piece, zone, rng, [*joints, Point(cut.coords[0]), Point(cut.coords[-1])])
            return


def _box(face: Polygon) -> tuple[float, float, Points, Points]:
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(face))[:4]
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    long, wide = (first, second) if np.hypot(*first) >= np.hypot(*second) else (second, first)
    long_m = float(np.hypot(*long))
    return long_m, float(np.hypot(*wide)), long / long_m, corners.mean(axis=0)


def _across(
    face: Polygon, long_m: float, wide_m: float, ahead: Points, middle: Points, rng: np.random.Generator,
    wobble_deg: float, bend_share: float, joints: list[Point],
) -> LineString | None:  # fmt: skip
    pieces = max(2, round(long_m / max(wide_m, 1.0))) if long_m > 2.6 * wide_m else 2
    share = rng.integers(1, pieces) / pieces - 0.5 + rng.uniform(-0.07, 0.07)
    turn = np.radians(90 + rng.normal(0, wobble_deg))
    side = np.array(
        [ahead[0] * np.cos(turn) - ahead[1] * np.sin(turn), ahead[0] * np.sin(turn) + ahead[1] * np.cos(turn)]
    )
    foot = middle + ahead * long_m * share
    ray = LineString([foot - side * 2 * wide_m, foot + side * 2 * wide_m])
    chords = line_parts(ray.intersection(face))
    if not chords:
        return None
    chord = max(chords, key=lambda part: part.length)
    start, end = (_joined(Point(place), face, joints) for place in (chord.coords[0], chord.coords[-1]))
    if start.distance(end) < 20:
        return None
    bend_m = start.distance(end) * bend_share * rng.normal()
    normal = ahead * bend_m
    ends = np.array([[start.x, start.y], [end.x, end.y]])
    inner = [ends[0] * (1 - t) + ends[1] * t + normal * (0.8 if i == 0 else 1.0) for i, t in enumerate((0.33, 0.67))]
    line = rounded(LineString(np.array([ends[0], *inner, ends[1]]) if bend_share else ends))
    inside = line.intersection(face.buffer(-1.5))
    return line if inside.geom_type == "LineString" and inside.length > 0.9 * line.length - 8 else None


def _joined(place: Point, face: Polygon, joints: list[Point]) -> Point:
    near = [joint for joint in joints if joint.distance(place) < _JOIN_M and face.exterior.distance(joint) < 0.02]
    return min(near, key=lambda joint: joint.distance(place)) if near else place


@cache
def block_streets() -> list[Street]:
    """Return the streets that the cuts become, kept clear of water, railway and expressway."""
    blocked = shapely.union_all([waters().buffer(20), railway().buffer(24), expressway().buffer(42)])
    streets = []
    lanes = sorted((cut for cut in _cuts() if cut.highway == "living_street"), key=lambda cut: -cut.line.length)
    names = {id(cut): name for cut, name in zip(lanes, _LANE_NAMES, strict=False)}
    for cut in _cuts():
        if cut.highway:
            dry = line_parts(cut.line.difference(blocked))
            streets += [Street(rounded(line), cut.highway, names.get(id(cut), "")) for line in dry if line.length > 25]
    return streets


@cache
def open_streets() -> list[Street]:
    """Return the block streets that are built: none runs over the two hills in the city."""
    hills = shapely.union_all([Point(place).buffer(0.9 * radius_m) for _, place, _, radius_m in HILL_PARKS])
    streets = []
    for street in block_streets():
        left = line_parts(street.line.difference(hills))
        streets += [replace(street, line=rounded(line)) for line in left] if street.line.intersects(hills) else [street]
    return streets


@cache
def block_faces() -> list[Polygon]:
    """Return the blocks that tile the city; neighbours share every vertex of their border."""
    lines = [*main_streets(), *boundaries(), *(cut.line for cut in _cuts())]
    faces = polygonize(shapely.union_all(lines, grid_size=PRECISION_M))
    return sorted(faces, key=lambda face: (face.centroid.x, face.centroid.y))
