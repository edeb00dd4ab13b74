"""便于管理: grids that a river, a railway, an expressway or an arterial cuts in two."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.grids.checks.findings import Finding
from geo.grids.checks.survey import Survey
from geo.grids.repairs.owners import mean_width_m
from geo.sentences import Sentence

__all__ = ["cut_grids"]

#: What cuts a grid, as a sentence calls it.
_WORDS = {
    "river": ("a river", "河流"), "water": ("water", "水面"), "lake": ("a lake", "湖泊"),
    "railway": ("a railway", "铁路"), "expressway": ("an expressway", "快速路"), "motorway": ("a motorway", "高速公路"),
    "trunk": ("a trunk road", "快速路"), "primary": ("an arterial road", "主干路"),
}  # fmt: skip


def cut_grids(survey: Survey) -> Iterable[Finding]:
    """
    Find grids of which a barrier cuts off a side with dwellings; without buildings, a side of some size.

    A line that runs along the border cuts off nothing that is wide; one that ends inside cuts nothing at all.
    """
    shapes, kinds = _barriers(survey)
    if not len(shapes):
        return
    grid, barrier = shapely.STRtree(shapes).query(survey.shapes, predicate="intersects")
    for number in np.unique(grid).tolist():
        crossing = barrier[grid == number]
        sides = _sides(survey, number, shapes[crossing])
        if len(sides) < 2:
            continue
        counts = np.array([survey.households_in(side) for side in sides])
        if survey.homes is not None and (counts > 0).sum() < 2:
            continue
        yield _cut(survey, number, sides, counts, sorted(set(kinds[crossing])))


def _cut(
    survey: Survey, grid: int, sides: list[shapely.Polygon], counts: NDArray[np.float64], kinds: list[str]
) -> Finding:
    weights = counts if survey.homes is not None else shapely.area(sides)
    order = np.argsort(-weights, kind="stable")
    beyond = shapely.MultiPolygon([sides[number] for number in order[1:].tolist()])
    size, unit = float(weights[order[1:]].sum()), "households" if survey.homes is not None else "m2"
    name = survey.labels[survey.ids[grid]]
    en_unit, zh_unit = ("households", "户") if unit == "households" else ("m²", "平方米")
    en, zh = (dict.fromkeys(words) for words in zip(*(_WORDS.get(kind, (kind, kind)) for kind in kinds), strict=True))
    sentence = Sentence(
        f"{name} is cut by {' and '.join(en)}: {size:,.0f} {en_unit} are on the other side.",
        zh=f"{name}被{'、'.join(zh)}分割，另一侧有 {size:,.0f} {zh_unit}。",
    )
    return Finding((survey.ids[grid],), beyond, size, unit, sentence, survey.community_of(grid))


def _sides(survey: Survey, grid: int, barriers: NDArray[np.object_]) -> list[shapely.Polygon]:
    """Return what is left of a grid between barriers, without what is too small or too thin to be a side."""
    shape, limits = survey.shapes[grid], survey.limits
    is_area = shapely.get_dimensions(barriers) == 2
    land = shapely.difference(shape, shapely.union_all(barriers[is_area])) if is_area.any() else shape
    lines = shapely.union_all([shapely.boundary(land), *barriers[~is_area].tolist()])
    sides = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    shapely.prepare(land)
    sides = sides[shapely.contains(land, shapely.point_on_surface(sides))]
    is_side = (shapely.area(sides) >= limits.cut_share * survey.area_m2[grid]) & (mean_width_m(sides) >= limits.cut_m)
    return list(sides[is_side]) if shapely.get_num_geometries(shape) == 1 else _in_one_part(shape, sides[is_side])


def _in_one_part(shape: shapely.Geometry, sides: NDArray[np.object_]) -> list[shapely.Polygon]:
    """Keep the sides of the part that has most of them: parts that lie apart are not cut by a barrier."""
    parts = shapely.get_parts(shape)
    part, side = shapely.STRtree(shapely.point_on_surface(sides)).query(parts, predicate="contains")
    counts = np.bincount(part, minlength=len(parts))
    return list(sides[side[part == np.argmax(counts)]])


def _barriers(survey: Survey) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the shapes that cut, and what each is."""
    limits, shapes, kinds = survey.limits, [], []
    for layer_name, column, wanted in (
        ("barriers", "kind", limits.cutting_barriers),
        ("streets", "highway", limits.cutting_streets),
        ("landcover", "kind", limits.water),
    ):
        layer = survey.layers.get(layer_name)
        if layer is None or column not in layer.columns:
            continue
        is_cutting = layer[column].isin(wanted).to_numpy()
        if "is_tunnel" in layer.columns:
            is_cutting = is_cutting & ~layer["is_tunnel"].to_numpy(dtype=bool)
        shapes += layer.geometry.to_numpy()[is_cutting].tolist()
        kinds += layer[column].to_numpy()[is_cutting].tolist()
    if "railways" in survey.layers:
        shapes += survey.layers["railways"].geometry.tolist()
        kinds += ["railway"] * len(survey.layers["railways"])
    return np.array(shapes, dtype=object), np.array(kinds, dtype=object)
