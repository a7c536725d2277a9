"""Loads: the promise that connects this store with the variant store.

Two stores cannot commit at one instant, so a load has two phases. `add` writes what the load
*will* bring as a plan, invisible to everyone; then the variant store commits a manifest that
names the load; then `settle` turns the plan into rows. If the node stops in between, the
manifest decides: `recover` settles what it names and fails what it does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

import msgspec
from sqlalchemy import CursorResult, Row, func, insert, select, update

from samvar.model.clock import utc_now
from samvar.model.errors import Conflict, NotFound
from samvar.model.genome import Assembly
from samvar.model.person import Assay, Sample
from samvar.model.shape import learned
from samvar.store.records.assays import Assays
from samvar.store.records.identities import Identities, SealedIdentity
from samvar.store.records.noun import Noun
from samvar.store.records.persons import Persons, Registered
from samvar.store.records.samples import Samples, StoredSample
from samvar.store.records.sources import Sources
from samvar.store.records.tables import loads


class LoadState(Enum):
    """Where a load stands."""

    PENDING = "pending"
    LIVE = "live"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file as it came: its name without a folder, and the SHA-256 of its bytes in hex."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Load:
    """One act of loading. `by`: the user's id. `epoch`: of the commit that made it live."""

    id: str
    dataset: str
    assembly: Assembly
    files: tuple[LoadedFile, ...]
    by: str
    at: datetime
    state: LoadState = LoadState.PENDING
    epoch: int | None = None
    report: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What a load will write once it is live.

    persons: new people, and those already here whose sex, pedigree or ancestry changes.
    assays: new ones only. samples: always with fresh ids. replaces: ids of live samples that
    are withdrawn in the same commit (a reload is a withdrawal plus an addition). identities:
    numbers of people who had none, sealed. columns: persons by source file, in file order.
    """

    persons: tuple[Registered, ...] = ()
    assays: tuple[Assay, ...] = ()
    samples: tuple[Sample, ...] = ()
    replaces: tuple[str, ...] = ()
    identities: tuple[SealedIdentity, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What `recover` did, as load ids."""

    settled: tuple[str, ...]
    failed: tuple[str, ...]


