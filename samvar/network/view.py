"""What an operation may look at: one node's live contributions, restricted to one use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from samvar.model.calls import Int64, UInt64
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly, Interval
from samvar.model.variant import Variant


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
        self, assembly: Assembly, keys: UInt64, scope: Scope, *, ancestry: str | None = None
    ) -> CountsLike: ...

    def keys_of(self, variants: Sequence[Variant]) -> UInt64: ...

    def range(self, assembly: Assembly, interval: Interval, scope: Scope) -> UInt64: ...

    def all_keys(self, assembly: Assembly, scope: Scope) -> UInt64: ...

    def variants_of(self, assembly: Assembly, keys: UInt64) -> Sequence[Variant]: ...

    def carriers_any(self, assembly: Assembly, keys: UInt64, scope: Scope) -> set[str]: ...

    def individuals(
        self, assembly: Assembly, scope: Scope, *, ancestry: str | None = None
    ) -> int: ...

    def individuals_by_assay(self, assembly: Assembly, scope: Scope) -> dict[str, int]: ...

    def ancestries(self, assembly: Assembly, scope: Scope) -> tuple[str, ...]: ...


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
    """What a node says of itself beside its counts. Times are ISO 8601 or None."""

    version: str
    started: str
    last_load: str | None
    health: str


class View(Protocol):
    """A node's live contributions for one use. Operations see nothing else."""

    @property
    def node_id(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def snapshot(self) -> SnapshotLike: ...

    def datasets(self) -> Sequence[DatasetRow]: ...

    def health(self) -> NodeHealth: ...


@dataclass(frozen=True, slots=True)
class NodeView:
    """The view as `node/build.py` makes it: a snapshot, and where the rest is read."""

    node_id: str
    scope: Scope
    snapshot: SnapshotLike
    read_datasets: Callable[[Scope], Sequence[DatasetRow]]
    read_health: Callable[[], NodeHealth]

    def datasets(self) -> Sequence[DatasetRow]:
        """The datasets that have live samples for this use."""
        return self.read_datasets(self.scope)

    def health(self) -> NodeHealth:
        """Software version, start, last load, health."""
        return self.read_health()


class Live(Protocol):
    """Where an answerer gets its views. `scopes` is for the census in each reply."""

    def view(self, scope: Scope) -> View:
        """The newest commit, restricted to contributions that may serve this use."""
        ...
