"""Rare diseases: filters, classifications, readings, panels, referrals, reports, other centres."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was read, asked or signed before."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    name = "rare_filters"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("locked", sa.Text(), nullable=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("retired", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_category_retired", name, ["category", "retired"])
    name = "rare_classifications"
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("step", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_case_variant_reader", name, ["case", "variant", "reader"])
    op.create_index(f"ix_{name}_case", name, ["case"])
    name = "rare_classes"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("assembly", sa.String(16), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("gene", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("class", sa.String(24), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("zygosity", sa.String(16), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_assembly_variant_ended", name, ["assembly", "variant", "ended"])
    op.create_index(f"ix_{name}_case_variant_ended", name, ["case", "variant", "ended"])
    op.create_index(f"ix_{name}_case", name, ["case"])
    name = "rare_readings"
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("conclusion", sa.JSON(), nullable=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_case", name, ["case"])
    name = "rare_panels"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("panel", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("retired", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_panel_version", name, ["panel", "version"], unique=True)
    name = "rare_orders"
    op.create_table(
        name,
        sa.Column("referral", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("priority", sa.String(16), nullable=False),
        sa.Column("indication", sa.String(64), nullable=False),
        sa.Column("second_reader", sa.Boolean(), nullable=False),
        sa.Column("of_case", sa.String(40), nullable=True),
        sa.Column("relation", sa.String(24), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("referral", name=f"pk_{name}"),
        sa.UniqueConstraint("label", name=f"uq_{name}_label"),
        _link(name, "referral", "referrals"),
        _link(name, "of_case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_kind", name, ["kind"])
    op.create_index(f"ix_{name}_of_case", name, ["of_case"])
    name = "rare_steps"
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("referral", sa.String(40), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("report", sa.String(40), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        _link(name, "referral", "referrals"),
    )
    op.create_index(f"ix_{name}_referral", name, ["referral"])
    op.create_index(
        f"ix_{name}_step_referral_at_undoes_number",
        name,
        ["step", "referral", "at", "undoes", "number"],
    )
    name = "rare_reports"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("referral", sa.String(40), nullable=False),
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("made", sa.String(27), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.Column("supersedes", sa.String(40), nullable=True),
        sa.Column("withdrawn", sa.String(27), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
        _link(name, "referral", "referrals"),
        _link(name, "person", "persons"),
        _link(name, "supersedes", "rare_reports"),
    )
    op.create_index(f"ix_{name}_case", name, ["case"])
    op.create_index(f"ix_{name}_person", name, ["person"])
    op.create_index(f"ix_{name}_referral", name, ["referral"])
    name = "rare_contacts"
    op.create_table(
        name,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("node", sa.String(40), nullable=False),
        sa.Column("handle", sa.String(64), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("closed", sa.String(27), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_case", name, ["case"])
    op.create_index(f"ix_{name}_node_closed", name, ["node", "closed"])
    name = "rare_contact_answers"
    op.create_table(
        name,
        sa.Column("request", sa.String(40), nullable=False),
        sa.Column("node", sa.String(40), nullable=False),
        sa.Column("case", sa.String(40), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request", "node", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_case", name, ["case"])
    name = "rare_watched"
    op.create_table(
        name,
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("case", "variant", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    name = "rare_reanalyses"
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("case", sa.String(40), nullable=False),
        sa.Column("variant", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(24), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("handled", sa.String(27), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("handled_text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=f"pk_{name}"),
        _link(name, "case", "rare_cases"),
    )
    op.create_index(f"ix_{name}_case", name, ["case"])
    op.create_index(f"ix_{name}_handled", name, ["handled"])


def _link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
