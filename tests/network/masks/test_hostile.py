"""An asking node that leaves the protocol, a node that lies, strangers, rubbish."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Refused
from samvar.network.asking import Asking
from samvar.network.masks.message import (
    ASK,
    MARK,
    MOST_ASIDE,
    REPLY,
    Boxes,
    Card,
    Denied,
    Keys,
    Lift,
    Mask,
    Masked,
    MaskEnvelope,
    MaskReply,
    Share,
    Shares,
    Sign,
    Signature,
    Step,
    read_masked,
    seal_masked,
)
from samvar.network.masks.post import Post
from samvar.network.masks.session import MOST_OPEN, Audiences
from samvar.network.masks.statement import KeyCard, sign_survivors
from samvar.network.masks.unmask import unmask
from samvar.network.message import ASK as ASK_OPENLY
from samvar.network.message import open_sealed, seal
from samvar.network.operations import VARIANT_FREQUENCY
from samvar.network.route import MEDIA_TYPE, answer_http
from samvar.network.warrant import milliseconds
from tests.network.conftest import VARIANTS, some_people
from tests.network.masks.play import Circle, named, terms_of
from tests.network.masks.ways import Hears, opened, replied
from tests.network.twin import SEVEN, Nation, build_nation

CARE = Asker.of(PERSONAS["geneticist"])
HOME, HERE = "stockholm", "skane"
ASKED = {"assembly": "GRCh38", "variants": VARIANTS}
ARGS = VARIANT_FREQUENCY.read_args(ASKED)


def counts(nodes: int = 7, length: int = 3) -> dict[str, np.ndarray]:
    return {
        n: np.arange(length, dtype=np.uint64) + np.uint64(i) for i, n in enumerate(named(nodes))
    }


class Steps:
    """Seven participants, taken step by step by an asking node that may lie."""

    def __init__(self) -> None:
        self.circle = Circle(counts())
        self.members, self.nodes = self.circle.members, self.circle.nodes
        self.cards = {n: m.keys() for n, m in self.members.items()}

    def share(self) -> Steps:
        cards = list(self.cards.values())
        self.boxes = {n: m.share(cards) for n, m in self.members.items()}
        return self

    def for_(self, node: str, makers=None) -> dict[str, bytes]:
        return {m: self.boxes[m][node] for m in makers or self.nodes if m != node}

    def mask(self) -> Steps:
        self.parts = {
            n: m.mask(self.for_(n), self.circle.counts[n]) for n, m in self.members.items()
        }
        return self


# -- an asking node that tells different nodes different things -----------------------------------


def test_two_survivor_sets_lift_nothing():
    """It tells some that one node dropped out, and others that it did not: it gets no share."""
    steps = Steps().share().mask()
    all_, few = list(steps.nodes), list(steps.nodes[:-1])
    for told_few in range(1, 6):
        steps = Steps().share().mask()
        signatures = {
            n: m.sign(few if i < told_few else all_)
            for i, (n, m) in enumerate(steps.members.items())
        }
        given_ = {}
        for node, member in steps.members.items():
            try:
                given_[node] = member.lift(signatures)
            except Refused:
                continue
        sets = {frozenset(lifted.seeds) for lifted in given_.values()}
        assert len(sets) <= 1  # never shares for both
        if given_:
            assert len(next(iter(sets))) in (6, 7)
            assert len(given_) == (told_few if told_few >= 5 else 7 - told_few)
            assert (told_few >= 5) or (7 - told_few >= 5)


def test_with_two_friends_that_sign_twice_it_still_gets_one_set_only():
    """Five of seven must sign; two sets need ten signatures, and five honest nodes sign once."""
    for told_few in range(6):
        steps = Steps().share().mask()
        nodes, friends = steps.nodes, steps.nodes[:2]
        few, all_ = list(nodes[:-1]), list(nodes)
        honest = nodes[2:]
        first = {n: steps.members[n].sign(few) for n in honest[:told_few] if n in few}
        second = {n: steps.members[n].sign(all_) for n in honest if n not in first}
        for friend in friends:  # their keys are the asking node's
            twin = steps.members[friend]
            key, ring, sharers = twin.key, twin._circle, twin.sharers
            first[friend] = sign_survivors(key, ring, sharers, few)
            second[friend] = sign_survivors(key, ring, sharers, all_)
        sets = set()
        for node in honest:
            for signatures in (first, second):
                member = steps.members[node]
                if member._step < 0:
                    continue
                before = member._step
                try:
                    sets.add(frozenset(member.lift(signatures).seeds))
                except Refused:
                    member._step = before  # be generous: let it try with the other set
        assert len(sets) <= 1


def test_nobody_signs_a_second_set():
    steps = Steps().share().mask()
    member = steps.members[steps.nodes[0]]
    member.sign(list(steps.nodes))
    for again in (list(steps.nodes), list(steps.nodes[:6])):
        with pytest.raises(Refused, match="not at the step"):
            member.sign(again)


def test_nobody_lifts_twice_or_for_a_set_that_it_did_not_sign():
    steps = Steps().share().mask()
    few = list(steps.nodes[:6])
    signatures = {n: steps.members[n].sign(few) for n in few}
    first = steps.members[few[0]]
    lifted = first.lift(signatures)
    assert lifted.seeds.keys().isdisjoint(lifted.pairs)  # never both of one node
    with pytest.raises(Refused):
        first.lift(signatures)
    left_out = steps.members[steps.nodes[6]]
    with pytest.raises(Refused, match="leave this node out"):
        left_out.sign(few)
    with pytest.raises(Refused, match="not at the step"):
        left_out.lift(signatures)


def test_a_late_part_is_useless():
    """With the pair key put together, the self mask still hides all of it."""
    circle = Circle(counts(), late=frozenset({named(7)[6]}))
    got = circle.collect()
    late = named(7)[6]
    assert all(late not in lifted.seeds for lifted in got.lifted.values())
    part = np.frombuffer(circle.seen[2][late], dtype=np.uint64)
    with pytest.raises(KeyError):
        unmask(replace(got, parts={**got.parts, late: part}))
    for node, member in circle.members.items():
        if node != late:
            with pytest.raises(Refused):
                member.sign(list(circle.nodes))  # no second survivor set that takes it in
            with pytest.raises(Refused):
                member.lift({})
    signatures = {**circle.seen[3], late: circle.members[late].sign(list(circle.nodes))}
    with pytest.raises(Refused, match="fewer than 5"):
        circle.members[late].lift(signatures)


def test_different_circles_are_noticed_when_boxes_are_opened():
    """Some are shown six key cards, others seven: their boxes are bound to what they saw."""
    steps = Steps()
    cards = list(steps.cards.values())
    odd, rest = steps.nodes[0], steps.nodes[1:]
    steps.boxes = {odd: steps.members[odd].share(cards[:6])}
    steps.boxes |= {n: steps.members[n].share(cards) for n in rest}
    with pytest.raises(BadInput, match="made for another"):
        steps.members[odd].mask(
            {m: steps.boxes[m][odd] for m in steps.nodes[1:6]}, steps.circle.counts[odd]
        )
    with pytest.raises(BadInput, match="made for another"):
        steps.members[rest[0]].mask(steps.for_(rest[0], steps.nodes[:6]), counts()[rest[0]])


def test_different_questions_are_noticed_by_their_cards():
    """One node is asked about other variants; its card says so, and the others see it."""
    steps = Steps()
    other = terms_of(steps.nodes, 3, question="cd" * 32)
    odd = steps.nodes[3]
    steps.cards[odd] = steps.circle.member(odd, other).keys()
    for node in steps.nodes:
        if node != odd:
            with pytest.raises(Refused, match="something else"):
                steps.members[node].share(list(steps.cards.values()))


@pytest.mark.parametrize(
    "change",
    [
        {"id": b"x" * 16}, {"asking": "other"}, {"operation": "other"}, {"version": 2},
        {"scope": "research"}, {"length": 4}, {"roster": 2}, {"enough": 4},
        {"nodes": ("node-00", "node-01")},
    ],
)  # fmt: skip
def test_everything_that_is_agreed_is_in_the_card(change):
    steps = Steps()
    odd = steps.nodes[3]
    changed = msgspec.structs.replace(steps.circle.terms, **change)
    steps.cards[odd] = steps.circle.member(odd, changed).keys()
    with pytest.raises(Refused):
        steps.members[steps.nodes[0]].share(list(steps.cards.values()))


def swapped(card: KeyCard, **changes) -> KeyCard:
    return msgspec.structs.replace(card, **changes)


def test_cards_that_the_asking_node_makes_up_are_refused():
    """The man in the middle: keys of its own in another node's name."""
    for change in (
        lambda card: swapped(card, pair=secrets.token_bytes(32)),
        lambda card: swapped(card, channel=secrets.token_bytes(32)),
        lambda card: swapped(card, signature=bytes(64)),
        lambda card: swapped(card, signature=b""),
        lambda card: swapped(card, node="node-06"),
        lambda card: swapped(card, node="stranger"),
        lambda card: card.signed(NodeKey.new()),
    ):
        steps = Steps()
        steps.cards["node-05"] = change(steps.cards["node-05"])
        with pytest.raises(Refused):
            steps.members["node-00"].share(list(steps.cards.values()))


