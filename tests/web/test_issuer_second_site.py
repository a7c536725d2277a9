"""A second site whose people sign in at the demo's issuer, found by its discovery address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadSignature
from samvar.network.proof import Proofs
from samvar.network.warrant import Warrant
from samvar.node.build import init_node
from samvar.node.issuer_keys import IssuerKeys
from samvar.node.sign_in import PASSPORT
from samvar.node.site import Site
from samvar.web.app import create_app
from samvar.web.security import SESSION_COOKIE
from samvar.web.visit import _asker, signed_in_now
from tests.web.issuing import BACK, choose, provider_at, served
from tests.web.visitor import Reader, Visitor

FIELDS = {
    "title": "Statins", "purpose": "How many carry it?", "ethics": "2024-01234-01",
    "until": "2035-01-01", "ask-ask:national": "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def issuer(site: Site) -> Iterator[str]:
    """The demo with its issuer, over HTTP."""
    with served(lambda at: create_app(site, demo=True, provider=provider_at(at))) as address:
        yield address


@pytest.fixture(scope="module")
def second(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A node of Uppsala as `samvar node init` makes one, with the issuer's address and no more."""
    folder = tmp_path_factory.mktemp("second") / "node"
    init_node(folder, "uppsala")
    (folder / "visas.toml").write_text(
        f'[[issuer]]\nid = "{issuer}"\njwks_url = "{issuer}/issuer/jwks"\n', "utf-8"
    )
    with (folder / "node.toml").open("a") as out:
        out.write(
            f'oidc_issuer = "{issuer}"\noidc_client = "second"\n'
            f'oidc_scopes = "openid profile {PASSPORT}"\nvisa_issuers = "visas.toml"\n'
        )
    opened = Site.open(folder)
    yield opened
    opened.close()


class Browser:
    """Somebody who visits the second site, and is sent to the demo's page and back."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.visitor = Visitor(create_app(site, demo=False))
        self.visitor.client.base_url = httpx.URL("http://localhost:8701")

    def begin(self, query: str = "") -> str:
        sent = self.visitor.client.get(f"/sign-in/issuer{query}")
        assert sent.status_code == 303, sent.text
        return sent.headers["location"]

    def sign_in(self, persona: str, centre: str = "uppsala", query: str = "") -> httpx.Response:
        with httpx.Client(trust_env=False, timeout=30) as outside:
            sent = choose(outside, self.begin(query), persona, centre)
        where = sent.headers["location"]
        assert where.startswith(f"{BACK}?")
        return self.visitor.client.get(f"{urlsplit(where).path}?{urlsplit(where).query}")

    @property
    def session(self) -> str:
        return self.visitor.client.cookies.get(SESSION_COOKIE) or ""

    @property
    def asker(self) -> Asker:
        return _asker(self.site, self.session)


def test_a_persona_signs_in_and_asks_as_who_the_issuer_says(second: Site) -> None:
    browser = Browser(second)
    asked = parse_qs(urlsplit(browser.begin()).query)
    assert asked["code_challenge_method"] == ["S256"]
    came = browser.sign_in("pharmacist", query="?next=/help")
    assert (came.status_code, came.headers["location"]) == (303, "/help")
    asker = browser.asker
    assert (asker.user.id, asker.user.name, asker.user.role.value, asker.user.unit) == (
        "pharmacist", "Karin Holm", "pharmacist", "pharmacy",
    )  # fmt: skip
    assert asker.user.centre == "uppsala"
    answer = second.network("uppsala").ask_now("node_status", {}, asker)
    assert [part.state for part in answer.parts] == ["answered"]


def test_who_shows_it_again_has_just_been_there(second: Site) -> None:
    browser = Browser(second)
    assert browser.sign_in("geneticist", query="?fresh=true").status_code == 303
    assert signed_in_now(second, browser.session)


def test_a_persona_of_another_centre_is_kept_out(second: Site) -> None:
    browser = Browser(second)
    assert browser.sign_in("geneticist", "skane").status_code in (401, 403)
    assert not browser.session


def test_who_says_no_is_not_signed_in(second: Site) -> None:
    browser = Browser(second)
    assert browser.sign_in("").status_code in (401, 403)
    assert not browser.session


def test_the_passport_comes_before_a_controller_who_pinned_its_issuer(second: Site) -> None:
    applicant, controller = Browser(second), Browser(second)
    assert applicant.sign_in("researcher").status_code == 303
    sent = applicant.visitor.post("/research/applications", {**FIELDS, "visas": "yes"})
    permit = sent.headers["location"].rpartition("/")[2]
    assert controller.sign_in("controller").status_code == 303
    page = controller.visitor.get(f"/nodes/uppsala/permits/{permit}").text
    text = Reader(page).text
    assert "https://doi.org/10.1038/s41431-018-0219-y" in text
    assert "faculty@university.example" in text


def test_only_a_node_whose_roster_names_the_issuer_believes_it(second: Site, site: Site) -> None:
    """Not even the demo's own nodes do: their personas come from the issuers inside them."""
    browser = Browser(second)
    assert browser.sign_in("geneticist").status_code == 303
    asker = browser.asker
    warrant = Warrant.issue(
        asker, issuer="uppsala", audience="uppsala", question="q", now_ms=0, proof=asker.proof
    )
    told = {"sender": "uppsala", "operation": "node_status", "now": utc_now()}
    Proofs(lambda: second.roster, IssuerKeys()).check(warrant, **told)
    with pytest.raises(BadSignature, match="does not trust"):
        Proofs(lambda: site.roster, IssuerKeys()).check(warrant, **told)


def test_behind_a_proxy_or_by_another_name_there_is_no_issuer(issuer: str) -> None:
    """What a proxy on this machine passes on names whom it comes from, or keeps its own name."""
    for headers in (
        {"x-forwarded-for": "192.0.2.7"},
        {"host": "demo.region.example"},
        {"host": issuer.replace("http://127.0.0.1", "localhost")},
    ):
        for path in ("/.well-known/openid-configuration", "/issuer/authorize", "/issuer/jwks"):
            given = httpx.get(issuer + path, headers=headers, timeout=30)
            assert given.status_code == 404, headers
    assert httpx.get(f"{issuer}/issuer/jwks", timeout=30).status_code == 200
