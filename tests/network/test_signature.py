"""Signatures of HTTP requests: the RFC's own example, and all that must not pass."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.govern.keys import NodeKey
from samvar.model.errors import BadSignature, Expired, Refused, Replayed, SamvarError
from samvar.network.operations import registry
from samvar.network.roster import Roster
from samvar.network.route import MEDIA_TYPE, HttpDoor
from samvar.network.signature import (
    COVERED,
    LIFETIME_S,
    Gate,
    Head,
    Signer,
    content_digest,
    signature_base,
)
from samvar.network.warrant import SKEW_MS
from tests.network.heads import head_for
from tests.network.twin import SEVEN, roster_of

URL = "http://10.0.0.2:8000/nodes/skane/network/v1/ask"
BODY = b"what is asked"
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
KEYS = {node: NodeKey.new() for node in SEVEN}
ROSTER: Roster = roster_of(KEYS, registry())
HOME = "stockholm"
SIGNER = Signer(HOME, KEYS[HOME], lambda: NOW)


class Clock:
    """A time that the test moves."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def gate(clock: Clock | None = None) -> Gate:
    """A gate that was there an hour before."""
    clock = clock or Clock()
    now, clock.at = clock.at, clock.at - timedelta(hours=1)
    made = Gate(lambda: ROSTER, clock)
    clock.at = now
    return made


def changed(head: Head, **fields: tuple[str, ...] | None) -> Head:
    """Another head, with some fields as given; None: without it."""
    names = {name.replace("_", "-"): lines for name, lines in fields.items()}
    kept = {name: lines for name, lines in {**head.fields, **names}.items() if lines is not None}
    return replace(head, fields=kept)


def signed_as(head: Head, params: str, key: NodeKey = KEYS[HOME]) -> Head:
    """A head with parameters of one's own, signed well over whatever they name."""
    values = {
        "@method": head.method, "@authority": head.authority, "@path": head.path,
        "@query": f"?{head.query}", "@status": "200", "@target-uri": URL, "@scheme": "http",
        **{name: lines[0] for name, lines in head.fields.items()},
    }  # fmt: skip
    names = [part.split('"')[1] for part in params.partition(")")[0].split(" ") if '"' in part]
    signature = key.sign(signature_base([(name, values[name]) for name in names], params))
    return changed(
        head,
        signature_input=(f"samvar={params}",),
        signature=(f"samvar=:{base64.b64encode(signature).decode()}:",),
    )


def params(names: tuple[str, ...] = COVERED, **other: object) -> str:
    """Parameters as a signer writes them; `other` replaces some, None leaves one out."""
    start = int(NOW.timestamp())
    usual = {
        "created": start, "expires": start + LIFETIME_S, "nonce": '"AAAAAAAAAAAAAAAAAAAAAA"',
        "keyid": f'"{HOME}"', "alg": '"ed25519"', "tag": '"samvar-network-1"',
    }  # fmt: skip
    said = {name: value for name, value in {**usual, **other}.items() if value is not None}
    covered = " ".join(f'"{name}"' for name in names)
    return f"({covered})" + "".join(f";{name}={value}" for name, value in said.items())