class Loads(Noun):
    """The loads of this node."""

    __slots__ = ()

    def add(self, load: Load, plan: LoadPlan) -> None:
        """Promise a load. Give the report already here if it is known: recovery keeps it.

        Raises:
            Conflict: a sample name is already in the dataset and not replaced, or is part of
                another pending load.
        """
        self._refuse_taken_names(load.dataset, plan)
        self._sql.execute(
            insert(loads).values(
                id=load.id,
                dataset=load.dataset,
                assembly=load.assembly.value,
                files=msgspec.to_builtins(load.files),
                state=LoadState.PENDING.value,
                plan=msgspec.json.encode(plan).decode(),
                report=load.report,
                by=load.by,
                at=load.at,
            )
        )

    def plan(self, identifier: str) -> LoadPlan:
        """The plan of a pending load.

        Raises:
            NotFound: no such load, or it is not pending any more.
        """
        wanted = select(loads.c.plan).where(loads.c.id == identifier, loads.c.state == "pending")
        return _plan(self._sql.execute(wanted))

    def settle(
        self, identifier: str, epoch: int, report: Mapping[str, Any] | None = None
    ) -> LoadPlan:
        """Make a pending load live: the variant store's manifest names it. Returns its plan.

        Raises:
            NotFound: no such load, or it is not pending any more.
        """
        plan = self._take(identifier)
        load = self.get(identifier)
        people, specimens = Persons(self._sql), Samples(self._sql)
        known = people.by_ids(each.person.id for each in plan.persons)
        people.add_many([each for each in plan.persons if each.person.id not in known])
        people.change_many([each for each in plan.persons if each.person.id in known])
        Identities(self._sql).add_many(plan.identities)
        Assays(self._sql).add_many(plan.assays)
        Sources(self._sql).settle(identifier, plan.columns)
        specimens.withdraw(plan.replaces, load.at)
        specimens.add_many([StoredSample(each, load.dataset, identifier) for each in plan.samples])
        values: dict[str, Any] = {"state": LoadState.LIVE.value, "plan": None, "epoch": epoch}
        if report is not None:
            values["report"] = report
        self._sql.execute(update(loads).where(loads.c.id == identifier).values(values))
        return plan

    def note(self, identifier: str, report: Mapping[str, Any]) -> None:
        """Write the report of a live load anew: something more is known of it.

        Raises:
            NotFound: no such load.
        """
        change = update(loads).where(loads.c.id == identifier).values(report=report)
        if self._sql.execute(change).rowcount == 0:
            raise NotFound("there is no such load at this node")

    def fail(self, identifier: str, report: Mapping[str, Any] | None = None) -> None:
        """Give a pending load up; nothing of its plan was or will be written.

        Raises:
            NotFound: no such load, or it is not pending any more.
        """
        self._take(identifier)
        Sources(self._sql).give_up(identifier, utc_now())
        values: dict[str, Any] = {"state": LoadState.FAILED.value, "plan": None}
        if report is not None:
            values["report"] = report
        self._sql.execute(update(loads).where(loads.c.id == identifier).values(values))

    def recover(self, named: Collection[str], epoch: int) -> Recovery:
        """After a stop: settle the pending loads that the manifest names, fail the others.

        named: load ids in the variant store's manifest; epoch: of that manifest. Call it while
        holding the variant store's writer, so that no load is under way elsewhere.
        """
        pending = [load.id for load in self.of(state=LoadState.PENDING)]
        settled = tuple(each for each in pending if each in named)
        failed = tuple(each for each in pending if each not in named)
        for each in settled:
            self.settle(each, epoch)
        for each in failed:
            self.fail(each)
        return Recovery(settled, failed)

    def get(self, identifier: str) -> Load:
        """One load.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(loads).where(loads.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such load at this node")
        return _load(row)

    def of(
        self, *, dataset: str | None = None, state: LoadState | None = None, limit: int = 1000
    ) -> tuple[Load, ...]:
        """Loads that meet all given conditions, newest first."""
        wanted = select(loads).order_by(loads.c.at.desc(), loads.c.id.desc()).limit(limit)
        if dataset is not None:
            wanted = wanted.where(loads.c.dataset == dataset)
        if state is not None:
            wanted = wanted.where(loads.c.state == state.value)
        return tuple(map(_load, self._sql.execute(wanted)))

    def last_live(self) -> datetime | None:
        """When the newest live load was made; None where there is none."""
        wanted = select(func.max(loads.c.at)).where(loads.c.state == "live")
        newest: datetime | None = self._sql.execute(wanted).scalar_one()
        return newest

    def _take(self, identifier: str) -> LoadPlan:
        """The plan of a pending load, which nobody else can settle or fail meanwhile."""
        wanted = select(loads.c.plan).where(loads.c.id == identifier, loads.c.state == "pending")
        return _plan(self._sql.execute(wanted.with_for_update()))

    def _refuse_taken_names(self, dataset: str, plan: LoadPlan) -> None:
        names = [each.name for each in plan.samples]
        there = Samples(self._sql).by_names(dataset, names).values()
        taken = {each.sample.id for each in there} - set(plan.replaces)
        wanted = select(loads.c.plan).where(loads.c.dataset == dataset, loads.c.state == "pending")
        promised = {
            each.name
            for text in self._sql.execute(wanted).scalars()
            for each in msgspec.json.decode(text, type=learned(LoadPlan)).samples
        }
        if taken or promised.intersection(names) or len(set(names)) < len(names):
            raise Conflict(
                "the dataset already has a sample of that name",
                remedy="load into another dataset, or replace the samples that are there",
            )


def _plan(found: CursorResult[Any]) -> LoadPlan:
    text = found.scalar_one_or_none()
    if text is None:
        raise NotFound("there is no such pending load at this node")
    return msgspec.json.decode(text, type=learned(LoadPlan))


def _load(row: Row[Any]) -> Load:
    load = Load(
        row.id,
        row.dataset,
        Assembly(row.assembly),
        tuple(LoadedFile(each["name"], each["sha256"]) for each in row.files),
        row.by,
        row.at,
    )
    return replace(load, state=LoadState(row.state), epoch=row.epoch, report=row.report)
