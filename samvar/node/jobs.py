"""Long work at a node: kinds of jobs, and the worker thread that runs them.

A job is decided twice: when somebody asks for it, and again when it runs, as that person.
"""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec

from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.model.errors import Conflict, SamvarError
from samvar.model.ids import new_id
from samvar.model.load import LoadRequest
from samvar.model.progress import Progress
from samvar.model.shape import learned
from samvar.node.intake import load
from samvar.node.mirror import tidy
from samvar.node.node import Node
from samvar.node.part import tend
from samvar.present.area import Work
from samvar.present.language import N_
from samvar.store.jobs import Job, JobState
from samvar.store.records.loads import LoadState

_UPLOAD = re.compile(r"[0-9a-f]{32}")
_LEASE_S = 300.0
_POLL_S = 5.0
_TIDY_EVERY_S = 60.0
_LOG = logging.getLogger(__name__)


class Cancelled(Exception):
    """The person who asked for the job, or an operator, stopped it."""


def submit(
    node: Node, kind: str, args: Mapping[str, Any], asker: Asker, key: str | None = None
) -> Job:
    """Ask for long work.

    Raises:
        Refused: the person may not do this here.
    """
    permit(node, asker, works_of(node)[kind].permission, f"submit-{kind}")
    job = node.jobs.submit(kind, args, key, asker=msgspec.to_builtins(replace(asker, proof=None)))
    node.work_waits.set()
    return job


def cancel(node: Node, job_id: str, asker: Asker) -> Job:
    """Stop a job before its next step; what was not committed leaves no trace."""
    permit(node, asker, "run:job", "cancel-job")
    return node.jobs.cancel(job_id)


def _run_load(node: Node, job: Job, asker: Asker, progress: Progress) -> Mapping[str, Any]:
    request = msgspec.convert(job.args, learned(LoadRequest))
    # The load's id follows from the job's: a job that died after its commit finds its own work.
    load_id = "loa_" + job.id.partition("_")[2]
    with node.records.read() as tx:
        done = [one for one in tx.loads.of(state=LoadState.LIVE) if one.id == load_id]
    if done and done[0].report is not None:
        return done[0].report
    report = load(node, request, asker, progress, load_id=load_id)
    result: Mapping[str, Any] = msgspec.to_builtins(report)
    return result


_LOAD = Work(N_("Load files"), "load:data", _run_load)


def works_of(node: Node) -> Mapping[str, Work]:
    """The closed list of kinds of work: the house's own, and the areas'."""
    return {"load": _LOAD} | {
        name: work for area in node.areas for name, work in area.works.items()
    }


class Worker:
    """One thread that runs a node's jobs, one after another."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._works = works_of(node)
        self._name = new_id("job")
        self._stopping = threading.Event()
        self._tidied = time.monotonic()
        self._thread = threading.Thread(target=self._serve, name=f"jobs-{node.id}", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the step at hand and go; a job that was running is taken up again later."""
        self._stopping.set()
        self._node.work_waits.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def run_waiting(self) -> int:
        """Run every job that waits now; how many there were."""
        count = 0
        while not self._stopping.is_set():
            job = self._node.jobs.claim(self._name, _LEASE_S, tuple(self._works))
            if job is None:
                break
            self._run(job)
            self._forget_upload(job)
            count += 1
        return count

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_waiting()
                self._tidy()
            except Exception as error:
                # A worker that dies in silence would leave every later job waiting for ever.
                what = error.code if isinstance(error, SamvarError) else type(error).__name__
                _LOG.error("job worker of %s: %s", self._node.id, what)
            self._node.work_waits.wait(_POLL_S)
            self._node.work_waits.clear()

    def _tidy(self) -> None:
        """Join what has gathered; now and then, rewrite withdrawn rows whose deadline has come."""
        with suppress(Conflict):  # a long load is at work; what has gathered can wait
            self._node.variants.merge()
        now = time.monotonic()
        if now - self._tidied > _TIDY_EVERY_S:
            self._tidied = now
            self._node.variants.tidy(self._node.config.rewrite_hours * 3600)
            with suppress(Conflict):  # another process is at it
                tend(self._node, timeout_s=0)
            tidy(self._node)

    def _run(self, job: Job) -> None:
        def progress(stage: str, done: int, total: int | None, unit: str) -> None:
            going = self._node.jobs.beat(job, stage, done, total, unit, _LEASE_S)
            if not going or self._stopping.is_set():
                raise Cancelled

        try:
            asker = msgspec.convert(job.asker, learned(Asker))
            result = self._works[job.kind].run(self._node, job, asker, progress)
            self._node.jobs.finish(job, result)
        except Cancelled:
            if self._node.jobs.get(job.id).stop_asked:
                self._node.jobs.stopped(job)
        except SamvarError as error:
            self._fail(job, error)
        except Exception as error:
            # The message of a foreign error may hold a row of a file; its type does not.
            _LOG.error("job %s failed: %s", job.id, type(error).__name__)
            self._fail(job, SamvarError("the work could not be done", why=type(error).__name__))

    def _forget_upload(self, job: Job) -> None:
        """Files that came through the browser go when their load has ended, well or not."""
        if job.key and _UPLOAD.fullmatch(job.key) and self._node.jobs.get(job.id).state.final:
            shutil.rmtree(self._node.folder / "incoming" / job.key, ignore_errors=True)

    def _fail(self, job: Job, error: SamvarError) -> None:
        if self._node.jobs.get(job.id).state is JobState.RUNNING:
            self._node.jobs.fail(job, problem(error))


def problem(error: SamvarError) -> dict[str, Any]:
    """An error as plain data: code, what, where, why, remedy."""
    return {
        "code": error.code,
        "what": error.what,
        "where": str(error.where) if error.where else None,
        "why": error.why,
        "remedy": error.remedy,
    }
