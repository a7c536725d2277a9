"""Heads of HTTP requests: as a plain server reads them, and as a node signs them for a test."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import httpx

from samvar.network.signature import Head, Signer, content_digest
from samvar.network.transport import MEDIA_TYPE


def head_of(handler: BaseHTTPRequestHandler) -> Head:
    """What a server of the standard library has read."""
    path, _, query = handler.path.partition("?")
    fields = {name.lower(): tuple(handler.headers.get_all(name, [])) for name in handler.headers}
    return Head(handler.command, handler.headers.get("host", ""), path, query, fields)


def head_for(signer: Signer, url: str, body: bytes, media_type: str = MEDIA_TYPE) -> Head:
    """A signed head for a POST to `url`."""
    parsed = httpx.URL(url)
    path, _, query = parsed.raw_path.decode().partition("?")
    fields = {"content-type": (media_type,), "content-digest": (content_digest(body),)}
    head = Head("POST", parsed.netloc.decode(), path, query, fields)
    signed = {name: (value,) for name, value in signer.sign(head).items()}
    return Head(head.method, head.authority, head.path, head.query, {**fields, **signed})


def headers_for(
    signer: Signer, url: str, body: bytes, media_type: str = MEDIA_TYPE
) -> dict[str, str]:
    """The same, as headers to send."""
    head = head_for(signer, url, body, media_type)
    return {name: lines[0] for name, lines in head.fields.items()}
