"""Answer the grid editor: a draft's state, operations on it, findings, blocks, a trace to look at."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geo.errors import GridError, PlannerError
from geo.grids.tracing import traced
from geo.settings import Language
from pages.ui.grid_check import draft_checkup
from pages.ui.grid_drafts import OpenDraft, StaleError, opened
from pages.ui.grid_requests import metres_of
from pages.ui.grid_said import said_of
from pages.ui.grid_state import blocks_state, changed_state, findings_state, whole_state
from pages.ui.settings import server_settings
from pages.ui.signing import is_signed, signature
from pages.words import LANGUAGES, Words, words

__all__ = ["draft_address", "grid_routes"]

logger = logging.getLogger(__name__)

_MOST_BYTES = 1_000_000
_NO_STORE = {"Cache-Control": "no-store"}


def draft_address(draft_id: str) -> str:
    """Return the signed address of a draft, relative to the page."""
    return f"grids/{signature(f'grids/{draft_id}', server_settings().secret)}/{draft_id}/"


def grid_routes() -> list[BaseRoute]:
    """Return the routes of the editor."""
    return [
        Route("/grids/{signature}/{draft}/apply", _apply, methods=["POST"]),
        Route("/grids/{signature}/{draft}/{name}", _read),
    ]


async def _apply(request: Request) -> Response:
    body = await request.body()
    if len(body) > _MOST_BYTES:
        return JSONResponse({"said": "Too long."}, status_code=413)
    return await _answered(request, lambda draft, say: _applied(draft, body, say))


async def _read(request: Request) -> Response:
    read = _READS.get(request.path_params["name"])
    if read is None:
        return PlainTextResponse("There is nothing of that name.", status_code=404)
    return await _answered(request, lambda draft, say: read(draft, request, say))


async def _answered(request: Request, answer: Callable[[OpenDraft, Words], Mapping[str, Any]]) -> Response:
    draft_id = request.path_params["draft"]
    if not is_signed(f"grids/{draft_id}", request.path_params["signature"], server_settings().secret):
        return PlainTextResponse("This address is not signed; open the page again.", status_code=403)
    say = words(_language(request))

    def in_thread() -> Response:
        try:
            content = answer(opened(draft_id), say)
        except StaleError as error:
            return _sentence(error, say, 409)
        except GridError as error:
            return _sentence(error, say, 422)
        except PlannerError as error:
            return _sentence(error, say, 404)
        except OSError as error:
            logger.warning("a draft could not be written: %s", error)
            return JSONResponse({"said": say("grids.disk")}, status_code=507)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return Response(text, media_type="application/json", headers=_NO_STORE)

    return await run_in_threadpool(in_thread)


def _applied(draft: OpenDraft, body: bytes, say: Words) -> Mapping[str, Any]:
    try:
        asked = json.loads(body)
        operation, revision, token = asked["operation"], int(asked["revision"]), str(asked.get("token", ""))
        operation["do"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise GridError(
            "The editor asked for something that is no operation; load the page again.",
            zh="编辑器发来的操作无法识别；请刷新页面。",
        ) from error
    with draft.lock:
        before, after = draft.apply(operation, revision, token)
        return changed_state(draft, before, after, said_of(draft, operation, before, after, say))


def _trace(draft: OpenDraft, request: Request) -> Mapping[str, Any]:
    try:
        pairs = [[float(n) for n in pair.split(",")] for pair in request.query_params.get("through", "").split(";")]
        points = metres_of(pairs, draft.city.crs)
    except ValueError as error:
        raise GridError("A trace needs at least two points.", zh="描线至少需要两个点。") from error
    x, y = zip(*traced(draft.lines, points).coords, strict=True)
    lon, lat = draft.numbers.to_lonlat(x, y)
    return {"line": [[round(a, 9), round(b, 9)] for a, b in zip(lon, lat, strict=True)]}


_READS: Mapping[str, Callable[[OpenDraft, Request, Words], Mapping[str, Any]]] = {
    "state.json": lambda draft, *_: whole_state(draft),
    "blocks.json": lambda draft, request, _: blocks_state(draft, request.query_params.get("community", "")),
    "findings.json": lambda draft, _, say: findings_state(draft, draft_checkup(draft).findings, say),
    "trace": lambda draft, request, _: _trace(draft, request),
}


def _sentence(error: PlannerError, say: Words, status: int) -> Response:
    content = {"said": error.said_in(say.language), **({"stale": True} if status == 409 else {})}
    return JSONResponse(content, status_code=status, headers=_NO_STORE)


def _language(request: Request) -> Language:
    asked = request.headers.get("Accept-Language", "")[:2].lower()
    return next((language for language in LANGUAGES if language == asked), server_settings().language)
