"""Serve web assets to everybody and a city's geometry to those who hold a signed address."""

import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo.errors import PlannerError
from pages.assets.setup import VENDOR_DIR
from pages.map.drawing import DRAWINGS, drawing
from pages.ui.cities import open_city
from pages.ui.document import start_document
from pages.ui.grid_routes import grid_routes
from pages.ui.settings import server_settings
from pages.ui.signing import is_signed, signature

__all__ = ["assets_address", "drawing_address", "routes", "warm_drawings"]

PAGES_DIR = Path(__file__).resolve().parent.parent
FOREVER = "max-age=31536000, immutable"

#: Folder of the address -> folder on disk; only web assets, never a city's data.
ASSET_DIRS = {
    "vendor": VENDOR_DIR,
    "map": PAGES_DIR / "map" / "browser",
    "ui": PAGES_DIR / "ui" / "browser",
    "words": PAGES_DIR / "words" / "browser",
}

#: Where people enter: the bare address and each page by its own link.
PAGE_PATHS = ("/", "/overview", "/circles", "/grids", "/data")


class _LastingFiles(StaticFiles):
    """Static files whose address changes with their content, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = f"public, {FOREVER}"
        return response


def routes() -> list[BaseRoute]:
    """Return the routes that the app serves beside Streamlit's own."""
    version = _assets_version()
    mounts: list[BaseRoute] = [
        Mount(f"/assets/{version}/{name}", _LastingFiles(directory=folder, check_dir=False))
        for name, folder in ASSET_DIRS.items()
    ]
    documents: list[BaseRoute] = [Route(path, _start) for path in PAGE_PATHS]
    return [*documents, *mounts, *grid_routes(), Route("/geo/{signature}/{city}/{name}.json", _geometry)]


def assets_address() -> str:
    """Return where the browser finds the assets, relative to the page."""
    return f"assets/{_assets_version()}/"


def drawing_address(city_key: str, name: str) -> str:
    """Return the signed address of one drawing of a city, relative to the page."""
    path = f"{city_key}/{name}"
    return f"geo/{signature(path, server_settings().secret)}/{path}.json"


async def _start(request: Request) -> Response:
    return start_document(request, assets_address())


async def _geometry(request: Request) -> Response:
    city_key, name = request.path_params["city"], request.path_params["name"]
    if not is_signed(f"{city_key}/{name}", request.path_params["signature"], server_settings().secret):
        return PlainTextResponse("This address is not signed; open the page again.", status_code=403)
    if name not in DRAWINGS:
        return PlainTextResponse("There is no such drawing.", status_code=404)
    try:
        body = await run_in_threadpool(_drawing_bytes, city_key, name)
    except PlannerError as error:
        return PlainTextResponse(str(error), status_code=404)
    # Addresses carry the city's content key, so the browser need never ask twice; private: it is not for proxies.
    headers = {"Cache-Control": f"private, {FOREVER}"}
    return Response(body, media_type="application/json", headers=headers)


def warm_drawings(city_key: str) -> None:
    """Make every drawing of a city, so that the first browser does not wait for them."""
    for name in DRAWINGS:
        _drawing_bytes(city_key, name)


@lru_cache(maxsize=16)
def _drawing_bytes(city_key: str, name: str) -> bytes:
    return drawing(open_city(city_key), name)


@lru_cache(maxsize=1)
def _assets_version() -> str:
    """Sum up the assets' names, sizes and times: a new version is a new address."""
    digest = hashlib.sha256()
    for folder in ASSET_DIRS.values():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]
