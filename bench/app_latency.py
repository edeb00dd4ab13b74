"""From changing a control to the map showing it, in a real browser on the demo city."""

import contextlib
import logging
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, sync_playwright

from bench.report import Section, Table, Target, duration
from bench.timing import Effort

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_AIM_S = 0.3
_ROOT = Path(__file__).resolve().parent.parent
_SECONDS_TO_START = 60.0
_WAIT_MS = 60_000
_BROWSERS = ("chromium", "google-chrome", "chromium-browser")
_SIZE = {"width": 1440, "height": 900}

#: From the next click, wait until the map says that it drew another answer, and for the frame that shows it.
_WATCH = """
([map, patience]) => {
  const before = map.dataset.revision;
  let began = null;
  document.addEventListener('pointerup', () => { began = performance.now(); }, { capture: true, once: true });
  window.plannerBench = new Promise((resolve, reject) => {
    const watch = new MutationObserver(() => {
      if (map.dataset.revision === before) return;
      watch.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - began));
    });
    watch.observe(map, { attributes: true, attributeFilter: ['data-revision'] });
    setTimeout(() => { watch.disconnect(); reject(new Error('the map did not change')); }, patience);
  });
  return true;
}
"""

_METHOD = (
    "`app.py` served on this machine, the page of service circles open in Chromium without a window, 1440 x 900. "
    "The clock runs inside the browser: from the click on a control to the frame after the map has drawn another "
    "answer. The first time an answer is computed for everybody; again, it is kept. The median over all changes "
    "of the first time is judged."
)


#: Which buttons and which entries of the lists are chosen, by position. Fifteen minutes come last: there another walker
#: draws another map, at a limit in metres the same one.
_LIMITS = (0, 2, 3, 4, 1, 5)
_PROFILES = (2, 1, 0)
_SUBJECTS = (0, 2, 1)
_MAP = "[data-revision]"
_PAUSE_MS = 300


class _NotHereError(RuntimeError):
    """The app or the browser cannot be measured here; the message says why."""


def measure(effort: Effort) -> Section:
    """Measure each control, twice."""
    try:
        times = _measured(effort)
    except _NotHereError as reason:
        notes = (f"Not measured here, because {reason}.",)
        return Section("From a control to the map", _METHOD, targets=(_target(None),), notes=notes)
    rows = tuple(
        (control, kind, str(len(values)), *(duration(s) for s in (statistics.median(values), max(values))))
        for (control, kind), values in times.items()
    )
    first = [value for (_, kind), values in times.items() if kind == "first time" for value in values]
    table = Table("", ("control", "answer", "changes", "median", "slowest"), rows)
    return Section("From a control to the map", _METHOD, (table,), (_target(statistics.median(first)),))


def _measured(effort: Effort) -> dict[tuple[str, str], list[float]]:
    browser_path = next((path for path in map(shutil.which, _BROWSERS) if path), None)
    if browser_path is None:
        raise _NotHereError("there is no Chromium")
    with _served() as address, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
        try:
            page = browser.new_page(viewport=_SIZE, locale="zh-CN")
            page.goto(f"{address}/circles", timeout=_WAIT_MS)
            return _clicked(page, 1 if effort.is_quick else 3)
        except Error as error:
            raise _NotHereError(f"the browser said: {str(error).splitlines()[0]}") from error
        finally:
            browser.close()


@contextlib.contextmanager
def _served() -> Iterator[str]:
    """Serve the app on a free port until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    server = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        until = time.monotonic() + _SECONDS_TO_START
        while not _is_up(address):
            if time.monotonic() > until or server.poll() is not None:
                raise _NotHereError("the app did not start")
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _clicked(page: Page, rounds: int) -> dict[tuple[str, str], list[float]]:
    """Change one control after the other; the first time each answer is new, later it is known."""
    page.wait_for_selector(_MAP, state="attached", timeout=_WAIT_MS)
    _settle(page)
    times: dict[tuple[str, str], list[float]] = {}
    for number in range(1 + rounds):
        kind = "again" if number else "first time"
        changes: list[tuple[str, float | None]] = []
        changes += [("how far", _limit(page, position)) for position in _LIMITS]
        changes += [("who walks", _from_list(page, "ask_profile", position)) for position in _PROFILES]
        changes += [("which facilities", _from_list(page, "ask_subject", position)) for position in _SUBJECTS]
        for control, took_s in changes:
            if took_s is not None:
                times.setdefault((control, kind), []).append(took_s)
        logger.info("app latency, round %d done", number)
    return times


def _limit(page: Page, position: int) -> float | None:
    return _until_drawn(page, page.locator(".st-key-ask_limit button[role=radio]").nth(position), "aria-checked")


def _from_list(page: Page, key: str, position: int) -> float | None:
    """Open a list first; the clock starts at the choice."""
    page.locator(f".st-key-{key} input").click()
    option = page.locator("[role=option]").nth(position)
    option.wait_for(timeout=_WAIT_MS)
    return _until_drawn(page, option, "aria-selected")


def _until_drawn(page: Page, control: Locator, state: str) -> float | None:
    """Choose, and return the seconds until the map showed it; None where it is chosen already."""
    if control.get_attribute(state) == "true":
        page.keyboard.press("Escape")
        return None
    page.evaluate(_WATCH, [page.locator(_MAP).element_handle(), _WAIT_MS / 2])
    control.click()
    took_ms = page.evaluate("window.plannerBench")
    _settle(page)
    return float(took_ms) / 1000


def _settle(page: Page) -> None:
    """Wait until the page is idle again: tables below the map are drawn after it."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached", timeout=_WAIT_MS)
    page.wait_for_timeout(_PAUSE_MS)


def _target(median_s: float | None) -> Target:
    work = "from changing a control to the map showing it, demo city"
    found = {} if median_s is None else {"": duration(median_s)}
    return Target(
        work, f"median at most {duration(_AIM_S)}", found, {} if median_s is None else {"": median_s <= _AIM_S}
    )
