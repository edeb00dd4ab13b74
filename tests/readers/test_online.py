"""Going online is asked for, ends soon, and says what to do when nobody answers."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import osmnx
import pytest

from geo.errors import EmptyLayerError, OfflineError, SettingError
from geo.layers import STREETS
from geo.readers import fetch_streets

BOX = (120.1, 27.2, 120.2, 27.3)
NOBODY = "http://127.0.0.1:9"

NODES = [{"type": "node", "id": n, "lat": 27.25, "lon": 120.15 + n / 1000} for n in range(4)]
WAYS = [
    {"type": "way", "id": 7, "nodes": [0, 1, 2], "tags": {"highway": "residential", "name": "中山路", "foot": "yes"}},
    {"type": "way", "id": 8, "nodes": [2, 3], "tags": {"highway": "steps", "bridge": "yes", "layer": "1"}},
]


@pytest.fixture
def server():
    """A function from the answer of a server on this computer to its address."""
    running = []

    def start(answer, status=200):
        class Answer(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_):
                pass

        httpd = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        running.append(httpd)
        return f"http://127.0.0.1:{httpd.server_port}/api"

    yield start
    for httpd in running:
        httpd.shutdown()
        httpd.server_close()


def test_streets_of_a_box_keep_the_contract(server):
    streets = fetch_streets(box=BOX, server_url=server({"elements": [*NODES, *WAYS]}))
    assert STREETS.check(streets).equals(streets)
    assert sorted(streets["highway"]) == ["residential", "residential", "steps"]
    steps = streets[streets["highway"] == "steps"].iloc[0]
    assert (steps["is_bridge"], steps["level"], steps["is_noded"]) == (True, 1, True)
    assert set(streets["name"]) == {"中山路", ""}


@pytest.mark.parametrize("where", [{"box": BOX}, {"place": "福鼎市"}])
def test_no_network_is_told_at_once_with_what_to_do(where):
    started = time.perf_counter()
    with pytest.raises(OfflineError) as caught:
        fetch_streets(**where, server_url=NOBODY, geocoder_url=NOBODY, timeout_s=2)
    assert time.perf_counter() - started < 10
    asked = where.get("place", "the box 120.1, 27.2, 120.2, 27.3")
    assert str(caught.value) == (
        f"OpenStreetMap was asked for the streets of {asked} and did not answer within 2 s; "
        "check the network, or load an .osm file of the area instead."
    )


def test_a_server_in_trouble_is_no_answer(server):
    with pytest.raises(OfflineError):
        fetch_streets(box=BOX, server_url=server({"error": "overloaded"}, status=500))


def test_a_place_nobody_knows_is_told(server):
    with pytest.raises(EmptyLayerError, match="knows no streets of 无此地"):
        fetch_streets("无此地", geocoder_url=server([]) + "/", server_url=NOBODY)


def test_a_box_without_streets_is_told(server):
    with pytest.raises(EmptyLayerError, match="knows no streets of the box"):
        fetch_streets(box=BOX, server_url=server({"elements": []}))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({}, "one of the two"),
        ({"place": "福鼎市", "box": BOX}, "one of the two"),
        ({"place": "  "}, "is empty"),
        ({"box": (120.2, 27.2, 120.1, 27.3)}, "must be west, south, east, north"),
        ({"box": (100, 20, 120, 30)}, "larger than 1 degree"),
        ({"box": (float("nan"), 20, 120, 30)}, "must be west, south, east, north"),
    ],
)
def test_a_question_that_makes_no_sense_is_not_asked(where, told):
    with pytest.raises(SettingError, match=told):
        fetch_streets(**where)


def test_the_settings_of_osmnx_are_left_as_they_were():
    before = osmnx.settings.overpass_url, osmnx.settings.requests_timeout, osmnx.settings.use_cache
    with pytest.raises(OfflineError):
        fetch_streets(box=BOX, server_url=NOBODY, timeout_s=1)
    assert (osmnx.settings.overpass_url, osmnx.settings.requests_timeout, osmnx.settings.use_cache) == before
