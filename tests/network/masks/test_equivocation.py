"""An asking node that tells different nodes different things, step by step, gets nothing."""

from __future__ import annotations

import secrets
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from samvar.govern.keys import NodeKey
from samvar.model.errors import BadInput, Refused
from samvar.network.masks.statement import KeyCard, sign_survivors
from samvar.network.masks.unmask import unmask
from tests.network.masks.play import Circle, named, terms_of


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