def test_the_example_of_the_rfc_is_signed_byte_for_byte():
    """RFC 9421, appendix B.2.6, with the key of B.1.4."""
    base = signature_base(
        [
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("@method", "POST"),
            ("@path", "/foo"),
            ("@authority", "example.com"),
            ("content-type", "application/json"),
            ("content-length", "18"),
        ],
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"',
    )
    key = NodeKey.of(base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU="))
    said = base64.b64decode(
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )
    assert key.public.raw == base64.urlsafe_b64decode(
        "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs="
    )
    assert key.sign(base) == said
    assert key.public.verify(base, said)
    assert not key.public.verify(base + b"\n", said)


def test_what_a_node_signs_is_let_in_and_names_it():
    proven = gate().admit(head_for(SIGNER, URL, BODY))
    assert proven.node == HOME
    proven.check(BODY)
    with pytest.raises(BadSignature, match="body"):
        proven.check(BODY + b" ")


def test_the_own_form_of_the_tests_is_that_of_the_signer():
    """Else each refusal below could be for another reason than the one it is about."""
    head = head_for(SIGNER, URL, BODY)
    assert gate().admit(signed_as(head, params())).node == HOME


@pytest.mark.parametrize("name", COVERED)
def test_each_component_has_to_be_covered(name):
    less = tuple(one for one in COVERED if one != name)
    with pytest.raises(BadSignature, match="form"):
        gate().admit(signed_as(head_for(SIGNER, URL, BODY), params(less)))


NOT_OUR_FORM = {
    "no created": params(created=None),
    "no end": params(expires=None),
    "no nonce": params(nonce=None),
    "short nonce": params(nonce='"AAAA"'),
    "nobody's key": params(keyid=None),
    "no algorithm": params(alg=None),
    "another algorithm": params(alg='"hmac-sha256"'),
    "algorithm none": params(alg='"none"'),
    "no tag": params(tag=None),
    "another tag": params(tag='"samvar-network-2"'),
    "more covered": params((*COVERED, "@scheme")),
    "covered twice": params((*COVERED, "content-type")),
    "another order": params((*COVERED[1:], COVERED[0])),
    "target in one": params(("@method", "@target-uri", "content-type", "content-digest")),
    "of an answer": params(("@status", "content-type", "content-digest")),
    "time as text": params(created='"1"'),
    "time as fraction": params(created="1.5"),
    "endless time": params(expires="9" * 16),
    "time before 1970": params(created=-1),
    "one more": params(more="?1"),
}


@pytest.mark.parametrize("said", NOT_OUR_FORM.values(), ids=NOT_OUR_FORM)
def test_well_signed_in_another_form_is_refused(said):
    with pytest.raises(BadSignature, match="form"):
        gate().admit(signed_as(head_for(SIGNER, URL, BODY), said))


OTHER_PLACES = {
    "method": {"method": "PUT"},
    "method in small letters": {"method": "post"},
    "host": {"authority": "10.0.0.3:8000"},
    "port": {"authority": "10.0.0.2:8001"},
    "path": {"path": "/nodes/skane/network/v1/witness"},
    "another node": {"path": "/nodes/uppsala/network/v1/ask"},
    "encoded path": {"path": "/nodes/sk%61ne/network/v1/ask"},
    "query": {"query": "x=1"},
}


@pytest.mark.parametrize("change", OTHER_PLACES.values(), ids=OTHER_PLACES)
def test_a_head_counts_at_the_place_it_was_signed_for(change):
    with pytest.raises(BadSignature, match="not what the node signed"):
        gate().admit(replace(head_for(SIGNER, URL, BODY), **change))


def test_capital_letters_in_a_hosts_name_are_the_same_host():
    head = head_for(SIGNER, "http://samvar.skane.example/network/v1/ask", BODY)
    assert gate().admit(replace(head, authority="Samvar.Skane.Example")).node == HOME


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content_type", "application/json"),
        ("content_type", f"{MEDIA_TYPE}; charset=utf-8"),
        ("content_digest", content_digest(b"another")),
        ("content_digest", "sha-512=:AAAA:"),
        ("content_digest", ""),
    ],
)
def test_another_kind_or_digest_is_refused(field, value):
    with pytest.raises(BadSignature, match="not what the node signed"):
        gate().admit(changed(head_for(SIGNER, URL, BODY), **{field: (value,)}))


@pytest.mark.parametrize("name", ["signature", "signature_input", "content_digest", "content_type"])
def test_each_header_stands_there_once(name):
    head = head_for(SIGNER, URL, BODY)
    value = head.fields[name.replace("_", "-")][0]
    for lines in (None, (), (value, value), (value, "x")):
        with pytest.raises(BadSignature, match="has the header"):
            gate().admit(changed(head, **{name: lines}))


def test_two_signatures_are_one_too_many():
    """A second one would be some other reader's; which of them counts must not be a question."""
    head, other = head_for(SIGNER, URL, BODY), head_for(SIGNER, URL, BODY)
    for label in ("samvar", "proxy"):
        both = {
            name: (f"{one.fields[name][0]}, {other.fields[name][0].replace('samvar', label, 1)}",)
            for name, one in (("signature", head), ("signature-input", head))
        }
        with pytest.raises(BadSignature, match="form"):
            gate().admit(replace(head, fields={**head.fields, **both}))


def test_a_foreign_key_speaks_for_nobody():
    for signer in (
        Signer(HOME, NodeKey.new(), lambda: NOW),
        Signer(HOME, KEYS["uppsala"], lambda: NOW),
    ):
        with pytest.raises(BadSignature, match="signed by another"):
            gate().admit(head_for(signer, URL, BODY))
    stranger = Signer("oslo", NodeKey.new(), lambda: NOW)
    with pytest.raises(BadSignature, match="not in the roster"):
        gate().admit(head_for(stranger, URL, BODY))


def test_what_the_network_signs_otherwise_is_no_signature_of_a_head():
    head = head_for(SIGNER, URL, BODY)
    other = base64.b64encode(KEYS[HOME].sign(b"samvar/ask/1\0" + BODY)).decode()
    with pytest.raises(BadSignature, match="not what the node signed"):
        gate().admit(changed(head, signature=(f"samvar=:{other}:",)))


def test_a_head_counts_once():
    here, head = gate(), head_for(SIGNER, URL, BODY)
    here.admit(head)
    with pytest.raises(Replayed):
        here.admit(head)


def test_a_head_counts_for_five_minutes_and_its_time_is_not_its_own_choice():
    head = head_for(SIGNER, URL, BODY)
    for late_s, lives in ((-SKEW_MS / 1000, True), (-SKEW_MS / 1000 - 2, False), (299, True),
                          (300, False), (86_400, False)):  # fmt: skip
        here = gate(Clock(NOW + timedelta(seconds=late_s)))
        if lives:
            here.admit(head)
        else:
            with pytest.raises(Expired):
                here.admit(head)
    start = int(NOW.timestamp())
    for created, expires in (
        (start, start + 301), (start, start), (start, start - 1), (start - 400, start + 1),
        (start - 250, start - 100), (start, 999_999_999_999), (start + 31, start + 60), (1, 2),
    ):  # fmt: skip
        with pytest.raises(Expired):
            gate().admit(signed_as(head, params(created=created, expires=expires)))


