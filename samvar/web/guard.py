"""The door of every route: nothing is served that has not declared what it is and who may.

In this order: where did the request begin, who is behind it, does the node's policy allow
it, and is it written down. A refusal is written down as well. What a route writes down by
itself, with the question's hash, is not written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from samvar.govern.act import written_reason
from samvar.govern.audit import entry
from samvar.govern.patient import facts_for, own_person
from samvar.govern.policy import Decision
from samvar.govern.route import RouteDeclaration
from samvar.model.errors import NotFound, NotSignedIn, Refused
from samvar.present.page import About, Missing
from samvar.web.security import check_origin
from samvar.web.visit import Visit, signed_in_now, visit_of

if TYPE_CHECKING:
    from samvar.node.node import Node

_SAFE = ("GET", "HEAD", "OPTIONS")
_NEEDS_FRESH = frozenset({"erase:contribution", "destroy:record", "break:glass"})
"""What cannot be undone, or opens what is closed, needs a sign-in of moments ago."""

Writes = Callable[[Mapping[str, Any]], bool]
"""Whether a route, at these path parameters, writes down each question by itself."""


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request through to its handler.

    Raises:
        Refused: the route declares nothing, the request began on another site, or policy
            says no. NotSignedIn: nobody is behind it and the route is not open.
        NotFound: the path names a node that does not run here, or what is not there for them.
    """
    declaration = declaration_of(handler)
    if declaration is None:
        raise Refused("the route does not declare what it is for")
    foreign = handler.opt.get("foreign") or declaration.permission == "beacon:nation"
    if connection.scope.get("method") not in _SAFE and not foreign:
        check_origin(connection.headers)
    if handler.opt.get("quiet"):
        return
    writes: Writes = handler.opt.get("writes", _nothing)
    await anyio.to_thread.run_sync(_admit, connection, declaration, writes)


def _nothing(_parameters: Mapping[str, Any]) -> bool:
    return False


def _admit(
    connection: ASGIConnection[Any, Any, Any, Any], declaration: RouteDeclaration, writes: Writes
) -> None:
    visit = visit_of(connection)
    if declaration.permission == "open":
        return
    node = visit.node
    if "node" in connection.path_params:
        node = visit.node_named(connection.path_params["node"])
    person = _subject(connection, node, visit)
    decision = may(visit, node, declaration.permission, person)
    if not decision.allowed and not visit.signed_in:
        raise NotSignedIn("nobody has signed in", remedy="sign in first")
    if decision.allowed and writes(connection.path_params):
        return
    missing = _missing(connection, node, visit) if decision.allowed else ""
    outcome = "allowed" if decision.allowed and not missing else "refused"
    node.audit.append(
        entry(
            node.id,
            visit.asker,
            declaration.audit,
            outcome,
            reason=written_reason(decision, missing),
            subject=person,
        )
    )
    if not decision.allowed:
        words = decision.sv if visit.language.code == "sv" else decision.en
        raise Refused(words, why=", ".join(decision.reasons))
    if missing:
        raise NotFound(missing)


def _subject(
    connection: ASGIConnection[Any, Any, Any, Any], node: Node, visit: Visit
) -> str | None:
    """Whom the page is about: the patient in its address, or the patient who reads it."""
    handler: BaseRouteHandler = connection.scope["route_handler"]
    about: About | None = handler.opt.get("about")
    if about is None:
        return own_person(node, visit.asker) if handler.opt.get("own") else None
    return about(node, _named(connection))


def _missing(connection: ASGIConnection[Any, Any, Any, Any], node: Node, visit: Visit) -> str:
    """That what the address names is not there for this person, in words; "" where it is."""
    handler: BaseRouteHandler = connection.scope["route_handler"]
    missing: Missing | None = handler.opt.get("missing")
    return "" if missing is None else missing(node, visit.asker, _named(connection))


def _named(connection: ASGIConnection[Any, Any, Any, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in connection.path_params.items()}


def may(visit: Visit, node: Node, permission: str, person: str | None = None) -> Decision:
    """What the node's policy says to this person and purpose, of a patient if one is named."""
    fresh = permission in _NEEDS_FRESH and signed_in_now(visit.site, visit.session)
    facts = facts_for(node, visit.asker, person, stepped_up=fresh)
    return node.policy.decide(visit.asker, permission, facts)


def declaration_of(handler: BaseRouteHandler) -> RouteDeclaration | None:
    """What a route says of itself, if it does."""
    found = handler.opt.get("declaration")
    return found if isinstance(found, RouteDeclaration) else None
