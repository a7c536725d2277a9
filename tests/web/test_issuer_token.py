"""The demo's issuer of personas: what a code and a token are good for, once and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from samvar.govern.identity import PERSONAS
from samvar.node.provider.asked import Asked
from samvar.node.sign_in import PASSPORT
from tests.web.issuing import (
    ASKED,
    AT,
    BACK,
    LEFT,
    REDEEM,
    UNSIGNED,
    Clock,
    code,
    key,
    redeem,
    told,
)  # fmt: skip
from tests.web.visitor import HTML

REFUSED = [
    # changed                                          status  error
    ({"code_verifier": "w" * 43},                      400, "invalid_grant"),
    ({"code_verifier": ""},                            400, "invalid_grant"),
    ({"code_verifier": "v" * 42},                      400, "invalid_grant"),
    ({"code_verifier": ASKED["code_challenge"]},       400, "invalid_grant"),
    ({"redirect_uri": ""},                             400, "invalid_grant"),
    ({"redirect_uri": "http://127.0.0.1:9999/cb"},     400, "invalid_grant"),
    ({"client_id": "other"},                           400, "invalid_grant"),
    ({"client_id": "stranger"},                        400, "invalid_client"),
    ({"client_id": ""},                                400, "invalid_client"),
    ({"client_secret": "guess"},                       400, "invalid_client"),
    ({"grant_type": "password"},                       400, "unsupported_grant_type"),
    ({"grant_type": "refresh_token"},                  400, "unsupported_grant_type"),
    ({"grant_type": ""},                               400, "invalid_request"),
    ({"code": ""},                                     400, "invalid_request"),
    ({"code": "another"},                              400, "invalid_grant"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "status", "error"), REFUSED)
def test_a_code_is_good_for_its_own_request_only(
    here: TestClient[Any], changed: dict[str, str], status: int, error: str
) -> None:
    given = code(here)
    answer = redeem(here, given, **changed)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"
    if error == "invalid_grant" and "code" not in changed:  # and was tried
        assert redeem(here, given).json()["error"] == "invalid_grant"


def test_a_code_ends_after_sixty_seconds(here: TestClient[Any], clock: Clock) -> None:
    in_time, late = code(here), code(here)
    clock.ahead = timedelta(seconds=58)
    assert redeem(here, in_time).status_code == 200
    clock.ahead = timedelta(seconds=61)
    assert redeem(here, late).json()["error"] == "invalid_grant"


def test_a_code_that_comes_again_takes_back_what_it_gave(here: TestClient[Any]) -> None:
    given = code(here)
    body = redeem(here, given).json()
    assert told(here, body["access_token"]).status_code == 200
    assert redeem(here, given).json()["error"] == "invalid_grant"
    assert told(here, body["access_token"]).status_code == 401


def test_a_code_that_comes_again_meanwhile_gives_nothing(issuer_app: Litestar) -> None:
    provider = issuer_app.state.provider
    grants = provider._grants
    asked = provider.read(ASKED.items())
    assert isinstance(asked, Asked)
    address = provider.grant(asked, PERSONAS["auditor"])
    given = httpx.URL(address).params["code"]
    assert grants.take(given) is not None
    assert grants.take(given) is None
    assert grants.access(given, "jti") is None


def test_a_token_request_with_a_header_or_fields_twice_is_refused(here: TestClient[Any]) -> None:
    fields = {**REDEEM, "code": code(here)}
    basic = here.post("/issuer/token", data=fields, auth=("second", "secret"))
    assert (basic.status_code, basic.json()["error"]) == (401, "invalid_client")
    assert basic.headers["www-authenticate"].startswith("Basic")
    twice = here.post("/issuer/token", data={**fields, "client_id": ["second", "other"]})
    assert twice.json()["error"] == "invalid_request"
    assert here.post("/issuer/token", json=fields).status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x", "Bearer \xe5"])
def test_userinfo_tells_nothing_without_a_good_token(here: TestClient[Any], header: str) -> None:
    for method in ("GET", "POST"):
        headers = {"authorization": header.encode("latin-1")} if header else {}
        answer = here.request(method, "/issuer/userinfo", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_access_token_ends_after_ten_minutes(here: TestClient[Any], clock: Clock) -> None:
    access = redeem(here, code(here)).json()["access_token"]
    posted = here.post("/issuer/userinfo", headers={"authorization": f"Bearer {access}"})
    assert posted.json()["sub"] == "geneticist"
    clock.ahead = timedelta(minutes=11)
    assert told(here, access).status_code == 401


def test_signing_out_takes_back_the_token_and_leads_to_a_registered_address(
    here: TestClient[Any], clock: Clock
) -> None:
    mine, others = redeem(here, code(here)).json(), redeem(here, code(here)).json()
    clock.ahead = timedelta(minutes=5)
    asked = {"id_token_hint": mine["id_token"], "post_logout_redirect_uri": LEFT, "state": "s"}
    answer = here.get("/issuer/end-session", params=asked)
    assert answer.headers["location"] == f"{LEFT}?state=s"
    assert told(here, mine["access_token"]).status_code == 401
    assert told(here, others["access_token"]).status_code == 200


STAYS = [
    # changed                                                why
    ({"post_logout_redirect_uri": "https://evil.example/"},  "foreign"),
    ({"post_logout_redirect_uri": BACK},                     "where one only goes with a code"),
    ({"client_id": "other"},                                 "another client's token"),
    ({"id_token_hint": ""},                                  "nobody's"),
    ({"id_token_hint": UNSIGNED},                            "unsigned"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "why"), STAYS)
def test_signing_out_leads_nowhere_else(
    here: TestClient[Any], changed: dict[str, str], why: str
) -> None:
    token = redeem(here, code(here)).json()["id_token"]
    asked = {"id_token_hint": token, "post_logout_redirect_uri": LEFT, **changed}
    for answer in (
        here.get("/issuer/end-session", params=asked, headers=HTML),
        here.post("/issuer/end-session", data=asked, headers=HTML),
    ):
        assert answer.status_code == 200, why
        assert "keeps no session" in answer.text


def test_a_visa_is_no_id_token_and_signs_nobody_out(here: TestClient[Any]) -> None:
    body = redeem(here, code(here, "researcher", scope=f"openid {PASSPORT}")).json()
    visa = told(here, body["access_token"]).json()[PASSPORT][0]
    asked = {"id_token_hint": visa, "post_logout_redirect_uri": LEFT}
    assert here.get("/issuer/end-session", params=asked, headers=HTML).status_code == 200
    asked["id_token_hint"] = key().sign({"iss": AT, "aud": "stranger", "jti": "x"})
    assert here.get("/issuer/end-session", params=asked, headers=HTML).status_code == 200
