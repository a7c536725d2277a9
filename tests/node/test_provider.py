"""The demo's issuer without its pages: registered clients, its key, and requests of any kind."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.govern.identity import PERSONAS
from samvar.govern.token import signed_claims
from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, UsageError
from samvar.node.provider.asked import Asked, TurnedAway
from samvar.node.provider.client import read_clients
from samvar.node.provider.grant import _MOST, Grant, Grants
from samvar.node.provider.key import SigningKey
from tests.web.issuing import ASKED, BACK, CLIENTS, VERIFIER, provider_at

GOOD = """
[[client]]
id = "second"
redirects = ["http://localhost:8701/sign-in/back", "https://127.0.0.1/cb"]
after_sign_out = ["http://localhost:8701/sign-in"]
[[client]]
id = "notebook"
redirects = ["http://127.0.0.1:9000/"]
"""


def test_clients_are_read_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "clients.toml"
    file.write_text(GOOD)
    found = read_clients(file)
    assert list(found) == ["second", "notebook"]
    assert found["second"].redirects[0] == BACK
    assert found["notebook"].after_sign_out == ()


BAD = [
    # file                                                              why
    ("[[client]\n",                                                     "no TOML"),
    ('[[client]]\nid = "a"\n',                                          "no redirects"),
    ('[[client]]\nid = "a"\nredirects = []\n',                          "none of them"),
    ('[[client]]\nid = "a"\nredirects = ["http://localhost/"]\nx = 1\n', "an unknown key"),
    ('client = 3\n',                                                    "another shape"),
    ('[[client]]\nid = "a b"\nredirects = ["http://localhost/"]\n',     "a space in the id"),
    (GOOD.replace("notebook", "second"),                                "an id twice"),
    *[
        (f'[[client]]\nid = "a"\nredirects = ["{address}"]\n', address)
        for address in (
            "https://evil.example/cb", "http://localhost", "http://localhost:x/", "/cb",
            "http://localhost.evil.example/", "http://127.0.0.1.evil.example/",
            "http://user@localhost/", "http://localhost/cb?x=1", "http://localhost/cb#x",
            "http://0.0.0.0/", "http://localhost/;script-src", "javascript:alert(1)//localhost/",
            "http://localhost/ http://evil.example/", "http://[::1]/", "*",
        )
    ],
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), BAD)
def test_a_file_that_registers_anything_else_is_refused(
    tmp_path: Path, text: str, why: str
) -> None:
    file = tmp_path / "clients.toml"
    file.write_text(text)
    with pytest.raises(BadConfig) as caught:
        read_clients(file)
    assert caught.value.where is not None, why
    assert caught.value.where.file == "clients.toml"


def test_the_key_is_kept_from_others_and_is_the_same_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "issuer.pem"
    made = SigningKey.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    again = SigningKey.open(path)
    assert again.public == made.public
    assert signed_claims(made.sign({"a": 1}), [again.public]) == {"a": 1}
    path.chmod(0o640)
    with pytest.raises(BadConfig, match="others can read"):
        SigningKey.open(path)
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(BadConfig, match="damaged"):
        SigningKey.open(path)


VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*ASKED.values(), "plain", "token", "none", "", "\r\nx: y", "//evil.example"]),
)
NAMES = st.one_of(st.sampled_from([*ASKED, "request", "prompt", "max_age"]), st.text(max_size=9))


@given(st.dictionaries(NAMES, VALUES), st.lists(st.tuples(NAMES, VALUES), max_size=3))
def test_whatever_is_asked_leads_to_a_registered_address_or_nowhere(
    changed: dict[str, str], more: list[tuple[str, str]]
) -> None:
    provider = provider_at()
    pairs = [*{**ASKED, **changed}.items(), *more]
    try:
        asked = provider.read(pairs)
    except UsageError:
        return
    said = {name: value for name, value in pairs if value}
    registered = CLIENTS[said["client_id"]].redirects
    if isinstance(asked, TurnedAway):
        address = provider.send_back(asked)
        assert "code" not in parse_qs(urlsplit(address).query)
    else:
        assert (said["code_challenge_method"], said["response_type"]) == ("S256", "code")
        address = provider.grant(asked, PERSONAS["auditor"])
    assert address.partition("?")[0] in registered
    assert address.isascii()
    assert address.isprintable()
    back = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert back["iss"] == [provider.id]
    assert back.get("state", [""])[0] in ("", said.get("state"))


FORM = {
    "grant_type": "authorization_code", "redirect_uri": BACK, "client_id": "second",
    "code_verifier": VERIFIER,
}  # fmt: skip


@given(st.sampled_from([*FORM, "code"]), st.text(max_size=90))
def test_one_changed_word_of_a_token_request_gives_nothing(name: str, value: str) -> None:
    provider = provider_at()
    asked = provider.read(ASKED.items())
    assert isinstance(asked, Asked)
    code = parse_qs(urlsplit(provider.grant(asked, PERSONAS["auditor"])).query)["code"][0]
    form = {**FORM, "code": code}
    given_back = provider.redeem({**form, name: value}.items())
    assert isinstance(given_back, dict) is (form[name] == value)


def test_what_is_out_is_bounded_and_the_oldest_goes_first() -> None:
    grants = Grants()
    asked = provider_at().read(ASKED.items())
    assert isinstance(asked, Asked)
    codes = [grants.code(Grant(asked, PERSONAS["auditor"], utc_now())) for _ in range(_MOST + 1)]
    assert len(grants._codes) == _MOST
    assert grants.take(codes[0]) is None
    assert grants.take(codes[1]) is not None
