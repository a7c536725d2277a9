"""What the migrations make is what `tables.py` says, on both engines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from samvar.focus.pharmacogenomics import tables as pharmacogenomics
from samvar.focus.rare_disease import tables as rare_disease
from samvar.model.errors import BadConfig
from samvar.store.records import Records
from samvar.store.records import migrations as package
from samvar.store.records.migrations import HEAD, migrate, revision
from samvar.store.records.migrations.again import make_again
from samvar.store.records.tables import DATA

FOLDER = Path(package.__file__).parent
AREAS = (pharmacogenomics, rare_disease)
"""Each declares its tables on `DATA` when it is imported."""
pytestmark = pytest.mark.usefixtures("as_in_use")


def test_the_head_is_the_newest_script_and_there_is_one() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


def test_the_migrated_tables_are_those_of_the_code(tmp_path: Path, bare_postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path / 'r.sqlite'}", bare_postgres_url):
        with Records.open(url) as records, records.read() as tx:
            context = MigrationContext.configure(tx.connection, opts={"compare_type": True})
            assert compare_metadata(context, DATA) == []


def test_a_second_new_store_is_what_the_migrations_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(name: str) -> list[object]:
        with Records.open(f"sqlite:///{tmp_path / name}") as records, records.read() as tx:
            tables = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
            said = tx.connection.exec_driver_sql(tables).fetchall()
            return [revision(tx.connection), *map(tuple, said)]

    usual = made("usual")
    monkeypatch.setattr(package, "make_again", make_again)
    monkeypatch.setattr("alembic.operations.Operations.create_table", _break)
    assert made("second") == usual


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.sqlite'}"
    Records.open(url).close()
    with Records.open(url) as records, records.begin() as tx:
        assert migrate(tx.connection) == HEAD


def test_a_store_from_the_future_is_left_alone(tmp_path: Path, bare_postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path / 'r.sqlite'}", bare_postgres_url):
        with Records.open(url) as records, records.begin() as tx:
            tx.connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
        with pytest.raises(BadConfig, match="newer samvar"):
            Records.open(url)


def test_a_migration_that_breaks_leaves_nothing(
    tmp_path: Path, bare_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables are made inside the transaction, on SQLite as well."""
    for url in (f"sqlite:///{tmp_path / 'r.sqlite'}", bare_postgres_url):
        with monkeypatch.context() as patch:
            patch.setattr("alembic.operations.Operations.create_index", _break)
            with pytest.raises(ZeroDivisionError):
                Records.open(url)
        with Records.open(url) as records, records.read() as tx:
            assert revision(tx.connection) == HEAD


def _break(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_processes_that_open_a_fresh_store_together_all_succeed(
    tmp_path: Path, bare_postgres_url: str
) -> None:
    child = "import sys; from samvar.store.records import Records; Records.open(sys.argv[1])"
    for url in (f"sqlite:///{tmp_path / 'r.sqlite'}", bare_postgres_url):
        opened = [
            subprocess.Popen([sys.executable, "-c", child, url], stderr=subprocess.PIPE)
            for _ in range(3)
        ]
        for each in opened:
            _, errors = each.communicate(timeout=30)
            assert (each.returncode, errors) == (0, b"")


def test_migrations_name_no_table_of_the_code() -> None:
    """A released migration must not change when `tables.py` does."""
    for script in FOLDER.glob("versions/*.py"):
        assert not re.search(r"records\.tables|from samvar", script.read_text("utf-8")), script
