"""The network's HTTP routes, without a web framework: bytes in, status and bytes out.

One takes questions, one takes what logs show to their witnesses. `web/` mounts them; a plain
server can as well. Each declares itself like every route, and is open in
the sense of the web's guard: who stands behind the door verifies each message itself.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from samvar.govern.route import declare
from samvar.model.errors import BadInput, SamvarError
from samvar.network.message import MOST_BYTES
from samvar.network.transport import MEDIA_TYPE, PATH, WITNESS_PATH

DECLARATION = declare("open", None, "network-message", "network.ask")
WITNESS_DECLARATION = declare("open", None, "witness-log", "network.witness")
PROBLEM_TYPE = "application/problem+json"

__all__ = [
    "DECLARATION", "MEDIA_TYPE", "MOST_BYTES", "PATH", "PROBLEM_TYPE", "WITNESS_DECLARATION",
    "WITNESS_PATH", "answer_http",
]  # fmt: skip


class Door(Protocol):
    """What takes a node's message and gives the reply: an `Answerer`, a `WitnessDoor`."""

    def handle(self, raw: bytes) -> bytes:
        """A sealed message in, a sealed message out."""
        ...


def answer_http(door: Door, media_type: str, body: bytes) -> tuple[int, str, bytes]:
    """(status, media type, body) for one POST. Never raises; a failure names no cause in detail."""
    if media_type.partition(";")[0].strip().lower() != MEDIA_TYPE:
        return _problem(415, "usage", f"the network speaks {MEDIA_TYPE}")
    try:
        return 200, MEDIA_TYPE, door.handle(body)
    except BadInput as error:
        return _problem(400, error.code, error.what)
    except SamvarError as error:
        return _problem(error.status, error.code, "the node cannot answer now")
    except Exception:
        return _problem(500, "internal", "the node failed")


def _problem(status: int, code: str, title: str) -> tuple[int, str, bytes]:
    """RFC 9457."""
    body = {"type": f"urn:samvar:error:{code}", "title": title, "status": status, "code": code}
    return status, PROBLEM_TYPE, msgspec.json.encode(body)
