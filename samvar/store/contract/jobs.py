"""What the job table must do on every record store."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from samvar.model.errors import Conflict, NotFound
from samvar.store.contract import refused
from samvar.store.jobs import Job, JobState, JobTable
from samvar.store.records import Records


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Move forwards."""
        self.now += timedelta(seconds=seconds)


def _claim(table: JobTable, worker: str = "w1") -> Job:
    job = table.claim(worker, lease_s=10)
    assert job is not None, "nothing was free"
    return job


class JobsContract:
    """Needs a fixture `records`: an opened, empty store."""

    def test_a_job_goes_from_queue_to_result(self, records: Records) -> None:
        table = JobTable(records, Clock())
        asked = table.submit("load", {"file": "trio.vcf"}, asker={"id": "usr_1"})
        job = _claim(table)
        assert (job.id, job.args, job.asker) == (asked.id, {"file": "trio.vcf"}, {"id": "usr_1"})
        assert job.state is JobState.RUNNING
        assert table.claim("w2") is None
        assert table.beat(job, "reading", 10, 100, "records")
        done = table.finish(job, {"accepted": 100})
        assert (done.state, done.result) == (JobState.DONE, {"accepted": 100})
        assert table.get(job.id) == done
        assert table.list(state=JobState.DONE, kind="load") == (done,)
        assert table.list(kind="release") == ()

    def test_the_same_key_is_the_same_job(self, records: Records) -> None:
        table = JobTable(records)
        first = table.submit("load", {"n": 1}, "upload-1")
        assert table.submit("load", {"n": 2}, "upload-1").id == first.id
        assert table.submit("release", {}, "upload-1").id != first.id
        assert table.submit("load", {}).id != table.submit("load", {}).id
        table.finish(_claim(table))
        assert table.submit("load", {"n": 3}, "upload-1").state is JobState.DONE

    def test_the_same_key_at_the_same_time_is_the_same_job(self, records: Records) -> None:
        table, found = JobTable(records), set()
        start = threading.Barrier(6)

        def submit() -> None:
            start.wait()
            found.add(table.submit("load", {}, "once").id)

        threads = [threading.Thread(target=submit) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == len(table.list()) == 1

    def test_jobs_are_claimed_oldest_first_each_by_one_worker(self, records: Records) -> None:
        clock = Clock()
        table = JobTable(records, clock)
        order = []
        for n in range(12):
            order.append(table.submit("load", {"n": n}).id)
            clock.pass_by(1)
        taken: list[str] = []

        def work(worker: str) -> None:
            while job := table.claim(worker):
                taken.append(job.id)
                table.finish(job)

        threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
        first = _claim(table, "w9")
        assert first.id == order[0]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == sorted(order[1:])

    def test_a_worker_takes_only_the_kinds_it_knows(self, records: Records) -> None:
        table = JobTable(records)
        table.submit("load", {})
        assert table.claim("w1", kinds=("release",)) is None
        assert table.claim("w1", kinds=("release", "load")) is not None

    def test_a_dead_workers_job_is_given_to_another(self, records: Records) -> None:
        clock = Clock()
        table = JobTable(records, clock)
        table.submit("load", {})
        slow = _claim(table, "w1")
        clock.pass_by(9)
        assert table.beat(slow, "reading", 1, lease_s=10)
        clock.pass_by(9)
        assert table.claim("w2") is None
        clock.pass_by(2)
        fast = _claim(table, "w2")
        assert (fast.id, fast.attempts) == (slow.id, 2)
        assert not table.beat(slow, "writing", 2)
        with refused(Conflict):
            table.finish(slow)
        with refused(Conflict):
            table.fail(slow, {"what": "too late"})
        assert table.finish(fast).state is JobState.DONE

    def test_the_same_worker_does_not_mistake_its_old_lease(self, records: Records) -> None:
        clock = Clock()
        table = JobTable(records, clock)
        table.submit("load", {})
        old = _claim(table, "w1")
        clock.pass_by(11)
        new = _claim(table, "w1")
        assert not table.beat(old, "reading", 1)
        assert table.beat(new, "reading", 1)

    def test_a_job_that_kills_its_workers_is_given_up(self, records: Records) -> None:
        clock = Clock()
        table = JobTable(records, clock)
        asked = table.submit("load", {})
        for _ in range(3):
            assert _claim(table).id == asked.id
            clock.pass_by(11)
        assert table.claim("w1") is None
        lost = table.get(asked.id)
        assert lost.state is JobState.FAILED
        assert lost.error is not None
        assert lost.error["code"] == "worker-lost"

    def test_a_waiting_job_is_cancelled_at_once(self, records: Records) -> None:
        table = JobTable(records)
        asked = table.submit("load", {})
        assert table.cancel(asked.id).state is JobState.CANCELLED
        assert table.claim("w1") is None
        assert table.cancel(asked.id).state is JobState.CANCELLED

    def test_a_running_job_is_asked_to_stop(self, records: Records) -> None:
        table = JobTable(records)
        table.submit("load", {})
        job = _claim(table)
        assert table.beat(job, "reading", 1)
        assert table.cancel(job.id).state is JobState.RUNNING
        assert not table.beat(job, "writing", 2)
        assert table.stopped(job).state is JobState.CANCELLED

    def test_a_job_cancelled_under_a_dead_worker_ends_cancelled(self, records: Records) -> None:
        clock = Clock()
        table = JobTable(records, clock)
        table.submit("load", {})
        job = _claim(table)
        table.cancel(job.id)
        clock.pass_by(11)
        assert table.claim("w2") is None
        assert table.get(job.id).state is JobState.CANCELLED

    def test_progress_can_be_read_from_where_one_left(self, records: Records) -> None:
        table = JobTable(records)
        table.submit("load", {})
        job = _claim(table)
        steps = [("reading", 0), ("reading", 1), ("reading", 100), ("writing", 0)]
        for stage, done in steps:  # the second follows too soon and says nothing new
            assert table.beat(job, stage, done, 100, "records")
        events = table.events(job.id)
        said = [(each.number, each.stage, each.done, each.total) for each in events]
        assert said == [
            *((1, "reading", 0, 100), (2, "reading", 100, 100), (3, "writing", 0, 100)),
        ]
        assert table.events(job.id, after=2) == events[2:]

    def test_an_error_is_kept(self, records: Records) -> None:
        table = JobTable(records)
        table.submit("load", {})
        failed = table.fail(_claim(table), {"code": "bad-file", "what": "truncated"})
        assert failed.error == {"code": "bad-file", "what": "truncated"}
        with refused(NotFound):
            table.get("job_unknown")
        with refused(NotFound):
            table.cancel("job_unknown")
