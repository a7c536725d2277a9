"""Knocking at a node's door with single steps, honest or not, as the asking node of a nation."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.model.clock import utc_now
from samvar.network.asking import Asking
from samvar.network.masks.message import (
    ASK,
    REPLY,
    Keys,
    MaskEnvelope,
    MaskReply,
    read_masked,
    seal_masked,
)
from samvar.network.message import open_sealed
from samvar.network.operations import VARIANT_FREQUENCY
from samvar.network.warrant import milliseconds
from tests.network.conftest import VARIANTS
from tests.network.masks.ways import Hears, opened
from tests.network.twin import Nation

CARE = Asker.of(PERSONAS["geneticist"])
HOME, HERE = "stockholm", "skane"
ASKED = {"assembly": "GRCh38", "variants": VARIANTS}
ARGS = VARIANT_FREQUENCY.read_args(ASKED)


def asked(nation: Nation, **more):
    return nation.network().ask_now("variant_frequency", ASKED, CARE, 20, masked=True, **more)


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
