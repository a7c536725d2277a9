"""Every route says who may use it, what for, how it is remembered, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.handlers import ASGIRouteHandler, BaseRouteHandler

from samvar.govern.purpose import Purpose
from samvar.govern.route import PERMISSIONS, RouteDeclaration
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.web.issuing import provider_at

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Litestar]:
    """The application of a site with one empty node."""
    folder: Path = tmp_path_factory.mktemp("site")
    init_node(folder, "uppsala")
    site = Site.open(folder)
    yield create_app(site, demo=True, provider=provider_at())
    site.close()


def _handlers(app: Litestar) -> list[tuple[str, BaseRouteHandler]]:
    found: list[tuple[str, BaseRouteHandler]] = []
    for route in app.routes:
        several = getattr(route, "route_handlers", None) or [route.route_handler]
        # Litestar answers OPTIONS by itself, with the methods and nothing else.
        found += [(route.path, h) for h in several if getattr(h, "http_methods", ()) != {"OPTIONS"}]
    return found


def test_there_are_routes_to_look_at(app: Litestar) -> None:
    assert len(_handlers(app)) > 10


def test_each_route_declares_permission_purpose_audit_verb_and_title(app: Litestar) -> None:
    for path, handler in _handlers(app):
        declared = handler.opt.get("declaration")
        assert isinstance(declared, RouteDeclaration), path
        assert declared.permission in PERMISSIONS, path
        assert declared.purpose is None or isinstance(declared.purpose, Purpose), path
        assert declared.audit == declared.audit.lower().strip(), path
        assert declared.audit, path
        assert declared.title, path


def test_a_route_that_changes_something_is_not_reached_by_a_link(app: Litestar) -> None:
    for path, handler in _handlers(app):
        if isinstance(handler, ASGIRouteHandler):
            continue
        methods = set(getattr(handler, "http_methods", ()))
        declared = handler.opt["declaration"]
        if declared.permission in ("load:data", "withdraw:sample", "run:job", "change:node"):
            looks = methods & {"GET", "HEAD"}
            assert not looks or not methods & CHANGES, path


OPEN = {
    "/sign-in",
    "/sign-in/issuer",
    "/sign-in/back",
    "/session",
    "/session/end",
    "/purpose",
    "/reading",
    "/help",
    # The rules are no secret, and no data stand behind the answer.
    "/policy/why",
    "/healthz",
    "/openapi.json",  # the routes of an open source
    "/static/{file_path:path}",
    # A message carries its own signature, warrant and policy decision.
    "/network/v1/ask",
    "/nodes/{node:str}/network/v1/ask",
    "/network/v1/witness",
    "/nodes/{node:str}/network/v1/witness",
    # The demo's issuer of personas, on this machine only (tests/web/test_issuer_absent.py).
    "/.well-known/openid-configuration",
    "/issuer/jwks",
    "/issuer/authorize",
    "/issuer/choose",
    "/issuer/token",
    "/issuer/userinfo",
    "/issuer/end-session",
    # A reference genome is public knowledge.
    "/nodes/{node:str}/reference/{assembly:str}/index.fai",
    "/nodes/{node:str}/reference/{assembly:str}/bases.fa",
}


def test_a_new_open_route_must_be_named_here(app: Litestar) -> None:
    found = {p for p, handler in _handlers(app) if handler.opt["declaration"].permission == "open"}
    assert found <= OPEN