def test_what_was_sent_before_the_start_is_not_believed_and_what_comes_in_its_second_is():
    for ago_s, lives in ((0.9, True), (2.0, False)):
        clock = Clock(NOW + timedelta(seconds=0.95))
        here = Gate(lambda: ROSTER, clock)
        sent = clock.at - timedelta(seconds=ago_s)
        head = head_for(Signer(HOME, KEYS[HOME], lambda at=sent: at), URL, BODY)
        if lives:
            here.admit(head)
        else:
            with pytest.raises(Expired, match="before this node started"):
                here.admit(head)


def test_no_changed_character_of_the_proof_is_let_in():
    head = head_for(SIGNER, URL, BODY)
    for name in ("signature", "signature-input"):
        text = head.fields[name][0]
        for at, old in enumerate(text):
            for new in {"A", "b", "0", '"', " ", "\x00", "ä"} - {old}:
                mutant = text[:at] + new + text[at + 1 :]
                with pytest.raises(BadSignature):
                    gate().admit(replace(head, fields={**head.fields, name: (mutant,)}))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=400), st.sampled_from(["signature", "signature-input", "content-digest"]))
def test_garbage_in_a_header_is_refused_and_breaks_nothing(text, name):
    head = head_for(SIGNER, URL, BODY)
    with pytest.raises(BadSignature):
        gate().admit(replace(head, fields={**head.fields, name: (text,)}))
    assert len(replace(head, fields={name: (text,)}).claims) <= 64


def test_a_long_header_is_read_in_no_time():
    long = 'samvar=("@method" ' * 100_000
    with pytest.raises(BadSignature):
        gate().admit(changed(head_for(SIGNER, URL, BODY), signature_input=(long,)))


@pytest.mark.parametrize("value", ['a\n"@method": POST', "a\rb", "kö"])
def test_a_value_cannot_begin_a_line_of_its_own(value):
    with pytest.raises(BadSignature, match="characters"):
        signature_base([("content-type", value)], "()")


class Inside:
    """What stands behind the door, and what it was given."""

    def __init__(self) -> None:
        self.given: list[bytes] = []

    def handle(self, raw: bytes) -> bytes:
        self.given.append(raw)
        return b"reply"


def door(told: list[tuple[str, str]]) -> tuple[HttpDoor, Inside]:
    def keep(node: str, error: SamvarError) -> None:
        told.append((node, error.code))

    inside, clock = Inside(), Clock(NOW - timedelta(hours=1))
    made = HttpDoor(inside, lambda: ROSTER, clock, keep)
    clock.at = NOW
    return made, inside


def test_nothing_unproven_gets_inside_and_each_is_told():
    told: list[tuple[str, str]] = []
    here, inside = door(told)
    head = head_for(SIGNER, URL, BODY)
    assert here.handle(head, b"another body")[0] == 401
    assert here.handle(head, BODY)[0] == 401  # its nonce is used, whatever its body was
    assert here.handle(changed(head, signature=None), BODY)[0] == 401
    status, _, said = here.handle(changed(head, signature_input=None), BODY)
    assert (status, json.loads(said)["code"]) == (401, "bad-signature")
    assert inside.given == []
    assert told == [
        (HOME, "bad-signature"), (HOME, "replayed"), (HOME, "bad-signature"),
        ("nobody", "bad-signature"),
    ]  # fmt: skip
    assert here.handle(head_for(SIGNER, URL, BODY), BODY) == (200, MEDIA_TYPE, b"reply")
    assert inside.given == [BODY]


def test_another_kind_of_body_is_told_so_before_anything_else():
    told: list[tuple[str, str]] = []
    here, inside = door(told)
    head = head_for(SIGNER, URL, BODY, "application/json")
    assert here.handle(head, BODY)[0] == 415
    assert (inside.given, told) == ([], [])


def test_where_a_refusal_cannot_be_written_down_that_is_what_is_said():
    from samvar.model.errors import StoreUnavailable

    def full(_node: str, _error: SamvarError) -> None:
        raise StoreUnavailable("no disk")

    here = HttpDoor(Inside(), lambda: ROSTER, Clock(), full)
    status, _, said = here.handle(Head("POST", "", "/", "", {"content-type": (MEDIA_TYPE,)}), b"")
    assert (status, json.loads(said)["code"]) == (503, "store-unavailable")


def test_a_full_memory_takes_nothing_more(monkeypatch):
    monkeypatch.setattr("samvar.network.signature.MOST_NONCES", 2)
    here = gate()
    for _ in range(2):
        here.admit(head_for(SIGNER, URL, BODY))
    with pytest.raises(Refused, match="remember"):
        here.admit(head_for(SIGNER, URL, BODY))
