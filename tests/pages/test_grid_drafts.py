"""The editor's side of the server: signed, one revision after the other, in sentences, and nothing lost."""

import asyncio
import json

import pytest
from geopandas import GeoDataFrame
from starlette.applications import Starlette

from geo.grids.tilings import tiling_of
from pages.ui import cities, grid_drafts
from pages.ui.grid_drafts import drafts_of, new_draft, opened
from pages.ui.grid_routes import draft_address
from pages.ui.routes import routes
from tests.pages.town import CRS, EAST_M, NORTH_M, box, town


def gridded_town():
    """The town with two grids in the south, divided at x = 500, and one in the north."""
    names = ["南岸第一网格", "南岸第二网格", '<img src=x onerror="alert(1)">']
    grids = GeoDataFrame(
        {"name": names, "community_id": ["south", "south", "north"]},
        index=["g1", "g2", "g3"],
        geometry=[box(-50, -50, 500, 250), box(500, -50, 1050, 250), box(-50, 250, 1050, 650)],
        crs=CRS,
    ).rename_axis("grid_id")
    return town().with_layer("grids", grids)


@pytest.fixture(scope="module")
def gridded_file(tmp_path_factory):
    """The town's city file."""
    path = tmp_path_factory.mktemp("city") / "town.gpkg"
    gridded_town().save(path)
    return path


@pytest.fixture
def draft_id(gridded_file, serve):
    """A draft of the town's grids on this server."""
    serve(gridded_file)
    city = cities.open_city(cities.city_key())
    return new_draft("", tiling_of(city["grids"], city["communities"]))


def ask(path, body=None, language="zh", query=""):
    """Ask the server as a browser would; returns the status and what it says."""
    sent = []
    messages = [{"type": "http.request", "body": b"" if body is None else body, "more_body": False}]

    async def receive():
        return messages.pop() if messages else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET" if body is None else "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"accept-language", language.encode())],
        "server": ("localhost", 80),
        "client": ("localhost", 1),
    }
    asyncio.run(Starlette(routes=routes())(scope, receive, send))
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], json.loads(content) if content[:1] == b"{" else content.decode()


def state(draft_id):
    return ask("/" + draft_address(draft_id) + "state.json")[1]


def do(draft_id, operation, revision=None, language="zh", token=""):
    revision = state(draft_id)["revision"] if revision is None else revision
    body = json.dumps({"revision": revision, "operation": operation, "token": token}).encode()
    return ask("/" + draft_address(draft_id) + "apply", body, language)


def lonlat(x, y):
    import pyproj

    return list(pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(EAST_M + x, NORTH_M + y))


def test_the_state_is_whole(draft_id):
    shown = state(draft_id)
    assert [grid["id"] for grid in shown["grids"]] == ["g1", "g2", "g3"]
    assert sum(of["households"] for of in shown["figures"].values()) == 670
    assert {rim["community"] for rim in shown["rims"]} == {"south", "north"}
    assert shown["free"] == []
    used = {v for grid in shown["grids"] for part in grid["parts"] for ring in part for v in ring}
    assert used == set(range(len(shown["vertices"])))


def test_neighbours_name_the_same_vertices(draft_id):
    shown = {grid["id"]: {v for ring in grid["parts"][0] for v in ring} for grid in state(draft_id)["grids"]}
    assert len(shown["g1"] & shown["g2"]) == 2
    assert len(shown["g1"] & shown["g3"]) == 2


def test_an_answer_names_only_what_changed(draft_id):
    status, answer = do(draft_id, {"do": "split", "line": [lonlat(200, -60), lonlat(200, 260)], "grids": ["g1"]})
    assert status == 200
    assert {grid["id"] for grid in answer["grids"]} == {"g1", "g3", "new-1"}  # g3 gets the vertex on its border
    assert answer["undo"] == 1
    assert answer["said"].startswith("已分割：")
    assert sum(of["households"] for of in answer["figures"].values()) + 100 == 670
    fresh = {int(v) for v in answer["vertices"]}
    assert fresh == {8, 9}


