"""The oversized grids of the demo city are drawn anew by a proposal, corrected by hand, and saved, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from geo.city import City
from tests.e2e.test_grid_editor import LONG_MS, Editing

pytestmark = pytest.mark.e2e

PROPOSING_MS = 240_000


def test_59_oversized_grids_become_about_180_and_are_corrected_by_hand(desk, server_cities):
    editing = Editing(desk).begin()
    page = editing.page
    expect(page.locator(".grid-editor .planner-label")).to_contain_text("虚构演示数据")
    assert len(editing.state["grids"]) == 59
    assert all(of["households"] > 500 for of in editing.state["figures"].values())

    # Propose: three ways, each with its figures, and what cannot be met.
    page.get_by_text("方案", exact=True).click()
    page.get_by_text("允许拆分超过上限的大小区").click()
    page.get_by_role("button", name="生成三种方案").click()
    adopt = page.get_by_role("button", name="采用此方案")
    adopt.first.wait_for(timeout=PROPOSING_MS)
    expect(adopt).to_have_count(3)
    card = page.locator(".st-key-proposal_0").inner_text()
    grids, (inside, inhabited) = (
        re.search(r"(\d+) 个网格", card)[1],
        re.search(r"(\d+) / (\d+) 个在范围内", card).groups(),
    )
    assert 160 <= int(grids) <= 200
    assert int(inside) >= 0.95 * int(inhabited)
    assert "跨阻隔 0 个" in card
    adopt.first.click()
    expect(adopt).to_have_count(0, timeout=LONG_MS)

    # The editor beside it loads the proposal by itself.
    page.wait_for_function(f"window.__grid_editor.shown().grids.length === {grids}", timeout=LONG_MS)
    figures = editing.state["figures"]
    assert sum(of["households"] for of in figures.values()) == 58_800
    in_range = [of for of in figures.values() if 200 <= of["households"] <= 500]
    assert len(in_range) == int(inside)

    # By hand: the smallest inhabited grid joins a neighbour, with the keyboard's M.
    small = min((key for key, of in figures.items() if of["households"]), key=lambda key: figures[key]["households"])
    beside = neighbour_of(editing.state, small)
    editing.zoom_to(editing.at("gridAt", small), 4)
    editing.press("v")
    editing.click(editing.at("gridAt", beside))
    page.keyboard.down("Shift")
    editing.click(editing.at("gridAt", small))
    page.keyboard.up("Shift")
    assert set(editing.shown["selected"]) == {small, beside}
    editing.press("m")
    editing.until_saved()
    merged = editing.state["figures"]
    assert len(merged) == int(grids) - 1
    assert merged[beside]["households"] == figures[small]["households"] + figures[beside]["households"]

    # Saved as a new city: every household in exactly one grid, every grid with a code of its own.
    page.get_by_text("变化与保存").click()
    page.get_by_role("button", name="保存", exact=True).click(timeout=LONG_MS)
    page.wait_for_url(re.compile("city="), timeout=LONG_MS)
    saved = City.open(server_cities / f"{re.search('city=([0-9a-f]+)', page.url)[1]}.gpkg")
    assert len(saved["grids"]) == int(grids) - 1
    assert saved["grids"]["grid_code"].is_unique
    homes = saved["buildings"][saved["buildings"]["households"] > 0]
    by_grid = homes.groupby("grid_id")["households"].sum()
    assert by_grid.sum() == 58_800
    assert set(by_grid.index) <= set(saved["grids"].index)
    assert by_grid.between(200, 500).mean() >= 0.95
    assert desk.troubles == []


def neighbour_of(state, key):
    """The grid that shares most vertices with one, in the same community."""
    rings = {grid["id"]: {v for part in grid["parts"] for ring in part for v in ring} for grid in state["grids"]}
    community = {grid["id"]: grid["community"] for grid in state["grids"]}
    others = [other for other in rings if other != key and community[other] == community[key]]
    return max(others, key=lambda other: len(rings[other] & rings[key]))
