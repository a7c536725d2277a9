"""Samples of this node: live, leaving, or withdrawn with nothing kept but the opaque id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, insert, select, update

from samvar.model.errors import NotFound
from samvar.model.person import Sample, SampleKind
from samvar.store.records.noun import Noun
from samvar.store.records.tables import loads, samples


class SampleState(Enum):
    """Where a sample stands. `LEAVING`: withdrawal is decided, the variant store not yet done."""

    LIVE = "live"
    LEAVING = "leaving"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A sample, where it came from and where it stands; a withdrawn one has an empty name."""

    sample: Sample
    dataset: str
    load: str
    state: SampleState = SampleState.LIVE
    left: datetime | None = None

    @property
    def live(self) -> bool:
        """Whether it counts among the node's samples now."""
        return self.state is SampleState.LIVE


class Samples(Noun):
    """The samples of this node. New ones arrive through `tx.loads.settle`."""

    __slots__ = ()

    def add_many(self, rows: Sequence[StoredSample]) -> None:
        """Write new samples.

        Raises (when the transaction ends):
            Conflict: the dataset has a sample of that name, or a person, assay or load is unknown.
        """
        if rows:
            self._sql.execute(insert(samples), [_row(each) for each in rows])

    def get(self, identifier: str) -> StoredSample:
        """One sample.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(samples).where(samples.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such sample at this node")
        return _stored(row)

    def by_ids(self, identifiers: Iterable[str]) -> dict[str, StoredSample]:
        """Those of the ids that are here, whatever their state."""
        rows = self._among(select(samples), samples.c.id, identifiers)
        return {row.id: _stored(row) for row in rows}

    def by_names(self, dataset: str, names: Iterable[str]) -> dict[str, StoredSample]:
        """Samples of a dataset that carry one of the names, by name; the withdrawn have none."""
        wanted = select(samples).where(samples.c.dataset == dataset)
        return {row.name: _stored(row) for row in self._among(wanted, samples.c.name, names)}

    def of(
        self,
        *,
        person: str | None = None,
        dataset: str | None = None,
        load: str | None = None,
        state: SampleState | None = SampleState.LIVE,
    ) -> tuple[StoredSample, ...]:
        """Samples that meet all given conditions, by id; `state` None means any."""
        wanted = select(samples).order_by(samples.c.id)
        for column, value in (
            (samples.c.person, person),
            (samples.c.dataset, dataset),
            (samples.c.load, load),
            (samples.c.state, state.value if state else None),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        return tuple(map(_stored, self._sql.execute(wanted)))

    def count(self, dataset: str | None = None) -> int:
        """Live samples, of one dataset or of the node."""
        wanted = select(func.count()).select_from(samples).where(samples.c.state == "live")
        if dataset is not None:
            wanted = wanted.where(samples.c.dataset == dataset)
        return self._sql.execute(wanted).scalar_one()

    def leave(self, identifiers: Iterable[str], at: datetime) -> None:
        """Decide a withdrawal: from this commit on it will happen, even if the node stops now.

        The node finds what is left to do in `of(state=SampleState.LEAVING)`.
        """
        rows = [{"key": each} for each in identifiers]
        if rows:
            self._sql.execute(
                update(samples)
                .where(samples.c.id == bindparam("key"), samples.c.state == "live")
                .values(state=SampleState.LEAVING.value, left=at),
                rows,
            )

    def withdraw(self, identifiers: Iterable[str], at: datetime) -> None:
        """Forget all but the id and its links; call when the variant store has let go.

        A load whose last sample leaves becomes `withdrawn`.
        """
        rows = [{"key": each} for each in identifiers]
        if not rows:
            return
        self._sql.execute(
            update(samples)
            .where(samples.c.id == bindparam("key"))
            .values(state=SampleState.WITHDRAWN.value, left=at, name=None, taken=None),
            rows,
        )
        here = exists().where(samples.c.load == loads.c.id, samples.c.state != "withdrawn")
        had = exists().where(samples.c.load == loads.c.id)
        self._sql.execute(
            update(loads).where(loads.c.state == "live", had, ~here).values(state="withdrawn")
        )


def _row(each: StoredSample) -> dict[str, Any]:
    sample = each.sample
    return {
        "id": sample.id,
        "person": sample.person,
        "kind": sample.kind.value,
        "assay": sample.assay,
        "dataset": each.dataset,
        "load": each.load,
        "name": sample.name,
        "taken": sample.taken,
        "state": each.state.value,
        "left": each.left,
    }


def _stored(row: Row[Any]) -> StoredSample:
    sample = Sample(row.id, row.person, SampleKind(row.kind), row.assay, row.name or "", row.taken)
    return StoredSample(sample, row.dataset, row.load, SampleState(row.state), row.left)
