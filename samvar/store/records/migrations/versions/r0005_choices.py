"""Consents, blocks and care relations as events; which person a patient's user is; which
passports of destroyed records are no longer good.

Whoever has been ordered for before has a care relation for as long as an order gives one: all of
the centre, since it is not written which unit ordered.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_SQLITE_LAW = tuple(
    f"""CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END"""
    for table in ("choices", "care_relations", "accounts")
)
_POSTGRESQL_LAW = (
    """CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         RAISE EXCEPTION 'events are never rewritten'
             USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    *(
        f"""CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION events_are_append_only()"""
        for table in ("choices", "care_relations", "accounts")
    ),
)


def upgrade() -> None:
    """Make the tables, and the law that no event is rewritten."""
    for name, kind, unsaid in (
        ("place", sa.String(80), ""),
        ("how", sa.String(16), "unknown"),
        ("asked", sa.Text(), ""),
    ):
        op.add_column("choices", sa.Column(name, kind, nullable=False, server_default=unsaid))
    columns = ["scope", "person", "place", "number"]
    op.create_index("ix_choices_scope_person_place_number", "choices", columns)
    op.create_table(
        "care_relations",
        _number(),
        _column("id", sa.String(40)),
        _column("act", sa.String(8)),
        _column("person", sa.String(40)),
        _column("user", sa.String(80)),
        _column("unit", sa.String(80)),
        _column("reason", sa.String(16)),
        _column("source", sa.String(40)),
        _column("at", sa.String(27)),
        _column("until", sa.String(27)),
        _column("by", sa.Text()),
        _primary("care_relations"),
        _to_person("care_relations"),
        sa.UniqueConstraint("id", "act", name="uq_care_relations_id_act"),
        sa.CheckConstraint("act IN ('open', 'close')", name="ck_care_relations_act"),
    )
    op.create_index("ix_care_relations_person", "care_relations", ["person"])
    op.create_table(
        "accounts",
        _number(),
        _column("user", sa.String(80)),
        sa.Column("person", sa.String(40), nullable=True),
        _column("at", sa.String(27)),
        _column("by", sa.Text()),
        _primary("accounts"),
        _to_person("accounts"),
    )
    op.create_index("ix_accounts_user", "accounts", ["user"])
    op.create_table(
        "pgx_taken_back",
        _column("hash", sa.String(64)),
        _column("at", sa.String(27)),
        sa.PrimaryKeyConstraint("hash", name="pk_pgx_taken_back"),
    )
    _relations_of_referrals()
    law = _SQLITE_LAW if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_LAW
    for statement in law:
        op.execute(statement)


def _relations_of_referrals() -> None:
    """Every referral opens the relation that it would open now: a year from its receipt."""
    op.execute(
        """INSERT INTO care_relations
               (id, act, person, "user", unit, reason, source, at, until, "by")
           SELECT 'car_' || substr(id, 5), 'open', person, '', '', 'referral', id, received,
               CAST(CAST(substr(received, 1, 4) AS INTEGER) + 1 AS VARCHAR(4))
                   || CASE WHEN substr(received, 5, 6) = '-02-29' THEN '-03-01'
                           ELSE substr(received, 5, 6) END
                   || substr(received, 11),
               'migration'
           FROM referrals"""
    )


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _number() -> sa.Column[Any]:
    return sa.Column("number", _BIG, nullable=False, autoincrement=True)


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("number", name=f"pk_{table}")


def _to_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person"],
        ["persons.id"],
        name=f"fk_{table}_person",
        deferrable=True,
        initially="DEFERRED",
    )
