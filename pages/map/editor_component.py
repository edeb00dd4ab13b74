"""Mount the grid editor: one component that keeps its draft in the browser and speaks with the draft's own address."""

from typing import Any

import streamlit as st

__all__ = ["EDITOR_KEY", "grid_editor"]

EDITOR_KEY = "grid_editor"

_MOUNT = """
let modules;
export default function (component) {
  const address = new URL(component.data.assets + 'map/editor/mount.js', document.baseURI).href;
  modules ??= import(address).catch((error) => { modules = undefined; throw error; });
  modules.then((module) => module.feed(component));
  return () => modules?.then((module) => module.leave(component));
}
"""
_component = st.components.v2.component("planner_grid_editor", js=_MOUNT, isolate_styles=False)


def grid_editor(data: dict[str, Any], key: str = EDITOR_KEY) -> None:
    """
    Draw the editor of a draft; it fetches and changes the draft by itself, without a rerun of the page.

    Parameters
    ----------
    data
        `assets` (where the browser finds its modules), `height` (CSS), `language` ("zh" or "en"), `words` (the texts
        under `editor.`, keyed by what follows), `label` (what must stand on the map, "" if nothing), `draft.address`
        (signed, relative), `draft.revision`, `focus` (a box to look at, and a number that grows with each wish) and
        `drawings` (name -> signed address of base, buildings, areas and snap_lines).
    key
        The editor is mounted once for a key; another `draft.address` opens that draft in place.
    """
    _component(key=key, data=data)
