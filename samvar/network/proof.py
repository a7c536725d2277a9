"""Whose question it is, as the answering node finds out for itself.

A warrant says who asks; that is the asking node's word, and counts for nothing. What counts is
the person's own token, made by an issuer of the roster for people of that centre and bound to
the node that sends it. So a stolen node key can ask for whoever is signed in at that node, while
they are, and for nobody else. Work without a person needs a mandate of the roster.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from threading import Lock

from samvar.govern.identity import Role
from samvar.govern.issuer import Issuer, holder_nonce
from samvar.govern.purpose import Purpose
from samvar.govern.token import Person, issuer_of, key_said, read_token
from samvar.model.clock import parse_iso
from samvar.model.errors import BadSignature, Expired, Refused
from samvar.network.roster import Roster
from samvar.network.warrant import Warrant

Keys = Callable[[Issuer, str], Sequence[Mapping[str, str]]]
"""An issuer's public keys now, and the id of the one that is needed."""

_REMEMBERED = 8192


def pinned(issuer: Issuer, _: str) -> Sequence[Mapping[str, str]]:
    """The keys that the roster itself holds."""
    return issuer.keys


class Proofs:
    """Reads the tokens behind warrants, each once. Safe from any number of threads."""

    def __init__(self, roster: Callable[[], Roster], keys: Keys = pinned) -> None:
        self._roster, self._keys = roster, keys
        self._read: OrderedDict[bytes, Person] = OrderedDict()
        self._lock = Lock()

    def check(self, warrant: Warrant, *, sender: str, operation: str, now: datetime) -> None:
        """Nothing, if whoever the warrant names stands behind it.

        Raises:
            BadSignature: no token, one that is not theirs, or not this sender's to use.
            Expired: the token or mandate counts no more. Refused: outside what it allows.
        """
        if warrant.role == Role.ANONYMOUS.value:
            return  # nobody, for whom policy decides like for everybody
        if warrant.role == Role.MANDATE.value:
            self._check_mandate(warrant, sender, operation, now)
            return
        if warrant.proof is None:
            raise BadSignature("the question does not prove who asks")
        person = self._person(warrant.proof.token, warrant.proof.salt, sender, now)
        if now >= person.until:
            raise Expired("the person's sign-in counts no more", remedy="sign in again")
        named = (warrant.user, warrant.role, warrant.centre, warrant.unit)
        if named != (person.subject, person.role.value, person.centre, person.unit):
            raise BadSignature("the warrant names somebody else than the token behind it")
        if person.purposes is not None and Purpose.parse(warrant.purpose) not in person.purposes:
            raise Refused("the person's assignment does not cover this purpose")

    def _person(self, token: str, salt: str, sender: str, now: datetime) -> Person:
        roster = self._roster()
        mark = sha256(f"{roster.version}\0{sender}\0{salt}\0{token}".encode()).digest()
        with self._lock:
            known = self._read.get(mark)
        if known is not None:
            return known
        issuer = issuer_of(token, roster.issuers)
        nonce = holder_nonce(sender, salt)
        keys = self._keys(issuer, key_said(token))
        person = read_token(token, issuer, keys, nonce=nonce, now=now)
        with self._lock:
            self._read[mark] = person
            while len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)
        return person

    def _check_mandate(self, warrant: Warrant, sender: str, operation: str, now: datetime) -> None:
        mandate = self._roster().mandate(warrant.user)
        if mandate is None:
            raise BadSignature("the network has given no such mandate")
        if now >= parse_iso(mandate.expires):
            raise Expired("the mandate has expired", remedy="sign a new roster")
        within = (
            sender in mandate.nodes
            and operation in mandate.operations
            and warrant.purpose in mandate.purposes
            and warrant.permit is None
        )
        if not within:
            raise Refused("the mandate does not cover this question")
