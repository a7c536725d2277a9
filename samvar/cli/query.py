"""`samvar query`: SQL over a node's own rows."""

from __future__ import annotations

import sys

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk


@examples(
    "samvar query 'SELECT sex, count(*) AS people FROM samples GROUP BY sex' --as bioinformatician",
    "samvar query 'SELECT * FROM variants WHERE af > 0.4 LIMIT 5' --json --as bioinformatician",
    "samvar query - --as bioinformatician < question.sql",
)
@click.command(cls=Command)
@click.argument("sql")
@acting
@pass_desk
def query(desk: Desk, sql: str) -> None:
    """Answer one SELECT over the views samples, variants and genotypes of this node.

    The views hold only contributions whose consent covers the purpose. Nothing else of the
    machine can be read or written. '-' reads the SQL from standard input.

    \b
    samples    sample person sex ancestry assay dataset assembly counts
    variants   assembly contig pos ref alt ac an af hom hemi individuals
    genotypes  sample assembly contig pos ref alt dosage called counted dp gq ad
    """
    from samvar.node.query import query as answer

    found = answer(desk.node, sys.stdin.read() if sql == "-" else sql, desk.asker)
    desk.site.spread(desk.node.id)
    rows = [tuple(_cell(value) for value in row.values()) for row in found.to_pylist()]
    desk.put(found.to_pylist(), found.column_names, rows)


def _cell(value: object) -> str | int | float | None:
    return value if value is None or isinstance(value, int | float) else str(value)
