"""Grids are drawn and mended by mouse, keyboard and finger in a real browser, and found again after a reload."""

import io
import json
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

LONG_MS = 60_000
#: Brighter is land, darker a border.
LINE = 125
SHOWN = "window.__grid_editor.shown()"


@dataclass
class Editing:
    """A draft of the demo city's grids, open in the browser."""

    visit: object
    address: str = ""
    took_ms: list[int] = field(default_factory=list)

    @property
    def page(self):
        return self.visit.page

    def begin(self):
        """Begin a draft with the grids as they are saved."""
        self.page.on("request", self._note)
        self.visit.open("/grids")
        self.page.locator(".st-key-grid_begin button").click(timeout=LONG_MS)
        return self.until_open()

    def _note(self, request):
        if request.url.endswith("/state.json"):
            self.address = request.url

    def until_open(self):
        self.page.wait_for_function("window.__grid_editor?.isOpen()", timeout=LONG_MS)
        self.page.wait_for_timeout(1000)
        return self

    def reload(self):
        self.page.reload()
        return self.until_open()

    @property
    def shown(self):
        return self.page.evaluate(SHOWN)

    @property
    def state(self):
        return json.loads(self.page.context.request.get(self.address).text())

    def partition(self):
        """The draft as the server has it: grid -> name, lock, the places of its rings from the first corner on."""
        state = self.state
        return {
            grid["id"]: (
                grid["name"],
                grid["is_locked"],
                [[turned([tuple(state["vertices"][v]) for v in ring]) for ring in part] for part in grid["parts"]],
            )
            for grid in state["grids"]
        }

    def at(self, what, *arguments):
        return self.page.evaluate(f"window.__grid_editor.{what}(...{json.dumps(arguments)})")

    def until_saved(self):
        self.page.wait_for_timeout(60)
        self.page.wait_for_function(f"{SHOWN}.waiting === 0", timeout=LONG_MS)
        self.page.wait_for_timeout(60)
        took = self.page.get_attribute(".grid-editor", "data-round-trip-ms")
        if took:
            self.took_ms.append(int(took))

    def click(self, place, **options):
        self.page.mouse.move(*place)
        self.page.mouse.click(*place, **options)

    def drag(self, start, end):
        """Drag with the left button and hold it; Alt keeps the hand from snapping."""
        self.page.mouse.move(*start)
        self.page.keyboard.down("Alt")
        self.page.mouse.down()
        self.page.mouse.move(*((a + b) / 2 for a, b in zip(start, end, strict=True)), steps=4)
        self.page.mouse.move(*end, steps=4)

    def let_go(self):
        self.page.mouse.up()
        self.page.keyboard.up("Alt")
        self.until_saved()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def is_off(self, tool):
        return self.page.get_attribute(f"[data-tool={tool}]", "aria-disabled") == "true"

    def zoom_to(self, place, steps):
        self.page.mouse.move(*place)
        for _ in range(steps):
            self.page.mouse.wheel(0, -90)
            self.page.wait_for_timeout(400)

    def darkest(self, image, place):
        """The brightness of the darkest pixel round a place, 0 to 255: borders are dark, land is light."""
        x, y = (round(n) for n in place)
        return np.asarray(image)[y - 2 : y + 3, x - 2 : x + 3, :3].mean(axis=2).min()

    def picture(self):
        return Image.open(io.BytesIO(self.page.screenshot()))

    def forget_refusals(self):
        """The browser itself writes a line for every answer that is no 200; here they were meant."""
        self.visit.troubles[:] = [line for line in self.visit.troubles if "Failed to load resource" not in line]


def turned(ring):
    first = ring.index(min(ring))
    return ring[first:] + ring[:first]


def bend_between_two(state):
    """A vertex that two grids share, on no community's border, with the longest edges: easy to take hold of."""
    rims = {v for rim in state["rims"] for part in rim["parts"] for ring in part for v in ring}
    users, edges = Counter(), {}
    for grid in state["grids"]:
        for ring in (ring for part in grid["parts"] for ring in part):
            for before, v, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True):
                users[v] += 1
                edges.setdefault(v, set()).update((before, after))
    places = np.array([place or (0, 0) for place in state["vertices"]])
    free = [v for v in users if users[v] == 2 and v not in rims and len(edges[v]) == 2]

    def least(v):
        return min(np.hypot(*(places[v] - places[other])) for other in edges[v])

    vertex = max(free, key=least)
    return vertex, sorted(edges[vertex])


def places_of(grid):
    """All corners of a grid of `Editing.partition`."""
    return {place for part in grid[2] for ring in part for place in ring}


def grids_at(partition, place):
    return {key for key, grid in partition.items() if place in places_of(grid)}


@pytest.fixture
def editing(desk):
    return Editing(desk).begin()


