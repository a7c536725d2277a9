"""The site under garbage: every route, as every person; no fault of ours, and no answer unknown."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import TestClient

from samvar.node.site import Site
from samvar.web.app import create_app
from tests.country import Draw
from tests.web.canary import (
    HERE,
    INSERTION,
    NAME,
    NUMBER,
    NUMBERS,
    PERSONAL,
    SENT,
    Ear,
    entries_of,
    plant,
    proofs_of,
)
from tests.web.garbage import ROLES, Bombardment
from tests.web.issuing import ASKED, provider_at
from tests.web.visitor import Visitor, small_demo

PLACES = ("logs", "errors", "addresses", "pages")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Site]:
    """A site of its own, which garbage may fill as it can, with canaries at one node."""
    folder: Path = tmp_path_factory.mktemp("garbage")
    demo = small_demo(folder, draw)
    plant(demo.site, folder)
    yield demo.site
    demo.close()


@pytest.fixture(scope="module")
def bombardment(site: Site) -> Bombardment:
    """Garbage, and what comes back."""
    app = create_app(site, demo=True, provider=provider_at())
    made = Bombardment(app, words=SENT, ear=Ear())
    for name, value in ASKED.items():  # what a client says stands on no page of ours
        made.known.values[name].add(value)
    return made


@pytest.fixture(scope="module")
def ear(bombardment: Bombardment) -> Ear:
    """What was heard while every route was sent garbage, and every role sent some."""
    assert bombardment.ear is not None
    with bombardment.ear.on_logs():
        for operation in routes(bombardment):  # by a third of the roles; by all of them at night
            bombardment.fire(operation, count=2, roles_each=1, roles=5)
    return bombardment.ear


def routes(bombardment: Bombardment) -> Iterator[Any]:
    """All routes but the network's own, which test_garbage_network.py tries."""
    for operation in bombardment.operations():
        if "/network/v1/" not in operation.path:
            yield operation


def test_every_route_withstands_garbage(bombardment: Bombardment, ear: Ear) -> None:
    assert bombardment.broken == []
    assert set(bombardment.sent) == {*ROLES}
    assert {200, 303, 400, 401, 403, 404, 422} <= {*bombardment.statuses}


def check_canaries(site: Site, ear: Ear) -> None:
    """Nothing of a person stands where it may not, whoever asked and whatever was sent."""
    for place in PLACES:
        assert ear.heard[place], f"nothing was heard of {place}"
    check_heard(site, ear)
    entries = entries_of(site)
    assert "place-order" in entries
    for word in (*SENT, *tokens_of(site, ear)):
        assert word not in entries


def check_heard(site: Site, ear: Ear) -> None:
    tokens = tokens_of(site, ear)
    assert len(tokens) > len(ROLES)
    for place in PLACES:
        assert ear.found(place, tokens) == [], f"a token in {place}"
    for what, words in PERSONAL.items():
        assert ear.found("logs", words) == [], f"a {what} in a log"
        # What somebody has typed may be repeated to them; a number not even then.
        typed = what != "number"
        assert ear.found("errors", words, unasked=typed) == [], f"a {what} in an error"
        assert ear.found("addresses", words, unasked=True) == [], f"a {what} in an address"
    assert ear.found("pages", PERSONAL["number"], unasked=True) == []  # not even where it belongs


def tokens_of(site: Site, ear: Ear) -> tuple[str, ...]:
    return (*ear.tokens, *proofs_of(site))


def test_nothing_of_a_person_is_in_what_a_site_under_garbage_gives_out(
    site: Site, ear: Ear
) -> None:
    check_canaries(site, ear)


def test_the_canaries_were_there_to_be_seen(bombardment: Bombardment, ear: Ear) -> None:
    """Sent to the site, and shown by it to the ward: the test above can fail."""
    asked = " ".join(said for pieces in ear.heard.values() for said, _ in pieces)
    assert all(word in asked for word in (NAME, NUMBER))
    one = Visitor(bombardment.app).sign_in("pharmacist", HERE)
    assert NAME in one.get(f"/nodes/{HERE}/pgx/orders").text


LEAKS = [
    # where        status  headers  body
    ("errors", 404, {}, f"no patient {NAME} here"),
    ("errors", 422, {"content-type": "application/json"}, json.dumps({"why": NUMBERS[3]})),
    ("errors", 400, {"x-why": [INSERTION]}, ""),
    ("errors", 404, {"content-type": "text/html"}, f'<p class="problem-status">404 {NAME}'),
    ("addresses", 303, {"location": f"/patients/{quote(NAME)}"}, ""),
    ("addresses", 200, {"content-type": "text/html"}, f'<a href="/p?x={NUMBERS[0]}">x</a>'),
    ("addresses", 200, {"content-type": "application/json"}, json.dumps({"u": f"/x/{NAME}"})),
]


@pytest.mark.parametrize(("place", "status", "headers", "body"), LEAKS)
def test_a_leak_would_be_heard(place: str, status: int, headers: dict[str, Any], body: str) -> None:
    ear = Ear()
    ear.hear("GET /", status, headers, body.encode())
    assert ear.found(place, tuple(word for words in PERSONAL.values() for word in words))


def test_a_leak_into_a_log_would_be_heard() -> None:
    ear = Ear()
    with ear.on_logs():
        logging.getLogger("samvar.web").error("no patient %s", NAME)
        sys.stdout.write(f"{NUMBER}\n")
    assert len(ear.found("logs", (NAME, NUMBER))) == 2


def test_the_document_knows_every_field_of_every_form(bombardment: Bombardment) -> None:
    """What the pages' forms send is what the document says that their addresses read."""
    known = bombardment.known
    assert known.pages > 50
    assert len(known.forms) > 10
    for action, names in known.forms.items():
        path = bombardment.document["paths"][known.template_of(action)]
        for content in path["post"]["requestBody"]["content"].values():
            told = set(content["schema"]["properties"])
            many = {name for name in names if f"{name.partition('.')[0]}.*" in told}
            assert names - many <= told, action


def test_a_method_that_is_not_listed_is_refused_with_those_that_are(
    bombardment: Bombardment,
) -> None:
    client = TestClient(bombardment.app, raise_server_exceptions=False)
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
    client = TestClient(bombardment.app)
    served = client.get("/openapi.json").json()
    assert served == json.loads(json.dumps(bombardment.document))
    bombardment.schema.validate()
    declared = {
        (route.path, method.lower())
        for route in bombardment.app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        if "declaration" in handler.opt and method in ("GET", "POST")
    }
    paths = {path.replace("{rest:path}", "info") for path, _ in declared}
    told = {re.sub(r"\{(\w+)\}", "{}", path) for path in served["paths"]}
    assert {re.sub(r"\{[\w:]+\}", "{}", path) for path in paths} <= told


@pytest.mark.nightly
@pytest.mark.parametrize("number", range(2, 6))
def test_every_route_withstands_garbage_all_night(
    site: Site, bombardment: Bombardment, number: int
) -> None:
    """What was heard is judged route by route and let go: a night of pages would fill memory."""
    bombardment.number = number
    bombardment.broken.clear()
    assert bombardment.ear is not None
    bombardment.ear = ear = Ear(tokens=bombardment.ear.tokens)
    heard = set[str]()
    with ear.on_logs():
        for operation in routes(bombardment):
            bombardment.fire(operation, count=20, roles_each=4)
            check_heard(site, ear)
            heard |= {*ear.heard}
            ear.heard.clear()
    check_heard(site, ear)
    assert bombardment.broken == []
    assert heard | {*ear.heard} >= {*PLACES}
