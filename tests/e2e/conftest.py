"""The planner on a free port and a real Chromium that reaches nothing but this computer."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_S = 60
SLOW_MS = 45_000


@pytest.fixture(scope="session")
def server_cities(tmp_path_factory):
    """The folder where the planner keeps what people save."""
    return tmp_path_factory.mktemp("cities")


@pytest.fixture(scope="session")
def server(tmp_path_factory, server_cities):
    """Start the planner with the demo city as people do; returns its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    environment = {**os.environ, "PLANNER_CITIES": str(server_cities)}
    environment.pop("PLANNER_CITY", None)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        _wait_until_up(f"http://localhost:{port}/_stcore/health", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_up(address, process, log):
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the planner ended at once: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the planner did not answer within {START_S} s: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def chromium():
    """Debian's own Chromium."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("Chromium is not installed on this computer")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page of the planner in the browser, with what went wrong on it."""

    page: Page
    server: str
    outside: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def open(self, path):
        """Open a page by its link and wait until it is there."""
        self.page.goto(self.server + path)
        self.page.wait_for_selector(".st-key-tabs a", timeout=SLOW_MS)
        return self

    def open_map(self, path):
        """Open a page by its link and wait until its map is drawn."""
        self.open(path)
        self.page.wait_for_selector(".planner-map[data-revision]", timeout=SLOW_MS)
        return self

    @property
    def revision(self):
        """Which answer the map shows."""
        return self.page.get_attribute(".planner-map", "data-revision")

    def until_redrawn(self, before):
        """Wait until the map shows another answer."""
        script = "before => document.querySelector('.planner-map').dataset.revision !== before"
        self.page.wait_for_function(script, arg=before, timeout=SLOW_MS)

    def choose(self, control, label):
        """Press a segment of a control and wait for the map to show it."""
        before = self.revision
        self.page.locator(f".st-key-ask_{control} button", has_text=label).first.click()
        self.until_redrawn(before)

    def view(self):
        """Where the map looks: zoom and centre, as the scale bar and the tiles of the canvas tell."""
        script = """() => {
            const pane = document.querySelector('.planner-map .leaflet-map-pane').style.transform;
            const bar = document.querySelector('.planner-map .leaflet-control-scale-line');
            return [pane, bar.textContent, bar.style.width];
        }"""
        return self.page.evaluate(script)


def _visit(chromium, server, **options):
    context = chromium.new_context(accept_downloads=True, **options)
    visit = Visit(context.new_page(), server)

    def route(route):
        if route.request.url.startswith((server, "data:", "blob:")):
            route.continue_()
        else:
            visit.outside.append(route.request.url)
            route.abort()

    context.route("**/*", route)
    visit.page.on("console", lambda m: visit.troubles.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.troubles.append(str(error)))
    return context, visit


@pytest.fixture
def desk(chromium, server):
    """An office computer, 1366 x 768; nothing may go outside, no error may be on the console."""
    context, visit = _visit(chromium, server, viewport={"width": 1366, "height": 768})
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.troubles == []


@pytest.fixture
def phone(chromium, server):
    """A phone, 390 x 844; the same is asked of it."""
    context, visit = _visit(chromium, server, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.troubles == []
