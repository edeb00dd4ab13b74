"""Say in words where a border runs: which streets, rivers and railways it follows, and for how many metres."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.city import City
from geo.sentences import Sentence

__all__ = ["Guides", "border_words", "followed", "guides_of"]

#: A border follows a line that is at most this far from it, metres.
NEAR_M = 20.0
#: It is looked at in pieces of this length, metres, and each must run in the line's direction within this angle.
_PIECE_M, _ANGLE_DEGREES = 20.0, 30.0
#: Which line wins where several are near.
_RANK = {"river": 0, "railway": 1, "expressway": 2, "street": 3, "unnamed": 4, "wall": 5}
#: Ways of OpenStreetMap that are no streets unless they have a name.
_PATHS = ("footway", "path", "steps", "cycleway", "track", "service", "corridor", "bridleway", "platform", "elevator")
_UNNAMED = {
    "river": Sentence("a river", zh="河流"),
    "railway": Sentence("a railway", zh="铁路"),
    "expressway": Sentence("an expressway", zh="高速公路"),
    "unnamed": Sentence("streets without a name", zh="无名道路"),
    "wall": Sentence("walls", zh="围墙"),
}


@dataclass(frozen=True, eq=False)
class Guides:
    """The lines of a city that a border may follow: `lines`, and the `kinds` and `names` of each."""

    lines: NDArray[np.object_]
    kinds: NDArray[np.object_]
    names: NDArray[np.object_]


def guides_of(city: City) -> Guides:
    """Return the rivers, railways, expressways, streets and walls of a city; footpaths divide no communities."""
    streets, barriers, railways = city.get("streets"), city.get("barriers"), city.get("railways")
    streets = streets[(~streets["highway"].isin(_PATHS) | (streets["name"] != "")).to_numpy()]
    is_kind = barriers["kind"].isin(list(_RANK))
    barriers = barriers[is_kind]
    street_kind = np.where(streets["name"] == "", "unnamed", "street")
    return Guides(
        np.concatenate([streets.geometry.to_numpy(), barriers.geometry.to_numpy(), railways.geometry.to_numpy()]),
        np.concatenate([street_kind, barriers["kind"], np.full(len(railways), "railway")]).astype(object),
        np.concatenate([streets["name"], barriers["name"], railways["name"]]).astype(object),
    )


def followed(border: shapely.Geometry, guides: Guides) -> pd.DataFrame:
    """
    Return what a border follows: `kind, name, length_m`, longest first; the rest has the kind "".

    Parameters
    ----------
    border
        A line in metres.
    """
    starts, ends = _pieces(border)
    lengths_m = np.hypot(*(ends - starts).T)
    found = _guide_of(starts, ends, guides)
    kinds, names = np.append(guides.kinds, "")[found], np.append(guides.names, "")[found]
    names = np.where(kinds == "wall", "", names)
    table = pd.DataFrame({"kind": kinds, "name": names, "length_m": lengths_m})
    # Pieces cut corners a little; the border's own length is shared out.
    table["length_m"] *= shapely.length(border) / lengths_m.sum() if len(table) else 1.0
    sums = pd.DataFrame(table.groupby(["kind", "name"], as_index=False).agg({"length_m": "sum"}))
    return sums.sort_values(["length_m", "kind", "name"], ascending=[False, True, True], ignore_index=True)


def _pieces(border: shapely.Geometry) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    starts, ends = [np.empty((0, 2))], [np.empty((0, 2))]
    for line in shapely.get_parts(shapely.line_merge(border)):
        length_m = shapely.length(line)
        count = max(1, int(np.ceil(length_m / _PIECE_M)))
        points = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0, length_m, count + 1)))
        starts.append(points[:-1])
        ends.append(points[1:])
    return np.concatenate(starts), np.concatenate(ends)


def _guide_of(starts: NDArray[np.float64], ends: NDArray[np.float64], guides: Guides) -> NDArray[np.intp]:
    """Return the guide that each piece follows, -1 if none."""
    found = np.full(len(starts), -1, dtype=np.intp)
    if not len(starts) or not len(guides.lines):
        return found
    middles = np.asarray(shapely.points((starts + ends) / 2), dtype=object)
    piece, guide = shapely.STRtree(guides.lines).query(middles, predicate="dwithin", distance=NEAR_M)
    at_m = shapely.line_locate_point(guides.lines[guide], middles[piece])
    before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(guides.lines[guide], np.maximum(at_m + by, 0)))
        for by in (-_PIECE_M / 4, _PIECE_M / 4)
    )
    along, run = after - before, (ends - starts)[piece]
    sizes = np.hypot(*along.T) * np.hypot(*run.T)
    cosine = np.divide(np.abs((along * run).sum(axis=1)), sizes, out=np.zeros(len(piece)), where=sizes > 0)
    is_along = cosine >= np.cos(np.radians(_ANGLE_DEGREES))
    piece, guide = piece[is_along], guide[is_along]
    away_m = np.round(shapely.distance(guides.lines[guide], middles[piece]), 2)
    rank = np.array([_RANK[kind] for kind in guides.kinds[guide]], dtype=np.intp)
    order = np.lexsort((guides.names[guide].astype(str), away_m, rank, piece))
    piece, first = np.unique(piece[order], return_index=True)
    found[piece] = guide[order][first]
    return found


def border_words(border: shapely.Geometry, guides: Guides) -> Sentence:
    """Return the border in words: its length, and what it follows, the longest stretch first."""
    table = followed(border, guides)
    english, chinese = [], []
    for row in table[(table["kind"] != "").to_numpy() & (table["length_m"] >= 0.5)].to_dict("records"):
        usual = _UNNAMED.get(row["kind"], Sentence("a street", zh="道路"))
        english.append(f"{row['length_m']:,.0f} m along {row['name'] or usual}")
        chinese.append(f"沿{row['name'] or usual.zh} {row['length_m']:,.0f} 米")
    rest_m = float(table["length_m"][table["kind"] == ""].sum())
    if rest_m >= 0.5 or not english:
        english.append(f"{rest_m:,.0f} m along no street, river or railway")
        chinese.append(f"{rest_m:,.0f} 米不沿道路、河流或铁路")
    length_m = shapely.length(border)
    return Sentence(
        f"The border is {length_m:,.0f} m long: {', '.join(english)}.",
        zh=f"分界线长 {length_m:,.0f} 米：{'，'.join(chinese)}。",
    )
