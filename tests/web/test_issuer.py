"""The demo's issuer of personas: its page, and where it sends people with which words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from litestar.testing import TestClient

from samvar.govern.token import claims_said, signed_claims
from samvar.node.sign_in import PASSPORT
from tests.web.issuing import (
    ASKED,
    AT,
    BACK,
    LEFT,
    UNSIGNED,
    VERIFIER,
    authorize,
    choose,
    code,
    key,
    redeem,
    said,
    told,
)  # fmt: skip
from tests.web.visitor import HTML, words


def test_what_it_says_of_itself_is_true(here: TestClient[Any]) -> None:
    found = here.get("/.well-known/openid-configuration").json()
    assert found["issuer"] == AT
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["request_parameter_supported"] is False
    assert found["request_uri_parameter_supported"] is False
    for name, address in found.items():
        if name.endswith(("_endpoint", "_uri")):
            assert here.get(address).status_code in (200, 400, 401, 405), name


def test_the_key_it_shows_is_public_and_signs(here: TestClient[Any]) -> None:
    (shown,) = here.get("/issuer/jwks").json()["keys"]
    assert set(shown) == {"kty", "n", "e", "kid", "use", "alg"}
    token = redeem(here, code(here)).json()["id_token"]
    assert signed_claims(token, [shown])["iss"] == AT


def test_a_chosen_persona_is_told_to_the_program_that_asked(here: TestClient[Any]) -> None:
    sent = choose(here, authorize(), "geneticist", "uppsala")
    assert sent.headers["location"].startswith(f"{BACK}?")
    assert sent.headers["cache-control"] == "no-store"
    answer = said(sent)
    assert (answer["state"], answer["iss"]) == ("a-state", AT)
    given = redeem(here, answer["code"])
    assert given.status_code == 200
    assert given.headers["cache-control"] == "no-store"
    body = given.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == (
        "Bearer", 600, "openid profile",
    )  # fmt: skip
    claims = claims_said(body["id_token"])
    expected = {
        "iss": AT, "aud": "second", "sub": "geneticist", "role": "clinical_geneticist",
        "centre": "uppsala", "care_unit": "clinical-genetics", "name": "Astrid Lindqvist",
        "nonce": "a-nonce", "acr": "0",
    }  # fmt: skip
    assert {name: claims[name] for name in expected} == expected
    assert claims["exp"] - claims["iat"] <= 3600
    info = told(here, body["access_token"]).json()
    assert info == {name: expected[name] for name in info}
    assert set(info) == {"sub", "role", "centre", "care_unit", "name"}


def test_without_the_profile_the_name_stays_here(here: TestClient[Any]) -> None:
    body = redeem(here, code(here, scope="openid")).json()
    assert "name" not in claims_said(body["id_token"])
    assert "name" not in told(here, body["access_token"]).json()


@pytest.mark.parametrize(("persona", "kinds"), [
    ("researcher", ["ResearcherStatus", "AffiliationAndRole"]), ("pharmacist", None),
])  # fmt: skip
def test_a_passport_is_told_where_there_is_one_and_it_is_asked_for(
    here: TestClient[Any], persona: str, kinds: list[str] | None
) -> None:
    body = redeem(here, code(here, persona, scope=f"openid {PASSPORT}")).json()
    assert PASSPORT not in claims_said(body["id_token"])
    shown = told(here, body["access_token"]).json().get(PASSPORT)
    if kinds is None:
        assert shown is None
        return
    read = [signed_claims(one, [key().public], jku=f"{AT}/issuer/jwks") for one in shown]
    assert [one["ga4gh_visa_v1"]["type"] for one in read] == kinds
    assert {one["sub"] for one in read} == {persona}
    assert (
        PASSPORT not in told(here, redeem(here, code(here, persona)).json()["access_token"]).json()
    )


def test_the_page_says_who_asks_and_what_is_told_in_both_languages(here: TestClient[Any]) -> None:
    page = here.get(authorize(scope=f"openid {PASSPORT}"), headers=HTML)
    assert "form-action 'self' http://localhost:8701" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    text = words(page.text)
    for piece in ("second", "http://localhost:8701", "asks for no password", "has visas"):
        assert piece in text
    here.cookies.set("samvar_language", "sv")
    assert "frågar inte efter något lösenord" in words(here.get(authorize(), headers=HTML).text)


def test_the_search_of_who_is_signed_in_here_says_nothing_of_it(
    here: TestClient[Any], visitor: Any
) -> None:
    for name, value in visitor("geneticist").client.cookies.items():
        here.cookies.set(name, value)
    page = here.get(authorize(), headers=HTML).text
    (box,) = re.findall(r'<input id="ask-text"[^>]*>', page)
    assert 'value=""' in box


def test_who_will_be_nobody_goes_back_with_a_no(here: TestClient[Any]) -> None:
    answer = said(choose(here, authorize(), ""))
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", "a-state", AT)
    assert "code" not in answer


NOWHERE = [
    # changed                                            why
    ({"client_id": ""},                                  "no client"),
    ({"client_id": "stranger"},                          "a client that is not registered"),
    ({"redirect_uri": ""},                               "no address"),
    ({"redirect_uri": f"{BACK}/"},                       "a letter more"),
    ({"redirect_uri": "https://evil.example/back"},      "foreign"),
    ({"redirect_uri": "http://127.0.0.1:9999/cb"},       "the address of another client"),
    ({"redirect_uri": LEFT},                             "where one only goes after signing out"),
    ({"redirect_uri": BACK.replace("localhost", "127.0.0.1")}, "another name of this machine"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "why"), NOWHERE)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    here: TestClient[Any], changed: dict[str, str], why: str
) -> None:
    answer = here.get(authorize(**changed), headers=HTML)
    assert answer.status_code == 400, why
    assert "location" not in answer.headers
    assert 'href="https://evil.example' not in answer.text
    assert 'action="https://evil.example' not in answer.text
    form = {**ASKED, **changed, "persona": "geneticist", **form_token_of(here)}
    assert here.post("/issuer/choose", data=form).status_code == 400, why


def form_token_of(here: TestClient[Any]) -> dict[str, str]:
    found = re.search(r'name="form_token" value="(\w+)"', here.get("/help", headers=HTML).text)
    assert found
    return {"form_token": found[1]}


BACKWARDS = [
    # changed                                       error
    ({"response_type": ""},                         "unsupported_response_type"),
    ({"response_type": "token"},                    "unsupported_response_type"),
    ({"response_type": "code id_token"},            "unsupported_response_type"),
    ({"response_mode": "fragment"},                 "invalid_request"),
    ({"scope": ""},                                 "invalid_scope"),
    ({"scope": "profile"},                          "invalid_scope"),
    ({"code_challenge": ""},                        "invalid_request"),
    ({"code_challenge_method": ""},                 "invalid_request"),
    ({"code_challenge_method": "plain"},            "invalid_request"),
    ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
    ({"code_challenge": "short"},                   "invalid_request"),
    ({"code_challenge": "+" * 43},                  "invalid_request"),
    ({"request": UNSIGNED},                         "request_not_supported"),
    ({"request": "a.signed.one"},                   "request_not_supported"),
    ({"request_uri": "https://evil.example/r"},     "request_uri_not_supported"),
    ({"registration": "{}"},                        "registration_not_supported"),
    ({"prompt": "none"},                            "login_required"),
    ({"prompt": "none login"},                      "invalid_request"),
    ({"max_age": "-1"},                             "invalid_request"),
    ({"nonce": "n" * 1001},                         "invalid_request"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "error"), BACKWARDS)
def test_what_is_no_request_goes_back_to_its_client(
    here: TestClient[Any], changed: dict[str, str], error: str
) -> None:
    answer = here.get(authorize(**changed), headers=HTML)
    assert answer.headers["location"].startswith(f"{BACK}?")
    found = said(answer)
    assert (found["error"], found["state"], found["iss"]) == (error, "a-state", AT)
    assert "code" not in found
    form = {**ASKED, **changed, "persona": "geneticist", **form_token_of(here)}
    again = said(here.post("/issuer/choose", data={n: v for n, v in form.items() if v}))
    assert again["error"] == error  # nor does the form help who changes what it carries


def test_a_parameter_that_stands_twice_is_refused(here: TestClient[Any]) -> None:
    assert said(here.get(authorize() + "&scope=openid"))["error"] == "invalid_request"
    assert here.get(authorize() + "&client_id=second").status_code == 400
    assert here.get(authorize() + f"&redirect_uri={BACK}").status_code == 400


def test_a_form_of_the_program_asks_the_same(here: TestClient[Any]) -> None:
    foreign = {"origin": "http://localhost:8701", "sec-fetch-site": "same-site", **HTML}
    page = here.post("/issuer/authorize", data=ASKED, headers=foreign)
    assert page.status_code == 200
    assert 'name="state" value="a-state"' in page.text
    other = here.post("/issuer/authorize", content=b"{}", headers={"content-type": "text/x"})
    assert other.status_code == 400


def test_no_other_site_chooses_for_somebody(here: TestClient[Any]) -> None:
    here.get(authorize(), headers=HTML)
    form = {**ASKED, "persona": "geneticist"}
    assert here.post("/issuer/choose", data=form).status_code == 403
    form |= form_token_of(here)
    foreign = {"origin": "https://evil.example"}
    assert here.post("/issuer/choose", data=form, headers=foreign).status_code == 403
    assert here.post("/issuer/choose", data=form).status_code == 303


def test_a_request_carries_no_choice_of_its_own(here: TestClient[Any]) -> None:
    page = here.get(authorize() + "&persona=auditor&centre=skane&form_token=x", headers=HTML)
    assert 'type="hidden" name="persona"' not in page.text
    assert 'type="hidden" name="centre"' not in page.text


def test_a_persona_that_does_not_exist_gets_no_code(here: TestClient[Any]) -> None:
    assert choose(here, authorize(), "nobody-here").status_code == 404
