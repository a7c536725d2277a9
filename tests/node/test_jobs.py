"""Long work: decided twice, done once, stopped without a trace."""

from __future__ import annotations

import threading

import msgspec
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import Refused
from samvar.model.load import LoadRequest
from samvar.node.jobs import Worker, cancel, submit
from samvar.node.node import Node
from samvar.store.jobs import JobState
from tests.node.test_intake import counts


def test_a_load_as_a_job_ends_with_its_report(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    job = submit(node, "load", msgspec.to_builtins(cohort), bioinformatician)
    assert Worker(node).run_waiting() == 1
    done = node.jobs.get(job.id)
    assert done.state is JobState.DONE
    assert done.result is not None
    assert done.result["individuals_counted"] == 3
    stages = [event.stage for event in node.jobs.events(job.id)]
    assert stages[0] == "digest"
    assert stages[-1] == "done"


def test_a_job_is_decided_when_it_is_asked_for(node: Node, cohort: LoadRequest) -> None:
    with pytest.raises(Refused):
        submit(node, "load", msgspec.to_builtins(cohort), Asker.of(PERSONAS["patient"]))
    assert node.jobs.list() == ()


def test_a_job_is_decided_again_when_it_runs(node: Node, cohort: LoadRequest) -> None:
    patient = msgspec.to_builtins(Asker.of(PERSONAS["patient"]))
    job = node.jobs.submit("load", msgspec.to_builtins(cohort), asker=patient)
    Worker(node).run_waiting()
    failed = node.jobs.get(job.id)
    assert failed.state is JobState.FAILED
    assert failed.error is not None
    assert failed.error["code"] == "refused"
    assert node.variants.snapshot().epoch == 0


def test_a_damaged_file_fails_the_job_with_a_clear_error(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    broken = msgspec.structs.replace(cohort, assembly="", assert_normalised=False)
    job = submit(node, "load", msgspec.to_builtins(broken), bioinformatician)
    Worker(node).run_waiting()
    failed = node.jobs.get(job.id)
    assert failed.error is not None
    assert failed.error["code"] == "unknown-assembly"
    assert failed.error["remedy"]


def test_a_job_that_died_after_its_commit_finds_its_own_work(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    job = submit(node, "load", msgspec.to_builtins(cohort), bioinformatician)
    first = node.jobs.claim("worker that dies", lease_s=0.0)
    assert first is not None
    from samvar.node.intake import load

    load(node, cohort, bioinformatician, load_id="loa_" + job.id.partition("_")[2])
    Worker(node).run_waiting()
    assert node.jobs.get(job.id).state is JobState.DONE
    assert node.variants.snapshot().epoch == 1, "loaded once"


def test_a_cancelled_job_leaves_no_trace(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    job = submit(node, "load", msgspec.to_builtins(cohort), bioinformatician)
    cancel(node, job.id, bioinformatician)
    assert Worker(node).run_waiting() == 0
    assert node.jobs.get(job.id).state is JobState.CANCELLED
    assert node.variants.snapshot().epoch == 0


def test_a_worker_thread_takes_up_what_is_submitted(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    worker = Worker(node)
    worker.start()
    try:
        job = submit(node, "load", msgspec.to_builtins(cohort), bioinformatician)
        for _ in range(200):
            if node.jobs.get(job.id).state.final:
                break
            threading.Event().wait(0.05)
        assert node.jobs.get(job.id).state is JobState.DONE
    finally:
        worker.stop()
    assert counts(node, "1-1000-A-G")[0] == 3
