"""The signed, versioned list of nodes: who belongs, where they are, which keys are theirs.

Joining, leaving and key rotation are new versions, signed by more than half of the nodes of the
version before (4 of 7). No node is special, so no node alone can change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import msgspec

from samvar.govern.identity import RELEASE_MANDATE
from samvar.govern.issuer import Issuer
from samvar.govern.keys import NodeKey, PublicKey
from samvar.govern.purpose import Purpose
from samvar.model.clock import iso
from samvar.model.errors import BadConfig, BadSignature
from samvar.model.shape import learned
from samvar.network.canonical import canonical
from samvar.network.wire import UNREADABLE

_DOMAIN = b"samvar/roster/1\0"
_YEAR = timedelta(days=365)


class RosterNode(msgspec.Struct, frozen=True, dict=True):
    """One node. keys: public keys in hex, the newest first; old ones stay until they expire here.

    operations: name -> versions spoken. url: where `POST /network/v1/ask` is, or "" in process.
    issuers: who vouches for the people of its centre.
    """

    id: str
    centre: str
    url: str
    keys: tuple[str, ...]
    operations: dict[str, list[int]]
    issuers: tuple[Issuer, ...] = ()

    @cached_property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """The keys, ready to verify with."""
        return tuple(PublicKey.of(bytes.fromhex(key)) for key in self.keys)


class Mandate(msgspec.Struct, frozen=True):
    """A standing order under which work without a person may ask: who, what, why, until when.

    nodes: ids of the nodes that may act under it. operations, purposes: by name and code.
    expires: ISO 8601, UTC.
    """

    id: str
    nodes: tuple[str, ...]
    operations: tuple[str, ...]
    purposes: tuple[str, ...]
    expires: str


class Roster(msgspec.Struct, frozen=True, dict=True):
    """The nodes of the network at one version. signatures: node id -> hex.

    mandates: orders that the network has given by signing this version.
    """

    version: int
    nodes: tuple[RosterNode, ...]
    signatures: dict[str, str] = {}
    mandates: tuple[Mandate, ...] = ()

    @classmethod
    def read(cls, raw: bytes, known: Roster | None = None) -> Roster:
        """A roster from JSON, verified against the version known before, or against itself.

        Raises:
            BadConfig: not a roster, two nodes of one id, a damaged key, or an older version.
            BadSignature: fewer than a quorum signed it.
        """
        try:
            roster = msgspec.json.decode(raw, type=learned(cls))
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
        return msgspec.structs.replace(self, signatures={**self.signatures, **mine})

    def verify(self, known: Roster | None = None) -> None:
        """Nothing, if a quorum of the nodes known before (or, at first, of its own) signed.

        Raises:
            BadConfig: two nodes or issuers of one id, no nodes, or not newer than `known`.
            BadSignature: too few valid signatures.
        """
        ids = [node.id for node in self.nodes]
        if not ids or len(set(ids)) != len(ids):
            raise BadConfig("the roster names no node, or one of them twice")
        names = [issuer.id for issuer in self.issuers]
        if len(set(names)) != len(names):
            raise BadConfig("two nodes of the roster name one issuer of people")
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

    @cached_property
    def issuers(self) -> tuple[Issuer, ...]:
        """Everybody who is trusted to vouch for people."""
        return tuple(issuer for node in self.nodes for issuer in node.issuers)

    def mandate(self, identifier: str) -> Mandate | None:
        """A standing order by id."""
        return next((one for one in self.mandates if one.id == identifier), None)

    @property
    def ids(self) -> tuple[str, ...]:
        """Node ids in the order of the document."""
        return tuple(self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, RosterNode]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _signed_bytes(self) -> bytes:
        plain: dict[str, Any] = {
            "version": self.version,
            "nodes": self.nodes,
            "mandates": self.mandates,
        }
        return _DOMAIN + canonical(plain)

    def _signature(self, node_id: str) -> bytes:
        try:
            return bytes.fromhex(self.signatures.get(node_id, ""))
        except ValueError:
            return b""


def release_mandate(members: Sequence[RosterNode], now: datetime) -> Mandate:
    """The standing order to make the releases of an epoch, for these nodes and one year."""
    return Mandate(
        id=RELEASE_MANDATE.id,
        nodes=tuple(node.id for node in members),
        operations=("variant_keys", "variant_frequency"),
        purposes=(Purpose.HOPERAT.value, Purpose.HRESCH.value),
        expires=iso(now + _YEAR),
    )


def quorum(nodes: int) -> int:
    """More than half.

    >>> quorum(7), quorum(1), quorum(2)
    (4, 1, 2)
    """
    return nodes // 2 + 1
