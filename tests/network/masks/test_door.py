"""What an asking node that leaves the protocol, a stranger or a late-comer gets at the door."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec
import pytest

from samvar.govern.keys import NodeKey
from samvar.model.clock import utc_now
from samvar.model.errors import Refused
from samvar.network.masks.asking import _Rounds
from samvar.network.masks.message import (
    ASK,
    MOST_ASIDE,
    REPLY,
    Card,
    Denied,
    Keys,
    Lift,
    Mask,
    MaskEnvelope,
    Share,
    Sign,
    Step,
    seal_masked,
)
from samvar.network.masks.post import Post
from samvar.network.masks.session import MOST_OPEN, Audiences
from samvar.network.message import ASK as ASK_OPENLY
from samvar.network.message import seal
from samvar.network.operations import VARIANT_FREQUENCY
from samvar.network.warrant import milliseconds
from tests.network.conftest import VARIANTS
from tests.network.masks.knock import (
    ARGS,
    ASKED,
    HERE,
    HOME,
    asked,
    fresh,
    knock,
    question,
)
from tests.network.masks.ways import Hears, opened, replied
from tests.network.twin import SEVEN

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


def looks_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """An asking node that checks nothing: what the nodes themselves check is left."""
    honest = _Rounds._round

    async def blind(rounds, steps, body, fits, enough=None):
        return await honest(rounds, steps, body, lambda *_: None, enough)

    monkeypatch.setattr(_Rounds, "_round", blind)


THREE = ("uppsala", "orebro", "vasterbotten")


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
    looks_away(monkeypatch)

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

    looks_away(monkeypatch)
    answer = asked(nation)  # one that looks away is refused by all
    assert (answer.state, answer.value) == ("refused", None)
    assert all("something else" in m.reason for m in answer.missing)


def without_sessions(nation):
    """The door's sessions, none open: one of an earlier test may end at any moment."""
    sessions = nation.answerers[HERE].masks.sessions
    sessions._open.clear()
    return sessions


def test_an_honest_first_step_gets_a_card(nation):
    keys = fresh(nation)
    sessions = without_sessions(nation)  # five of seven lift; this one may wait
    assert isinstance(knock(nation, HERE, keys()), Card)
    assert len(sessions) == 1


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
    before = len(nation.answerers[HERE].masks.sessions)
    body = knock(nation, HERE, Share([]), sender="uppsala")
    assert body == Denied("refused", "no such question under masks is open here")
    assert len(nation.answerers[HERE].masks.sessions) == before


def test_what_is_kept_is_bounded_and_ends(nation):
    keys = fresh(nation)
    door = nation.answerers[HERE].masks
    for n in range(len(door.sessions), MOST_OPEN):
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
    sessions = without_sessions(nation)
    assert isinstance(knock(nation, HERE, keys(), key=key, **changes), Denied)
    assert len(sessions) == 0


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


def test_a_failure_tells_its_class_to_the_log_and_nothing_to_the_asker(nation):
    def broken(*_):
        raise RuntimeError("a record of 19121212-1212")

    nation.answerers[HERE].look = broken
    answer = asked(nation)
    (missing,) = answer.missing
    assert (missing.state, missing.reason) == ("down", "the node failed to compute the answer")
    written = nation.nodes[HERE].sink.entries[-1]
    assert (written.outcome, written.reason) == ("failed", "failed: RuntimeError")