def test_a_point_that_gives_everybody_the_same_secret_is_refused():
    steps = Steps()
    for weak in (bytes(32), b"\x01" + bytes(31)):
        steps = Steps()
        bad = swapped(steps.cards["node-05"], channel=weak).signed(steps.circle.keys["node-05"])
        steps.cards["node-05"] = bad
        with pytest.raises(BadInput):
            steps.members["node-00"].share(list(steps.cards.values()))


def test_too_few_or_doubled_cards_and_boxes_are_refused():
    for pick in (lambda c: c[:4], lambda c: c[1:], lambda c: [*c, c[1]], lambda c: []):
        steps = Steps()
        with pytest.raises(Refused):
            steps.members["node-00"].share(pick(list(steps.cards.values())))
    for makers in (named(7)[:4], ()):
        steps = Steps().share()
        with pytest.raises(Refused):
            steps.members["node-00"].mask(
                {m: steps.boxes[m]["node-00"] for m in makers if m != "node-00"},
                counts()["node-00"],
            )


def test_boxes_that_are_swapped_or_changed_are_refused():
    for change in (
        lambda boxes: {**boxes, "node-01": boxes["node-02"]},
        lambda boxes: {**boxes, "node-01": boxes["node-01"][:-1] + b"\0"},
        lambda boxes: {**boxes, "node-01": b""},
        lambda boxes: {**boxes, "stranger": boxes["node-01"]},
        lambda boxes: {**boxes, "node-00": boxes["node-01"]},
    ):
        steps = Steps().share()
        with pytest.raises((BadInput, Refused)):
            steps.members["node-00"].mask(change(steps.for_("node-00")), counts()["node-00"])


