"""Who reaches the demo's issuer of personas, whose addresses no other site has.

Each answers only on this machine and under the one name that the issuer goes by, so that neither
a proxy nor a name that was made to point here reaches it.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from samvar.model.errors import NotFound, UsageError
from samvar.node.provider.provider import Provider, is_loopback

NOT_KEPT = {"cache-control": "no-store"}
FOREIGN = {"foreign": True, "also": (404,)}
"""Of a route that a program posts to: no form of ours, and nothing for whoever is elsewhere."""


def only_here(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let through what comes from this machine and names the issuer as its host.

    Raises:
        NotFound: it comes from elsewhere, or by another name.
    """
    client = connection.client
    named = connection.headers.get("host", "") == provider_of(connection).netloc
    if client is None or not is_loopback(client.host) or not named:
        raise NotFound("there is nothing at this address")


def provider_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Provider:
    """The issuer that the site has."""
    found = connection.app.state.provider
    assert isinstance(found, Provider)  # these routes are mounted with it alone
    return found


async def pairs_of(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """The fields of a form that a program sent, in its order.

    Raises:
        UsageError: it is not a form.
    """
    kind, _ = request.content_type
    if kind != "application/x-www-form-urlencoded":
        raise UsageError("send a form", remedy="as application/x-www-form-urlencoded")
    form = await request.form()
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
