"""The job table: work that outlives a request, and survives the worker that does it.

A worker *claims* a job for some seconds (its lease), *beats* while it works, and ends it. When
a worker dies its lease runs out and another claims the job; three such deaths fail the job. A
worker that was only slow finds out at its next beat: every step names the lease that it holds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from samvar.model.clock import utc_now
from samvar.model.errors import Conflict
from samvar.model.ids import new_id
from samvar.store.records.engine import Records, Transaction
from samvar.store.records.jobs import Job, JobEvent, JobState

__all__ = ["Job", "JobEvent", "JobState", "JobTable"]

ATTEMPTS = 3
"""Claims after which a job whose worker died again is given up."""

_EVENT_GAP_S = 0.25
"""Beats of one stage closer than this write nothing: a page shows four steps a second."""


class JobTable:
    """The jobs of one node; any number of workers, threads and processes share it."""

    def __init__(self, records: Records, clock: Callable[[], datetime] = utc_now) -> None:
        self._records = records
        self._clock = clock
        self._said: dict[str, tuple[str, float]] = {}

    def submit(
        self,
        kind: str,
        args: Mapping[str, Any],
        key: str | None = None,
        *,
        asker: Mapping[str, Any] | None = None,
    ) -> Job:
        """Ask for work. The same kind and key again return the first job, whatever its state.

        asker: on whose behalf; whoever runs the job checks it again then.
        """
        job = Job(new_id("job"), kind, args, self._clock(), asker=asker, key=key)
        try:
            with self._records.begin() as tx:
                found = None if key is None else tx.jobs.by_key(kind, key)
                if found is None:
                    tx.jobs.add(job)
                return found or job
        except Conflict:
            # Another submitted the same key between our look and our write.
            with self._records.read() as tx:
                found = None if key is None else tx.jobs.by_key(kind, key)
            if found is None:
                raise
            return found

    def claim(
        self, worker: str, lease_s: float = 30.0, kinds: tuple[str, ...] | None = None
    ) -> Job | None:
        """Take the oldest free job for `lease_s` seconds, or None where nothing waits."""
        while True:
            now = self._clock()
            with self._records.begin() as tx:
                job = tx.jobs.next_free(now, kinds)
                if job is None:
                    return None
                if job.stop_asked:
                    self._end(tx, job, JobState.CANCELLED)
                    continue
                if job.attempts >= ATTEMPTS:
                    why = {"code": "worker-lost", "what": "its worker stopped without a word"}
                    self._end(tx, job, JobState.FAILED, error=why)
                    continue
                lease = now + timedelta(seconds=lease_s)
                taken = replace(
                    job,
                    state=JobState.RUNNING,
                    attempts=job.attempts + 1,
                    worker=worker,
                    lease_until=lease,
                    heartbeat=now,
                )
                tx.jobs.change(
                    job.id,
                    state=taken.state.value,
                    attempts=taken.attempts,
                    worker=worker,
                    lease_until=lease,
                    heartbeat=now,
                )
                return taken

    def beat(
        self,
        job: Job,
        stage: str,
        done: int,
        total: int | None = None,
        unit: str = "",
        lease_s: float = 30.0,
    ) -> bool:
        """Say how far the job is and renew the lease; False when the worker must stop.

        It must stop when the job was cancelled, or when the lease ran out and was given away.
        """
        last_stage, last_time = self._said.get(job.id, ("", 0.0))
        moment = time.monotonic()
        if stage == last_stage and moment - last_time < _EVENT_GAP_S and done != total:
            return True
        now = self._clock()
        with self._records.begin() as tx:
            current = tx.jobs.lock(job.id)
            if not _same_lease(current, job) or current.stop_asked:
                self._said.pop(job.id, None)
                return False
            lease = now + timedelta(seconds=lease_s)
            tx.jobs.change(job.id, heartbeat=now, lease_until=lease)
            tx.jobs.add_event(job.id, stage, done, total, unit, now)
        self._said[job.id] = (stage, moment)
        return True

    def finish(self, job: Job, result: Mapping[str, Any] | None = None) -> Job:
        """End a job well.

        Raises:
            Conflict: the lease ran out and was given away, or the job has ended.
        """
        return self._end_lease(job, JobState.DONE, result=result)

    def fail(self, job: Job, error: Mapping[str, Any]) -> Job:
        """End a job badly; `error` says what, why and what to do, and names no patient.

        Raises:
            Conflict: the lease ran out and was given away, or the job has ended.
        """
        return self._end_lease(job, JobState.FAILED, error=error)

    def stopped(self, job: Job) -> Job:
        """End a job whose worker obeyed a cancellation.

        Raises:
            Conflict: the lease ran out and was given away, or the job has ended.
        """
        return self._end_lease(job, JobState.CANCELLED)

    def cancel(self, identifier: str) -> Job:
        """Cancel at once what waits; ask a running job's worker to stop; leave the ended alone.

        Raises:
            NotFound: no such id.
        """
        with self._records.begin() as tx:
            job = tx.jobs.lock(identifier)
            if job.state is JobState.QUEUED:
                self._end(tx, job, JobState.CANCELLED)
            elif job.state is JobState.RUNNING:
                tx.jobs.change(job.id, stop_asked=True)
            return tx.jobs.get(identifier)

    def get(self, identifier: str) -> Job:
        """One job.

        Raises:
            NotFound: no such id.
        """
        with self._records.read() as tx:
            return tx.jobs.get(identifier)

    def list(
        self, *, state: JobState | None = None, kind: str | None = None, limit: int = 100
    ) -> tuple[Job, ...]:
        """Jobs that meet all given conditions, newest first."""
        with self._records.read() as tx:
            return tx.jobs.of(state=state, kind=kind, limit=limit)

    def events(self, identifier: str, after: int = 0) -> tuple[JobEvent, ...]:
        """Progress events numbered over `after`, in order."""
        with self._records.read() as tx:
            return tx.jobs.events(identifier, after)

    def _end_lease(
        self,
        job: Job,
        state: JobState,
        result: Mapping[str, Any] | None = None,
        error: Mapping[str, Any] | None = None,
    ) -> Job:
        with self._records.begin() as tx:
            if not _same_lease(tx.jobs.lock(job.id), job):
                raise Conflict("this worker no longer holds the job")
            self._end(tx, job, state, result, error)
            ended = tx.jobs.get(job.id)
        self._said.pop(job.id, None)
        return ended

    def _end(
        self,
        tx: Transaction,
        job: Job,
        state: JobState,
        result: Mapping[str, Any] | None = None,
        error: Mapping[str, Any] | None = None,
    ) -> None:
        tx.jobs.change(
            job.id,
            state=state.value,
            result=None if result is None else dict(result),
            error=None if error is None else dict(error),
            lease_until=None,
            ended=self._clock(),
        )


def _same_lease(current: Job, mine: Job) -> bool:
    return (current.state, current.worker, current.attempts) == (
        JobState.RUNNING,
        mine.worker,
        mine.attempts,
    )