def test_no_step_is_taken_out_of_turn():
    for step in ("share", "mask", "sign", "lift"):
        member = Circle(counts()).members["node-00"]
        calls = {
            "share": lambda m: m.share([]), "mask": lambda m: m.mask({}, counts()["node-00"]),
            "sign": lambda m: m.sign([]), "lift": lambda m: m.lift({}),
        }  # fmt: skip
        with pytest.raises(Refused, match="not at the step"):
            calls[step](member)


def test_nothing_of_a_nodes_own_is_kept_after_its_part():
    steps = Steps().share().mask()
    for member in steps.members.values():
        assert (member._pair, member._seed, member._channel) == (b"", b"", b"")
        assert "_seed" not in repr(member)


# -- the same through the door --------------------------------------------------------------------


Lie = Callable[[str, Step], Step]


@pytest.fixture
def asker_tells(monkeypatch: pytest.MonkeyPatch) -> Callable[[Lie], None]:
    """The asking node tells each node what it likes: `asker_tells(lie)`."""

    def tells(lie: Lie) -> None:
        honest = Post.send

        async def send(post, node, id_, step, timeout_s):
            return await honest(post, node, id_, lie(node, step), timeout_s)

        monkeypatch.setattr(Post, "send", send)

    return tells


THREE = ("uppsala", "orebro", "vasterbotten")


def asked(nation: Nation, **more):
    return nation.network().ask_now("variant_frequency", ASKED, CARE, 20, masked=True, **more)


