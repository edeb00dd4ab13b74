"""Write a draft for its editor: all of it once, then only what an operation changed."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.crs import to_lonlat
from geo.grids.homes import figures
from geo.grids.tilings import Tiling, is_free
from pages.ui.grid_check import LIMITS
from pages.ui.grid_drafts import OpenDraft
from pages.ui.grid_numbers import used_in
from pages.words import Words

__all__ = ["blocks_state", "changed_state", "findings_state", "whole_state"]


def whole_state(open_draft: OpenDraft) -> dict[str, Any]:
    """Return everything an editor needs to show a draft."""
    with open_draft.lock:
        tiling = open_draft.tiling
        names = open_draft.city.get("communities")["name"]
        grids = [_grid(open_draft, tiling, key) for key in tiling.traits.index]
        rims = [
            {"community": key, "name": str(names.get(key, key)), "parts": open_draft.numbers.parts(rim)}
            for key, rim in tiling.rims.items()
        ]
        west, south, east, north = _bounds(tiling)
        free = _free(open_draft, tiling)
        numbers = open_draft.numbers
        return {
            **_progress(open_draft),
            "bounds": [west, south, east, north],
            "vertices": numbers.lonlat(range(len(numbers.places))),
            "grids": grids,
            "free": free,
            "rims": rims,
            "figures": _figures(open_draft, tiling.traits.index),
            "target_households": LIMITS.target_households,
            "bounds_households": [LIMITS.least_households, LIMITS.most_households],
        }


def changed_state(open_draft: OpenDraft, before: Tiling, after: Tiling, said: str) -> dict[str, Any]:
    """Return what changed between two partitions of a draft."""
    with open_draft.lock:
        known = len(open_draft.numbers.places)
        keys = _changed(before, after)
        grids = [_grid(open_draft, after, key) for key in keys]
        free = _free(open_draft, after)
        fresh = [number for number in used_in([*grids, *free]) if number >= known]
        places = open_draft.numbers.lonlat(fresh)
        return {
            **_progress(open_draft),
            "vertices": {str(number): place for number, place in zip(fresh, places, strict=True)},
            "grids": grids,
            "gone": [key for key in before.traits.index if key not in after.shapes],
            "free": free,
            "figures": _figures(open_draft, keys),
            "said": said,
        }


def blocks_state(open_draft: OpenDraft, community_id: str = "") -> dict[str, Any]:
    """Return the blocks of a community, or of all, for the brush; their vertices are numbered apart."""
    blocks = to_lonlat(open_draft.blocks(community_id))
    vertices: list[list[float]] = []
    found = []
    for key, land, households in zip(blocks.index, blocks.geometry, blocks["households"], strict=True):
        parts = []
        for part in shapely.get_parts(land):
            rings = []
            for ring in (part.exterior, *part.interiors):
                corners = shapely.get_coordinates(ring)[:-1].round(8).tolist()
                rings.append(list(range(len(vertices), len(vertices) + len(corners))))
                vertices += corners
            parts.append(rings)
        found.append({"id": str(key), "parts": parts, "households": round(float(households), 1)})
    return {"vertices": vertices, "blocks": found}


def findings_state(open_draft: OpenDraft, findings: GeoDataFrame, say: Words) -> dict[str, Any]:
    """Return findings for the editor, those that block publishing first."""
    placed = to_lonlat(findings.set_geometry(findings.geometry.force_2d())) if len(findings) else findings
    rows = []
    for row in placed.itertuples():
        severity = "blocking" if row.blocks_publishing else "warning" if row.severity == "error" else "note"
        sentence = row.sentence.zh if say.language == "zh" else str(row.sentence)
        rows.append(
            {
                "rule": row.rule,
                "severity": severity,
                "grids": list(row.grid_ids),
                "said": sentence,
                "box": _box(row.geometry),
                "parts": _outlines(row.geometry),
                "is_repairable": bool(row.is_repairable),
            }
        )
    order = {"blocking": 0, "warning": 1, "note": 2}
    rows.sort(key=lambda row: order[row["severity"]])
    return {"revision": open_draft.draft.revision, "findings": rows}


def _progress(open_draft: OpenDraft) -> dict[str, int]:
    history = open_draft.draft.history
    return {"revision": open_draft.draft.revision, "undo": history.undo_steps, "redo": history.redo_steps}


def _changed(before: Tiling, after: Tiling) -> list[str]:
    """Return the grids of `after` whose land, lock or name is another."""
    renamed: set[str] = set()
    if before.traits is not after.traits:
        earlier = before.traits["name"].reindex(after.traits.index)
        renamed = set(after.traits.index[(earlier != after.traits["name"]).to_numpy()])
    relocked = before.locked ^ after.locked
    return [
        key
        for key in after.traits.index
        if key in renamed or key in relocked or before.shapes.get(key) is not after.shapes[key]
    ]


def _grid(open_draft: OpenDraft, tiling: Tiling, key: str) -> dict[str, Any]:
    traits = tiling.traits
    return {
        "id": key,
        "name": str(traits.at[key, "name"]),
        "kind": str(traits.at[key, "grid_kind"]),
        "community": tiling.community_of(key),
        "is_locked": key in tiling.locked,
        "parts": open_draft.numbers.parts(tiling.shapes[key]),
    }


def _free(open_draft: OpenDraft, tiling: Tiling) -> list[dict[str, Any]]:
    return [
        {"community": tiling.community_of(key), "parts": open_draft.numbers.parts(land)}
        for key, land in tiling.shapes.items()
        if is_free(key)
    ]


def _figures(open_draft: OpenDraft, keys: Iterable[str]) -> dict[str, dict[str, float]]:
    table = figures(open_draft.tiling, open_draft.homes, open_draft.owners(), keys)
    table = table.assign(deviation_share=table["households"] / LIMITS.target_households - 1)
    rows = zip(table.index, table.to_dict("records"), strict=True)
    return {str(key): {str(name): round(float(value), 4) for name, value in row.items()} for key, row in rows}


def _bounds(tiling: Tiling) -> list[float]:
    return _box(to_lonlat(GeoSeries(list(tiling.rims.values()), crs=tiling.crs)).union_all())


def _box(shape: shapely.Geometry) -> list[float]:
    return [round(float(side), 7) for side in shapely.bounds(shape)]


def _outlines(shape: shapely.Geometry) -> list[list[list[float]]]:
    """Return the outlines of a finding; a point is a ring of one place."""
    outlines = []
    for part in shapely.get_parts(shape):
        line = part.exterior if part.geom_type == "Polygon" else part
        outlines.append(np.round(shapely.get_coordinates(line), 7).tolist())
    return outlines
