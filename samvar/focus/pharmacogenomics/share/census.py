"""How many people could have been in this area's answers, by the labels of its operations."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from samvar.focus.pharmacogenomics.tables import calls, orders, results
from samvar.network.view import View
from samvar.store.records.tables import referrals


def denominators(view: View) -> Mapping[str, int]:
    """People with a result of each gene (`pgx:GENE`) and of any (`pgx`), and orders."""
    wanted = select(results.c.gene, calls.c.person).join_from(results, calls)
    wanted = wanted.where(results.c.counts.is_(True))
    rows = view.rows_of_samples(wanted, results.c.sample)
    found: dict[str, int] = {}
    for row, _ in rows:
        found[f"pgx:{row.gene}"] = found.get(f"pgx:{row.gene}", 0) + 1
    found["pgx"] = len({row.person for row, _ in rows})
    asked = select(orders.c.referral).join_from(
        orders, referrals, orders.c.referral == referrals.c.id
    )
    found["pgx-orders"] = len(view.rows_of_people(asked, referrals.c.person))
    return found