def test_survivors_told_differently_give_no_answer(nation, asker_tells):
    """Three are told that Skåne is out, the others that it is in."""

    def lie(node: str, step: Step) -> Step:
        if isinstance(step, Sign) and node in THREE:
            return Sign([n for n in step.survivors if n != HERE])
        return step

    asker_tells(lie)
    answer = asked(nation)
    assert (answer.state, answer.value) == ("too-few", None)
    assert all(e.outcome != "done" or "keys" in e.reason for e in nation.entries())


def test_an_asking_node_that_hides_what_they_signed_is_refused_and_written_down(
    nation, asker_tells, monkeypatch
):
    """It overlooks that signatures are for two sets, and asks for shares all the same."""
    monkeypatch.setattr("samvar.network.masks.asking.who_signed", lambda given, *_: set(given))

    def lie(node: str, step: Step) -> Step:
        if isinstance(step, Sign) and node in THREE:
            return Sign([n for n in step.survivors if n != HERE])
        return step

    asker_tells(lie)
    answer = asked(nation)
    assert (answer.state, answer.value) == ("refused", None)
    assert "others were told of another set" in answer.missing[0].reason
    for node in SEVEN:
        last = nation.nodes[node].sink.entries[-1]
        assert (last.outcome, last.person) == ("refused", "geneticist")
        assert "signed the set" in last.reason


def test_a_second_set_after_the_first_is_refused_through_the_door(nation):
    ways = {n: Hears(nation.transports[n]) for n in SEVEN}
    nation.transports.update(ways)
    assert asked(nation).coverage.complete
    for node in SEVEN:
        first = opened(ways[node].asked[0])
        for step in (
            Sign(list(SEVEN[:6])), Lift({}), Mask(msgspec.msgpack.encode(ARGS), {}), Share([]),
        ):  # fmt: skip
            body = knock(nation, node, step, id_=first.id)
            assert isinstance(body, Denied)


def test_other_arguments_than_the_warrants_get_no_part(nation, asker_tells):
    """The key list is signed: it cannot be swapped between keys and part."""
    other = VARIANT_FREQUENCY.read_args({**ASKED, "variants": VARIANTS[::-1]})

    def lie(node: str, step: Step) -> Step:
        if isinstance(step, Mask) and node in THREE:
            return Mask(msgspec.msgpack.encode(other), step.boxes)
        return step

    asker_tells(lie)
    answer = asked(nation)
    assert answer.state == "too-few"
    told = {m.node: (m.state, m.reason) for m in answer.missing}
    for node in THREE:
        assert told[node][0] == "refused"
        assert "not those that the warrant is for" in told[node][1]


def test_other_arguments_from_the_start_are_seen_by_the_others(nation, asker_tells, monkeypatch):
    """Three nodes are asked another list under a warrant for it: their cards give it away."""
    other = VARIANT_FREQUENCY.read_args({**ASKED, "variants": VARIANTS[::-1]})

    def lie(node: str, step: Step) -> Step:
        if isinstance(step, Keys) and node in THREE:
            return Keys(question(node, other, step.question))
        return step

    asker_tells(lie)
    answer = asked(nation)  # an honest one leaves them out
    assert answer.state == "too-few"
    assert {m.node for m in answer.missing if "something else" in m.reason} == set(THREE)

    honest = KeyCard.check
    monkeypatch.setattr(
        KeyCard, "check", lambda card, terms, keys_of: honest(card, terms, keys_of)
        if terms.asking != HOME or "door" in current() else None
    )  # fmt: skip
    answer = asked(nation)  # one that looks away is refused by all
    assert (answer.state, answer.value) == ("refused", None)
    assert all("something else" in m.reason for m in answer.missing)


def current() -> set[str]:
    """The modules that called: an asking node's own checks are what it may leave out."""
    frame, names = sys._getframe(), set()
    while frame is not None:
        names.add(frame.f_globals.get("__name__", "").rpartition(".")[2])
        frame = frame.f_back
    return names


def question(node: str, args=ARGS, like=None):
    """A question to one node, by who may ask it."""
    held = () if like is None or getattr(like.warrant, "proof", None) is None else (
        like.warrant.proof,
    )  # fmt: skip
    asking = Asking(VARIANT_FREQUENCY, args, CARE, 20_000, milliseconds(utc_now()), *held)
    return asking.question(VARIANT_FREQUENCY, HOME, node)


