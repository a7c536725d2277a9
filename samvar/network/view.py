"""What an operation may look at: one node's live contributions, restricted to one use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Row, Select, func, select
from sqlalchemy.sql.elements import ColumnElement

from samvar.govern.identity import Asker
from samvar.govern.row_filter import counted, sample_counted
from samvar.model.calls import Int64, UInt64
from samvar.model.contribution import Contribution, Scope
from samvar.model.errors import StoreUnavailable
from samvar.model.genome import Assembly, Interval
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant
from samvar.store.records.engine import Records, Transaction
from samvar.store.variants.looked import Looked

T = TypeVar("T")


Rows = list[Row[*tuple[Any, ...]]]


class CountsLike(Protocol):
    """Parallel int64 vectors, one number for each key; see `store.variants`."""

    @property
    def ac(self) -> Int64: ...
    @property
    def an(self) -> Int64: ...
    @property
    def hom(self) -> Int64: ...
    @property
    def hemi(self) -> Int64: ...
    @property
    def individuals(self) -> Int64: ...


class SnapshotLike(Protocol):
    """The part of `store.variants.Snapshot` that operations read."""

    @property
    def epoch(self) -> int: ...

    def counts(
        self, assembly: Assembly, keys: UInt64, scope: Scope, *, stratum: str = EVERYONE
    ) -> CountsLike: ...

    def keys_of(self, variants: Sequence[Variant]) -> UInt64: ...

    def range(self, assembly: Assembly, interval: Interval, scope: Scope) -> UInt64: ...

    def all_keys(self, assembly: Assembly, scope: Scope) -> UInt64: ...

    def variants_of(self, assembly: Assembly, keys: UInt64) -> Sequence[Variant]: ...

    def carriers(self, assembly: Assembly, key: int, scope: Scope) -> list[tuple[str, int]]: ...

    def carriers_any(self, assembly: Assembly, keys: UInt64, scope: Scope) -> set[str]: ...

    def individuals(self, assembly: Assembly, scope: Scope, *, stratum: str = EVERYONE) -> int: ...

    def individuals_by_assay(self, assembly: Assembly, scope: Scope) -> dict[str, int]: ...

    def ancestries(self, assembly: Assembly, scope: Scope) -> tuple[str, ...]: ...

    @property
    def contributions(self) -> Mapping[str, Contribution]: ...

    @property
    def looked(self) -> Looked: ...


class DatasetRow(msgspec.Struct, frozen=True):
    """One dataset as the nation may know it."""

    node: str
    id: str
    name: str
    title: str
    description: str
    assembly: str
    duo: tuple[str, ...]
    created: str
    samples: int


class NodeHealth(msgspec.Struct, frozen=True):
    """What a node says of itself beside its counts. Times are ISO 8601 or None.

    law: the profile that it goes by, with its digest; empty where it does not say.
    """

    version: str
    started: str
    last_load: str | None
    health: str
    law: str = ""


class View(Protocol):
    """A node's live contributions for one use. Operations see nothing else."""

    @property
    def node_id(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def snapshot(self) -> SnapshotLike: ...

    @property
    def asker(self) -> Asker | None: ...

    def datasets(self) -> Sequence[DatasetRow]: ...

    def health(self) -> NodeHealth: ...

    def counted(self) -> Mapping[str, Contribution]: ...

    def rows_of_samples(
        self, wanted: Select[Any], sample: ColumnElement[str]
    ) -> list[tuple[Row[*tuple[Any, ...]], Contribution]]: ...

    def rows_of_people(self, wanted: Select[Any], person: ColumnElement[str]) -> Rows: ...

    def count_of_people(self, wanted: Select[Any], person: ColumnElement[str]) -> int: ...

    def groups_of_people(
        self,
        wanted: Select[Any],
        person: ColumnElement[str],
        grouped: Callable[[Select[Any]], Select[Any]],
    ) -> Rows: ...

    def read(self, work: Callable[[Transaction], T]) -> T: ...

    def keyed(self, what: str) -> bytes: ...

    def settled(self) -> Mapping[str, int]: ...

    def moving(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Denominators:
    """How many people an area could say something of, by the area's own labels.

    settled: counts that change only with the epoch. moving: those that may change within one.
    """

    settled: Callable[[View], Mapping[str, int]]
    moving: Callable[[View], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class NodeView:
    """The view as a node makes it: a snapshot, and where the rest is read.

    asker: who asks, as the warrant proves it; None for the node's own census.
    records: read only through `rows_of_samples` and the methods `…_of_people`, which leave out
        everybody who may not be in this answer.
    key_for: gives this node's own key for a use (`govern.keyed`).
    """

    node_id: str
    scope: Scope
    snapshot: SnapshotLike
    read_datasets: Callable[[Scope], Sequence[DatasetRow]]
    read_health: Callable[[], NodeHealth]
    asker: Asker | None = None
    records: Records | None = field(default=None, repr=False)
    areas: tuple[Denominators, ...] = ()
    key_for: Callable[[str], bytes] | None = field(default=None, repr=False)

    def datasets(self) -> Sequence[DatasetRow]:
        """The datasets that have live samples for this use."""
        return self.read_datasets(self.scope)

    def health(self) -> NodeHealth:
        """Software version, start, last load, health."""
        return self.read_health()

    def counted(self) -> Mapping[str, Contribution]:
        """Contributions that count and may serve this use, by sample."""
        return {
            sample: each
            for sample, each in self.snapshot.contributions.items()
            if each.counts and self.scope in each.scopes
        }

    def rows_of_samples(
        self, wanted: Select[Any], sample: ColumnElement[str]
    ) -> list[tuple[Row[*tuple[Any, ...]], Contribution]]:
        """Rows about samples that count for this use, each with its sample's contribution.

        sample: the column of `wanted`'s tables that names the sample.
        """
        live = self.counted()
        # A choice is in the records a moment before it is in the snapshot: both are asked.
        allowed = wanted.where(sample_counted(sample, self.scope))
        with self._open() as tx:
            rows = tx.connection.execute(allowed.add_columns(sample.label("_sample"))).all()
        # By place: a row of SQLAlchemy takes three times as long to find a column by its name.
        return [(row, live[row[-1]]) for row in rows if row[-1] in live]

    def rows_of_people(self, wanted: Select[Any], person: ColumnElement[str]) -> Rows:
        """Rows about people who allow this use and have not been erased.

        person: the column of `wanted`'s tables that names the person.
        """
        allowed = wanted.where(counted(person, self.scope))
        with self._open() as tx:
            return list(tx.connection.execute(allowed.add_columns(person.label("_person"))).all())

    def count_of_people(self, wanted: Select[Any], person: ColumnElement[str]) -> int:
        """How many rows `rows_of_people` would give; they are counted where they lie."""
        allowed = wanted.where(counted(person, self.scope)).subquery()
        with self._open() as tx:
            number = tx.connection.execute(select(func.count()).select_from(allowed)).scalar_one()
        return int(number)

    def groups_of_people(
        self,
        wanted: Select[Any],
        person: ColumnElement[str],
        grouped: Callable[[Select[Any]], Select[Any]],
    ) -> Rows:
        """What `grouped` makes of the rows that `rows_of_people` would give, where they lie."""
        with self._open() as tx:
            allowed = wanted.where(counted(person, self.scope))
            return list(tx.connection.execute(grouped(allowed)).all())

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Rows that are about no person's contribution, or that the operation restricts itself
        by what `rows_of_people` has given."""
        with self._open() as tx:
            return work(tx)

    def keyed(self, what: str) -> bytes:
        """A key that only this node has, for names that only it can read. what: used for what.

        Raises:
            StoreUnavailable: the view has no keys.
        """
        if self.key_for is None:
            raise StoreUnavailable("this view has no keys")
        return self.key_for(what)

    def settled(self) -> Mapping[str, int]:
        """The areas' counts of people for this use that hold for the whole epoch."""
        return {label: n for each in self.areas for label, n in each.settled(self).items()}

    def moving(self) -> Mapping[str, int]:
        """Those that may change within an epoch."""
        return {label: n for each in self.areas for label, n in each.moving(self).items()}

    def _open(self) -> AbstractContextManager[Transaction]:
        if self.records is None:
            raise StoreUnavailable("this view has no records")
        return self.records.read()


class Live(Protocol):
    """Where an answerer gets its views. `scopes` is for the census in each reply."""

    def view(self, scope: Scope, asker: Asker | None = None) -> View:
        """The newest commit, restricted to contributions that may serve this use."""
        ...
