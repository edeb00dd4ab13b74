"""Give away what nobody could look after alone: slivers to the longest neighbour, strips to all along them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.grids.atoms.blocks import households_in
from geo.grids.atoms.borders import border_table, shared_segments
from geo.grids.atoms.ground import Ground
from geo.grids.atoms.pieces import Piece, joined_by, noded_from, roundness
from geo.grids.atoms.rules import AtomRules
from geo.grids.atoms.sharing import share_out

__all__ = ["without_slivers", "without_strips"]

#: Uninhabited land less round than this is a strip: a river bank, a verge, what is left between places.
_STRIP_ROUNDNESS = 0.3
#: A neighbour along less than this is met at a corner only.
_CORNER_M = 5.0
_MOST_ROUNDS = 20


def without_slivers(pieces: Sequence[Piece], ground: Ground, rules: AtomRules) -> list[Piece]:
    """Return the pieces with each tiny or narrow one joined to the neighbour with the longest common border."""
    kept = list(pieces)
    for _ in range(_MOST_ROUNDS):
        is_sliver = _are_slivers(kept, ground, rules)
        if not is_sliver.any():
            break
        first, second = _longest_neighbours(kept, is_sliver, ground, rules)
        if not len(first):
            break
        links = coo_array((np.ones(len(first)), (first, second)), shape=(len(kept), len(kept)))
        kept = joined_by(kept, connected_components(links, directed=False)[1].astype(np.int64))
    return kept


def without_strips(pieces: Sequence[Piece], ground: Ground, rules: AtomRules) -> list[Piece]:
    """Return the pieces with every uninhabited strip shared out between the neighbours along it."""
    is_empty = _are_uninhabited(pieces, ground)
    is_strip = is_empty & (roundness([piece.land for piece in pieces]) < _STRIP_ROUNDNESS)
    if not is_strip.any():
        return list(pieces)
    borders = border_table([piece.land for piece in pieces], ground.lines, ground.crossings, rules)
    first, second, ways = shared_segments([piece.land for piece in pieces])
    shares: list[Piece] = [piece for piece, is_one in zip(pieces, is_strip, strict=True) if not is_one]
    label = np.flatnonzero(~is_strip).tolist()
    for strip in np.flatnonzero(is_strip).tolist():
        heirs = _heirs(borders, strip, is_strip)
        seeds = [_line_between(first, second, ways, strip, heir) for heir in heirs]
        faces = share_out(pieces[strip].land, seeds, [False] * len(seeds)) if len(heirs) > 1 else None
        if faces is None:
            shares.append(pieces[strip])
            label.append(heirs[0] if len(heirs) else strip)
            continue
        shares += [Piece(face) for face, _ in faces]
        label += [heirs[seed] for _, seed in faces]
    found, origin = noded_from(shares, ground.land)
    return joined_by(found, np.array(label, dtype=np.int64)[origin])


def _are_slivers(pieces: Sequence[Piece], ground: Ground, rules: AtomRules) -> NDArray[np.bool_]:
    lands = np.array([piece.land for piece in pieces], dtype=object)
    is_narrow = shapely.is_empty(shapely.buffer(lands, -rules.narrowest_m / 2))
    is_sliver = (shapely.area(lands) < rules.smallest_m2) | (is_narrow & _are_uninhabited(pieces, ground))
    is_free = np.array([piece.compound < 0 for piece in pieces], dtype=bool)
    return np.asarray(is_sliver & is_free, dtype=bool)


def _are_uninhabited(pieces: Sequence[Piece], ground: Ground) -> NDArray[np.bool_]:
    is_free = np.array([piece.compound < 0 for piece in pieces], dtype=bool)
    return np.asarray((households_in(pieces, ground) == 0) & is_free, dtype=bool)


def _longest_neighbours(
    pieces: Sequence[Piece], is_sliver: NDArray[np.bool_], ground: Ground, rules: AtomRules
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each sliver and its neighbour; over a barrier only where nobody lives and there is no other."""
    borders = border_table([piece.land for piece in pieces], ground.lines, ground.crossings, rules)
    both = pd.concat([borders, borders.rename(columns={"first": "second", "second": "first"})])
    both = both[is_sliver[both["first"]]]
    both = both[~both["is_barrier"] | _are_uninhabited(pieces, ground)[both["first"]]]
    best = both.sort_values(
        ["first", "is_barrier", "length_m", "second"], ascending=[True, True, False, True]
    ).drop_duplicates("first")
    return best["first"].to_numpy(), best["second"].to_numpy()


def _heirs(borders: pd.DataFrame, strip: int, is_strip: NDArray[np.bool_]) -> list[int]:
    here = borders[(borders["first"] == strip) | (borders["second"] == strip)]
    here = here[~here["is_barrier"] & (here["length_m"] > _CORNER_M)]
    others = here["first"].to_numpy() + here["second"].to_numpy() - strip
    return sorted(others[~is_strip[others]].tolist())


def _line_between(
    first: NDArray[np.int64], second: NDArray[np.int64], ways: NDArray[np.float64], one: int, other: int
) -> shapely.Geometry:
    is_here = (first == min(one, other)) & (second == max(one, other))
    lines = np.atleast_1d(np.asarray(shapely.linestrings(ways[is_here].reshape(-1, 2, 2)), dtype=object))
    return shapely.MultiLineString(lines.tolist())
