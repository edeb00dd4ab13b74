"""Say in one sentence what an operation on grids did, with the households that matter."""

from collections.abc import Mapping
from typing import Any

import shapely

from geo.grids.homes import figures
from geo.grids.tilings import Tiling
from pages.ui.grid_drafts import OpenDraft
from pages.words import Words

__all__ = ["said_of"]


def said_of(draft: OpenDraft, asked: Mapping[str, Any], before: Tiling, after: Tiling, say: Words) -> str:
    """Return the sentence for an operation that was done."""
    what = str(asked.get("do"))
    if what in ("undo", "redo", "lock", "unlock", "rename"):
        return say(f"grids.said_{what}")
    changed = [key for key in after.traits.index if _has_other_land(before, after, key)]
    households = figures(after, draft.homes, draft.owners(), changed)["households"]
    shares = " | ".join(
        say("grids.said_share", name=str(after.traits.at[key, "name"]), n=f"{households[key]:,.0f}")
        for key in changed[:4]
    )
    more = say("grids.said_more", n=len(changed) - 4) if len(changed) > 4 else ""
    in_parts = [key for key in changed if after.shapes[key].geom_type == "MultiPolygon"]
    parts = say("grids.said_parts", name=str(after.traits.at[in_parts[0], "name"])) if in_parts else ""
    verb = say(f"grids.said_{what}") if what in _VERBS else say("grids.said_done")
    return f"{verb}{shares}{more}{parts}"


def _has_other_land(before: Tiling, after: Tiling, key: str) -> bool:
    """Tell whether a grid is new or lost or got land; a vertex on its border alone is not worth a word."""
    old, new = before.shapes.get(key), after.shapes[key]
    return old is None or (
        old is not new and not (old.area == new.area or shapely.hausdorff_distance(old, new) < _SAME_M)
    )


_SAME_M = 1e-6
_VERBS = ("split", "merge", "draw", "delete", "reshape", "trace", "hand", "paint")
