"""What an attacker on the wire, or a node gone bad, can send; and what becomes of it."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadSignature
from samvar.network.asking import Asking
from samvar.network.message import (
    ASK,
    MOST_QUESTIONS,
    REPLY,
    Envelope,
    ReplyEnvelope,
    Sealed,
    open_sealed,
    read_sealed,
    seal,
)
from samvar.network.nonce import NonceMemory
from samvar.network.operations import VARIANT_FREQUENCY
from samvar.network.stranger import Strangers
from samvar.network.warrant import LIFETIME_MS, SKEW_MS, Warrant, milliseconds
from tests.network.conftest import VARIANTS, some_people
from tests.network.twin import SEVEN, build_nation, issuers_of, vouch

CARE = Asker.of(PERSONAS["geneticist"])
HOME, HERE = "stockholm", "skane"
PROVE = vouch(issuers_of(SEVEN), HOME)
# Times to come lie a day ahead: the cases are written when the suite begins, and run much later.
DAY_MS = 24 * 3_600_000


def now_ms() -> int:
    return milliseconds(utc_now())


def question(
    asker: Asker = CARE, *, home: str = HOME, here: str = HERE, variant: str = VARIANTS[0]
):
    args = VARIANT_FREQUENCY.read_args({"assembly": "GRCh38", "variants": (variant,)})
    asking = Asking(VARIANT_FREQUENCY, args, asker, 2000, now_ms(), PROVE(asker))
    return asking.question(VARIANT_FREQUENCY, home, here)


def envelope(*questions, **changes) -> Envelope:
    body = Envelope(HOME, HERE, now_ms(), secrets.token_bytes(16), list(questions) or [question()])
    return msgspec.structs.replace(body, **changes)


class Door:
    """Skåne's answerer, and a way to knock on it."""

    def __init__(self, nation) -> None:
        self.nation = nation
        self.sink = nation.nodes[HERE].sink

    def knock(
        self, body: Envelope, key: NodeKey | None = None, sender: str = HOME
    ) -> ReplyEnvelope:
        return self.send(seal(body, sender, key or self.nation.nodes[HOME].key, ASK))

    def send(self, raw: bytes) -> ReplyEnvelope:
        reply = read_sealed(self.nation.answerers[HERE].handle(raw))
        keys = self.nation.roster.find(HERE).public_keys
        return open_sealed(reply, keys, REPLY, ReplyEnvelope)


@pytest.fixture
def door(nation) -> Door:
    return Door(nation)


def test_an_honest_question_is_answered(door):
    body = door.knock(envelope())
    assert (body.error, [r.state for r in body.replies]) == (None, ["answered"])
    assert body.audience == HOME
    (written,) = door.sink.entries
    assert (written.outcome, written.reason) == ("answered", "care-sums")


def test_a_message_counts_once(door):
    raw = seal(envelope(), HOME, door.nation.nodes[HOME].key, ASK)
    assert door.send(raw).error is None
    again = door.send(raw)
    assert (again.error[0], again.replies) == ("replayed", [])
    assert [e.outcome for e in door.sink.entries] == ["answered", "refused"]
    assert door.sink.entries[1].reason.startswith("replayed")


def test_a_warrant_counts_once_even_in_a_fresh_envelope(door):
    asked = question()
    assert door.knock(envelope(asked)).replies[0].state == "answered"
    (reply,) = door.knock(envelope(asked)).replies
    assert (reply.state, reply.value) == ("refused", None)
    assert door.sink.entries[1].reason.startswith("replayed")


def test_a_stranger_is_refused_and_written_down(door):
    body = door.knock(envelope(sender="atlantis"), NodeKey.new(), "atlantis")
    assert body.error[0] == "bad-signature"
    (written,) = door.sink.entries
    assert (written.person, written.verb, written.outcome) == (
        "anonymous",
        "network-message",
        "refused",
    )
    assert "atlantis" in written.reason


def test_another_nodes_key_is_refused(door):
    assert door.knock(envelope(), door.nation.nodes["uppsala"].key).error[0] == "bad-signature"
    # A node of the roster cannot send in the name of another one either.
    forged = door.knock(envelope(), door.nation.nodes["uppsala"].key, "uppsala")
    assert forged.error[0] == "bad-signature"


def test_a_reply_cannot_be_sent_as_a_question(door):
    body = envelope()
    raw = seal(body, HOME, door.nation.nodes[HOME].key, REPLY)
    assert door.send(raw).error[0] == "bad-signature"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"audience": "uppsala"}, "bad-signature"),
        ({"sender": "uppsala"}, "bad-signature"),
        ({"sent_ms": 0}, "expired"),
        ({"sent_ms": now_ms() - LIFETIME_MS - 1000}, "expired"),
        ({"sent_ms": now_ms() + SKEW_MS + DAY_MS}, "expired"),
        ({"nonce": b"short"}, "bad-input"),
        ({"nonce": b""}, "bad-input"),
        ({"questions": [question() for _ in range(MOST_QUESTIONS + 1)]}, "bad-input"),
    ],
)
def test_a_wrong_envelope_is_refused_whole(door, changes, code):
    body = door.knock(envelope(**changes))
    assert (body.error[0], body.replies) == (code, [])
    assert [e.outcome for e in door.sink.entries] == ["refused"]


