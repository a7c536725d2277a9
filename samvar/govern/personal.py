"""Personal numbers at a node: sealed under the person's key, found by a keyed digest.

Why keyed: there are some 10^8 possible numbers, which an unkeyed hash of any kind gives
back in seconds; such a hash of a personal number is plain text. The key of the search is one of
the node's data keys, and so lies wrapped, and apart from the root key.

A number never becomes a label. Where a laboratory's label is one, the node keeps the label
`nr-...` in its place: a keyed digest too, the same for the same number, and nobody else's.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable

from samvar.govern.envelope import Place, open_sealed, seal
from samvar.govern.keyring import PERSON, SEARCH, KeyRing
from samvar.model.errors import CorruptStore
from samvar.model.ids import new_id
from samvar.model.person import Person
from samvar.model.personal_number import PersonalNumber
from samvar.store.records.engine import Transaction
from samvar.store.records.identities import SealedIdentity
from samvar.store.records.persons import Registered

PREFIX = "nr-"


class Numbers:
    """The personal numbers of a node within one transaction."""

    def __init__(self, tx: Transaction, ring: KeyRing) -> None:
        self._tx = tx
        self._ring = ring

    def digest(self, number: PersonalNumber) -> str:
        """The keyed HMAC-SHA-256 under which a number is found, in hex."""
        return self._mac(b"search", number).hex()

    def label(self, number: PersonalNumber) -> str:
        """What stands where a label would be the number: 80 bits of a keyed digest."""
        head = self._mac(b"label", number)[:10]
        return f"{PREFIX}{base64.b32encode(head).decode().lower()}"

    def shown(self, text: str) -> str:
        """A laboratory's label as it may be kept: itself, unless it is a personal number."""
        number = PersonalNumber.recognise(text)
        return text if number is None else self.label(number)

    def find(self, numbers: Iterable[PersonalNumber]) -> dict[PersonalNumber, str]:
        """Persons of this node by their number; those unknown are left out."""
        if self._ring.find(self._tx, SEARCH) is None:
            return {}  # no number was ever sealed here; looking for one makes no key
        by_digest = {self.digest(number): number for number in numbers}
        found = self._tx.identities.by_search(by_digest)
        return {by_digest[digest]: each.person for digest, each in found.items()}

    def sealed(self, numbers: dict[str, PersonalNumber]) -> tuple[SealedIdentity, ...]:
        """Numbers by person, ready to be written.

        Raises:
            NotFound: a person's key was shredded; the person is gone from this node.
        """
        keys = self._ring.keys(self._tx, PERSON, numbers)
        return tuple(
            SealedIdentity(
                person=person,
                kind=number.kind,
                sealed=_text(
                    seal(
                        keys[person].bytes,
                        number.digits.encode(),
                        _place(person, keys[person].id).context,
                    )
                ),
                key=keys[person].id,
                search=self.digest(number),
            )
            for person, number in numbers.items()
        )

    def of(self, persons: Iterable[str]) -> dict[str, PersonalNumber]:
        """The numbers of persons, opened; those who have none, or whose key is gone, are left out.

        Raises:
            CorruptStore: a sealed number was changed, or is another person's.
        """
        found = {}
        for person, each in self._tx.identities.of(persons).items():
            key = self._ring.find(self._tx, PERSON, person)
            if key is None:
                continue
            place = _place(person, key.id)
            plain = open_sealed(key.bytes, base64.b64decode(each.sealed), place.context)
            number = PersonalNumber.recognise(plain.decode())
            if number is None:
                raise CorruptStore("a sealed personal number is none")
            found[person] = number
        return found

    def _mac(self, use: bytes, number: PersonalNumber) -> bytes:
        key = self._ring.key(self._tx, SEARCH)
        message = b"samvar personal number 1 " + use + b"\0" + number.digits.encode()
        return hmac.digest(key.bytes, message, "sha256")


def person_of(tx: Transaction, ring: KeyRing, text: str) -> Person | None:
    """Whom a laboratory's label, or a personal number, names at this node."""
    number = PersonalNumber.recognise(text)
    if number is None:
        return tx.persons.by_labels([text]).get(text)
    found = Numbers(tx, ring).find([number]).get(number)
    return None if found is None else tx.persons.get(found)


def register(tx: Transaction, ring: KeyRing, text: str) -> Person:
    """A new person under a label; a personal number is sealed, and `nr-...` is the label."""
    person, number = Person(new_id("person")), PersonalNumber.recognise(text)
    if number is None:
        tx.persons.add_many([Registered(person, text)])
        return person
    numbers = Numbers(tx, ring)
    tx.persons.add_many([Registered(person, numbers.label(number))])
    tx.identities.add_many(numbers.sealed({person.id: number}))
    return person


def shown_labels(tx: Transaction, ring: KeyRing, persons: Iterable[str]) -> dict[str, str]:
    """How persons are named on a page for those who may see them: by the laboratory's label, or
    by the masked number where the laboratory has no other. Those erased are left out."""
    labels = dict(tx.persons.labels(persons))
    hidden = [person for person, label in labels.items() if label.startswith(PREFIX)]
    if hidden:
        labels |= {who: each.masked for who, each in Numbers(tx, ring).of(hidden).items()}
    return labels


def _place(person: str, key: str) -> Place:
    return Place("identities", "sealed", person, key)


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()