def test_undo_and_redo_bring_back_the_very_same_state(draft_id):
    before = state(draft_id)
    do(draft_id, {"do": "split", "line": [lonlat(200, -60), lonlat(200, 260)], "grids": []})
    after = state(draft_id)
    assert do(draft_id, {"do": "undo"})[1]["gone"] == ["new-1"]
    assert state(draft_id)["grids"] == before["grids"]
    do(draft_id, {"do": "redo"})
    assert state(draft_id)["grids"] == after["grids"]


def test_a_refusal_is_a_sentence_in_the_page_s_language(draft_id):
    split = {"do": "split", "line": [lonlat(200, 50), lonlat(300, 50)], "grids": ["g1"]}
    status, answer = do(draft_id, split)
    assert (status, "没有切穿" in answer["said"]) == (422, True)
    assert "does not cut" in do(draft_id, split, language="en")[1]["said"]
    assert state(draft_id)["undo"] == 0


def test_an_old_revision_is_stale_and_changes_nothing(draft_id):
    do(draft_id, {"do": "lock", "grids": ["g1"]}, revision=0)
    status, answer = do(draft_id, {"do": "lock", "grids": ["g2"]}, revision=0)
    assert status == 409
    assert answer["stale"]
    assert [grid["id"] for grid in state(draft_id)["grids"] if grid["is_locked"]] == ["g1"]


def test_an_answer_that_was_lost_is_given_again_and_nothing_is_done_twice(draft_id):
    split = {"do": "split", "line": [lonlat(200, -60), lonlat(200, 260)], "grids": ["g1"]}
    first = do(draft_id, split, revision=0, token="t1")[1]
    again = do(draft_id, split, revision=0, token="t1")[1]
    assert first["revision"] == again["revision"] == 1
    assert len(state(draft_id)["grids"]) == 4


def test_after_a_restart_everything_is_there_and_old_editors_load_again(draft_id):
    do(draft_id, {"do": "split", "line": [lonlat(200, -60), lonlat(200, 260)], "grids": ["g1"]})
    before = state(draft_id)
    grid_drafts.forget()
    after = state(draft_id)
    assert after["revision"] > before["revision"]
    assert (after["undo"], after["redo"]) == (1, 0)
    assert [grid["id"] for grid in after["grids"]] == [grid["id"] for grid in before["grids"]]
    assert after["figures"] == before["figures"]
    assert do(draft_id, {"do": "undo"}, revision=before["revision"])[0] == 409


@pytest.mark.parametrize(
    "operation",
    [
        {"do": "explode"},
        {"do": "move", "vertex": 99, "to": [120, 27]},
        {"do": "move", "vertex": -1, "to": [120, 27]},
        {"do": "move", "vertex": True, "to": [120, 27]},
        {"do": "move", "vertex": 0, "to": ["a", None]},
        {"do": "move", "vertex": 0, "to": [1e400, 27]},
        {"do": "split", "line": [[120.2, 27.3]] * 6000, "grids": []},
        {"do": "split", "line": "x", "grids": []},
        {"do": "split", "line": [], "grids": []},
        {"do": "merge", "grids": "g1"},
        {"do": "merge", "grids": ["g1", {"a": 1}]},
        {"do": "draw", "polygon": [[120, 27], [121, 27]], "how": "free"},
        {"do": "hand", "building": "nobody", "to": "g1"},
        {"do": "hand", "compound": "nobody", "to": "g1"},
        {"do": "hand", "building": "B1a", "to": "nobody"},
        {"do": "paint", "blocks": ["nobody"], "to": "g1"},
        {"do": "delete", "grids": ["nobody"], "how": "free"},
        {"do": "rename", "grid": "nobody", "name": "x"},
        {"do": ["undo"]},
        {},
        [],
        None,
    ],
)
def test_whatever_is_sent_is_answered_in_a_sentence(draft_id, operation):
    status, answer = do(draft_id, operation, revision=0)
    assert status == 422
    assert answer["said"]
    assert state(draft_id)["revision"] == 0