def with_warrant(**changes):
    asked = question()
    return msgspec.structs.replace(asked, warrant=msgspec.structs.replace(asked.warrant, **changes))


def bad_warrants():
    now, late = now_ms(), now_ms() - LIFETIME_MS - 1
    return [
        ({"audience": "uppsala"}, "bad-signature"),
        ({"issuer": "uppsala"}, "bad-signature"),
        ({"question": "0" * 64}, "bad-signature"),
        ({"issued_ms": late, "expires_ms": late + LIFETIME_MS}, "expired"),
        ({"expires_ms": now + LIFETIME_MS + DAY_MS}, "expired"),
        ({"issued_ms": now + DAY_MS, "expires_ms": now + DAY_MS + 100_000}, "expired"),
        ({"role": "king"}, "bad-signature"),
        ({"user": "pharmacist"}, "bad-signature"),
        ({"role": "auditor"}, "bad-signature"),
        ({"centre": "skane"}, "bad-signature"),
        ({"proof": None}, "bad-signature"),
        ({"purpose": "MARKETING"}, "refused"),
        ({"permit": "permit-of-my-own"}, "refused"),
        ({"role": "anonymous"}, "refused"),
    ]


@pytest.mark.parametrize(("changes", "code"), bad_warrants())
def test_a_wrong_warrant_is_refused_and_the_others_are_answered(door, changes, code):
    body = door.knock(envelope(with_warrant(**changes), question()))
    assert [r.state for r in body.replies] == ["refused", "answered"]
    assert body.replies[0].value is None
    assert [e.outcome for e in door.sink.entries] == ["refused", "answered"]
    assert door.sink.entries[0].reason.startswith(code)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"operation": "free_sql"}, "does not answer"),
        ({"version": 7}, "does not answer"),
        ({"args": b"\xc1"}, "another form"),
        ({"args": msgspec.msgpack.encode({"assembly": "GRCh38", "extra": 1})}, "another form"),
    ],
)
def test_an_unknown_question_is_incompatible_and_written_down(door, changes, reason):
    (reply,) = door.knock(envelope(msgspec.structs.replace(question(), **changes))).replies
    assert reply.state == "incompatible"
    assert reason in reply.reason
    (written,) = door.sink.entries
    assert (written.outcome, written.person) == ("incompatible", "geneticist")


def test_arguments_that_pass_the_type_and_make_no_sense_are_refused(door):
    """The asking node checks too; the answering one does not rely on it."""
    args = msgspec.structs.replace(
        VARIANT_FREQUENCY.read_args({"assembly": "GRCh38", "variants": VARIANTS[:1]}),
        variants=("not a variant",),
    )
    asking = Asking(VARIANT_FREQUENCY, args, CARE, 2000, now_ms(), PROVE(CARE))
    asked = asking.question(VARIANT_FREQUENCY, HOME, HERE)
    (reply,) = door.knock(envelope(asked)).replies
    assert (reply.state, reply.value) == ("refused", None)


def test_changed_arguments_do_not_fit_their_warrant(door):
    """A node on the way cannot swap the variant under somebody's warrant."""
    other = question(variant=VARIANTS[1])
    swapped = msgspec.structs.replace(question(), args=other.args)
    (reply,) = door.knock(envelope(swapped)).replies
    assert reply.state == "refused"
    assert "another question" in reply.reason


_NATION = build_nation(some_people(1))
_RAW = seal(envelope(), HOME, _NATION.nodes[HOME].key, ASK)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(_RAW) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_is_answered(place, bit):
    changed = bytearray(_RAW)
    changed[place] ^= 1 << bit
    door = Door(_NATION)
    try:
        body = door.send(bytes(changed))
    except BadInput:
        return  # not a message any more
    assert body.error is not None
    assert body.replies == []


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_rubbish_is_refused_and_nothing_breaks(raw):
    with pytest.raises(BadInput):
        _NATION.answerers[HERE].handle(raw)


def test_deeply_nested_rubbish_is_refused():
    for raw in (b"\x91" * 100_000, b"\x93" + b"\xc4\x00" * 3, b"\xdd\xff\xff\xff\xff"):
        with pytest.raises(BadInput):
            _NATION.answerers[HERE].handle(raw)


