"""Visas that count, and every way known to show one that must not."""

from __future__ import annotations

import base64
import hmac
import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from samvar.govern.visa import KINDS, LONGEST, Subject, VisaIssuer, VisaState, weigh
from samvar.model.errors import PeerUnavailable

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
LOGIN = "https://login.example/"
JWKS = "https://visas.example/jwks"
KEY = OKPKey.generate_key("Ed25519", {"kid": "one"})
OTHER = OKPKey.generate_key("Ed25519", {"kid": "one"})
RSA, EC = RSAKey.generate_key(2048, {"kid": "rsa"}), ECKey.generate_key("P-256", {"kid": "ec"})
KEYS = tuple({k: str(v) for k, v in key.as_dict(private=False).items()} for key in (KEY, RSA, EC))
ISSUER = VisaIssuer("https://visas.example/", jwks_url=JWKS, people_of=(LOGIN,))
ANNA = Subject("anna", frozenset({LOGIN}))
BODY = {
    "type": "ControlledAccessGrants", "asserted": AT - 3600, "by": "dac",
    "value": "https://data.example/study/1", "source": "https://dac.example/",
}  # fmt: skip
GOOD = {
    "iss": ISSUER.id, "sub": "anna", "iat": AT - 60, "exp": AT + 600, "jti": "1",
    "ga4gh_visa_v1": BODY,
}  # fmt: skip


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def sign(claims: object = GOOD, key=KEY, algorithm: str = "Ed25519", **header: object) -> str:
    head = {"alg": algorithm, "kid": key.kid, "typ": "vnd.ga4gh.visa+jwt", **header}
    raw = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jws.serialize_compact(head, raw, key, algorithms=[algorithm])


def visa(**body: object) -> str:
    """A good visa whose body says these things instead; None leaves one out."""
    kept = {name: value for name, value in {**BODY, **body}.items() if value is not None}
    return sign({**GOOD, "ga4gh_visa_v1": kept})


def look(*visas: str, subject: Subject = ANNA, issuer: VisaIssuer = ISSUER, now: datetime = NOW):
    return weigh(visas, [issuer], lambda *_: KEYS, subject, now)


def is_refused(text: str, **how: object) -> bool:
    """Whether it does not count, and nothing that it says is told on."""
    (seen,) = look(text, **how)
    return seen.state is VisaState.NOT and bool(seen.why) and seen.kind == seen.value == ""


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "Ed25519"), (RSA, "RS256"), (EC, "ES256")])
@pytest.mark.parametrize("kind", KINDS)
def test_a_good_visa_counts_and_says_who_vouches_for_what(kind, key, algorithm):
    text = sign({**GOOD, "ga4gh_visa_v1": {**BODY, "type": kind}}, key, algorithm)
    (seen,) = look(text)
    assert (seen.state, seen.kind, seen.by) == (VisaState.COUNTS, kind, "dac")
    assert (seen.value, seen.source) == (BODY["value"], BODY["source"])
    assert seen.until == NOW + timedelta(minutes=10)
    assert seen.asserted == NOW - timedelta(hours=1)


def test_the_pinned_address_may_be_repeated_and_no_other_named():
    assert look(sign(jku=JWKS))[0].state is VisaState.COUNTS
    for jku in ("https://evil.example/jwks", JWKS + "/", JWKS.upper(), "", 7, [JWKS]):
        head = {"alg": "Ed25519", "kid": "one", "jku": jku}
        signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(GOOD).encode())}"
        text = f"{signed}.{b64(base64.urlsafe_b64decode(_signature(signed)))}"
        assert is_refused(text), jku
    keys_only = VisaIssuer(ISSUER.id, keys=KEYS, people_of=(LOGIN,))
    assert is_refused(sign(jku=JWKS), issuer=keys_only)


def _signature(signed: str) -> str:
    private = KEY.private_key
    return base64.urlsafe_b64encode(private.sign(signed.encode())).decode()


