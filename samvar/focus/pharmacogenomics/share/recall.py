"""How many people new knowledge tells otherwise, and how many of them still wait."""

from __future__ import annotations

import msgspec
import numpy as np
from sqlalchemy import select

from samvar.focus.pharmacogenomics.records import Releases
from samvar.focus.pharmacogenomics.tables import recalls, results
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

    assessed: people with a result, where the node has assessed them; else 0, which says so.
    """
    width = len(args.genes)
    found = {column: np.zeros(width, dtype=np.int64) for column in _COLUMNS}
    at = {gene: number for number, gene in enumerate(args.genes)}
    wanted = select(results.c.gene).where(results.c.gene.in_(args.genes))
    wanted = wanted.where(results.c.counts.is_(True))
    for row, _ in view.rows_of_samples(wanted, results.c.sample):
        found["tested"][at[row.gene]] += 1
    if view.read(lambda tx: Releases(tx.connection).assessed(args.release)) is not None:
        found["assessed"] = found["tested"].copy()
    listed = select(recalls).where(
        recalls.c.new_release == args.release, recalls.c.gene.in_(args.genes)
    )
    for row, _ in view.rows_of_samples(listed, recalls.c.sample):
        place = at[row.gene]
        found["phenotype_changed"][place] += bool(row.phenotype_changed)
        found["advice_changed"][place] += bool(row.advice_changed)
        found["open"][place] += row.handled is None
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
