"""Every way that is known to pass a forged, foreign or confused token, and that none passes."""

from __future__ import annotations

import base64
import hmac
import json
import random
import warnings
from datetime import UTC, datetime

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from samvar.govern.identity import PERSONAS, Role
from samvar.govern.issuer import Claims, Issuer, OwnIssuer, holder_nonce
from samvar.govern.keys import NodeKey
from samvar.govern.token import LONGEST, issuer_of, read_token
from samvar.model.errors import BadSignature, Expired, SamvarError

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
NONCE = holder_nonce("skane", "salt")
KEY = OKPKey.generate_key("Ed25519", {"kid": "one"})
RSA, EC = RSAKey.generate_key(2048, {"kid": "rsa"}), ECKey.generate_key("P-256", {"kid": "ec"})
KEYS = tuple({k: str(v) for k, v in key.as_dict(private=False).items()} for key in (KEY, RSA, EC))
ISSUER = Issuer("https://id.example/", "our-client", ("stockholm",), KEYS)
GOOD = {
    "iss": ISSUER.id, "aud": "our-client", "sub": "anna", "role": "pharmacist",
    "centre": "stockholm", "nonce": NONCE, "iat": AT, "exp": AT + 600, "auth_time": AT - 60,
}  # fmt: skip


def b64(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def sign(claims: object = GOOD, key=KEY, algorithm: str = "Ed25519", **header: object) -> str:
    head = {"alg": algorithm, "kid": key.kid, "typ": "JWT", **header}
    raw = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jws.serialize_compact(head, raw, key, algorithms=[algorithm])


def read(token: str, issuer: Issuer = ISSUER, nonce: str = NONCE):
    return read_token(token, issuer, issuer.keys, nonce=nonce, now=NOW)


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "Ed25519"), (RSA, "RS256"), (EC, "ES256")])
def test_a_good_token_names_the_person(key, algorithm):
    person = read(sign(key=key, algorithm=algorithm))
    assert (person.subject, person.role, person.centre) == ("anna", Role.PHARMACIST, "stockholm")
    assert person.signed_in == datetime.fromtimestamp(AT - 60, UTC)
    assert (person.until - NOW).total_seconds() == 600


def test_the_older_name_of_the_algorithm_is_read_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        token = sign(algorithm="EdDSA")
    assert read(token).subject == "anna"


CLAIMS = {
    "another issuer": {"iss": "https://evil.example/"},
    "issuer with another ending": {"iss": "https://id.example"},
    "another audience": {"aud": "another-client"},
    "audience with ours inside": {"aud": "our-client-2"},
    "several audiences, asked for by another": {"aud": ["our-client", "x"], "azp": "x"},
    "several audiences, asked for by nobody": {"aud": ["our-client", "x"]},
    "audience that is no text": {"aud": {"our-client": 1}},
    "another node's session": {"nonce": holder_nonce("uppsala", "salt")},
    "another salt": {"nonce": holder_nonce("skane", "pepper")},
    "no session": {"nonce": None},
    "a care unit that is no text": {"care_unit": 7},
    "a care unit with a line break": {"care_unit": "ward\nother"},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject with a line break": {"sub": "anna\nroot"},
    "endless subject": {"sub": "a" * 300},
    "subject that is a number": {"sub": 7},
    "no role": {"role": None},
    "a role that does not exist": {"role": "king"},
    "the role of a mandate": {"role": "mandate"},
    "the role of nobody": {"role": "anonymous"},
    "another centre": {"centre": "uppsala"},
    "no centre, of an issuer that is not nationwide": {"centre": None},
    "no time of issue": {"iat": None},
    "no end": {"exp": None},
    "an end that is text": {"exp": str(AT + 600)},
    "an end that is a truth": {"exp": True},
    "a beginning that is text": {"nbf": "now"},
}


@pytest.mark.parametrize("changed", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_that_is_wrong_is_refused(changed):
    with pytest.raises(BadSignature):
        read(sign({k: v for k, v in {**GOOD, **changed}.items() if v is not None}))


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": AT - 1},
        {"exp": AT},
        {"exp": -1},
        {"iat": AT + 3600},
        {"nbf": AT + 3600},
        {"iat": AT - 3601, "exp": AT + 86_400},  # made to last a day: it counts an hour
        {"iat": AT - 3601, "exp": 1e300},
    ],
)
def test_a_token_counts_in_its_time_only_and_for_an_hour_at_most(changed):
    with pytest.raises(Expired):
        read(sign({**GOOD, **changed}))


def test_an_end_without_end_is_an_hour():
    assert read(sign({**GOOD, "exp": 1e300})).until == NOW + LONGEST


@pytest.mark.parametrize("text", [b'{"exp": Infinity}', b'{"exp": NaN}', b"[]", b"7", b"\xff", b""])
def test_claims_that_are_no_claims_are_refused(text):
    with pytest.raises(BadSignature):
        read(sign(text))


def test_a_claim_that_is_given_twice_is_refused():
    raw = json.dumps(GOOD)[:-1] + ', "sub": "root"}'
    with pytest.raises(BadSignature):
        read(sign(raw.encode()))


