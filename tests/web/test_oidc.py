"""Signing in at a real OpenID Connect provider, and asking the nation as the person it names."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from samvar.govern.identity import Asker
from samvar.govern.proof import Proof
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.model.errors import BadSignature
from samvar.network.proof import Proofs
from samvar.network.warrant import Warrant
from samvar.node.build import init_node
from samvar.node.issuer_keys import IssuerKeys
from samvar.node.sign_in import Pending, Standing, _check_fresh
from samvar.node.site import Site
from samvar.web.app import create_app
from samvar.web.security import SESSION_COOKIE
from samvar.web.visit import _asker, standing_of
from tests.web.visitor import Visitor

ROOT = Path(__file__).parents[2]
BACK = "http://testserver.local/sign-in/back"
CLAIMS = """
subject = "employeeHsaId"
role = "title"
centre = "unit"
purpose = "commissionPurpose"
[roles]
Apotekare = "pharmacist"
[centres]
SE2321000016 = "stockholm"
[purposes]
"Vård och behandling" = "TREAT"
"""


@contextmanager
def provider(*more: str) -> Iterator[str]:
    """A provider that runs, by its address. more: what else it is given, see its file."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules/oidc-provider").is_dir():
        pytest.skip("no Node.js with oidc-provider on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [node, str(Path(__file__).with_name("oidc_provider.mjs")), str(port), BACK, *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdout is not None
    assert any(line.startswith("ready") for line in running.stdout)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as address:
        yield address


@pytest.fixture(scope="module")
def site(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("oidc") / "node"
    init_node(folder, "stockholm")
    (folder / "claims.toml").write_text(CLAIMS, "utf-8")
    with (folder / "node.toml").open("a") as out:
        out.write(
            f'oidc_issuer = "{issuer}"\noidc_client = "samvar"\noidc_claims = "claims.toml"\n'
        )
    site = Site.open(folder)
    yield site
    site.close()


class Browser:
    """Follows a sign-in through the provider's own pages, and keeps both sides' cookies."""

    def __init__(self, site: Site) -> None:
        self.visitor = Visitor(create_app(site, demo=False))
        self.outside = httpx.Client(follow_redirects=False, trust_env=False)

    def begin(self, query: str = "") -> str:
        sent = self.visitor.client.get(f"/sign-in/issuer{query}", follow_redirects=False)
        assert sent.status_code == 303
        return sent.headers["location"]

    def there_and_back(self, address: str, login: str) -> str:
        """The address that the provider sends the browser back to."""
        answer = self.outside.get(address)
        for _ in range(12):
            where = answer.headers.get("location", "")
            if where.startswith(BACK):
                return where
            if where:
                answer = self.outside.get(httpx.URL(str(answer.url)).join(where))
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form, answer.text[:500]
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            fields = {"prompt": prompt[1] if prompt else "consent"}
            if fields["prompt"] == "login":
                fields |= {"login": login, "password": "any"}
            answer = self.outside.post(httpx.URL(str(answer.url)).join(form[1]), data=fields)
        raise AssertionError("the provider sends us round in circles")

    def come_back(self, where: str) -> httpx.Response:
        parts = urlsplit(where)
        return self.visitor.client.get(f"{parts.path}?{parts.query}", follow_redirects=False)

    def sign_in(self, login: str, query: str = "") -> httpx.Response:
        return self.come_back(self.there_and_back(self.begin(query), login))

    def asker(self, site: Site) -> Asker:
        return _asker(site, self.visitor.client.cookies.get(SESSION_COOKIE) or "")


@pytest.fixture
def browse(site: Site) -> Iterator[Callable[[], Browser]]:
    """A browser that knows nobody yet, as often as it is called."""
    opened: list[Browser] = []

    def come() -> Browser:
        opened.append(Browser(site))
        return opened[-1]

    yield come
    for browser in opened:
        browser.outside.close()


Browse = Callable[[], Browser]


def test_a_person_signs_in_and_asks_as_who_the_provider_says(site: Site, browse: Browse) -> None:
    browser = browse()
    came = browser.sign_in("anna", "?next=/help")
    assert (came.status_code, came.headers["location"]) == (303, "/help")
    asker = browser.asker(site)
    assert (asker.user.id, asker.user.role.value, asker.user.centre, asker.purpose.value) == (
        "SE-ANNA", "pharmacist", "stockholm", "TREAT",
    )  # fmt: skip
    answer = site.network("stockholm").ask_now("node_status", {}, asker)
    assert [part.state for part in answer.parts] == ["answered"]
    written = site.nodes["stockholm"].records
    with written.read() as tx:
        entries = tx.audit.page(limit=5)
    assert "SE-ANNA" in {one.entry.person for one in entries}
    assert asker.proof is not None
    assert not any(asker.proof.token[:40] in repr(one) for one in entries)


def test_without_the_token_the_same_name_gets_nothing(site: Site, browse: Browse) -> None:
    browser = browse()
    browser.sign_in("anna")
    asker = browser.asker(site)
    assert asker.proof is not None
    network = site.network("stockholm")
    for proof in (None, Proof(asker.proof.token, "another-salt")):
        answer = network.ask_now("node_status", {}, replace(asker, proof=proof))
        assert [part.state for part in answer.parts] == ["refused"]


def test_a_token_is_of_no_use_to_another_node(site: Site, browse: Browse) -> None:
    browser = browse()
    browser.sign_in("anna")
    asker = browser.asker(site)
    warrant = Warrant.issue(
        asker, issuer="skane", audience="stockholm", question="q", now_ms=0, proof=asker.proof
    )
    proofs = Proofs(lambda: site.roster, IssuerKeys())
    now = site.vouching._clock()
    proofs.check(warrant, sender="stockholm", operation="node_status", now=now)
    with pytest.raises(BadSignature):
        proofs.check(warrant, sender="skane", operation="node_status", now=now)


@pytest.mark.parametrize("login", ["bo", "eva"])
def test_who_works_elsewhere_or_for_something_else_is_kept_out(
    site: Site, browse: Browse, login: str
) -> None:
    browser = browse()
    came = browser.sign_in(login)
    assert came.status_code in (401, 403)
    assert SESSION_COOKIE not in browser.visitor.client.cookies


def test_another_browsers_answer_signs_nobody_in(site: Site, browse: Browse) -> None:
    """Login CSRF: the attacker's own code, given to somebody else's browser."""
    attacker, victim = browse(), browse()
    where = attacker.there_and_back(attacker.begin(), "anna")
    assert victim.come_back(where).status_code in (401, 403)
    victim.begin()  # even when the victim is about to sign in
    assert victim.come_back(where).status_code in (401, 403)
    assert SESSION_COOKIE not in victim.visitor.client.cookies


def test_an_answer_counts_once_and_a_changed_one_not_at_all(site: Site, browse: Browse) -> None:
    browser = browse()
    where = browser.there_and_back(browser.begin(), "anna")
    assert browser.come_back(where).status_code == 303
    assert browser.come_back(where).status_code in (401, 403)
    for change in (
        "&state=x",
        "&iss=https%3A%2F%2Fevil.example",
        "&code=x",
        "&error=access_denied",
    ):
        other = browse()
        named = change[1:].partition("=")[0]
        sent = other.there_and_back(other.begin(), "anna")
        sent = re.sub(rf"(?<=[?&]){named}=[^&]*&?", "", sent) + change
        assert other.come_back(sent).status_code in (401, 403), change


def test_the_provider_is_asked_with_pkce_and_bound_to_this_node(site: Site, browse: Browse) -> None:
    asked = parse_qs(urlsplit(browse().begin("?fresh=true")).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert asked["redirect_uri"] == [BACK]
    again = parse_qs(urlsplit(browse().begin()).query)
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name] != again[name]


def shown(site: Site, browser: Browser) -> datetime:
    """When the provider says that the person showed who they are."""
    said = standing_of(site, browser.visitor.client.cookies[SESSION_COOKIE]).shown
    assert said is not None
    return parse_iso(said)


def test_stepping_up_goes_by_when_the_provider_saw_the_person(site: Site, browse: Browse) -> None:
    """A session begun now at a provider that saw nobody now is not a person who was here now."""
    browser = browse()
    browser.sign_in("anna")
    first = shown(site, browser)
    time.sleep(1.2)
    browser.sign_in("anna")  # the provider still knows her, and asks nothing
    assert shown(site, browser) == first
    session = browser.visitor.client.cookies[SESSION_COOKIE]
    standing = standing_of(site, session)
    assert standing.is_fresh(first + timedelta(minutes=15))
    assert not standing.is_fresh(first + timedelta(minutes=15, seconds=1))
    assert not standing.is_fresh(first - timedelta(minutes=5))  # from the future: no proof
    browser.sign_in("anna", "?fresh=true")
    assert shown(site, browser) > first


def test_who_takes_the_demand_out_of_the_address_is_not_let_in(
    site: Site, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`max_age` travels through the browser; that it was honoured is read from the token."""
    browser = browse()
    browser.sign_in("anna")
    browser.visitor.client.cookies.delete(SESSION_COOKIE)
    monkeypatch.setattr("samvar.node.sign_in._SKEW", timedelta(0))
    time.sleep(1.2)
    assert {"prompt=login", "max_age=0"} <= {*browser.begin("?fresh=true").split("&")}
    address = re.sub(r"&(prompt=login|max_age=0)(?=&|$)", "", browser.begin("?fresh=true"))
    assert "max_age" not in address
    came = browser.come_back(browser.there_and_back(address, "anna"))
    assert came.status_code in (401, 403)
    assert SESSION_COOKIE not in browser.visitor.client.cookies


def test_an_issuer_that_does_not_say_when_is_never_fresh() -> None:
    pending = Pending("s", "v", "salt", BACK, "/", iso(utc_now()), fresh=True)
    with pytest.raises(BadSignature, match="asking who they are"):
        _check_fresh(None, pending)
    usual = Pending("s", "v", "salt", BACK, "/", iso(utc_now() - timedelta(hours=8)))
    _check_fresh(None, usual)
    with pytest.raises(BadSignature, match="asking who they are"):
        _check_fresh(utc_now() - timedelta(hours=9), usual)
    assert not Standing(None).is_fresh(utc_now())


def test_another_purpose_stays_within_the_assignment_and_the_token(
    site: Site, browse: Browse
) -> None:
    browser = browse()
    browser.sign_in("anna")
    visitor = browser.visitor
    before = standing_of(site, visitor.client.cookies[SESSION_COOKIE])
    assert before.purposes == ("TREAT",)
    assert visitor.post("/purpose", {"purpose": "HRESCH"}).status_code == 403
    assert browser.asker(site).purpose.value == "TREAT"
    assert visitor.post("/purpose", {"purpose": "TREAT"}).status_code == 303
    assert standing_of(site, visitor.client.cookies[SESSION_COOKIE]) == before


def test_personas_stay_in_the_demo(browse: Browse) -> None:
    visitor = browse().visitor
    assert visitor.client.get("/sign-in").text.count("/sign-in/issuer") == 1
    assert visitor.post("/session", {"persona": "geneticist"}).status_code == 403
