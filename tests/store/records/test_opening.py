"""Opening, sharing and leaving a record store."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samvar.model.errors import BadConfig, BadInput, Conflict, CorruptStore, StoreUnavailable
from samvar.model.person import Person
from samvar.store.contract.records import MOTHER
from samvar.store.records import Records
from samvar.store.records.datasets import Dataset
from samvar.store.records.persons import Registered

CANARY = "Canary-19121212"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("as_in_use")


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'records.sqlite'}"


@pytest.mark.parametrize(
    "wrong",
    ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "sqlite:///a?mode=ro", "not a url"],
)
def test_what_is_not_a_record_store_is_refused(wrong: str) -> None:
    with pytest.raises(BadConfig):
        Records.open(wrong)


def test_a_server_that_is_away_is_said_to_be_away(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as fault:
        Records.open(f"postgresql://samvar:hush@/db?host={tmp_path}")
    assert "hush" not in str(fault.value)
    assert fault.value.__suppress_context__


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"once upon a time" * 500)
    with pytest.raises(CorruptStore):
        Records.open(url(tmp_path))


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with Records.open(url(tmp_path)) as records, records.begin() as tx:
        tx.persons.add_many([MOTHER])
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(
        ("records.sqlite", "records.sqlite-wal", "records.sqlite-shm"), 0o600
    )


def test_a_commit_survives_a_power_cut_by_setting(tmp_path: Path) -> None:
    settings = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with Records.open(url(tmp_path)) as records, records.read() as tx:
        for name, value in settings.items():
            assert tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value


def test_a_killed_writer_leaves_what_it_committed(tmp_path: Path) -> None:
    """The child commits one dataset, writes a second, and dies without a goodbye."""
    child = """
import os, signal, sys
from datetime import UTC, datetime
from samvar.store.records import Records
from samvar.store.records.datasets import Dataset
now = datetime.now(UTC)
records = Records.open(sys.argv[1])
with records.begin() as tx:
    tx.datasets.add(Dataset("dat_1", "kept", "", now))
with records.begin() as tx:
    tx.datasets.add(Dataset("dat_2", "lost", "", now))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", child, url(tmp_path)], check=False)
    assert done.returncode == -9
    with Records.open(url(tmp_path)) as records, records.read() as tx:
        assert [each.name for each in tx.datasets.all()] == ["kept"]


def test_a_transaction_inside_a_transaction_is_refused_at_once(tmp_path: Path) -> None:
    with (
        Records.open(url(tmp_path)) as records,
        records.begin(),
        pytest.raises(RuntimeError, match="inside another"),
        records.begin(),
    ):
        pass


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    started, order = threading.Event(), []
    with Records.open(url(tmp_path)) as records:

        def second() -> None:
            started.set()
            with records.begin():
                order.append("second")

        thread = threading.Thread(target=second)
        with records.begin():
            thread.start()
            started.wait()
            order.append("first")
        thread.join()
    assert order == ["first", "second"]


def test_a_store_that_another_process_holds_is_a_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "samvar.store.records.connect._PRAGMAS", ("PRAGMA busy_timeout=10",), raising=True
    )
    with Records.open(url(tmp_path)) as records:
        other = sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict), records.begin():
            pass
        other.close()


def test_an_error_never_repeats_a_label(tmp_path: Path, postgres_url: str) -> None:
    person = Registered(Person("per_1"), CANARY)
    for where in (url(tmp_path), postgres_url):
        with Records.open(where) as records:
            with records.begin() as tx:
                tx.persons.add_many([person])
            with pytest.raises(Conflict) as fault, records.begin() as tx:
                tx.persons.add_many([Registered(Person("per_2"), CANARY)])
            assert CANARY not in str(fault.value)
            assert fault.value.__suppress_context__


def test_postgresql_refuses_what_it_cannot_hold(postgres_url: str) -> None:
    with (
        Records.open(postgres_url) as records,
        pytest.raises(BadInput),
        records.begin() as tx,
    ):
        tx.datasets.add(Dataset("dat_1", "name\0", "", NOON))


def test_scrubbing_leaves_no_byte_of_an_erased_person(tmp_path: Path) -> None:
    with Records.open(url(tmp_path)) as records:
        with records.begin() as tx:
            tx.persons.add_many([Registered(Person("per_1"), CANARY)])
        assert _found(tmp_path)
        with records.begin() as tx:
            tx.persons.erase(["per_1"], NOON)
        records.scrub()
        assert not _found(tmp_path)


def test_postgresql_is_scrubbed_too(postgres_url: str) -> None:
    with Records.open(postgres_url) as records:
        records.scrub()
        with records.read() as tx:
            assert tx.persons.count() == 0


def _found(folder: Path) -> bool:
    return any(CANARY.encode() in path.read_bytes() for path in folder.iterdir())
