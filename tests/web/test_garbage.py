"""The site under garbage: every route, as every person; no fault of ours, and no answer unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from samvar.web.app import create_app
from tests.web.garbage import ROLES, Bombardment
from tests.web.visitor import small_demo


@pytest.fixture(scope="module")
def bombardment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bombardment]:
    """Against a site of its own, which garbage may fill as it can."""
    folder: Path = tmp_path_factory.mktemp("garbage")
    demo = small_demo(folder)
    yield Bombardment(create_app(demo.site, demo=True))
    demo.close()


def test_every_route_withstands_what_every_role_may_send(bombardment: Bombardment) -> None:
    for operation in bombardment.operations():
        if "/network/v1/" not in operation.path:  # test_garbage_network.py
            bombardment.fire(operation, count=2, roles_each=3)
    assert bombardment.broken == []
    assert set(bombardment.sent) == {*ROLES}
    assert {200, 303, 400, 401, 403, 404, 422} <= {*bombardment.statuses}


def test_the_document_knows_every_field_of_every_form(bombardment: Bombardment) -> None:
    """What the pages' forms send is what the document says that their addresses read."""
    known = bombardment.known
    assert known.pages > 50
    assert len(known.forms) > 10
    for action, names in known.forms.items():
        path = bombardment.document["paths"][known.template_of(action)]
        for content in path["post"]["requestBody"]["content"].values():
            assert names <= set(content["schema"]["properties"]), action


def test_a_method_that_is_not_listed_is_refused_with_those_that_are(
    bombardment: Bombardment,
) -> None:
    client = TestClient(bombardment.schema.app, raise_server_exceptions=False)
    for path, operations in bombardment.document["paths"].items():
        address = path.replace("{node}", "skane").replace("{", "").replace("}", "")
        for method in ("delete", "put", "patch", "post", "get"):
            if method not in operations:
                given = client.request(method, address)
                beacon = "/beacon" in path
                assert given.status_code in ((401, 403, 405) if beacon else (405,)), address
                if given.status_code == 405:
                    allowed = {m.strip().lower() for m in given.headers["allow"].split(",")}
                    assert {*operations} <= allowed, address


def test_the_document_is_served_and_is_openapi(bombardment: Bombardment) -> None:
    client = TestClient(bombardment.schema.app)
    served = client.get("/openapi.json").json()
    assert served == json.loads(json.dumps(bombardment.document))
    bombardment.schema.validate()
    declared = {
        (route.path, method.lower())
        for route in bombardment.schema.app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        if "declaration" in handler.opt and method in ("GET", "POST")
    }
    paths = {path.replace("{rest:path}", "info") for path, _ in declared}
    told = {re.sub(r"\{(\w+)\}", "{}", path) for path in served["paths"]}
    assert {re.sub(r"\{[\w:]+\}", "{}", path) for path in paths} <= told


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(2, 6))
def test_every_route_withstands_garbage_all_night(bombardment: Bombardment, number: int) -> None:
    bombardment.number = number
    bombardment.broken.clear()
    for operation in bombardment.operations():
        if "/network/v1/" not in operation.path:
            bombardment.fire(operation, count=20, roles_each=4)
    assert bombardment.broken == []
