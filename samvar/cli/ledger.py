"""`samvar ledger`: what research may still be told."""

from __future__ import annotations

from collections.abc import Mapping

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk


@click.group(no_args_is_help=True)
def ledger() -> None:
    """See what is left of a disclosure budget."""


@examples(
    "samvar ledger show --as researcher",
    "samvar ledger show --as researcher --permit permit-pgx-regions --json",
    "samvar ledger show --all --as operator",
)
@ledger.command(cls=Command)
@click.option("--all", "everybody", is_flag=True, help="What each account has spent; no question.")
@acting
@pass_desk
def show(desk: Desk, everybody: bool) -> None:
    """Show what is left of your own budget, as parts of the whole."""
    from samvar.govern.act import permit
    from samvar.model.clock import utc_now

    till = desk.site.tills[desk.node.id]
    if everybody:
        permit(desk.node, desk.asker, "see:audit", "see-ledgers")
        lines = [
            {
                "account": line.key.account or "all",
                "person": line.person,
                "permit": line.permit,
                "use": line.key.population,
                "period": line.key.period,
                "spent": till.ledger.part(line),
                "rows_read": dict(line.rows),
            }
            for line in till.ledger.totals(utc_now())
        ]
        rows = [
            (x["person"] or x["account"], x["permit"], f"{x['spent']:.1%}", _rows(x["rows_read"]))
            for x in lines
        ]
        desk.put(lines, ("account", "permit", "spent", "rows read"), rows)
        return
    permit(desk.node, desk.asker, "see:node", "see-ledger")
    standing = till.standing(desk.asker, utc_now())
    plain = {
        "budget": standing.budget,
        "left": standing.left,
        "left_of_all_accounts": standing.dataset_left,
        "reach": standing.reach,
        "rows_read": dict(standing.rows),
        "until": f"{standing.until:%Y-%m-%d}",
    }
    desk.put(
        plain,
        ("budget", "left", "left of all accounts", "until", "rows read"),
        [
            (
                standing.budget,
                f"{standing.left:.1%}",
                f"{standing.dataset_left:.1%}",
                plain["until"],
                _rows(standing.rows),
            )
        ],
    )


def _rows(read: Mapping[str, int]) -> str:
    """How many rows of people were read at which node: of those the budget bounds nothing."""
    return ", ".join(f"{node} {number:,}" for node, number in sorted(read.items())) or "none"
