"""A city's geometry is handed out to signed addresses only; web assets to everybody, and to keep."""

import asyncio
import json

import pytest
from starlette.applications import Starlette

from pages.map.drawing import DRAWINGS
from pages.ui.routes import assets_address, drawing_address, routes
from pages.ui.settings import ServerSettings
from pages.ui.signing import is_signed, signature


def get(path, query=""):
    """Ask the routes for a path as a browser would; returns status, headers and body."""
    sent = []

    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        if asked:
            return asked.pop()
        return await asyncio.Event().wait()  # the browser stays

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [],
        "server": ("localhost", 80),
        "client": ("localhost", 1),
    }
    asyncio.run(Starlette(routes=routes())(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_signed_address_gives_the_drawing(home, name):
    status, headers, body = get("/" + drawing_address(home, name))
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert "private" in headers["cache-control"]
    assert json.loads(body)["origin"]


def test_an_unsigned_address_is_refused(home):
    assert get(f"/geo/{'0' * 32}/{home}/base.json")[0] == 403


def test_a_signature_is_for_one_drawing_alone(home):
    address = drawing_address(home, "base")
    assert get("/" + address.replace("base.json", "buildings.json"))[0] == 403


def test_a_signed_address_of_nothing_is_not_found(home):
    assert get("/" + drawing_address(home, "secrets"))[0] == 404
    assert get("/" + drawing_address("0" * 12, "base"))[0] == 404


def test_signatures_hang_on_the_secret():
    assert is_signed("a/b", signature("a/b", b"one"), b"one")
    assert not is_signed("a/b", signature("a/b", b"one"), b"two")
    assert not is_signed("a/b", "日本", b"one")


def test_assets_may_be_kept(home):
    status, headers, body = get(f"/{assets_address()}map/map.js")
    assert status == 200
    assert headers["cache-control"].startswith("public")
    assert b"PlannerMap" in body


def test_assets_end_at_their_folders(home):
    assert get(f"/{assets_address()}map/../../ui/routes.py")[0] == 404


@pytest.mark.parametrize("path", ["/", "/overview", "/circles", "/data"])
def test_every_page_starts_in_its_language(home, path):
    status, _, body = get(path)
    assert status == 200
    assert b'lang="zh-CN"' in body
    assert b'lang="en"' in get(path, "lang=en")[2]


def test_the_document_names_no_other_host(home):
    body = get("/circles")[2].decode()
    sources = [
        part.split('"')[0] for mark in ('src="', '<link rel="stylesheet" href="') for part in body.split(mark)[1:]
    ]
    assert sources
    assert [source for source in sources if "//" in source] == []


def test_settings_have_defaults_and_can_be_set(tmp_path):
    here, there = ({"PLANNER_CITIES": str(tmp_path / name)} for name in ("here", "there"))
    plain = ServerSettings.from_env(here)
    assert plain.city_file.name == "dingxi.gpkg"
    assert plain.secret == ServerSettings.from_env(here).secret  # open pages go on after a restart
    assert plain.secret != ServerSettings.from_env(there).secret
    assert (tmp_path / "here" / ".secret").stat().st_mode & 0o077 == 0
    told = ServerSettings.from_env({"PLANNER_CITY": "a.gpkg", "PLANNER_SECRET": "s", "PLANNER_CITIES": str(tmp_path)})
    assert (told.city_file.name, told.secret, told.cities_dir) == ("a.gpkg", b"s", tmp_path)
