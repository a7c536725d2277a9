"""A node's data keys in use: made at first need, unwrapped by the root key, shredded for ever.

One key for each person whose data are sealed (shredding it reaches every copy of what it sealed),
one for each source file, one for the keyed search of personal numbers, one for each project's
pseudonyms, one for backups.
The root key is read when a key is first needed, so that a node that seals nothing needs none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from samvar.govern.envelope import Place, new_key
from samvar.model.clock import utc_now
from samvar.model.errors import CorruptStore, NotFound
from samvar.model.ids import new_id
from samvar.store.keys import KeyProvider
from samvar.store.records.engine import Transaction
from samvar.store.records.keys import BACKUP, PERSON, PROJECT, SEARCH, SOURCE, DataKey

__all__ = [
    "BACKUP",
    "PERSON",
    "PROJECT",
    "SEARCH",
    "SOURCE",
    "KeyRing",
    "OpenKey",
    "check_roots",
    "place_of",
]


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A data key that has been unwrapped: use it and let go of it."""

    id: str
    bytes: bytes

    def __repr__(self) -> str:
        return f"OpenKey({self.id!r})"


def place_of(identifier: str, kind: str, owner: str) -> Place:
    """What a wrapped key is bound to: another owner's row does not open."""
    return Place("data_keys", f"wrapped:{kind}:{owner}", identifier, "root")


class KeyRing:
    """The way to a node's data keys; safe to share between threads.

    opened: gives the keeper of the root key, and makes the first one for a node without keys.
    """

    def __init__(self, opened: Callable[[Transaction], KeyProvider]) -> None:
        self._opened = opened
        self._provider: KeyProvider | None = None
        self._lock = threading.Lock()

    @classmethod
    def over(cls, provider: KeyProvider) -> KeyRing:
        """Over a provider that is open already."""
        return cls(lambda _tx: provider)

    def provider(self, tx: Transaction) -> KeyProvider:
        """The keeper of the root key.

        Raises:
            BadConfig: the root key is not there, and keys are waiting for it.
        """
        with self._lock:
            if self._provider is None:
                self._provider = self._opened(tx)
            return self._provider

    def forget(self) -> None:
        """Read the root key anew at next use: it has been rotated."""
        with self._lock:
            self._provider = None

    def key(self, tx: Transaction, kind: str, owner: str = "") -> OpenKey:
        """The key of an owner, made if there is none.

        Raises:
            NotFound: it was shredded. BadConfig: the root key is not there.
        """
        return self.keys(tx, kind, [owner])[owner]

    def keys(self, tx: Transaction, kind: str, owners: Iterable[str]) -> dict[str, OpenKey]:
        """The keys of many owners; those missing are made in one go.

        Raises: as `key`.
        """
        wanted = list(dict.fromkeys(owners))
        there = tx.keys.of_owners(kind, wanted)
        missing = [owner for owner in wanted if owner not in there]
        found = {owner: self.open(tx, key) for owner, key in there.items()}
        if missing:
            made = [self._new(tx, kind, owner) for owner in missing]
            tx.keys.add_many([key for key, _ in made])
            found |= {key.owner: opened for key, opened in made}
        return found

    def keep(self, tx: Transaction, kind: str, owner: str, raw: bytes) -> None:
        """Keep a key that has sealed something already, before anything names what it sealed.

        Raises:
            BadConfig: the root key is not there.
            Conflict (when the transaction ends): the owner has a key of the kind.
        """
        tx.keys.add_many([self._wrapped(tx, kind, owner, raw)])

    def find(self, tx: Transaction, kind: str, owner: str = "") -> OpenKey | None:
        """The key of an owner if there is one; None where there is none or it was shredded."""
        key = tx.keys.find(kind, owner)
        return None if key is None or key.wrapped is None else self.open(tx, key)

    def open(self, tx: Transaction, key: DataKey) -> OpenKey:
        """Unwrap a stored key.

        Raises:
            NotFound: it was shredded. CorruptStore: it was changed or moved to another owner.
        """
        if key.wrapped is None:
            raise NotFound("the key was shredded; what it sealed cannot be read any more")
        context = place_of(key.id, key.kind, key.owner).context
        provider = self.provider(tx)
        if key.wrapped.root != provider.current:
            self.forget()  # another process may have rotated the root key since
            provider = self.provider(tx)
        return OpenKey(key.id, provider.unwrap(key.wrapped, context))

    def rewrap(self, tx: Transaction, fresh: KeyProvider) -> int:
        """Put every data key under another root key; what they seal stays as it is.

        Raises:
            CorruptStore: a key does not open under the present root key; nothing was changed.
        """
        live = [key for key in tx.keys.all() if key.wrapped is not None]
        again = []
        for key in live:
            context = place_of(key.id, key.kind, key.owner).context
            again.append((key.id, fresh.wrap(self.open(tx, key).bytes, context)))
        tx.keys.rewrap(again)
        return len(again)

    def _new(self, tx: Transaction, kind: str, owner: str) -> tuple[DataKey, OpenKey]:
        raw = new_key()
        made = self._wrapped(tx, kind, owner, raw)
        return made, OpenKey(made.id, raw)

    def _wrapped(self, tx: Transaction, kind: str, owner: str, raw: bytes) -> DataKey:
        identifier = new_id("key")
        wrapped = self.provider(tx).wrap(raw, place_of(identifier, kind, owner).context)
        return DataKey(identifier, kind, owner, wrapped, utc_now())


def shred(tx: Transaction, persons: Sequence[str], at: datetime) -> int:
    """Destroy persons' keys: what they sealed is unreadable, here and in every backup of it.

    Returns how many keys there were. Scrub the record store afterwards, and let key backups that
    are older than this go.
    """
    tx.identities.forget(persons)
    return tx.keys.shred(PERSON, persons, at)


def check_roots(tx: Transaction) -> str | None:
    """The id of the root key that the node's keys are under; None where there is no key.

    Raises:
        CorruptStore: they are under more than one: a rotation is one transaction.
    """
    roots = {key.wrapped.root for key in tx.keys.all() if key.wrapped is not None}
    if len(roots) > 1:
        raise CorruptStore("the node's keys are under different root keys")
    return roots.pop() if roots else None