def test_a_signed_body_of_another_form_is_refused(door):
    payload = msgspec.msgpack.encode(["not", "an", "envelope"])
    from hashlib import sha256

    key = door.nation.nodes[HOME].key
    raw = msgspec.msgpack.encode(Sealed(payload, HOME, key.sign(ASK + sha256(payload).digest())))
    assert door.send(raw).error[0] == "bad-input"


def test_a_flood_of_rubbish_becomes_few_entries(door):
    raw = seal(envelope(sender="atlantis"), "atlantis", NodeKey.new(), ASK)
    door.nation.answerers[HERE]._strangers = Strangers(most=3)
    for _ in range(50):
        door.send(raw)
    assert 3 <= len(door.sink.entries) <= 6  # the minute may turn meanwhile


def test_a_restart_opens_no_door_to_replays(door):
    raw = seal(envelope(), HOME, door.nation.nodes[HOME].key, ASK)
    assert door.send(raw).error is None
    time.sleep(0.005)
    old = door.nation.answerers[HERE]
    old._verifier._nonces = NonceMemory(now_ms())  # all that a new process would have
    assert door.send(raw).error[0] == "expired"


def test_a_warrant_carries_no_name():
    warrant = Warrant.issue(CARE, issuer="a", audience="b", question="q", now_ms=1)
    assert PERSONAS["geneticist"].name not in repr(warrant)
    assert warrant.asker.user.id == "geneticist"


# -- a bad node that answers ----------------------------------------------------------------------


def lie(nation, change) -> None:
    """Skåne changes its replies, and signs what it changed."""
    answerer = nation.answerers[HERE]
    honest = answerer.handle

    def handle(raw: bytes) -> bytes:
        sealed = read_sealed(honest(raw))
        body = msgspec.msgpack.decode(sealed.payload, type=ReplyEnvelope)
        return seal(change(body), HERE, nation.nodes[HERE].key, REPLY)

    nation.transports[HERE]._handle = handle


def replies(**changes):
    def change(body: ReplyEnvelope) -> ReplyEnvelope:
        new = [msgspec.structs.replace(r, **changes) for r in body.replies]
        return msgspec.structs.replace(body, replies=new)

    return change


def body(**changes):
    return lambda b: msgspec.structs.replace(b, **changes)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (body(nonce=bytes(16)), "down"),
        (body(request=bytes(32)), "down"),
        (body(audience="uppsala"), "down"),
        (body(node="uppsala"), "down"),
        (body(replies=[]), "incompatible"),
        (replies(jti="other"), "incompatible"),
        (replies(value=b"\xc1"), "incompatible"),
        (replies(value=None), "incompatible"),
        (replies(state="refused"), "refused"),
        (replies(state="sure"), "down"),
        (replies(individuals=-5), "down"),
        (body(census={"GRCh38/care": 2**60}), "down"),
        (body(error=("expired", "clock")), "refused"),
        (body(error=("bad-input", "form")), "incompatible"),
    ],
)
def test_a_lying_node_is_left_out_and_named(nation, change, state):
    lie(nation, change)
    answer = nation.network().ask_now(
        "variant_frequency", {"assembly": "GRCh38", "variants": VARIANTS[:1]}, CARE
    )
    assert [(m.node, m.state) for m in answer.missing] == [(HERE, state)]
    others = [p for n, d in nation.nodes.items() if n != HERE for p in d.snapshot.people]
    assert answer.value["ac"].tolist() == [sum(p.copies[VARIANTS[0]] or 0 for p in others)]


def test_a_reply_to_another_question_is_not_taken(nation):
    """A recorded reply, replayed by somebody in between."""
    answerer = nation.answerers[HERE]
    kept: list[bytes] = []

    def replay(raw: bytes) -> bytes:
        kept.append(answerer.handle(raw))
        return kept[0]

    nation.transports[HERE]._handle = replay
    network = nation.network()
    asked = {"assembly": "GRCh38", "variants": VARIANTS[:1]}
    assert network.ask_now("variant_frequency", asked, CARE).coverage.complete
    second = network.ask_now("variant_frequency", asked, CARE)
    assert [(m.node, m.state) for m in second.missing] == [(HERE, "down")]


def test_a_clock_that_is_far_off_is_named(nation):
    nation.answerers[HERE]._clock = lambda: utc_now() + timedelta(hours=1)
    answer = nation.network().ask_now(
        "variant_frequency", {"assembly": "GRCh38", "variants": VARIANTS[:1]}, CARE
    )
    assert [(m.node, m.state) for m in answer.missing] == [(HERE, "refused")]
    assert "check the clocks" in answer.missing[0].reason


def test_errors_of_a_seal_are_ours():
    key = NodeKey.new()
    raw = seal(envelope(), HOME, key, ASK)
    with pytest.raises(BadSignature):
        open_sealed(read_sealed(raw), (NodeKey.new().public,), ASK, Envelope)
    assert open_sealed(read_sealed(raw), (NodeKey.new().public, key.public), ASK, Envelope)
