"""Give pieces of land to whom they shall belong: pieces become shapes, grids come, go, merge and are deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import shapely

from geo.errors import GridError
from geo.grids.cutting import Face, joined
from geo.grids.noding import edges_of
from geo.grids.tilings import Land, Tiling, exchanged, free_key, is_free, named, require_unlocked

__all__ = ["deleted", "fresh", "merged", "regrouped", "renamed"]

#: Stands between the parts of the key of a grid that has no id yet.
_NEW = "\0"


def fresh(number: int, like: str) -> str:
    """Return a key for a grid to be made: its number in this operation, and the shape whose traits it takes."""
    return f"{_NEW}{number}{_NEW}{like}"


def regrouped(
    tiling: Tiling,
    keys: Sequence[str],
    faces: Sequence[Face],
    owners: Sequence[str],
    names: Mapping[str, str] | None = None,
) -> Tiling:
    """
    Return the tiling with the shapes of `keys` made anew from their faces, each given to its owner.

    Parameters
    ----------
    keys
        Shapes that were cut; one that gets no face goes.
    owners
        For each face a key of the tiling, or one made by `fresh`.
    names
        Names for fresh keys; without one a grid is called 新网格 and its number.

    Raises
    ------
    GridError
        If the faces do not cover exactly the land of the shapes.
    """
    lands: dict[str, list[Land]] = {key: [] for key in keys}
    for face, owner in zip(faces, owners, strict=True):
        lands.setdefault(owner, []).append(face.land)
    made = tiling.made
    changes: dict[str, Land | None] = {}
    traits = tiling.traits
    for owner, pieces in lands.items():
        key = owner
        if owner.startswith(_NEW):
            made, key = _next_id(tiling, made)
            community_id = tiling.community_of(owner.split(_NEW)[2])
            traits = _with_grid(traits, key, community_id, (names or {}).get(owner) or f"新网格{made}")
        changes[key] = joined(pieces)
    gone = [key for key, land in changes.items() if land is None and key in traits.index]
    return replace(exchanged(tiling, changes, traits.drop(index=gone)), made=made)


def merged(tiling: Tiling, keys: Sequence[str]) -> Tiling:
    """
    Merge grids of one community into the first of them.

    Raises
    ------
    GridError
        If there are fewer than two, they are of several communities, or do not touch along a border.
    """
    require_unlocked(tiling, keys)
    grids = [key for key in dict.fromkeys(keys) if key in tiling.traits.index]
    if len(grids) < 2:
        raise GridError("Choose at least two grids to merge.", zh="请至少选择两个网格再合并。")
    if len({tiling.community_of(key) for key in grids}) > 1:
        raise GridError(
            "Grids of different communities cannot be merged; choose grids of one community.",
            zh="不同社区的网格不能合并；请选择同一社区的网格。",
        )
    faces = [Face(key, part) for key in grids for part in shapely.get_parts(tiling.shapes[key])]
    whole = joined([face.land for face in faces])
    before = max(shapely.get_num_geometries(tiling.shapes[key]) for key in grids)
    if whole is None or shapely.get_num_geometries(whole) > before:
        raise GridError(
            f"{named(tiling, grids)} do not touch along a border; choose neighbours.",
            zh=f"{named(tiling, grids).zh}没有共同的边界；请选择相邻的网格。",
        )
    return regrouped(tiling, grids, faces, [grids[0]] * len(faces))


def deleted(tiling: Tiling, keys: Sequence[str], is_freeing: bool = True) -> Tiling:
    """
    Delete grids: their land becomes free, or goes to the neighbour with the longest shared border.

    Raises
    ------
    GridError
        If one is locked or is no grid, or has no neighbour that could take its land.
    """
    require_unlocked(tiling, keys)
    for key in keys:
        if key not in tiling.traits.index:
            raise GridError("This grid is gone already; choose another.", zh="该网格已不存在；请另选一个。")
        to = free_key(tiling.community_of(key)) if is_freeing else _closest_neighbour(tiling, key)
        whole = [key, to] if to in tiling.shapes else [key]
        faces = [Face(one, part) for one in whole for part in shapely.get_parts(tiling.shapes[one])]
        tiling = regrouped(tiling, [key, to], faces, [to] * len(faces))
    return tiling


def renamed(tiling: Tiling, key: str, name: str) -> Tiling:
    """Give a grid another name."""
    if key not in tiling.traits.index:
        raise GridError("This grid is gone already; choose another.", zh="该网格已不存在；请另选一个。")
    names = tiling.traits["name"].where(tiling.traits.index != key, name.strip()[:60])
    return replace(tiling, traits=tiling.traits.assign(name=names)) if name.strip() else tiling


def _next_id(tiling: Tiling, made: int) -> tuple[int, str]:
    """Return the next id that no grid has or had since the tiling was made."""
    made += 1
    while f"new-{made}" in tiling.traits.index:
        made += 1
    return made, f"new-{made}"


def _with_grid(traits: pd.DataFrame, key: str, community_id: str, name: str) -> pd.DataFrame:
    row: dict[str, object] = {"name": name, "community_id": community_id, "grid_code": "", "grid_kind": "basic"}
    row["grid_head"] = ""
    new = pd.DataFrame([row], index=pd.Index([key], name=traits.index.name)).reindex(columns=traits.columns)
    return pd.concat([traits, new.astype(traits.dtypes.to_dict(), errors="ignore")])


def _closest_neighbour(tiling: Tiling, key: str) -> str:
    mine = _undirected(tiling.shapes[key])
    community_id = tiling.community_of(key)
    shared_m = {
        other: sum(length for edge, length in _undirected(shape).items() if edge in mine)
        for other, shape in tiling.shapes.items()
        if other != key and not is_free(other) and other not in tiling.locked
        if tiling.community_of(other) == community_id and shape.intersects(tiling.shapes[key])
    }
    best = max(shared_m, key=lambda other: shared_m[other], default="")
    if not best or not shared_m[best]:
        raise GridError(
            f"{named(tiling, [key])} has no neighbour that could take its land; free it instead.",
            zh=f"{named(tiling, [key]).zh}没有可以接收土地的相邻网格；可改为留作空地。",
        )
    return best


def _undirected(shape: Land) -> dict[tuple[float, ...], float]:
    starts, ends = edges_of(shape)
    return {
        (*min(a, b), *max(a, b)): ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5
        for a, b in zip(map(tuple, starts.tolist()), map(tuple, ends.tolist()), strict=True)
    }
