"""Who is here, and what a form must prove."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from samvar.model.clock import utc_now
from samvar.web.security import SESSION_COOKIE
from samvar.web.visit import signed_in_now, standing_of
from tests.web.visitor import HTML


def test_a_page_sends_a_stranger_to_sign_in_and_back(visitor):
    stranger = visitor()
    sent = stranger.get("/search?q=10-94781859-G-A")
    assert sent.status_code == 303
    assert sent.headers["location"] == "/sign-in?next=%2Fsearch%3Fq%3D10-94781859-G-A"
    page = stranger.get(sent.headers["location"])
    assert 'name="next" value="/search?q=10-94781859-G-A"' in page.text


def test_a_program_that_is_nobody_gets_problem_json(visitor):
    answer = visitor().client.get("/search", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"] == "not-signed-in"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_signing_in_shows_name_role_centre_and_purpose(visitor):
    text = visitor("geneticist", centre="skane").get("/").text
    assert "Astrid Lindqvist" in text
    assert "Clinical geneticist" in text
    assert re.search(r'translate="no">Skåne</span></span></span><span class="tag[^>]+>Care<', text)


def test_the_session_cookie_cannot_be_read_by_scripts(visitor):
    one = visitor()
    token = one.token("/sign-in")
    sent = one.client.post("/session", data={"persona": "auditor", **token}, headers=HTML)
    cookie = next(c for c in sent.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_signing_out_ends_the_session_on_the_server(visitor):
    one = visitor("geneticist")
    token = one.client.cookies[SESSION_COOKIE]
    assert one.post("/session/end", {}).status_code == 303
    one.client.cookies.set(SESSION_COOKIE, token)
    assert one.get("/").status_code == 303


def test_a_change_of_purpose_changes_the_token_too(visitor):
    one = visitor("bioinformatician")
    before = one.client.cookies[SESSION_COOKIE]
    assert one.post("/purpose", {"purpose": "HRESCH"}).status_code == 303
    assert one.client.cookies[SESSION_COOKIE] != before
    assert ">Research</span>" in one.get("/help").text


def test_an_unknown_purpose_is_refused(visitor):
    assert visitor("geneticist").post("/purpose", {"purpose": "FUN"}).status_code == 400


@pytest.mark.parametrize("fields", [{}, {"form_token": "0" * 64}, {"form_token": "ä"}])
def test_a_form_that_we_did_not_write_is_refused(visitor, fields):
    one = visitor("geneticist")
    sent = one.client.post("/purpose", data={"purpose": "HRESCH", **fields}, headers=HTML)
    assert sent.status_code == 403
    assert ">Care</span>" in one.get("/help").text


def test_another_purpose_is_a_new_session_and_no_new_sign_in(visitor, site, monkeypatch):
    """Or a session that somebody left open would count as a person who has just been here."""
    one = visitor("geneticist")
    assert signed_in_now(site, one.client.cookies[SESSION_COOKIE])
    later = utc_now() + timedelta(minutes=16)
    monkeypatch.setattr("samvar.web.visit.utc_now", lambda: later)
    before = one.client.cookies[SESSION_COOKIE]
    assert one.post("/purpose", {"purpose": "ETREAT"}).status_code == 303
    after = one.client.cookies[SESSION_COOKIE]
    assert before != after
    assert standing_of(site, after).shown is not None
    assert not signed_in_now(site, after)
    assert not signed_in_now(site, "unknown")


def test_a_form_of_an_earlier_session_is_refused(visitor):
    one = visitor("geneticist")
    old = one.token()
    one.sign_in("bioinformatician")
    sent = one.client.post("/purpose", data={"purpose": "HRESCH", **old}, headers=HTML)
    assert sent.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
     {"origin": "https://evil.example"}],
)  # fmt: skip
def test_another_site_cannot_send_a_form_here(visitor, headers):
    one = visitor("geneticist")
    data = {"purpose": "HRESCH", **one.token()}
    sent = one.client.post("/purpose", data=data, headers={**HTML, **headers})
    assert sent.status_code == 403
    assert "another site" in sent.text


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_sign_in_one_stays_on_this_server(visitor, there):
    one = visitor()
    sent = one.post("/session", {"persona": "auditor", "next": there}, page="/sign-in")
    assert sent.headers["location"] == "/"


def test_personas_are_for_the_demo_only(site):
    from samvar.web.app import create_app
    from tests.web.visitor import Visitor

    one = Visitor(create_app(site, demo=False))
    assert "no identity provider" in one.get("/sign-in").text
    assert one.post("/session", {"persona": "geneticist"}, page="/sign-in").status_code == 403


def test_language_follows_the_browser_until_somebody_chooses(visitor):
    one = visitor()
    one.client.cookies.delete("samvar_language")
    assert '<html lang="en"' in one.get("/sign-in", **{"accept-language": "en-GB,en"}).text
    assert '<html lang="sv"' in one.get("/sign-in", **{"accept-language": "de, fr"}).text
    one.post("/reading", {"language": "en", "theme": "dark"}, page="/sign-in")
    text = one.get("/sign-in", **{"accept-language": "sv"}).text
    assert '<html lang="en" data-theme="dark"' in text
