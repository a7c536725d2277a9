"""Which figures one public release can hold and still hide who was counted.

Exact counts of m independent common variants are worth d2 = m / N to whoever tests a genome
against them, however the counts are rounded: a release is one large question that everybody may
ask. So it is put on an account like any other, at the prices of `govern.ledger_price`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from samvar.govern.ledger_price import Float64, Form, capacity, cost
from samvar.model.genome import CONTIGS, Assembly
from samvar.network.release.read import Release
from samvar.network.release.rules import ReleaseRules

_NAMED = ("contig", "position", "ref", "alt")


def within_budget(
    table: pa.Table, rules: ReleaseRules, assembly: Assembly, last: Release | None
) -> pa.Table:
    """The rows of a release whose figures together cost no more than its budget.

    table: all rows that keep the other rules. last: the release before. A variant that was in it
    stays before others come in: of somebody who was counted both times a second figure of the
    same variant tells nothing new, and one of another variant does. Among new ones the cheapest
    come first, which are the commonest; where the rules name variants, those in their order.
    """
    if math.isinf(rules.budget):
        return table
    prices = _prices(table, rules)
    left, kept = capacity(rules.budget), []
    for row in _order(table, rules, prices, assembly, last):
        if prices[row] <= left:
            left -= prices[row]
            kept.append(row)
    return table.take(pa.array(sorted(kept), pa.int64()))


def _prices(table: pa.Table, rules: ReleaseRules) -> Float64:
    ac, an, people = (
        table[name].to_numpy().astype(np.float64) for name in ("ac", "an", "individuals")
    )
    frequency = np.divide(ac, an, out=np.full(len(an), np.nan), where=an > 0)
    return cost(frequency, people, rules.floor_carriers, Form.ALLELES)


def _order(
    table: pa.Table, rules: ReleaseRules, prices: Float64, assembly: Assembly, last: Release | None
) -> Iterator[int]:
    if rules.first:
        rows = {name: row for row, name in enumerate(_names(table))}
        wanted = dict.fromkeys(str(each) for each in rules.first if each.assembly is assembly)
        yield from (rows[name] for name in wanted if name in rows)
        return
    before = set(_names(last.table())) if last is not None else set()
    new = np.array([name not in before for name in _names(table)], dtype=np.bool_)
    yield from np.lexsort((prices, new)).tolist()


def _names(table: pa.Table) -> Iterator[str]:
    """Each variant as people write it."""
    columns = (table[name].to_pylist() for name in _NAMED)
    for contig, position, ref, alt in zip(*columns, strict=True):
        yield f"{CONTIGS[contig - 1]}-{position + 1}-{ref}-{alt}"
