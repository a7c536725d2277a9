"""Rows of the job table, inside a transaction; `store.jobs` is the table in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update

from samvar.model.errors import NotFound
from samvar.store.records.noun import Noun
from samvar.store.records.tables import job_events, jobs


class JobState(Enum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work. `worker` and `attempts` together name one lease of it.

    args, result, error: what JSON can hold. asker: on whose behalf, to be checked again when
    the job runs. key: a second `submit` of the same kind and key finds the first job.
    """

    id: str
    kind: str
    args: Mapping[str, Any]
    created: datetime
    asker: Mapping[str, Any] | None = None
    key: str | None = None
    state: JobState = JobState.QUEUED
    attempts: int = 0
    worker: str | None = None
    lease_until: datetime | None = None
    heartbeat: datetime | None = None
    stop_asked: bool = False
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobEvent:
    """How far a job is: `done` of `total` (None: not known) in `unit`; numbered from 1."""

    number: int
    stage: str
    done: int
    total: int | None
    unit: str
    at: datetime


class Jobs(Noun):
    """Jobs and their progress events."""

    __slots__ = ()

    def add(self, job: Job) -> None:
        """Write a new, queued job.

        Raises:
            Conflict: kind and key are taken.
        """
        self._sql.execute(
            insert(jobs).values(
                id=job.id,
                kind=job.kind,
                args=dict(job.args),
                asker=None if job.asker is None else dict(job.asker),
                key=job.key,
                state=job.state.value,
                attempts=0,
                stop_asked=False,
                created=job.created,
            )
        )

    def get(self, identifier: str) -> Job:
        """One job.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(jobs).where(jobs.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such job at this node")
        return _job(row)

    def by_key(self, kind: str, key: str) -> Job | None:
        """The job that was submitted under a key, if there is one."""
        wanted = select(jobs).where(jobs.c.kind == kind, jobs.c.key == key)
        row = self._sql.execute(wanted).first()
        return None if row is None else _job(row)

    def of(
        self, *, state: JobState | None = None, kind: str | None = None, limit: int = 100
    ) -> tuple[Job, ...]:
        """Jobs that meet all given conditions, newest first."""
        wanted = select(jobs).order_by(jobs.c.created.desc(), jobs.c.id.desc()).limit(limit)
        if state is not None:
            wanted = wanted.where(jobs.c.state == state.value)
        if kind is not None:
            wanted = wanted.where(jobs.c.kind == kind)
        return tuple(map(_job, self._sql.execute(wanted)))

    def next_free(self, now: datetime, kinds: tuple[str, ...] | None) -> Job | None:
        """The oldest job that waits or whose lease has run out, locked for this transaction.

        On PostgreSQL a row that another worker is looking at is skipped, not waited for.
        """
        lapsed = (jobs.c.state == "running") & (jobs.c.lease_until <= now)
        wanted = select(jobs).where(or_(jobs.c.state == "queued", lapsed))
        if kinds is not None:
            wanted = wanted.where(jobs.c.kind.in_(kinds))
        wanted = wanted.order_by(jobs.c.created, jobs.c.id).limit(1)
        row = self._sql.execute(wanted.with_for_update(skip_locked=True)).first()
        return None if row is None else _job(row)

    def lock(self, identifier: str) -> Job:
        """One job, held against change by others until the transaction ends.

        Raises:
            NotFound: no such id.
        """
        wanted = select(jobs).where(jobs.c.id == identifier).with_for_update()
        row = self._sql.execute(wanted).first()
        if row is None:
            raise NotFound("there is no such job at this node")
        return _job(row)

    def change(self, identifier: str, **values: Any) -> None:
        """Set columns of a job that this transaction has locked."""
        self._sql.execute(update(jobs).where(jobs.c.id == identifier).values(**values))

    def add_event(
        self, identifier: str, stage: str, done: int, total: int | None, unit: str, at: datetime
    ) -> None:
        """Write how far a job is, under the next number."""
        last = select(func.max(job_events.c.number)).where(job_events.c.job == identifier)
        number = (self._sql.execute(last).scalar_one() or 0) + 1
        self._sql.execute(
            insert(job_events).values(
                job=identifier,
                number=number,
                stage=stage,
                done=done,
                total=total,
                unit=unit,
                at=at,
            )
        )

    def events(self, identifier: str, after: int = 0) -> tuple[JobEvent, ...]:
        """Progress events numbered over `after`, in order."""
        wanted = select(job_events).where(
            job_events.c.job == identifier, job_events.c.number > after
        )
        return tuple(
            JobEvent(row.number, row.stage, row.done, row.total, row.unit, row.at)
            for row in self._sql.execute(wanted.order_by(job_events.c.number))
        )


def _job(row: Row[Any]) -> Job:
    values = dict(row._mapping)
    values["state"] = JobState(values["state"])
    return Job(**values)
