"""The network's HTTP routes, without a web framework: bytes in, status and bytes out.

One takes questions, one takes what logs show to their witnesses. `web/` mounts them; a plain
server can as well. Each declares itself like every route, and is open in
the sense of the web's guard: a request proves itself by its head (`signature`) before its body is
read, and who stands behind the door verifies each message too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from samvar.govern.route import declare
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, SamvarError
from samvar.network.message import MOST_BYTES
from samvar.network.roster import Roster
from samvar.network.signature import Gate, Head, Proven
from samvar.network.transport import MEDIA_TYPE, PATH, WITNESS_PATH

DECLARATION = declare("open", None, "network-message", "network.ask")
WITNESS_DECLARATION = declare("open", None, "witness-log", "network.witness")
PROBLEM_TYPE = "application/problem+json"

__all__ = [
    "DECLARATION", "MEDIA_TYPE", "MOST_BYTES", "PATH", "PROBLEM_TYPE", "WITNESS_DECLARATION",
    "WITNESS_PATH", "HttpDoor", "answer_http",
]  # fmt: skip


class Door(Protocol):
    """What takes a node's message and gives the reply: an `Answerer`, a `WitnessDoor`."""

    def handle(self, raw: bytes) -> bytes:
        """A sealed message in, a sealed message out."""
        ...


Answer = tuple[int, str, bytes]
"""Status, media type and body."""


class HttpDoor:
    """A door as HTTP reaches it: the head first, the body only if the head is proven.

    refused: told of each head that was not, with the node it claims to come from.
    """

    def __init__(
        self,
        door: Door,
        roster: Callable[[], Roster],
        clock: Callable[[], datetime] = utc_now,
        refused: Callable[[str, SamvarError], None] = lambda _node, _error: None,
    ) -> None:
        self._door, self._gate, self._refused = door, Gate(roster, clock), refused

    def admit(self, head: Head) -> Proven | SamvarError:
        """Who sends, or why nobody is believed. Quick, and waits for nothing."""
        try:
            return self._gate.admit(head)
        except SamvarError as error:
            return error

    def answer(self, head: Head, proven: Proven | SamvarError, body: bytes) -> Answer:
        """What goes back; an unproven head needs no body. Never raises."""
        media_type = head.fields.get("content-type", ("",))[0]
        if not _is_ours(media_type):
            return answer_http(self._door, media_type, b"")
        try:
            if isinstance(proven, SamvarError):
                raise proven
            proven.check(body)
        except SamvarError as error:
            return self._refuse(head, error)
        return answer_http(self._door, media_type, body)

    def handle(self, head: Head, body: bytes) -> Answer:
        """Both steps, where the body has come already."""
        return self.answer(head, self.admit(head), body)

    def _refuse(self, head: Head, error: SamvarError) -> Answer:
        try:
            self._refused(head.claims or "nobody", error)
        except SamvarError as failed:
            return _problem(failed.status, failed.code, "the node cannot answer now")
        return _problem(error.status, error.code, error.what)


def _is_ours(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower() == MEDIA_TYPE


def answer_http(door: Door, media_type: str, body: bytes) -> Answer:
    """(status, media type, body) for one POST. Never raises; a failure names no cause in detail."""
    if not _is_ours(media_type):
        return _problem(415, "usage", f"the network speaks {MEDIA_TYPE}")
    try:
        return 200, MEDIA_TYPE, door.handle(body)
    except BadInput as error:
        return _problem(400, error.code, error.what)
    except SamvarError as error:
        return _problem(error.status, error.code, "the node cannot answer now")
    except Exception:
        return _problem(500, "internal", "the node failed")


def _problem(status: int, code: str, title: str) -> Answer:
    """RFC 9457."""
    body = {"type": f"urn:samvar:error:{code}", "title": title, "status": status, "code": code}
    return status, PROBLEM_TYPE, msgspec.json.encode(body)
