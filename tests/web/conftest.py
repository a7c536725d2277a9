"""One real site of seven small nodes for all tests of the web."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from samvar.node.node import Node
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.country import Draw
from tests.web.issuing import Clock, caller, provider_at
from tests.web.visitor import Visitor, small_demo

HOME = "orebro"
"""The centre whose patient's own pages are looked at."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Site]:
    """Seven nodes with synthetic people."""
    demo = small_demo(tmp_path_factory.mktemp("site"), draw)
    yield demo.site
    demo.close()


@pytest.fixture(scope="session")
def app(site: Site) -> Litestar:
    """The application over them."""
    return create_app(site, demo=True)


@pytest.fixture
def visitor(app: Litestar) -> Callable[..., Visitor]:
    """Somebody who comes to the site; signed in when a persona is named."""

    def come(
        persona: str = "", language: str = "en", centre: str = "", purpose: str = ""
    ) -> Visitor:
        one = Visitor(app, language)
        return one.sign_in(persona, centre, purpose) if persona else one

    return come


@pytest.fixture(scope="session")
def issuer_app(site: Site) -> Litestar:
    """The same with the demo's issuer of personas."""
    return create_app(site, demo=True, provider=provider_at(clock=Clock()))


@pytest.fixture
def here(issuer_app: Litestar) -> TestClient[Any]:
    """Somebody on this machine who calls it."""
    return caller(issuer_app)


@pytest.fixture
def clock(issuer_app: Litestar) -> Iterator[Clock]:
    """The issuer's time, which goes back to ours after the test."""
    time = issuer_app.state.provider._clock
    yield time
    time.ahead = timedelta()


@pytest.fixture
def node(site: Site) -> Node:
    """The node of that patient."""
    return site.nodes[HOME]


@pytest.fixture
def patient(visitor: Callable[..., Visitor]) -> Visitor:
    """The patient, signed in at their own centre."""
    return visitor("patient", centre=HOME)


@pytest.fixture
def person(node: Node) -> str:
    """The opaque id of the patient."""
    with node.records.read() as tx:
        found = tx.accounts.person_of(f"patient@{HOME}")
    assert found is not None
    return found