def test_saved_grids_are_edited_by_mouse_undone_redone_and_found_again(editing):
    before = editing.partition()
    states = [before]

    # A corner that two grids share: both follow, on the screen while the hand moves, and in the draft.
    state = editing.state
    first_figures = state["figures"]
    vertex, beside = bend_between_two(state)
    place = tuple(state["vertices"][vertex])
    neighbours = grids_at(before, place)
    assert len(neighbours) == 2
    editing.zoom_to(editing.at("vertexAt", vertex), 3)
    editing.press("e")
    start = editing.at("vertexAt", vertex)
    editing.click([start[0] + 25, start[1] + 25])
    editing.press("e")
    ends = [editing.at("vertexAt", v) for v in beside]
    edge = np.subtract(ends[1], ends[0])
    aside = np.array([-edge[1], edge[0]]) / np.hypot(*edge) * 22
    goal = [start[0] + aside[0], start[1] + aside[1]]
    rested = editing.picture()
    editing.drag(start, goal)
    editing.page.wait_for_timeout(200)
    moving = editing.picture()
    for end in ends:
        on_it = [goal[0] + (end[0] - goal[0]) * 0.4, goal[1] + (end[1] - goal[1]) * 0.4]
        was = [start[0] + (end[0] - start[0]) * 0.4, start[1] + (end[1] - start[1]) * 0.4]
        assert editing.darkest(rested, was) < LINE
        assert editing.darkest(moving, on_it) < LINE
        assert editing.darkest(moving, was) > LINE
    editing.let_go()
    after = editing.partition()
    assert {key for key in after if after[key] != before[key]} == neighbours
    fresh = set.union(*(places_of(after[key]) - places_of(before[key]) for key in neighbours))
    assert len(fresh) == 1
    assert grids_at(after, fresh.pop()) == neighbours
    states.append(after)

    # Split the largest grid that is seen across, by a line from beyond its west to beyond its east.
    editing.press("v", "Escape", "Escape", "0")
    editing.page.wait_for_timeout(900)
    editing.click(editing.at("gridAt", "G31"))
    assert editing.shown["selected"] == ["G31"]
    centre = editing.at("gridAt", "G31")
    editing.press("s")
    editing.click([centre[0] - 160, centre[1] + 12])
    editing.click([centre[0] + 120, centre[1] + 16])
    editing.press("Enter")
    editing.until_saved()
    states.append(editing.partition())
    made = states[-1].keys() - states[-2].keys()
    assert made
    assert "G31" in states[-1]

    # Merge the parts again.
    editing.press("v", "Escape")
    editing.click(editing.at("gridAt", "G31"))
    editing.page.keyboard.down("Shift")
    for key in made:
        editing.click(editing.at("gridAt", key))
    editing.page.keyboard.up("Shift")
    assert set(editing.shown["selected"]) == {"G31", *made}
    editing.press("m")
    editing.until_saved()
    states.append(editing.partition())
    assert states[-1].keys() == before.keys()

    # Delete a grid so that there is a gap, and draw a new one into it: only the gap is taken.
    hole = editing.at("gridAt", "G20")
    editing.click(hole)
    assert editing.shown["selected"] == ["G20"]
    editing.press("Delete")
    editing.page.locator(".editor-press-free").click()
    editing.until_saved()
    states.append(editing.partition())
    assert len(editing.state["free"]) == 1
    figures_with_gap = editing.state["figures"]
    editing.press("d")
    for dx, dy in ((-90, -80), (90, -80), (90, 80), (-90, 80)):
        editing.click([hole[0] + dx, hole[1] + dy])
    editing.press("Enter")
    editing.until_saved()
    states.append(editing.partition())
    assert editing.state["free"] == []
    (drawn,) = states[-1].keys() - states[-2].keys()
    figures = editing.state["figures"]
    # The neighbours may have got vertices on their borders; none lost one, nor a household.
    for key in states[-2]:
        assert places_of(states[-2][key]) <= places_of(states[-1][key])
        assert figures[key]["households"] == figures_with_gap[key]["households"]
    assert figures[drawn]["households"] == first_figures["G20"]["households"]

    # Back to the beginning, bit for bit, step by step; and forward again.
    for wanted in reversed(states[:-1]):
        editing.press("Control+z")
        editing.until_saved()
        assert editing.partition() == wanted
    assert editing.is_off("undo")
    for wanted in states[1:]:
        editing.press("Control+y")
        editing.until_saved()
        assert editing.partition() == wanted
    assert editing.is_off("redo")

    editing.reload()
    assert editing.partition() == states[-1]
    assert sorted(editing.shown["grids"]) == sorted(states[-1])
    print(f"\nfrom letting go to the redrawn partition: {sorted(editing.took_ms)} ms")  # noqa: T201


def test_a_half_drawn_line_is_taken_back_point_by_point_and_survives_a_reload(editing):
    x, y = editing.at("gridAt", "G31")
    editing.click([x, y])
    editing.press("s")
    for step in range(3):
        editing.click([x - 60 + 40 * step, y + 5 * step])
    assert editing.shown["points"] == 3
    editing.press("Control+z")
    assert editing.shown["points"] == 2
    editing.press("Control+Shift+Z")
    assert editing.shown["points"] == 3
    editing.press("Backspace")
    assert editing.shown["points"] == 2
    editing.press("Escape")
    assert editing.shown["points"] == 0
    editing.press("Control+z")
    assert editing.shown["points"] == 2
    editing.reload()
    assert editing.shown["points"] == 2
    assert editing.shown["tool"] == "split"
    assert editing.state["revision"] == 0


