"""Bringing a record store to the newest form, by Alembic, from inside the program.

A migration is a file in `versions/`, written by hand and never changed once released; a test
compares what all of them make with `tables.py`. There is no `alembic.ini` and no `env.py`:
opening the store is the only way that migrations run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from samvar.model.errors import BadConfig
from samvar.store.records.migrations.again import make_again, remember

HEAD = "r0018"
"""The newest revision; known without reading the scripts, so that opening stays quick."""

_ADVISORY_LOCK = 0x73616D766172  # "samvar": one process migrates, others wait


def migrate(connection: Connection, to: str = HEAD) -> str | None:
    """Run what is missing inside the caller's transaction; returns the revision before it.

    Raises:
        BadConfig: the store was made by a newer samvar.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    before = revision(connection)
    if before == to:
        return before
    new = before is None and to == HEAD
    if new and make_again(connection):
        return before

    from alembic.operations import Operations  # noqa: PLC0415 - 0.1 s that most starts can save
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory(str(Path(__file__).parent))
    known = {script.revision for script in scripts.walk_revisions()}
    strange = {before, to} - known - {None}
    if strange:
        raise BadConfig(
            "the record store was written by a newer samvar",
            why=f"its revision is {str(strange.pop())[:40]}",
            remedy="install that version, or restore a backup made before it",
        )

    def steps(current: Any, _context: object) -> Any:
        return scripts._upgrade_revs(to, current)

    context = MigrationContext.configure(connection, opts={"fn": steps, "transactional_ddl": True})
    with Operations.context(context):
        context.run_migrations()
    if new:
        remember(connection)
    return before


def revision(connection: Connection) -> str | None:
    """The revision that a store is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found
