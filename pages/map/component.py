"""Mount the browser map: one component that keeps its view, fed with an answer and telling what was picked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

__all__ = ["MAP_KEY", "Picked", "planner_map"]

MAP_KEY = "map"

# The modules live at an address that changes with their content; this is all that Streamlit itself carries.
_MOUNT = """
let modules;
export default function (component) {
  const address = new URL(component.data.assets + 'map/mount.js', document.baseURI).href;
  modules ??= import(address).catch((error) => { modules = undefined; throw error; });
  modules.then((module) => module.feed(component));
  return () => modules?.then((module) => module.leave(component));
}
"""
_component = st.components.v2.component("planner_map", js=_MOUNT, isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Picked:
    """What somebody clicked: a building, facility, gate, gap or area by its id, or a bare place."""

    kind: str
    feature_id: str
    lon: float
    lat: float


def planner_map(data: dict[str, Any], key: str = MAP_KEY, on_pick: Callable[[], None] | None = None) -> Picked | None:
    """
    Draw the map and return what was clicked in this run, if anything.

    The map is mounted once for a `key`; later calls only change what lies on it. `data` is made by `pages.ui.features`.
    """
    state = _component(key=key, data=data, on_picked_change=on_pick or _nothing)
    return picked_of(state.get("picked"))


def picked_of(value: object) -> Picked | None:
    """Read what the browser sent; anything odd is nothing."""
    if not isinstance(value, dict):
        return None
    try:
        return Picked(str(value["kind"]), str(value["id"]), float(value["lon"]), float(value["lat"]))
    except (KeyError, TypeError, ValueError):
        return None


def _nothing() -> None:
    return None
