"""A request that does not say sensibly to whom it is: refused before anything reads its address.

Whatever builds an address from the `Host` header fails where that is none, and so does what
answers errors.
"""

from __future__ import annotations

import re
from typing import cast

import msgspec
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import (
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Receive,
    Scope,
    Send,
)

from samvar.model.errors import UsageError
from samvar.model.ids import new_id
from samvar.present.language import Language
from samvar.web.problem import TITLES, problem_of
from samvar.web.security import HEADERS

_HOST = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")


class App(Litestar):
    """The application, behind a look at the `Host`."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive,
        send: Send | LifeSpanSend,
    ) -> None:  # fmt: skip
        """Pass on what is addressed to somebody; 400 to the rest, as RFC 9112 section 3.2 asks."""
        if scope["type"] == ScopeType.HTTP:
            hosts = [value for name, value in cast(Scope, scope)["headers"] if name == b"host"]
            if len(hosts) > 1 or not all(map(is_host, hosts)):
                await _refuse(cast(Send, send))
                return
        await super().__call__(scope, receive, send)


def is_host(value: bytes) -> bool:
    """Whether this is the name of a host, or its address, with a port or without.

    >>> is_host(b"samvar.region.example:8443"), is_host(b"[::1]:80"), is_host(b"a:#")
    (True, True, False)
    """
    _, _, port = value.rpartition(b":")
    return _HOST.match(value) is not None and not (port.isdigit() and int(port) > 65_535)


async def _refuse(send: Send) -> None:
    problem = problem_of(
        UsageError("the request does not name its host", remedy="send one header Host: NAME")
    )
    title = Language.of("en").text(TITLES[problem.code])
    body = msgspec.json.encode(problem.as_json(title, new_id("question")))
    told = {
        **HEADERS,
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    rows = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": rows})
    await send({"type": "http.response.body", "body": body, "more_body": False})
