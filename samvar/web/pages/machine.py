"""Routes for programs: the network's messages, health, and the reference genome of the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import anyio.to_thread
from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from samvar.formats.fasta import Reference
from samvar.govern.route import declare
from samvar.model.errors import NotFound, UsageError
from samvar.model.genome import CONTIGS, Assembly
from samvar.network.route import (
    DECLARATION,
    MEDIA_TYPE,
    MOST_BYTES,
    PATH,
    WITNESS_DECLARATION,
    WITNESS_PATH,
    HttpDoor,
)
from samvar.network.signature import Head, Proven
from samvar.network.witness import MOST_BYTES as MOST_WITNESS_BYTES
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.present.language import N_
from samvar.web.openapi import document
from samvar.web.visit import Here

_PIECE = 1 << 20
_LONGEST_RANGE = 16 << 20
_NUMBER = re.compile(r"[0-9]{1,12}\Z")
"""`str.isdigit` takes ², which is no number, and `int` takes no number of 5,000 digits."""


@post(
    ["/nodes/{node:str}" + PATH, PATH],
    opt={**DECLARATION, "quiet": True, "foreign": True, "gives": MEDIA_TYPE, "also": (401,)},
    request_max_body_size=MOST_BYTES,
    status_code=200,
)
async def network_ask(request: Request[Any, Any, Any]) -> Response[bytes]:
    """A signed message from another node, and the signed reply. The answerer decides all.

    Raises:
        NotFound: that node does not run here.
    """
    site: Site = request.app.state.site
    return await _at_door(request, site.doors)


@post(
    ["/nodes/{node:str}" + WITNESS_PATH, WITNESS_PATH],
    opt={
        **WITNESS_DECLARATION,
        "quiet": True,
        "foreign": True,
        "gives": MEDIA_TYPE,
        "also": (401,),
    },
    request_max_body_size=MOST_WITNESS_BYTES,
    status_code=200,
)
async def network_witness(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What another node's audit log shows to this node as its witness, and the signed word.

    Raises:
        NotFound: that node does not run here.
    """
    site: Site = request.app.state.site
    return await _at_door(request, site.watch.http)


async def _at_door(
    request: Request[Any, Any, Any], doors: Mapping[str, HttpDoor]
) -> Response[bytes]:
    node = request.path_params.get("node") or next(iter(doors))
    door = doors.get(node)
    if door is None:
        raise NotFound("that node does not run here")
    head = _head(request)
    proven = door.admit(head)
    body = await request.body() if isinstance(proven, Proven) else b""
    status, media, reply = await anyio.to_thread.run_sync(door.answer, head, proven, body)
    return Response(reply, status_code=status, media_type=media)


def _head(request: Request[Any, Any, Any]) -> Head:
    """The head as it was sent; a name that stands twice keeps both lines."""
    scope = request.scope
    fields: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        fields.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    raw_path, _, _ = scope["raw_path"].partition(b"?")
    return Head(
        request.method,
        ",".join(fields.get("host", ())),
        raw_path.decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        fields,
    )


@get(
    "/healthz",
    opt={
        **declare("open", None, "see-health", N_("Health")),
        "quiet": True,
        "gives": "application/json",
    },
)
async def healthz() -> dict[str, str]:
    """Whether this process answers at all; it looks at no data."""
    return {"status": "ok"}


@get(
    "/openapi.json",
    opt={
        **declare("open", None, "see-interface", N_("Interface for programs")),
        "quiet": True,
        "gives": "application/json",
    },
    sync_to_thread=True,
)
def openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Every route of this site: who may, what it reads, what it answers."""
    return document(request.app)


@get(
    "/nodes/{node:str}/reference/{assembly:str}/index.fai",
    opt={**declare("open", None, "get-reference", N_("Reference genome")), "gives": "text/plain"},
    sync_to_thread=True,
)
def reference_index(visit: Here, node: FromPath[str], assembly: FromPath[str]) -> Response[str]:
    """An index for `reference_bases`: every contig on one line, one after another.

    Raises:
        NotFound: no reference of that assembly is mounted.
    """
    reference = _mounted(visit.node_named(node), Assembly.parse(assembly))
    lines = [
        f"{contig}\t{length}\t{offset}\t{length}\t{length + 1}\n"
        for contig, offset, length in _contigs(reference)
    ]
    return Response("".join(lines), media_type="text/plain")


@get(
    "/nodes/{node:str}/reference/{assembly:str}/bases.fa",
    opt={
        **declare("open", None, "get-reference", N_("Reference genome")),
        "gives": "application/octet-stream",
        "reads_headers": ("range",),
    },
    status_code=206,
    sync_to_thread=True,
)
def reference_bases(
    request: Request[Any, Any, Any], visit: Here, node: FromPath[str], assembly: FromPath[str]
) -> Stream:
    """A byte range of the reference as if it were a file with one line for each contig.

    Raises:
        NotFound: no reference is mounted. UsageError: not one range of at most 16 MiB.
    """
    reference = _mounted(visit.node_named(node), Assembly.parse(assembly))
    size = sum(length + 1 for _, _, length in _contigs(reference))
    start, end = _range(request.headers.get("range", ""), size)
    return Stream(
        _bytes(reference, start, end),
        status_code=206,
        media_type="application/octet-stream",
        headers={"content-range": f"bytes {start}-{end - 1}/{size}", "accept-ranges": "bytes"},
    )


def _mounted(node: Node, assembly: Assembly) -> Reference:
    reference = node.reference(assembly)
    if reference is None:
        raise NotFound("no reference genome of that assembly is mounted here")
    return reference


def _contigs(reference: Reference) -> Iterator[tuple[str, int, int]]:
    """Name, offset in the file that we pretend to have, and length of each contig it holds."""
    offset = 0
    for contig in CONTIGS:
        length = reference.length(contig)
        if length:
            yield contig, offset, length
            offset += length + 1


def _range(text: str, size: int) -> tuple[int, int]:
    """The asked bytes, half-open.

    Raises:
        UsageError: another shape, or longer than is given at once.
    """
    unit, _, span = text.partition("=")
    first, dash, last = span.partition("-")
    numbers = _NUMBER.match(first) and _NUMBER.match(last or "0")
    if unit.strip() != "bytes" or not (dash and numbers):
        raise UsageError("ask for one range of bytes", remedy="send Range: bytes=0-999")
    start = int(first)
    end = min(size, int(last) + 1 if last else size)
    if not start < end or end - start > _LONGEST_RANGE:
        raise UsageError("the range is empty, or too long to give at once")
    return start, end


def _bytes(reference: Reference, start: int, end: int) -> Iterator[bytes]:
    for contig, offset, length in _contigs(reference):
        low, high = max(start, offset) - offset, min(end, offset + length + 1) - offset
        for piece in range(low, high, _PIECE):
            stop = min(high, piece + _PIECE)
            bases = reference.fetch(contig, piece, min(stop, length)) if piece < length else ""
            yield (bases + ("\n" if stop == length + 1 else "")).encode()
