"""Nothing that tells of people leaves a node without a class that says what bounds it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar

from samvar.govern.route import PERMISSIONS
from samvar.govern.telling import Telling, telling
from samvar.model.errors import UsageError
from samvar.node.build import init_node, registry
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.architecture.test_routes import _handlers
from tests.web.issuing import provider_at

SOURCE = Path(__file__).parents[2] / "samvar"
ACTS = {"permit", "changing", "permit_about", "changing_about", "permit_of", "changing_of"}
"""What decides and writes down before a command, a service or a page acts."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Litestar]:
    """The application of a site with one empty node."""
    folder: Path = tmp_path_factory.mktemp("site")
    init_node(folder, "uppsala")
    site = Site.open(folder)
    yield create_app(site, demo=True, provider=provider_at())
    site.close()


def _acts() -> Iterator[tuple[str, str, str]]:
    """File, permission and verb of every act whose words stand in the source."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            words = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
            at = next((i for i, w in enumerate(words) if w in PERMISSIONS), None)
            if name in ACTS and at is not None and len(words) > at + 1 and words[at + 1]:
                yield path.name, str(words[at]), str(words[at + 1])


def test_every_operation_says_what_it_tells() -> None:
    for operation in registry():
        assert telling(operation.permission, operation.verb), operation.name


def test_every_route_says_what_it_tells(app: Litestar) -> None:
    handlers = _handlers(app)
    assert len(handlers) > 50
    for path, handler in handlers:
        declared = handler.opt["declaration"]
        assert telling(declared.permission, declared.audit), path


def test_every_act_of_a_command_or_service_says_what_it_tells() -> None:
    acts = list(_acts())
    assert len(acts) > 40
    for file, permission, verb in acts:
        assert telling(permission, verb), file


def test_every_permission_is_of_one_class_or_names_its_verbs() -> None:
    for permission in PERMISSIONS:
        try:
            telling(permission, "something new")
        except UsageError:
            assert permission in {
                "open", "see:node", "see:datasets", "apply:permit", "see:permits", "ask:quality",
                "release:make",
            }  # fmt: skip


def test_what_nobody_has_said_is_refused() -> None:
    for permission in ("open", "see:node", "ask:quality", "see:everything"):
        with pytest.raises(UsageError, match="nothing says what 'show-figures'"):
            telling(permission, "show-figures")


def test_an_operation_is_on_the_ledger_just_where_it_says_what_it_tells_of_genes() -> None:
    silent = registry().newest("dataset_list").tells.__code__
    for operation in registry():
        priced = operation.tells.__code__ is not silent
        paid = telling(operation.permission, operation.verb) is Telling.LEDGER
        assert priced == paid, operation.name


def test_a_page_that_shows_figures_shows_those_of_a_class_that_bounds_them(app: Litestar) -> None:
    """Pages that ask the nation have its class, so that none is looser than what it asks."""
    found = {
        handler.opt["declaration"].audit: telling(
            handler.opt["declaration"].permission, handler.opt["declaration"].audit
        )
        for _, handler in _handlers(app)
    }
    for verb in ("see-variant", "search", "see-pgx-cohort", "visit-live-beacon", "count-cohort"):
        assert found[verb] is Telling.LEDGER
    assert found["visit-node-beacon"] is Telling.LEDGER
    assert found["ask-nation-beacon"] is Telling.RELEASE
    assert found["see-pgx-quality"] is Telling.INDICATOR
