"""Data keys as the store has them: wrapped, one for each kind and owner, and shredded for ever."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from samvar.model.errors import NotFound
from samvar.store.keys import Wrapped
from samvar.store.records.key_tables import data_keys
from samvar.store.records.noun import Noun

PERSON, SEARCH, PROJECT, BACKUP = "person", "search", "project", "backup"
SOURCE = "source"
KINDS = (PERSON, SEARCH, PROJECT, SOURCE, BACKUP)


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key under a root key; `wrapped` None: it was shredded, and there is nothing to open.

    kind: one of KINDS. kept: when a key backup first held it.
    """

    id: str
    kind: str
    owner: str
    wrapped: Wrapped | None
    created: datetime
    shredded: datetime | None = None
    kept: datetime | None = None


class DataKeys(Noun):
    """The data keys of this node."""

    __slots__ = ()

    def add_many(self, keys: Sequence[DataKey]) -> None:
        """Write new keys.

        Raises (when the transaction ends):
            Conflict: the owner has a key of the kind, be it a shredded one.
        """
        if keys:
            self._sql.execute(insert(data_keys), [_row(key) for key in keys])

    def find(self, kind: str, owner: str = "") -> DataKey | None:
        """The key of an owner, shredded or not."""
        wanted = select(data_keys).where(data_keys.c.kind == kind, data_keys.c.owner == owner)
        row = self._sql.execute(wanted).first()
        return None if row is None else _key(row)

    def of_owners(self, kind: str, owners: Iterable[str]) -> dict[str, DataKey]:
        """The keys of many owners, by owner; those without one are left out."""
        wanted = select(data_keys).where(data_keys.c.kind == kind)
        return {row.owner: _key(row) for row in self._among(wanted, data_keys.c.owner, owners)}

    def get(self, identifier: str) -> DataKey:
        """One key.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(data_keys).where(data_keys.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such key at this node")
        return _key(row)

    def all(self) -> tuple[DataKey, ...]:
        """Every key, the oldest first."""
        wanted = select(data_keys).order_by(data_keys.c.created, data_keys.c.id)
        return tuple(_key(row) for row in self._sql.execute(wanted))

    def rewrap(self, fresh: Sequence[tuple[str, Wrapped]]) -> None:
        """Put keys, by id, under another root key. What they seal stays as it is."""
        rows = [{"key": i, "root": w.root, "wrapped": _text(w.sealed)} for i, w in fresh]
        if rows:
            self._sql.execute(
                update(data_keys)
                .where(data_keys.c.id == bindparam("key"), data_keys.c.shredded.is_(None))
                .values(root=bindparam("root"), wrapped=bindparam("wrapped")),
                rows,
            )

    def shred(self, kind: str, owners: Iterable[str], at: datetime) -> int:
        """Forget the keys of owners; returns how many there were. Their rows stay."""
        wanted = list(dict.fromkeys(owners))
        there = self.of_owners(kind, wanted)
        live = [key.id for key in there.values() if key.shredded is None]
        if live:
            self._sql.execute(
                update(data_keys)
                .where(data_keys.c.id == bindparam("key"))
                .values(root=None, wrapped=None, shredded=at),
                [{"key": each} for each in live],
            )
        return len(live)

    def note_kept(self, identifiers: Iterable[str], at: datetime) -> None:
        """These keys are in a key backup."""
        rows = [{"key": each} for each in identifiers]
        if rows:
            self._sql.execute(
                update(data_keys)
                .where(data_keys.c.id == bindparam("key"), data_keys.c.kept.is_(None))
                .values(kept=at),
                rows,
            )

    def not_kept(self) -> int:
        """Live keys that no key backup holds."""
        wanted = (
            select(func.count())
            .select_from(data_keys)
            .where(data_keys.c.kept.is_(None), data_keys.c.shredded.is_(None))
        )
        return self._sql.execute(wanted).scalar_one()


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


def _row(key: DataKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "kind": key.kind,
        "owner": key.owner,
        "root": key.wrapped.root if key.wrapped else None,
        "wrapped": _text(key.wrapped.sealed) if key.wrapped else None,
        "created": key.created,
        "shredded": key.shredded,
        "kept": key.kept,
    }


def _key(row: Row[Any]) -> DataKey:
    wrapped = Wrapped(row.root, base64.b64decode(row.wrapped)) if row.wrapped else None
    return DataKey(row.id, row.kind, row.owner, wrapped, row.created, row.shredded, row.kept)
