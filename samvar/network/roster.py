"""The signed, versioned list of nodes: who belongs, where they are, which keys are theirs.

Joining, leaving and key rotation are new versions, signed by more than half of the nodes of the
version before (4 of 7). No node is special, so no node alone can change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadConfig, BadSignature
from samvar.network.canonical import canonical
from samvar.network.wire import UNREADABLE

_DOMAIN = b"samvar/roster/1\0"


class RosterNode(msgspec.Struct, frozen=True, dict=True):
    """One node. keys: public keys in hex, the newest first; old ones stay until they expire here.

    operations: name -> versions spoken. url: where `POST /network/v1/ask` is, or "" in process.
    """

    id: str
    centre: str
    url: str
    keys: tuple[str, ...]
    operations: dict[str, list[int]]

    @cached_property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """The keys, ready to verify with."""
        return tuple(PublicKey.of(bytes.fromhex(key)) for key in self.keys)


class Roster(msgspec.Struct, frozen=True, dict=True):
    """The nodes of the network at one version. signatures: node id -> hex."""

    version: int
    nodes: tuple[RosterNode, ...]
    signatures: dict[str, str] = {}

    @classmethod
    def read(cls, raw: bytes, known: Roster | None = None) -> Roster:
        """A roster from JSON, verified against the version known before, or against itself.

        Raises:
            BadConfig: not a roster, two nodes of one id, a damaged key, or an older version.
            BadSignature: fewer than a quorum signed it.
        """
        try:
            roster = msgspec.json.decode(raw, type=cls)
            for node in roster.nodes:
                _ = node.public_keys
        except (*UNREADABLE, ValueError) as error:
            raise BadConfig("the roster cannot be read", why=str(error)[:200]) from None
        roster.verify(known)
        return roster

    def write(self) -> bytes:
        """The document as it is handed round."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)

    def signed(self, keys: Mapping[str, NodeKey]) -> Roster:
        """This version with the signatures of these nodes added."""
        mine = {node: key.sign(self._signed_bytes).hex() for node, key in keys.items()}
        return Roster(self.version, self.nodes, {**self.signatures, **mine})

    def verify(self, known: Roster | None = None) -> None:
        """Nothing, if a quorum of the nodes known before (or, at first, of its own) signed.

        Raises:
            BadConfig: two nodes of one id, no nodes, or not newer than `known`.
            BadSignature: too few valid signatures.
        """
        ids = [node.id for node in self.nodes]
        if not ids or len(set(ids)) != len(ids):
            raise BadConfig("the roster names no node, or one of them twice")
        if known is not None and self.version <= known.version:
            raise BadConfig("the roster is not newer than the one in force")
        judges = (known or self).nodes
        valid = len(self.signed_by(judges))
        if valid < quorum(len(judges)):
            raise BadSignature(
                f"the roster has {valid} valid signatures of {quorum(len(judges))} that it needs"
            )

    def signed_by(self, judges: Sequence[RosterNode] | None = None) -> tuple[str, ...]:
        """Ids of the nodes (by default its own) whose valid signature is on this version."""
        return tuple(
            node.id
            for node in (self.nodes if judges is None else judges)
            if any(
                key.verify(self._signed_bytes, self._signature(node.id)) for key in node.public_keys
            )
        )

    def find(self, node_id: str) -> RosterNode | None:
        """A node by id."""
        return self._by_id.get(node_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Node ids in the order of the document."""
        return tuple(self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, RosterNode]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _signed_bytes(self) -> bytes:
        plain: dict[str, Any] = {"version": self.version, "nodes": self.nodes}
        return _DOMAIN + canonical(plain)

    def _signature(self, node_id: str) -> bytes:
        try:
            return bytes.fromhex(self.signatures.get(node_id, ""))
        except ValueError:
            return b""


def quorum(nodes: int) -> int:
    """More than half.

    >>> quorum(7), quorum(1), quorum(2)
    (4, 1, 2)
    """
    return nodes // 2 + 1
