"""How many people new knowledge tells otherwise, and how many of them still wait."""

from __future__ import annotations

import msgspec
import numpy as np
from sqlalchemy import select

from samvar.focus.pharmacogenomics.records import Releases
from samvar.focus.pharmacogenomics.tables import calls, recalls, results
from samvar.model.errors import UsageError
from samvar.network.kind import Sum, SumValue
from samvar.network.operation import Operation
from samvar.network.view import View

_MOST = 2_000
_COLUMNS = ("phenotype_changed", "advice_changed", "open", "assessed", "tested")


class RecallArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """release: the new one, under which each node has assessed its people."""

    release: str
    genes: tuple[str, ...]


def answer_recall(args: RecallArgs, view: View) -> SumValue:
    """People whom the new release tells otherwise, gene by gene, and how many still wait.

    assessed: those of the people with a result whom the node has assessed: not those called
    after it did, nor those in an assembly in which the release has no positions.
    """
    width = len(args.genes)
    found = {column: np.zeros(width, dtype=np.int64) for column in _COLUMNS}
    at = {gene: number for number, gene in enumerate(args.genes)}
    last = view.read(lambda tx: Releases(tx.connection).assessed(args.release))
    wanted = select(recalls).where(
        recalls.c.new_release == args.release, recalls.c.gene.in_(args.genes)
    )
    listed = [row for row, _ in view.rows_of_samples(wanted, recalls.c.sample)]
    for row in listed:
        place = at[row.gene]
        found["phenotype_changed"][place] += bool(row.phenotype_changed)
        found["advice_changed"][place] += bool(row.advice_changed)
        found["open"][place] += row.handled is None
    lines = {(row.sample, row.gene) for row in listed}
    wanted = select(results.c.gene, results.c.sample, calls.c.release, calls.c.assembly, calls.c.at)
    wanted = wanted.join_from(results, calls, results.c.call == calls.c.id)
    wanted = wanted.where(results.c.gene.in_(args.genes), results.c.counts.is_(True))
    for row, _ in view.rows_of_samples(wanted, results.c.sample):
        found["tested"][at[row.gene]] += 1
        if last is None:
            continue
        told = row.release == args.release or row.at <= last.at
        if (told and row.assembly in last.assemblies) or (row.sample, row.gene) in lines:
            found["assessed"][at[row.gene]] += 1
    return found


def _check(args: RecallArgs) -> None:
    if not args.genes or len(set(args.genes)) != len(args.genes) or len(args.genes) > _MOST:
        raise UsageError("ask for one gene or more, each once")


RECALL = Operation(
    name="recall",
    version=1,
    title="How many people does new knowledge tell otherwise?",
    args=RecallArgs,
    kind=Sum(
        columns=_COLUMNS,
        length=lambda args: dict.fromkeys(_COLUMNS, len(args.genes)),
        per_person=dict.fromkeys(_COLUMNS, 1),
        carriers=lambda v: {c: v[c] for c in _COLUMNS[:3]},
        people=dict.fromkeys(_COLUMNS[:3], "assessed"),
        strata=lambda _: 0,
        names=lambda args: dict.fromkeys(_COLUMNS, args.genes),
    ),
    permission="ask:quality",
    disclosure="registered",
    verb="ask-recall",
    answer=answer_recall,
    check=_check,
    denominator=lambda args: f"pgx:{args.genes[0]}" if len(args.genes) == 1 else "pgx",
)
