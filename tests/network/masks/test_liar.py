"""A node that answers wrongly is left out and named, or there is no sum; never a wrong one."""

from __future__ import annotations

import secrets

import msgspec
import pytest

from samvar.network.masks.message import (
    REPLY,
    Boxes,
    Card,
    Masked,
    Shares,
    Signature,
    seal_masked,
)
from tests.network.conftest import VARIANTS
from tests.network.masks.knock import (
    HERE,
    asked,
)
from tests.network.masks.ways import replied
from tests.network.twin import SEVEN, Nation


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
        (Card, {"card": lambda c: msgspec.structs.replace(c, pair=bytes(32))}),
        (Card, {"card": lambda c: msgspec.structs.replace(c, node="uppsala")}),
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