def test_the_keyboard_alone_moves_a_vertex_and_splits_a_grid(editing):
    before = editing.partition()
    editing.page.locator(".grid-editor .planner-leaflet").focus()
    editing.press("Tab")
    assert len(editing.shown["selected"]) == 1
    editing.press("Enter")
    rims = {v for rim in editing.state["rims"] for part in rim["parts"] for ring in part for v in ring}
    for _ in range(200):
        if editing.shown["vertex"] not in rims:
            break
        editing.press("Tab")
    assert editing.shown["vertex"] not in rims
    editing.press("ArrowRight", "ArrowRight", "ArrowDown")
    editing.page.wait_for_timeout(800)
    editing.until_saved()
    after = editing.partition()
    # Three presses in one go are one step, and what shares the vertex moved, nothing else.
    assert editing.state["undo"] == 1
    assert 1 <= len([key for key in before if after[key] != before[key]]) <= 4
    editing.press("Control+z")
    editing.until_saved()
    assert editing.partition() == before

    editing.press("Escape", "Escape", "s")
    editing.press(*["Shift+ArrowLeft"] * 7)
    editing.press("Enter")
    assert editing.shown["points"] == 1
    editing.press(*["Shift+ArrowRight"] * 13)
    editing.press("Enter", "Enter")
    editing.until_saved()
    assert len(editing.partition()) > len(before)


def test_what_cannot_be_done_is_one_sentence_and_the_line_comes_back(editing):
    before = editing.partition()
    x, y = editing.at("gridAt", "G31")
    editing.press("v")
    editing.click([x, y])
    editing.press("s")
    editing.click([x - 4, y])
    editing.click([x + 20, y + 1])
    editing.press("Enter")
    editing.until_saved()
    expect(editing.page.locator(".editor-refusal")).to_contain_text("没有切穿")
    assert editing.shown["points"] == 2
    assert editing.partition() == before
    editing.forget_refusals()


def test_without_a_connection_steps_are_kept_and_sent_later(editing):
    editing.click(editing.at("gridAt", "G31"))
    editing.page.route("**/apply", lambda route: route.abort())
    editing.press("l")
    expect(editing.page.locator(".editor-sign")).to_have_text("未连接，已在本机保存 1 步")
    editing.click(editing.at("gridAt", "G20"))
    editing.press("l")
    expect(editing.page.locator(".editor-sign")).to_have_text("未连接，已在本机保存 2 步")
    assert editing.state["revision"] == 0
    editing.page.unroute("**/apply")
    editing.until_saved()
    assert {key for key, (_, is_locked, _) in editing.partition().items() if is_locked} == {"G31", "G20"}
    editing.forget_refusals()


def test_a_step_on_an_old_state_is_told_and_the_state_loaded_again(editing):
    address = editing.address.replace("state.json", "apply")
    step = {"revision": 0, "operation": {"do": "rename", "grid": "G20", "name": "<b>别人改的</b>"}}
    assert editing.page.context.request.post(address, data=step).ok
    editing.press("v")
    editing.click(editing.at("gridAt", "G31"))
    editing.press("s")
    editing.click(editing.at("gridAt", "G31"))
    editing.press("l")
    editing.until_saved()
    assert editing.shown["revision"] == 1
    assert editing.shown["points"] == 1
    expect(editing.page.locator(".editor-done")).to_contain_text("重新载入")
    editing.press("v")
    editing.click(editing.at("gridAt", "G20"))
    expect(editing.page.locator(".editor-card strong")).to_have_text("<b>别人改的</b>")
    assert editing.page.locator(".editor-card strong b").count() == 0
    editing.forget_refusals()


def test_a_finger_selects_a_grid_and_moves_a_vertex(phone):
    editing = Editing(phone).begin()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.page.locator(".grid-editor").scroll_into_view_if_needed()
    state, before = editing.state, editing.partition()
    vertex, _ = bend_between_two(state)
    touch = phone.page.context.new_cdp_session(phone.page)

    def fingers(kind, *places):
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        phone.page.wait_for_timeout(40)

    for _ in range(3):  # two fingers draw apart round the vertex
        x, y = editing.at("vertexAt", vertex)
        fingers("touchStart", (x - 20, y), (x + 20, y))
        for apart in (30, 45, 60):
            fingers("touchMove", (x - apart, y), (x + apart, y))
        fingers("touchEnd")
        phone.page.wait_for_timeout(700)
    x, y = editing.at("vertexAt", vertex)
    phone.page.touchscreen.tap(x + 42, y)
    phone.page.wait_for_timeout(300)
    assert len(editing.shown["selected"]) == 1
    x, y = editing.at("vertexAt", vertex)
    fingers("touchStart", (x, y))
    for step in range(1, 7):
        fingers("touchMove", (x + 4 * step, y + 3 * step))
    fingers("touchEnd")
    editing.until_saved()
    after = editing.partition()
    assert len([key for key in before if after[key] != before[key]]) == 2
