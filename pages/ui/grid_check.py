"""Check the grids of a draft by the four principles, once for each state of it."""

from geo.grids.checks import Checkup, checkup
from geo.grids.limits import GridLimits
from pages.ui.grid_drafts import OpenDraft

__all__ = ["LIMITS", "draft_checkup"]

#: What the pages check by.
LIMITS = GridLimits()

_LAYERS = ("compounds", "barriers", "streets", "landcover", "railways")


def draft_checkup(draft: OpenDraft) -> Checkup:
    """Return the check of a draft as it is now."""
    with draft.lock:
        tiling = draft.tiling
        if draft.checked is None or draft.checked[0] is not tiling:
            city = draft.city
            layers = {name: city.get(name) for name in _LAYERS if len(city.get(name))}
            parents = city["communities"].loc[list(tiling.rims)]
            # Buildings are registered anew when the draft is saved; until then no register is right or wrong.
            buildings = city.get("buildings").assign(grid_id="")
            found = checkup(tiling.grids, parents, buildings, limits=LIMITS, **layers)
            draft.checked = (tiling, found)
        return draft.checked[1]
