"""The care unit of whoever acted, in each audit entry (HSLF-FS 2016:40, chapter 4, section 9)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None

# As in r0003, and the unit goes with the rest of what has grown old.
_GONE = """
    NEW.sequence = OLD.sequence AND NEW.at = OLD.at AND NEW.node = OLD.node
    AND NEW.leaf = OLD.leaf AND NEW.id = 'gone_' || OLD.sequence
    AND NEW.person = '' AND NEW.role = '' AND NEW.centre = '' AND NEW.purpose = ''
    AND NEW.verb = '' AND NEW.outcome = '' AND NEW.permit IS NULL AND NEW.question IS NULL
    AND NEW.reason IS NULL AND NEW.subject IS NULL AND NEW.unit IS NULL"""
_SQLITE_LAW = (
    "DROP TRIGGER audit_is_not_changed",
    f"""CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
       WHEN NOT ({_GONE} AND OLD.at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-5 years'))
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_POSTGRESQL_LAW = (
    f"""CREATE OR REPLACE FUNCTION audit_only_grows_old() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' AND {_GONE} AND OLD.at < to_char(
             (now() AT TIME ZONE 'UTC') - interval '5 years', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
         ) COLLATE "C" THEN
           RETURN NEW;
         END IF;
         RAISE EXCEPTION 'the audit log is append-only'
             USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
)


def upgrade() -> None:
    """Entries before this one have no unit, and keep the leaf that they have."""
    op.add_column("audit", sa.Column("unit", sa.Text()))
    law = _SQLITE_LAW if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_LAW
    for statement in law:
        op.execute(statement)
