"""The job table on each engine: one contract, then a worker that is really killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.store.contract.jobs import JobsContract
from samvar.store.jobs import JobState, JobTable
from samvar.store.records import Records


class TestOnSqlite(JobsContract):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[Records]:
        with Records.open(f"sqlite:///{tmp_path / 'records.sqlite'}") as opened:
            yield opened


class TestOnPostgresql(JobsContract):
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[Records]:
        with Records.open(postgres_url) as opened:
            yield opened


WORKER = """
import os, signal, sys
from samvar.store.jobs import JobTable
from samvar.store.records import Records
table = JobTable(Records.open(sys.argv[1]))
job = table.claim("the first worker", lease_s=0.3)
table.beat(job, "reading", 1, lease_s=0.3)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_job_of_a_killed_process_is_done_by_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    with Records.open(url) as records:
        table = JobTable(records)
        asked = table.submit("load", {})
        killed = subprocess.run([sys.executable, "-c", WORKER, url], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert table.get(asked.id).state is JobState.RUNNING
        limit = time.monotonic() + 10
        while (job := table.claim("the second worker")) is None:
            assert time.monotonic() < limit
            time.sleep(0.05)
        assert (job.id, job.attempts) == (asked.id, 2)
        assert table.finish(job).state is JobState.DONE
        assert [event.stage for event in table.events(job.id)] == ["reading"]
