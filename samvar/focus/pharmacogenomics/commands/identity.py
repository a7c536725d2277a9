"""`samvar pgx held|confirm`: samples that may be another person's, and whose they are."""

from __future__ import annotations

import click

from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.present.command import Command, Desk, acting, examples, pass_desk

_COLUMNS = ("sample", "name", "against", "shared", "telling", "agreed", "confirmed", "reason")


@examples("samvar pgx held ref_0123456789abcdefghjkmnpq --at demo --as pharmacist")
@pgx.command(cls=Command)
@click.argument("order_id", metavar="ORDER")
@acting
@pass_desk
def held(desk: Desk, order_id: str) -> None:
    """List the samples of an order's patient that something speaks against, and what it is."""
    from samvar.focus.pharmacogenomics.service import held_of, order_of, permit_of
    from samvar.model.clock import iso

    permit_of(desk.node, desk.asker, "see:referrals", "see-order", order_id)
    order = order_of(desk.node, order_id)
    rows = [
        (
            one.sample,
            name,
            each.against.value,
            each.shared,
            each.telling,
            each.agreed,
            iso(one.confirmed) if one.confirmed else None,
            one.reason,
        )
        for one, name in held_of(desk.node, order.person)
        for each in one.objections
    ]
    plain = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    desk.put(plain, _COLUMNS, rows)


@examples(
    "samvar pgx confirm ref_0123456789abcdefghjkmnpq sam_0123456789abcdefghjkmnpq "
    '--reason "tube relabelled, seen by both" --at demo --as pharmacist'
)
@pgx.command(cls=Command)
@click.argument("order_id", metavar="ORDER")
@click.argument("sample", metavar="SAMPLE")
@click.option("--reason", required=True, help="How you know whose it is; kept with the sample.")
@acting
@pass_desk
def confirm(desk: Desk, order_id: str, sample: str, reason: str) -> None:
    """Say that a held sample is the patient's: its calls are then told, counted and attached.

    Genotypes that contradict another sample of the patient cannot be talked away: withdraw the
    sample that is somebody else's first.
    """
    from samvar.focus.pharmacogenomics.service import confirm_sample

    told = confirm_sample(desk.node, order_id, sample, reason, desk.asker)
    desk.put(
        {"order": told.id, "step": told.step.value}, ("order", "step"), [(told.id, told.step.value)]
    )