HEADERS = {
    "a key of its own": {"jwk": {"kty": "OKP"}},
    "a certificate of its own": {"x5u": "https://evil.example/cert"},
    "something critical": {"crit": ["exp"], "exp": 1},
    "a key that is not there": {"kid": "two"},
    "a key of another kind": {"kid": "rsa"},
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_visa_that_says_how_it_wants_to_be_checked_is_refused(header):
    head = {"alg": "Ed25519", "kid": "one", **header}
    signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(GOOD).encode())}"
    assert is_refused(f"{signed}.{_signature(signed).rstrip('=')}")


def test_no_algorithm_no_key_and_no_secret_made_of_a_public_key():
    body = b64(json.dumps(GOOD).encode())
    for alg in ("none", "None", "HS256", "RS512", None):
        head = b64(json.dumps({"alg": alg, "kid": "one"}).encode())
        public = RSA.as_pem(private=False)
        for mac in (b"", hmac.digest(public, f"{head}.{body}".encode(), "sha256")):
            assert is_refused(f"{head}.{body}.{b64(mac)}")
    nameless = b64(json.dumps({"alg": "Ed25519"}).encode())
    signed = f"{nameless}.{body}"
    assert is_refused(f"{signed}.{_signature(signed).rstrip('=')}")
    assert is_refused(sign(key=OTHER))


CLAIMS = {
    "an issuer that is not pinned": {"iss": "https://evil.example/"},
    "the issuer with another ending": {"iss": "https://visas.example"},
    "no issuer": {"iss": None},
    "another person": {"sub": "bo"},
    "nobody": {"sub": None},
    "a person as a list": {"sub": ["anna"]},
    "over": {"exp": AT},
    "over long ago": {"exp": AT - 86_400},
    "not yet": {"nbf": AT + 3600},
    "from tomorrow": {"iat": AT + 86_400, "exp": AT + 90_000},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "an end that is text": {"exp": str(AT + 600)},
    "for an audience": {"aud": "our-client"},
    "for a session": {"nonce": "n"},
    "for access": {"scope": "openid"},
    "no visa inside": {"ga4gh_visa_v1": None},
    "a list inside": {"ga4gh_visa_v1": [BODY]},
    "older than any counts": {"iat": AT - int(LONGEST.total_seconds()) - 1, "exp": 1e300},
}


