"""The Beacon as routes: `/beacon` (public), `/nodes/{node}/beacon`, `/nation/beacon` (signed in).

A thin shell: it hands path, parameters and body to `handler.Beacon` on a thread, and gives back
what comes. Faults outside the handler, such as a refusal at the door, become Beacon errors too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import anyio.to_thread
import msgspec
from litestar import Request, Response, Router, route
from litestar.enums import HttpMethod, MediaType
from litestar.exceptions import HTTPException

from samvar.exchange.beacon import envelope
from samvar.exchange.beacon.envelope import Reply
from samvar.exchange.beacon.handler import Beacon
from samvar.exchange.beacon.source import Identity
from samvar.govern.route import declare
from samvar.model.errors import SamvarError, UsageError

HttpRequest = Request[Any, Any, Any]
BeaconOf = Callable[[HttpRequest], Beacon]
_METHODS = [
    HttpMethod.GET,
    HttpMethod.POST,
    # These are refused by the Beacon itself, in its own words.
    HttpMethod.PUT,
    HttpMethod.PATCH,
    HttpMethod.DELETE,
]
_PATHS = ["/", "/{rest:path}"]
_MOST_PARAMETERS = 200
_ANYWHERE = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}
_PREFLIGHT = {
    **_ANYWHERE,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "86400",
}


def nation_router(beacon: Beacon) -> Router:
    """`/beacon`: public, from the newest release; pages of other sites may read it."""

    @route(
        _PATHS,
        http_method=[*_METHODS, HttpMethod.OPTIONS],
        opt=declare("beacon:nation", None, "ask-nation-beacon", "The nation's Beacon"),
        include_in_schema=False,
    )
    async def ask_nation(request: HttpRequest) -> Response[bytes]:
        if request.method == HttpMethod.OPTIONS:  # a browser asks whether another site may POST
            return Response(b"", status_code=204, headers=_PREFLIGHT)
        return await _answer(request, beacon, _ANYWHERE)

    return _router("/beacon", ask_nation, beacon.identity)


def node_router(beacon_of: BeaconOf, stranger: Identity) -> Router:
    """`/nodes/{node}/beacon`: one node's, for those whom its policy lets in.

    beacon_of: the Beacon of the node in the path, as the person behind the request may see it.
    stranger: the identity under which faults before that are told.
    """

    @route(
        _PATHS,
        http_method=_METHODS,
        opt={
            **declare("beacon:node", None, "visit-node-beacon", "A node's Beacon"),
            "writes": _is_question,
        },
        include_in_schema=False,
    )
    async def ask_node(request: HttpRequest) -> Response[bytes]:
        beacon = await anyio.to_thread.run_sync(beacon_of, request)
        return await _answer(request, beacon, {"cache-control": "no-store"})

    return _router("/nodes/{node:str}/beacon", ask_node, stranger)


def live_router(beacon_of: BeaconOf, stranger: Identity) -> Router:
    """`/nation/beacon`: all nodes live, for those who may ask the nation; else as `node_router`."""

    @route(
        _PATHS,
        http_method=_METHODS,
        opt=declare("ask:national", None, "visit-live-beacon", "The nation's live Beacon"),
        include_in_schema=False,
    )
    async def ask_live(request: HttpRequest) -> Response[bytes]:
        beacon = await anyio.to_thread.run_sync(beacon_of, request)
        return await _answer(request, beacon, {"cache-control": "no-store"})

    return _router("/nation/beacon", ask_live, stranger)


def _is_question(parameters: Mapping[str, Any]) -> bool:
    """Whether the path asks the source, which writes each question down with its hash.

    >>> _is_question({"rest": "/g_variants/x"}), _is_question({"rest": "/info"}), _is_question({})
    (True, False, False)
    """
    first = str(parameters.get("rest", "")).strip("/").partition("/")[0]
    return first in ("g_variants", "datasets")


def _router(path: str, handler: Any, identity: Identity) -> Router:
    def fault(_request: HttpRequest, error: Exception) -> Response[bytes]:
        if isinstance(error, SamvarError):
            reply = envelope.error(identity, error)
        elif isinstance(error, HTTPException):
            what = UsageError("the request cannot be taken as it is")
            reply = envelope.error(identity, what, status=error.status_code)
        else:
            reply = envelope.error(identity, SamvarError("the Beacon failed to answer"))
        return _response(reply, {})

    return Router(
        path=path,
        route_handlers=[handler],
        exception_handlers={Exception: fault},
        opt={"program": True},
    )


async def _answer(request: HttpRequest, beacon: Beacon, headers: dict[str, str]) -> Response[bytes]:
    path = str(request.path_params.get("rest", "")).strip("/")
    root = request.url.path.rstrip("/")
    root = root[: len(root) - len(path)].rstrip("/") if path else root
    base_url = f"{str(request.base_url).rstrip('/')}{root}"
    query = request.scope["query_string"].decode("latin-1")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise UsageError("too many parameters") from None
    body = await request.body()
    reply = await anyio.to_thread.run_sync(
        beacon.answer, request.method, path, pairs, body, base_url
    )
    return _response(reply, headers)


def _response(reply: Reply, headers: dict[str, str]) -> Response[bytes]:
    return Response(
        msgspec.json.encode(reply.body),
        status_code=reply.status,
        media_type=MediaType.JSON,
        headers={**headers, **reply.headers},
    )
