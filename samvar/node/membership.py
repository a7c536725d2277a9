"""Becoming a network: each node's card, one roster of all cards, signed by more than half.

The roster is a file that people hand round. No node holds it for the others: each verifies it
against the one that it has in force, and a new version needs a quorum of the old one's nodes.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, BadFile, Where
from samvar.model.shape import learned
from samvar.network.roster import Roster, RosterNode, release_mandate
from samvar.node.build import registry
from samvar.node.node import Node
from samvar.node.vouch import issuer_of_people


def card(node: Node, url: str) -> RosterNode:
    """What a node says of itself: id, address, public key, and the questions it answers.

    Raises:
        BadConfig: the address is not `https://` (or `http://` on this machine).
    """
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or parts.scheme not in ("https", "http"):
        raise BadConfig(f"'{url[:80]}' is not an address", remedy="write https://HOST:PORT")
    if parts.scheme == "http" and not local:
        raise BadConfig("nodes of different machines speak TLS", remedy="write https://")
    return RosterNode(
        id=node.id,
        centre=node.centre.id,
        url=url.rstrip("/"),
        keys=(node.key.public.raw.hex(),),
        operations=registry().spoken(),
        issuers=(issuer_of_people(node),),
    )


def read_card(path: Path) -> RosterNode:
    """A card from its file.

    Raises:
        BadFile: not a card, or its key is damaged.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=learned(RosterNode))
        if not found.public_keys:
            raise ValueError("it has no key")
    except (OSError, msgspec.DecodeError, msgspec.ValidationError, ValueError) as error:
        raise BadFile(
            "this is not a node's card",
            where=Where(path.name),
            why=str(error)[:200],
            remedy="write one with 'samvar roster card'",
        ) from None
    return found


def compose(cards: Iterable[RosterNode], known: Roster | None = None) -> Roster:
    """The next version of the roster, unsigned: exactly these nodes belong.

    Raises:
        BadConfig: two cards of one node, or none.
    """
    members = tuple(sorted(cards, key=lambda one: one.id))
    if not members or len({one.id for one in members}) != len(members):
        raise BadConfig("a roster names each node once, and at least one")
    mandate = release_mandate(members, utc_now())
    return Roster(known.version + 1 if known else 1, members, mandates=(mandate,))


def sign(node: Node, roster: Roster) -> Roster:
    """The roster with this node's signature: its operator has read it and agrees."""
    return roster.signed({node.id: node.key})


def read_roster(path: Path) -> Roster:
    """A roster whose signatures are not looked at yet; `adopt` does.

    Raises:
        BadFile: not a roster.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=learned(Roster))
        for one in found.nodes:
            _ = one.public_keys
        return found
    except (OSError, msgspec.DecodeError, msgspec.ValidationError, ValueError) as error:
        raise BadFile(
            "this is not a roster", where=Where(path.name), why=str(error)[:200]
        ) from None


def in_force(node: Node) -> Roster | None:
    """The roster that the node goes by, if it was ever given one."""
    path = node.config.roster_file
    return Roster.read(path.read_bytes()) if path.exists() else None


def check(node: Node, roster: Roster) -> None:
    """Nothing, if the node may go by this roster.

    Raises:
        BadSignature: too few nodes of the roster in force signed it.
        BadConfig: it is not newer than the one in force, or does not name this node's key.
    """
    roster.verify(in_force(node))
    mine = roster.find(node.id)
    if mine is None or node.key.public.raw.hex() not in mine.keys:
        raise BadConfig(
            "the roster does not name this node with its key",
            remedy="give the network this node's card",
        )


def adopt(node: Node, roster: Roster) -> Roster:
    """Go by this roster from the next start on; raises what `check` does."""
    check(node, roster)
    path = node.config.roster_file
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with fresh.open("wb") as out:
        out.write(roster.write())
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    return roster
