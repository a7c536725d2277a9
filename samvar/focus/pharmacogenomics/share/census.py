"""How many people could have been in this area's answers, by the labels of its operations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from samvar.focus.pharmacogenomics.tables import calls, orders, results
from samvar.network.view import Denominators, View
from samvar.store.records.tables import referrals


def _with_results(view: View) -> Mapping[str, int]:
    """People with a result of each gene (`pgx:GENE`) and of any (`pgx`)."""
    wanted = select(results.c.gene, calls.c.person).join_from(results, calls)
    wanted = wanted.where(results.c.counts.is_(True))
    found: Counter[str] = Counter()
    people = set()
    for row, _ in view.rows_of_samples(wanted, results.c.sample):
        gene, person = row[:2]
        found[f"pgx:{gene}"] += 1
        people.add(person)
    return {**found, "pgx": len(people)}


def _with_orders(view: View) -> Mapping[str, int]:
    """Orders (`pgx-orders`): one may come at any moment, and makes no epoch."""
    wanted = select(orders.c.referral).join_from(
        orders, referrals, orders.c.referral == referrals.c.id
    )
    return {"pgx-orders": view.count_of_people(wanted, referrals.c.person)}


DENOMINATORS = Denominators(settled=_with_results, moving=_with_orders)