@pytest.mark.parametrize("changed", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_that_is_wrong_is_refused(changed):
    assert is_refused(sign({k: v for k, v in {**GOOD, **changed}.items() if v is not None}))


BODIES = {
    "an unknown kind": {"type": "KingOfTheLand"},
    "another spelling": {"type": "controlledaccessgrants"},
    "linked identities": {"type": "LinkedIdentities", "value": "bo,https%3A%2F%2Flogin.example%2F"},
    "no kind": {"type": None},
    "no value": {"value": None},
    "an empty value": {"value": ""},
    "an endless value": {"value": "v" * 256},
    "a value with a line break": {"value": "one\ntwo"},
    "no source": {"source": None},
    "a source that is a number": {"source": 7},
    "vouched for by whom": {"by": "friend"},
    "vouched for by a list": {"by": ["dac"]},
    "holds from tomorrow": {"asserted": AT + 86_400},
    "no time": {"asserted": None},
    "a truth for a time": {"asserted": True},
    "a fraction": {"asserted": AT - 0.5},
    "the end of time": {"asserted": 1e300},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_a_visa_says_has_to_be_understood(body):
    assert is_refused(visa(**body))


def test_an_end_without_end_is_ninety_days():
    (seen,) = look(sign({**GOOD, "exp": 1e300}))
    assert seen.until == NOW - timedelta(seconds=60) + LONGEST
    assert is_refused(sign({**GOOD, "exp": 1e300}), now=seen.until)
    assert look(sign({**GOOD, "exp": 1e300}), now=seen.until - timedelta(seconds=1))[0].kind


def test_a_visa_is_about_a_name_at_its_own_issuer_or_one_that_is_pinned_for_it():
    own = VisaIssuer(ISSUER.id, jwks_url=JWKS)
    assert is_refused(sign(), issuer=own)  # anna at the visas' issuer may be somebody else
    assert look(sign(), issuer=own, subject=Subject("anna", frozenset({own.id})))[0].kind
    assert is_refused(sign(), subject=Subject("anna", frozenset({"https://other.example/"})))
    assert is_refused(sign(), subject=Subject("anna", frozenset()))
    empty = sign({**GOOD, "sub": ""})
    assert is_refused(empty, subject=Subject("", frozenset({LOGIN})))


def test_an_issuer_vouches_only_for_what_it_is_pinned_for():
    narrow = VisaIssuer(ISSUER.id, jwks_url=JWKS, people_of=(LOGIN,), kinds=("ResearcherStatus",))
    assert is_refused(sign(), issuer=narrow)
    assert look(visa(type="ResearcherStatus"), issuer=narrow)[0].state is VisaState.COUNTS


ROLE = {"type": "AffiliationAndRole", "value": "faculty@med.example", "by": "so"}
ASKS = {"type": "AffiliationAndRole", "value": "const:faculty@med.example", "by": "const:so"}


def test_a_condition_is_met_by_another_visa_that_counts_itself():
    told, role = visa(conditions=[[ASKS]]), visa(**ROLE)
    assert [one.state for one in look(told, role)] == [VisaState.COUNTS] * 2
    assert is_refused(told)
    either = visa(conditions=[[{**ASKS, "by": "const:dac"}], [ASKS]])
    assert look(either, role)[0].state is VisaState.COUNTS
    both = visa(conditions=[[ASKS, {"type": "ResearcherStatus", "by": "const:so"}]])
    assert look(both, role)[0].state is VisaState.NOT
    for no_help in (
        visa(**{**ROLE, "value": "student@med.example"}),
        sign({**GOOD, "sub": "bo", "ga4gh_visa_v1": {**BODY, **ROLE}}),
        sign({**GOOD, "ga4gh_visa_v1": {**BODY, **ROLE}}, OTHER),
        visa(**ROLE, conditions=[[ASKS]]),  # not even by itself
    ):
        assert look(told, no_help)[0].state is VisaState.NOT


@pytest.mark.parametrize(
    "conditions",
    [
        [[{**ASKS, "value": "pattern:faculty@*"}]],
        [[{**ASKS, "value": "split_pattern:faculty@*"}]],
        [[{**ASKS, "value": "faculty@med.example"}]],
        [[{**ASKS, "more": "const:1"}]],
        [[{"type": "AffiliationAndRole"}]],
        [[{**ASKS, "type": "KingOfTheLand"}], [ASKS]],
        [[]], [[], [ASKS, {}]], {}, "const:", 7, True, [ASKS], [[7]], [None],
    ],
)  # fmt: skip
def test_a_condition_that_is_not_understood_makes_the_visa_count_for_nothing(conditions):
    assert look(visa(conditions=conditions), visa(**ROLE))[0].state is VisaState.NOT


def test_the_key_that_the_visa_names_is_asked_for():
    asked = []
    weigh([sign()], [ISSUER], lambda _, kid: asked.append(kid) or KEYS, ANNA, NOW)
    assert asked == [KEYS[0]["kid"]]


def test_where_the_keys_cannot_be_had_a_visa_is_neither_good_nor_bad():
    def silent(_: VisaIssuer, kid: str):
        raise PeerUnavailable("the issuer does not answer")

    (seen,) = weigh([sign()], [ISSUER], silent, ANNA, NOW)
    assert (seen.state, seen.kind) == (VisaState.UNKNOWN, "")


def test_nobody_is_believed_where_nobody_is_pinned():
    (seen,) = weigh([sign()], [], lambda *_: KEYS, ANNA, NOW)
    assert seen.state is VisaState.NOT
    assert "does not believe" in seen.why


def test_one_thousand_changes_of_one_character_are_all_refused():
    dice, text = random.Random(9421), sign()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    for _ in range(1000):
        at = dice.randrange(len(text) - 1)  # the last letter has bits that say nothing
        new = dice.choice(letters.replace(text[at], ""))
        assert is_refused(text[:at] + new + text[at + 1 :]), (at, new)


NO_TOKENS = ["", ".", "..", "a.b", "e30.e30.e30", "\x00.\x00.\x00", "å.ä.ö", "x" * 99_999]


@pytest.mark.parametrize("text", NO_TOKENS)
def test_what_is_no_token_is_no_visa(text):
    assert is_refused(text)