def knock(
    nation: Nation, node: str, step, *, id_: bytes = b"i" * 16, key: NodeKey | None = None,
    sender: str = HOME, **changes,
):  # fmt: skip
    """One message at a node's door, and the body of its reply."""
    body = MaskEnvelope(sender, node, milliseconds(utc_now()), secrets.token_bytes(16), id_, step)
    body = msgspec.structs.replace(body, **changes)
    raw = nation.answerers[node].handle(
        seal_masked(body, sender, key or nation.nodes[sender].key, ASK)
    )
    keys = nation.roster.find(node).public_keys
    return open_sealed(read_masked(raw), keys, REPLY, MaskReply).body


def fresh(nation: Nation, node: str = HERE) -> Callable[[], Keys]:
    """First steps that are as good as an honest network's, each under a warrant of its own."""
    like = heard(nation, node)
    return lambda: Keys(question(node, ARGS, like))


def heard(nation: Nation, node: str):
    """A question as an honest network asks it, with whatever proves who asks."""
    way = nation.transports[node]
    hears = nation.transports[node] = Hears(way)
    asked(nation)
    nation.transports[node] = way
    return opened(hears.asked[0]).step.question


def test_an_honest_first_step_gets_a_card(nation):
    keys = fresh(nation)
    assert isinstance(knock(nation, HERE, keys()), Card)
    assert len(nation.answerers[HERE].masks.sessions) == 1


def test_an_id_counts_once(nation):
    keys = fresh(nation)
    assert isinstance(knock(nation, HERE, keys()), Card)
    again = knock(nation, HERE, keys())
    assert isinstance(again, Denied)
    assert "seen before" in again.reason


def test_a_warrant_counts_once(nation):
    step = fresh(nation)()
    assert isinstance(knock(nation, HERE, step), Card)
    assert isinstance(knock(nation, HERE, step, id_=b"j" * 16), Denied)


def test_another_node_cannot_go_on_with_a_question(nation):
    keys = fresh(nation)
    assert isinstance(knock(nation, HERE, keys()), Card)
    body = knock(nation, HERE, Share([]), sender="uppsala")
    assert body == Denied("refused", "no such question under masks is open here")
    assert len(nation.answerers[HERE].masks.sessions) == 1


def test_what_is_kept_is_bounded_and_ends(nation):
    keys = fresh(nation)
    door = nation.answerers[HERE].masks
    for n in range(MOST_OPEN):
        assert isinstance(knock(nation, HERE, keys(), id_=n.to_bytes(16)), Card)
    full = knock(nation, HERE, keys(), id_=b"z" * 16)
    assert isinstance(full, Denied)
    assert "too many" in full.reason
    assert len(door.sessions) == MOST_OPEN
    seconds = door._seconds
    door._seconds = lambda: seconds() + 400
    assert isinstance(knock(nation, HERE, keys(), id_=b"y" * 16), Card)
    assert len(door.sessions) == 1


def test_a_message_with_much_beside_its_arguments_is_refused(nation):
    body = knock(nation, HERE, Sign(["x" * (MOST_ASIDE + 1)]))
    assert isinstance(body, Denied)
    big = knock(nation, HERE, Mask(bytes(MOST_ASIDE * 2), {}))
    assert isinstance(big, Denied)  # large arguments are read, and are none of an open question
    assert "no such question" in big.reason


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"audience": "uppsala"}, None),
        ({"sender": "uppsala"}, None),
        ({"nonce": b""}, None),
        ({"sent_ms": 0}, None),
        ({"id": b"short"}, None),
        ({}, NodeKey.new()),
    ],
)
def test_a_wrong_envelope_is_refused(nation, changes, key):
    keys = fresh(nation)
    before = len(nation.answerers[HERE].masks.sessions)
    assert isinstance(knock(nation, HERE, keys(), key=key, **changes), Denied)
    assert len(nation.answerers[HERE].masks.sessions) == before


def test_a_message_counts_once(nation):
    keys = fresh(nation)
    same = {"nonce": bytes(16)}
    assert isinstance(knock(nation, HERE, keys(), **same), Card)
    assert "seen before" in knock(nation, HERE, keys(), id_=b"j" * 16, **same).reason


