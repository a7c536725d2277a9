"""The record store on each engine: one contract, run on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.store.contract.audit import AuditContract
from samvar.store.contract.emergencies import EmergenciesContract
from samvar.store.contract.log import LogContract
from samvar.store.contract.people import PeopleContract
from samvar.store.contract.permits import PermitsContract
from samvar.store.contract.records import RecordsContract
from samvar.store.contract.sources import SourcesContract
from samvar.store.records import Records


class OnSqlite:
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[Records]:
        with Records.open(f"sqlite:///{tmp_path / 'records.sqlite'}") as opened:
            yield opened


class OnPostgresql:
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[Records]:
        with Records.open(postgres_url) as opened:
            yield opened


class TestPeopleOnSqlite(OnSqlite, PeopleContract):
    pass


class TestPeopleOnPostgresql(OnPostgresql, PeopleContract):
    pass


class TestRecordsOnSqlite(OnSqlite, RecordsContract):
    pass


class TestRecordsOnPostgresql(OnPostgresql, RecordsContract):
    pass


class TestAuditOnSqlite(OnSqlite, AuditContract):
    pass


class TestAuditOnPostgresql(OnPostgresql, AuditContract):
    pass


class TestLogOnSqlite(OnSqlite, LogContract):
    pass


class TestLogOnPostgresql(OnPostgresql, LogContract):
    pass


class TestPermitsOnSqlite(OnSqlite, PermitsContract):
    pass


class TestPermitsOnPostgresql(OnPostgresql, PermitsContract):
    pass


class TestEmergenciesOnSqlite(OnSqlite, EmergenciesContract):
    pass


class TestEmergenciesOnPostgresql(OnPostgresql, EmergenciesContract):
    pass


class TestSourcesOnSqlite(OnSqlite, SourcesContract):
    pass


class TestSourcesOnPostgresql(OnPostgresql, SourcesContract):
    pass
