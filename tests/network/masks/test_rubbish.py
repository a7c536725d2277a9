"""Flipped bits, noise, and well-formed nonsense at each step: refused, and nothing breaks."""

from __future__ import annotations

import secrets

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.network.masks.message import (
    MARK,
    Denied,
    Keys,
    Lift,
    Mask,
    Masked,
    Share,
    Sign,
    Signature,
)
from samvar.network.masks.statement import KeyCard
from samvar.network.route import MEDIA_TYPE, answer_http
from tests.network.conftest import some_people
from tests.network.masks.knock import (
    ARGS,
    HERE,
    HOME,
    asked,
    knock,
    question,
)
from tests.network.masks.ways import Hears, opened, replied
from tests.network.twin import SEVEN, build_nation

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


@settings(max_examples=60, deadline=None)
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