def test_an_open_question_cannot_be_sent_as_a_masked_one_nor_the_other_way(nation):
    door, key = nation.answerers[HERE], nation.nodes[HOME].key
    step = fresh(nation)()
    body = MaskEnvelope(
        HOME, HERE, milliseconds(utc_now()), secrets.token_bytes(16), b"i" * 16, step
    )
    for domain in (ASK_OPENLY, REPLY):
        raw = door.handle(seal_masked(body, HOME, key, domain))
        assert isinstance(replied(raw).body, Denied)
    raw = door.handle(seal(body, HOME, key, ASK))  # without the mark it is read as a question
    assert b"bad-signature" in raw


def test_a_set_of_survivors_is_held_for_an_hour_and_bounded():
    held = Audiences(most=2)
    held.admit("a", "care", "xyz", 0)
    held.admit("a", "care", "zyx", 5)
    held.admit("a", "research", "xy", 5)
    with pytest.raises(Refused, match="within the hour"):
        held.admit("a", "care", "xy", 10)
    with pytest.raises(Refused, match="remembered"):
        held.admit("b", "care", "xyz", 10)
    held.admit("a", "care", "xy", 3700)


# -- a node that answers wrongly ------------------------------------------------------------------


def lie(nation: Nation, node: str, kind: type, **changes) -> None:
    honest = nation.answerers[node].handle

    def handle(raw: bytes) -> bytes:
        reply = replied(honest(raw))
        if isinstance(reply.body, kind):
            body = changes["body"] if "body" in changes else msgspec.structs.replace(
                reply.body, **{k: v(getattr(reply.body, k)) for k, v in changes.items()}
            )  # fmt: skip
            reply = msgspec.structs.replace(reply, body=body)
        return seal_masked(reply, node, nation.nodes[node].key, REPLY)

    nation.transports[node]._handle = handle


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (Card, {"card": lambda c: swapped(c, pair=bytes(32))}),
        (Card, {"card": lambda c: swapped(c, node="uppsala")}),
        (Card, {"body": Boxes({})}),
        (Boxes, {"boxes": lambda b: {**b, "stranger": bytes(148)}}),
        (Boxes, {"boxes": lambda b: dict(list(b.items())[1:])}),
        (Boxes, {"boxes": lambda b: dict.fromkeys(b, b"")}),
        (Masked, {"part": lambda p: p[:-8]}),
        (Masked, {"part": lambda p: p + bytes(8)}),
        (Masked, {"part": lambda _: b""}),
        (Masked, {"individuals": lambda _: -1}),
        (Masked, {"individuals": lambda _: 1 << 60}),
        (Masked, {"floor": lambda _: -1}),
        (Masked, {"body": Shares({}, {})}),
    ],
)
def test_a_node_that_answers_in_another_form_is_left_out_and_named(nation, kind, changes):
    lie(nation, HERE, kind, **changes)
    answer = asked(nation)
    assert [(m.node, m.state) for m in answer.missing] == [(HERE, "incompatible")]
    people = [p for n in SEVEN if n != HERE for p in nation.nodes[n].snapshot.people]
    assert answer.value["ac"].tolist() == [sum(p.copies[v] or 0 for p in people) for v in VARIANTS]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (Signature, {"signature": lambda _: bytes(64)}),
        (Shares, {"seeds": lambda _: {}}),
        (Shares, {"pairs": lambda _: {HERE: bytes(66)}}),
        (Shares, {"seeds": lambda s: dict.fromkeys(s, b"")}),
    ],
)
def test_a_node_that_fails_after_its_part_is_not_needed(nation, kind, changes):
    lie(nation, HERE, kind, **changes)
    answer = asked(nation)
    assert answer.coverage.complete
    assert answer.value["ac"].tolist() == [
        sum(p.copies[v] or 0 for p in nation.people()) for v in VARIANTS
    ]


def test_a_part_that_does_not_fit_gives_no_number(nation):
    """Whose it was is not known: that would take a look at parts."""
    lie(nation, HERE, Masked, part=lambda p: p[:-8] + bytes(8))
    answer = asked(nation)
    assert (answer.state, answer.value) == ("incompatible", None)
    assert "do not cancel" in answer.missing[0].reason