@pytest.mark.parametrize("body", [b"", b"x", b"[" * 5000, b'{"revision": "a", "operation": {"do": "undo"}}', b"\xff"])
def test_what_is_no_json_is_answered_in_a_sentence(draft_id, body):
    status, answer = ask("/" + draft_address(draft_id) + "apply", body)
    assert status == 422
    assert answer["said"]


def test_too_much_is_refused(draft_id):
    assert ask("/" + draft_address(draft_id) + "apply", b" " * 1_100_000)[0] == 413


@pytest.mark.parametrize("name", ["state.json", "blocks.json", "findings.json", "trace"])
def test_an_unsigned_address_is_refused(draft_id, name):
    assert ask(f"/grids/{'0' * 32}/{draft_id}/{name}")[0] == 403


def test_an_unsigned_operation_is_refused(draft_id):
    assert ask(f"/grids/{'0' * 32}/{draft_id}/apply", b'{"revision":0,"operation":{"do":"undo"}}')[0] == 403


def test_a_signature_is_for_one_draft_alone(draft_id):
    other = draft_address(draft_id).replace(draft_id, "f" * 16)
    assert ask("/" + other + "state.json")[0] == 403


def test_a_draft_that_is_gone_is_a_sentence(draft_id):
    status, answer = ask("/" + draft_address("f" * 16) + "state.json")
    assert status == 404
    assert "草稿" in answer["said"]


def test_a_building_is_handed_over_with_its_plot(draft_id):
    status, answer = do(draft_id, {"do": "hand", "building": "B3e", "to": "g2"})
    assert status == 200
    assert answer["figures"]["g1"]["households"] == 120 + 80 - 16
    assert answer["figures"]["g2"]["households"] == 100 + 16


def test_a_building_that_is_not_beside_the_border_stays(draft_id):
    status, answer = do(draft_id, {"do": "hand", "building": "B3a", "to": "g2"})
    assert status == 422
    assert "不相邻" in answer["said"]


def test_findings_lead_to_their_place(draft_id):
    do(draft_id, {"do": "delete", "grids": ["g2"], "how": "free"})
    status, answer = ask("/" + draft_address(draft_id) + "findings.json")
    assert status == 200
    first = answer["findings"][0]
    assert first["severity"] == "blocking"
    assert first["said"]
    assert len(first["box"]) == 4


def test_a_trace_follows_the_streets(draft_id):
    a, b = lonlat(100, 100), lonlat(500, 150)
    query = f"through={a[0]},{a[1]};{b[0]},{b[1]}"
    status, answer = ask("/" + draft_address(draft_id) + "trace", query=query)
    assert status == 200
    assert len(answer["line"]) >= 3
    assert ask("/" + draft_address(draft_id) + "trace", query="through=x")[0] == 422


def test_blocks_carry_all_households(draft_id):
    status, answer = ask("/" + draft_address(draft_id) + "blocks.json")
    assert status == 200
    assert sum(block["households"] for block in answer["blocks"]) == 670
    south = ask("/" + draft_address(draft_id) + "blocks.json", query="community=south")[1]["blocks"]
    assert sum(block["households"] for block in south) == 300
    assert ask("/" + draft_address(draft_id) + "blocks.json", query="community=nowhere")[1]["blocks"] == []


def test_a_block_under_the_brush_goes_to_the_grid(draft_id):
    blocks = ask("/" + draft_address(draft_id) + "blocks.json", query="community=south")[1]["blocks"]
    status, answer = do(draft_id, {"do": "paint", "blocks": [block["id"] for block in blocks], "to": "g2"})
    assert status == 200
    assert "g1" in answer["gone"]
    assert answer["figures"]["g2"]["households"] == 300


def test_drafts_are_found_again_by_their_city(draft_id):
    assert [found for found, _ in drafts_of("")] == [draft_id]
    assert drafts_of("abc") == []
    assert opened(draft_id).tiling.traits.at["g3", "name"].startswith("<img")
