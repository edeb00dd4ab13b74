"""Take the picture of the README from the running app: `.venv/bin/python docs/take_screenshot.py`."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOT_FILE = ROOT / "docs" / "screenshot.png"
PAGE = "circles?service=elder_meal&limit=15min&profile=elder"
WAIT_S, SETTLE_MS = 60, 8000


def take_screenshot() -> None:
    """Start the app on a free port, open the page of circles, and keep what is on the screen."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
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
    server = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    try:
        _wait_for(f"http://localhost:{port}/")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"http://localhost:{port}/{PAGE}")
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=SCREENSHOT_FILE)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + WAIT_S
    while True:
        try:
            urlopen(address).close()  # noqa: S310
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            return


if __name__ == "__main__":
    take_screenshot()