def test_false_boxes_stop_the_question_and_say_so(nation):
    """A node that seals rubbish can stop a sum under masks; it cannot change it unseen."""
    lie(nation, HERE, Boxes, boxes=lambda b: {n: secrets.token_bytes(len(x)) for n, x in b.items()})
    answer = asked(nation)
    assert (answer.state, answer.value) == ("too-few", None)
    assert "made for another, or changed" in answer.missing[0].reason


# -- rubbish --------------------------------------------------------------------------------------

_NATION = build_nation(some_people(1))
_WAYS = {n: Hears(_NATION.transports[n]) for n in SEVEN}
_NATION.transports.update(_WAYS)
asked(_NATION)
_RAW = list(_WAYS[HERE].asked)


def posted(raw: bytes) -> tuple[int, bytes]:
    status, _, body = answer_http(_NATION.answerers[HERE], MEDIA_TYPE, raw)
    return status, body


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_flipped_bit_is_answered(data):
    raw = bytearray(data.draw(st.sampled_from(_RAW)))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    status, body = posted(bytes(raw))
    assert status in (200, 400)
    if status == 200 and body.startswith(MARK):
        assert isinstance(replied(body).body, Denied)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_rubbish_after_the_mark_is_refused_and_nothing_breaks(raw):
    assert posted(MARK + raw)[0] == 400


texts = st.one_of(st.sampled_from(SEVEN), st.text(max_size=8))
blobs = st.one_of(st.binary(max_size=70), st.sampled_from([bytes(64), bytes(66), bytes(148)]))
named_blobs = st.dictionaries(texts, blobs, max_size=8)
a_card = st.builds(KeyCard, texts, blobs, blobs, blobs, blobs)
a_step = st.one_of(
    st.builds(Share, st.lists(a_card, max_size=8)),
    st.builds(Mask, blobs, named_blobs),
    st.builds(Sign, st.lists(texts, max_size=8)),
    st.builds(Lift, named_blobs),
)


_LIKE = opened(_RAW[0]).step.question


def drive(id_: bytes, steps: int) -> None:
    """An honest question that Skåne takes so many steps in."""
    if steps:
        cards = {n: knock(_NATION, n, Keys(question(n, ARGS, _LIKE)), id_=id_).card for n in SEVEN}
    if steps > 1:
        share = Share(list(cards.values()))
        boxes = {n: knock(_NATION, n, share, id_=id_).boxes for n in SEVEN}
    if steps > 2:
        mine = {n: boxes[n][HERE] for n in SEVEN if n != HERE}
        assert isinstance(
            knock(_NATION, HERE, Mask(msgspec.msgpack.encode(ARGS), mine), id_=id_), Masked
        )
    if steps > 3:
        assert isinstance(knock(_NATION, HERE, Sign(list(SEVEN)), id_=id_), Signature)


@settings(max_examples=100, deadline=None)
@given(step=a_step, steps=st.integers(0, 4))
def test_a_node_of_the_roster_that_sends_anything_gets_nothing(step, steps):
    """Signed, well formed, at each stage of a real question: refused, never a failure."""
    id_ = secrets.token_bytes(16)
    drive(id_, steps)
    body = knock(_NATION, HERE, step, id_=id_)
    for node in SEVEN:
        _NATION.answerers[node].masks.sessions.drop(HOME, id_)
    if steps == 3 and isinstance(body, Signature):  # it guessed five of seven
        assert len({*step.survivors} & {*SEVEN}) == len(step.survivors) >= 5
        return
    assert isinstance(body, Denied)
    assert body.state == "refused"
    assert "Traceback" not in body.reason


def test_a_failure_tells_its_class_to_the_log_and_nothing_to_the_asker(nation):
    def broken(*_):
        raise RuntimeError("a record of 19121212-1212")

    nation.answerers[HERE].look = broken
    answer = asked(nation)
    (missing,) = answer.missing
    assert (missing.state, missing.reason) == ("down", "the node failed to compute the answer")
    written = nation.nodes[HERE].sink.entries[-1]
    assert (written.outcome, written.reason) == ("failed", "failed: RuntimeError")
