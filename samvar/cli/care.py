"""`samvar care`: who takes part in whose care, from when, until when, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk

if TYPE_CHECKING:
    from samvar.model.consent import CareRelation

_COLUMNS = ("relation", "person", "for", "reason", "since", "until", "by")


@click.group()
def care() -> None:
    """Note that you take part in a patient's care, end it, and list your patients."""


@examples(
    "samvar care open per_0123456789abcdefghjkmnpq --at demo --as geneticist",
    "samvar care open per_0123456789abcdefghjkmnpq --reason conference --days 7 --unit "
    "--at demo --as geneticist",
)
@care.command("open", cls=Command)
@click.argument("patient", metavar="PERSON")
@click.option(
    "--reason",
    type=click.Choice(["order", "referral", "visit", "conference"]),
    default="visit",
    show_default=True,
    help="Why.",
)
@click.option("--days", type=int, default=365, show_default=True, help="For how long.")
@click.option("--unit", is_flag=True, help="For everybody of your care unit.")
@acting
@pass_desk
def open_(desk: Desk, patient: str, reason: str, days: int, unit: bool) -> None:
    """Note that you take part in a PERSON's care. The patient sees it; an order notes it itself."""
    from samvar.model.consent import Reason
    from samvar.node.care import open_care

    relation = open_care(
        desk.node, patient, desk.asker, reason=Reason(reason), days=days, whole_unit=unit
    )
    _put(desk, (relation,))


@examples("samvar care close car_0123456789abcdefghjkmnpq --at demo --as geneticist")
@care.command("close", cls=Command)
@click.argument("relation")
@acting
@pass_desk
def close(desk: Desk, relation: str) -> None:
    """End a care RELATION before its time."""
    from samvar.node.care import close_care

    _put(desk, (close_care(desk.node, relation, desk.asker),))


@examples("samvar care list --at demo --as geneticist")
@care.command("list", cls=Command)
@acting
@pass_desk
def list_(desk: Desk) -> None:
    """List those in whose care you take part now: by name, by your unit, by the centre."""
    from samvar.node.care import my_patients

    _put(desk, my_patients(desk.node, desk.asker))


def _put(desk: Desk, found: tuple[CareRelation, ...]) -> None:
    rows = [
        (
            each.id,
            each.person,
            each.user or each.unit or "centre",
            each.reason.value,
            each.since.strftime("%Y-%m-%d"),
            (each.closed or each.until).strftime("%Y-%m-%d"),
            each.by,
        )
        for each in found
    ]
    desk.put(found, _COLUMNS, rows)
