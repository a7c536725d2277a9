"""The roster changes by a quorum, or not at all."""

from __future__ import annotations

import msgspec
import pytest

from samvar.govern.keys import NodeKey
from samvar.model.errors import BadConfig, BadSignature
from samvar.network.operations import registry
from samvar.network.roster import Roster, RosterNode, quorum
from tests.network.twin import SEVEN, roster_of

KEYS = {name: NodeKey.new() for name in SEVEN}
FIRST = roster_of(KEYS, registry())


def grown(version: int = 2) -> Roster:
    """The next version, with an eighth node, unsigned."""
    newcomer = RosterNode("lund", "lund", "", (NodeKey.new().public.raw.hex(),), {})
    return Roster(version, (*FIRST.nodes, newcomer))


def some(count: int) -> dict[str, NodeKey]:
    return {name: KEYS[name] for name in SEVEN[:count]}


def test_a_roster_comes_back_from_its_document():
    read = Roster.read(FIRST.write())
    assert read == FIRST
    assert read.ids == SEVEN
    assert read.find("skane").public_keys[0] == KEYS["skane"].public
    assert read.find("atlantis") is None


@pytest.mark.parametrize("count", range(8))
def test_four_of_seven_make_a_new_version(count):
    document = grown().signed(some(count)).write()
    if count >= quorum(7) == 4:
        assert Roster.read(document, FIRST).version == 2
    else:
        with pytest.raises(BadSignature, match="needs"):
            Roster.read(document, FIRST)


def test_newcomers_do_not_vote_themselves_in():
    """Eight invented nodes that sign for each other are no quorum of the seven."""
    keys = {f"n{n}": NodeKey.new() for n in range(8)}
    coup = roster_of(keys, registry())
    document = msgspec.structs.replace(coup, version=2).signed(keys).write()
    Roster.read(document)  # consistent in itself
    with pytest.raises(BadSignature):
        Roster.read(document, FIRST)


def test_one_node_cannot_sign_for_the_others():
    forged = grown()
    mine = KEYS["skane"].sign(forged._signed_bytes).hex()
    forged = msgspec.structs.replace(forged, signatures=dict.fromkeys(SEVEN, mine))
    with pytest.raises(BadSignature):
        forged.verify(FIRST)


def test_a_change_after_signing_is_found():
    changed = msgspec.structs.replace(
        FIRST.nodes[0], url="https://elsewhere.example", keys=FIRST.nodes[0].keys
    )
    roster = msgspec.structs.replace(FIRST, nodes=(changed, *FIRST.nodes[1:]))
    with pytest.raises(BadSignature):
        roster.verify()


def test_an_older_version_never_comes_back():
    second = grown().signed(some(7))
    with pytest.raises(BadConfig, match="not newer"):
        FIRST.verify(second)
    with pytest.raises(BadConfig, match="not newer"):
        second.verify(second)


def with_key(key: bytes) -> bytes:
    node = b'{"id": "a", "centre": "a", "url": "", "keys": ["' + key + b'"], "operations": {}}'
    return b'{"version": 1, "nodes": [' + node + b"]}"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b'{"version": 1, "nodes": []}',
        with_key(b"zz"),
        with_key(b"00"),
        b"\xff",
    ],
)
def test_what_is_no_roster_is_refused(raw):
    with pytest.raises(BadConfig):
        Roster.read(raw)


def test_two_nodes_of_one_name_are_refused():
    twice = msgspec.structs.replace(FIRST, nodes=(FIRST.nodes[0], FIRST.nodes[0]))
    with pytest.raises(BadConfig, match="twice"):
        twice.signed(KEYS).verify()


def test_a_damaged_signature_is_no_signature():
    bad = msgspec.structs.replace(FIRST, signatures=dict.fromkeys(SEVEN, "not hex"))
    with pytest.raises(BadSignature, match="0 valid"):
        bad.verify()


def test_a_rotated_key_is_accepted_beside_the_old_one():
    fresh = NodeKey.new()
    node = FIRST.nodes[0]
    rotated = msgspec.structs.replace(node, keys=(fresh.public.raw.hex(), *node.keys))
    second = Roster(2, (rotated, *FIRST.nodes[1:])).signed(KEYS)
    second.verify(FIRST)
    assert len(second.find(node.id).public_keys) == 2
