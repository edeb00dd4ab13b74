"""Choose what stands beside the grid editor: the check, proposals, communities, or what changed."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.ui.controls import choose
from pages.ui.grid_communities import community_panel
from pages.ui.grid_desk import Desk
from pages.ui.grid_drafts import OpenDraft
from pages.ui.grid_panels import check_panel
from pages.ui.grid_proposals import proposal_panel
from pages.ui.grid_saving import changes_panel

__all__ = ["panel"]

#: One line a panel, in the order of the choice.
PANELS: Mapping[str, Callable[[Desk, OpenDraft], None]] = {
    "check": check_panel,
    "propose": proposal_panel,
    "split": community_panel,
    "changes": changes_panel,
}


def panel(desk: Desk, draft: OpenDraft) -> None:
    """Draw the choice and the panel that the link names."""
    say, named = desk.say, st.query_params.get("panel", "")
    chosen = named if named in PANELS else "check"
    choose(
        "panel",
        say("grids.panel"),
        tuple(PANELS),
        chosen,
        lambda name: say(f"grids.panel_{name}"),
        kind="segments",
        is_label_hidden=True,
    )
    PANELS[chosen](desk, draft)
