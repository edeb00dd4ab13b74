"""
Link areas, buildings and points to the areas above them, by place, code and name, and say where these disagree.

The order of trust, unless another is asked for: areas believe their id, code and name before the drawing, because
borders are often drawn roughly, but not if more than half of the area lies in another parent. Points and buildings
believe the place, because lists of them are often out of date.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.hierarchy import DEFAULT_HIERARCHY, Hierarchy
from geo.intake.boundary_sentences import link_sentences
from geo.intake.boundary_sources import LEAST_SHARE, Written, by_code, by_id, by_name, by_polygon
from geo.sentences import Sentence

__all__ = ["Linked", "Source", "linked"]

Source = Literal["id", "code", "name", "polygon"]

_AREAS_TRUST: tuple[Source, ...] = ("id", "code", "name", "polygon")
_POINTS_TRUST: tuple[Source, ...] = ("polygon", "id", "code", "name")


class Linked(NamedTuple):
    """
    A layer with its parents, how each link was found, and what a planner should know.

    `layer` is the children with `<level>_id`, "" where there is no link. `links` has a row a child: parent_id, source
    (id, code, name, polygon or ""), what each source says (by_id, by_code, by_name, by_polygon), share of the area in
    the parent that holds most of it, the name as written and how it was read.
    """

    layer: GeoDataFrame
    links: pd.DataFrame
    sentences: tuple[Sentence, ...]


def linked(
    children: GeoDataFrame,
    parents: GeoDataFrame,
    *,
    level: str,
    trust: Sequence[Source] | None = None,
    renamings: Mapping[str, str] | None = None,
    hierarchy: Hierarchy = DEFAULT_HIERARCHY,
) -> Linked:
    """
    Link each child to one parent, or to none and say why.

    Parameters
    ----------
    children, parents
        Layers with ids as their index, `children` in a metric system; `parents` are polygons with a `name`. Neither is
        modified.
    level
        The level of the parents, such as "street"; the column filled is `street_id`.
    trust
        Which source wins, the most trusted first; a source left out is only compared. Without it, the order above.
    renamings
        Old name -> new name, as the planner knows them.

    Returns
    -------
    linked
        layer, links, sentences. An area below 0.9 inside its parent is named, below 0.5 it is not linked by place.

    Raises
    ------
    MissingCrsError, WrongCrsError
    """
    places = by_polygon(children, parents)
    codes, faults = by_code(children, parents, level)
    written = by_name(children, parents, level, renamings)
    said: dict[Source, NDArray[np.intp]] = {
        "id": by_id(children, parents, level),
        "code": codes,
        "name": _decided(written, codes, places.parent),
        "polygon": places.parent,
    }
    is_area = bool(children.geom_type.isin(("Polygon", "MultiPolygon")).any()) and children.index.name != "building_id"
    is_elsewhere = (places.parent >= 0) & (places.share > LEAST_SHARE) & (trust is None and is_area)
    chosen, sources = _chosen(said, trust or (_AREAS_TRUST if is_area else _POINTS_TRUST), is_elsewhere)
    ids = np.append(parents.index.astype(str).to_numpy(object), "")
    links = pd.DataFrame(
        {
            "parent_id": ids[chosen],
            "source": sources,
            **{f"by_{source}": ids[rows] for source, rows in said.items()},
            "share": places.share,
            "written": written.texts,
            "reading": [match.reading for match in written.matches],
        },
        index=children.index,
    )
    return Linked(
        children.assign(**{f"{level}_id": ids[chosen]}),
        links,
        (*faults, *link_sentences(children, parents, links, written, level, hierarchy)),
    )


def _decided(written: Written, codes: NDArray[np.intp], places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the row a name means; between several of that name, the code or else the place decides."""
    rows = np.full(len(codes), -1, dtype=np.intp)
    for child, match in enumerate(written.matches):
        if len(match.rows) == 1:
            rows[child] = match.rows[0]
        elif match.rows:
            rows[child] = next((row for row in (codes[child], places[child]) if row in match.rows), -1)
    return rows


def _chosen(
    said: Mapping[Source, NDArray[np.intp]], trust: Sequence[Source], is_elsewhere: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """Return the row of the most trusted source that has an answer and that the place does not clearly contradict."""
    chosen = np.full(len(is_elsewhere), -1, dtype=np.intp)
    sources = np.full(len(is_elsewhere), "", dtype=object)
    for source in trust:
        rows = said[source]
        is_taken = (chosen < 0) & (rows >= 0) & ~(is_elsewhere & (rows != said["polygon"]))
        chosen[is_taken] = rows[is_taken]
        sources[is_taken] = source
    return chosen, sources