HEADERS = {
    "keys of its own": {"jku": "https://evil.example/keys"},
    "a certificate of its own": {"x5u": "https://evil.example/cert"},
    "a chain of its own": {"x5c": ["MII"]},
    "a key of its own": {"jwk": OKPKey.generate_key("Ed25519").as_dict(private=False)},
    "something critical": {"crit": ["exp"], "exp": 1},
    "another key's name": {"kid": "two"},
    "the name of a key of another kind": {"kid": "rsa"},
    "a name that is a path": {"kid": "../../one"},
    "a name that is no text": {"kid": 1},
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_token_that_says_how_it_wants_to_be_checked_is_refused(header):
    """Signed by the right key, so that only the header can be what is refused."""
    head = {"alg": "Ed25519", "kid": "one", **header}
    body = f"{b64(head)}.{b64(GOOD)}"
    token = f"{body}.{b64(KEY.private_key.sign(body.encode()))}"
    with pytest.raises(BadSignature):
        read(token)


def test_a_token_without_the_name_of_its_key_is_refused():
    body = f"{b64({'alg': 'Ed25519'})}.{b64(GOOD)}"
    with pytest.raises(BadSignature):
        read(f"{body}.{b64(KEY.private_key.sign(body.encode()))}")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS256", "PS256", "ES384", None])
def test_no_other_signature_is_taken(algorithm):
    head = {"alg": algorithm, "kid": "one"}
    with pytest.raises(BadSignature):
        read(f"{b64(head)}.{b64(GOOD)}.")
    with pytest.raises(BadSignature):
        read(f"{b64(head)}.{b64(GOOD)}.{b64(b'x' * 64)}")


def test_a_public_key_is_no_secret_to_sign_with():
    """Key confusion: HMAC with the public RSA key as its secret."""
    body = f"{b64({'alg': 'HS256', 'kid': 'rsa'})}.{b64(GOOD)}"
    forged = hmac.digest(RSA.as_pem(private=False), body.encode(), "sha256")
    with pytest.raises(BadSignature):
        read(f"{body}.{b64(forged)}")


def test_another_key_of_the_same_name_is_refused():
    other = OKPKey.generate_key("Ed25519", {"kid": "one"})
    with pytest.raises(BadSignature):
        read(sign(key=other))


def test_a_key_for_encryption_or_another_algorithm_signs_nothing():
    for change in ({"use": "enc"}, {"alg": "RS512"}):
        keys = ({**KEYS[1], **change},)
        with pytest.raises(BadSignature):
            read_token(sign(key=RSA, algorithm="RS256"), ISSUER, keys, nonce=NONCE, now=NOW)


def test_two_keys_of_one_name_are_none():
    with pytest.raises(BadSignature):
        read_token(sign(), ISSUER, (KEYS[0], KEYS[0]), nonce=NONCE, now=NOW)


def test_three_thousand_changes_of_one_character_are_all_refused():
    token, dice = sign(), random.Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=é\0 "
    good = read(token)
    for _ in range(3000):
        at, how = dice.randrange(len(token)), dice.random()
        new = dice.choice(letters)
        if how < 0.5:
            changed = token[:at] + new + token[at + 1 :]
        elif how < 0.75:
            changed = token[:at] + token[at + 1 :]
        else:
            changed = token[:at] + new + token[at:]
        if changed == token:
            continue
        try:
            person = read(changed)
        except SamvarError:
            continue
        # Base64 has a few bits to spare at its end: the same bytes, the same person.
        assert person == good
        assert changed[: token.rindex(".")] == token[: token.rindex(".")]


def test_an_issuer_is_found_by_its_exact_name():
    assert issuer_of(sign(), [ISSUER]) is ISSUER
    for other in ("https://id.example", "https://id.example/ ", "HTTPS://ID.EXAMPLE/", None, 7):
        with pytest.raises(BadSignature):
            issuer_of(sign({**GOOD, "iss": other}), [ISSUER])
    for text in ("", ".", "..", "a.b.c", "é.é.é", "." * 40_000, b64({}) + "." + b64([]) + "."):
        with pytest.raises(BadSignature):
            issuer_of(text, [ISSUER])


def test_claims_of_other_names_and_values_are_mapped():
    inera = Claims(
        subject="employeeHsaId", role="title", centre="healthCareProviderHsaId",
        roles={"Apotekare": "pharmacist"}, centres={"SE2321000016-39KJ": "stockholm"},
        purpose="commissionPurpose", purposes={"Vård och behandling": "TREAT"},
    )  # fmt: skip
    issuer = msgspec.structs.replace(ISSUER, claims=inera)
    claims = {k: v for k, v in GOOD.items() if k not in ("sub", "role", "centre")}
    person = read(
        sign({
            **claims, "sub": "opaque", "employeeHsaId": "SE2321000016-AAAA", "title": "Apotekare",
            "healthCareProviderHsaId": "SE2321000016-39KJ",
            "commissionPurpose": "Vård och behandling",
        }),
        issuer,
    )  # fmt: skip
    assert (person.subject, person.role, person.centre) == (
        "SE2321000016-AAAA", Role.PHARMACIST, "stockholm",
    )  # fmt: skip
    assert [purpose.value for purpose in person.purposes or ()] == ["TREAT"]


def test_a_nodes_own_issuer_vouches_for_one_holder():
    own = OwnIssuer("skane", NodeKey.new())
    proof = own.vouch(PERSONAS["pharmacist"].at("skane"), "skane", NOW)
    issuer = own.public
    person = read_token(
        proof.token, issuer, issuer.keys, nonce=holder_nonce("skane", proof.salt), now=NOW
    )
    assert (person.subject, person.centre, person.name) == ("pharmacist", "skane", "")
    assert "d" not in issuer.keys[0]
    with pytest.raises(BadSignature):
        read_token(
            proof.token, issuer, issuer.keys, nonce=holder_nonce("uppsala", proof.salt), now=NOW
        )
