"""`samvar pgx queue|order|step|acknowledge|load`: the day of pharmacist and laboratory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.focus.pharmacogenomics.commands.report import day_of
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.pharmacogenomics.model import Order

_COLUMNS = (
    "order",
    "patient",
    "drugs",
    "first_dose",
    "days_left",
    "step",
    "changed",
    "region",
    "report",
)


@examples("samvar pgx queue --at demo --as pharmacist")
@pgx.command(cls=Command)
@click.option("--closed", is_flag=True, help="Those that have been acknowledged instead.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="At most.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Pass over so many first.")
@acting
@pass_desk
def queue(desk: Desk, closed: bool, limit: int, skip: int) -> None:
    """List the orders that wait, first those that changed after they were acknowledged.

    Then the nearest planned first dose. The column 'changed' names the genes that must be read
    again.
    """
    from samvar.focus.pharmacogenomics.service import queue as waiting
    from samvar.focus.pharmacogenomics.service.queue import see_orders

    see_orders(desk.node, desk.asker)
    found = waiting(desk.node, desk.asker, closed=closed, first=skip, size=limit)
    _put(desk, found.orders)
    more = found.counts.listed - found.first - len(found.orders)
    if more > 0:
        desk.say(f"{more} more follow: --skip {found.first + len(found.orders)}")
    if found.counts.blocked:
        desk.say(f"{found.counts.blocked} more are blocked by their patients")


@examples(
    "samvar pgx order STO-PGX-01 --drug capecitabine --region 01 --first-dose 2026-12-01 "
    "--at demo --as pharmacist"
)
@pgx.command(cls=Command)
@click.argument("patient")
@click.option("--drug", "drugs", multiple=True, required=True, help="To be given; generic name.")
@click.option("--region", required=True, help="County code of the referring region.")
@click.option("--first-dose", help="The planned day, YYYY-MM-DD.")
@click.option("--medication", "medications", multiple=True, help="Another drug the patient takes.")
@click.option("--gene", "genes", multiple=True, help="Only these genes. [default: all]")
@click.option("--route", help="oral, intravenous or topical.")
@click.option("--indication", help="In the guideline's word, such as acs-pci.")
@click.option("--age-group", type=click.Choice(["adult", "child"]), help="Who is to be given it.")
@click.option("--exposure", type=click.Choice(["naive", "exposed"]), help="Had the drug before?")
@dry_run_option
@acting
@pass_desk
def order(
    desk: Desk,
    patient: str,
    drugs: tuple[str, ...],
    region: str,
    first_dose: str | None,
    medications: tuple[str, ...],
    genes: tuple[str, ...],
    route: str | None,
    indication: str | None,
    age_group: str | None,
    exposure: str | None,
) -> None:
    """Place an order for a patient, by the laboratory's label."""
    from samvar.focus.pharmacogenomics.model import Occasion
    from samvar.focus.pharmacogenomics.service import NewOrder, place_order
    from samvar.govern.act import permit

    new = NewOrder(
        patient,
        region,
        tuple(Occasion(d.lower(), route, indication, age_group, exposure) for d in drugs),
        tuple(name.lower() for name in medications),
        genes,
        day_of(first_dose),
    ).checked()
    if desk.dry_run:
        permit(desk.node, desk.asker, "place:referral", "rehearse-order")
        desk.say("the order would be taken; nothing is written")
        return
    _put(desk, (place_order(desk.node, new, desk.asker),))


@examples(
    "samvar pgx step ref_0123456789abcdefghjkmnpq sampled --sample TUBE-17 --at demo "
    "--as pharmacist"
)
@pgx.command(cls=Command)
@click.argument("order_id", metavar="ORDER")
@click.argument("step_name", metavar="STEP", type=click.Choice(["sampled", "sequenced", "undo"]))
@click.option("--sample", default="", help="The name on the tube; another one is then held.")
@acting
@pass_desk
def step(desk: Desk, order_id: str, step_name: str, sample: str) -> None:
    """Note that a sample was taken or sequenced, or take the last step back."""
    from samvar.focus.pharmacogenomics.model import Step
    from samvar.focus.pharmacogenomics.service import take_step, undo_step

    if step_name == "undo":
        _put(desk, (undo_step(desk.node, order_id, desk.asker),))
    else:
        taken = take_step(desk.node, order_id, Step(step_name), desk.asker, sample=sample)
        _put(desk, (taken,))


@examples(
    "samvar pgx acknowledge ref_0123456789abcdefghjkmnpq --given 2026-12-01 "
    "--at demo --as pharmacist"
)
@pgx.command(cls=Command)
@click.argument("order_id", metavar="ORDER")
@click.option("--given", help="The day of the first dose, YYYY-MM-DD, if it was given.")
@acting
@pass_desk
def acknowledge(desk: Desk, order_id: str, given: str | None) -> None:
    """Say that the report has been read, and when the first dose was given."""
    from samvar.focus.pharmacogenomics.model import Step
    from samvar.focus.pharmacogenomics.service import (
        acknowledge as read,
    )
    from samvar.focus.pharmacogenomics.service import give_first_dose, order_of, permit_of

    day = day_of(given)
    permit_of(desk.node, desk.asker, "acknowledge:report", "see-order", order_id)
    found = order_of(desk.node, order_id)
    if found.step is not Step.ACKNOWLEDGED:
        found = read(desk.node, order_id, desk.asker)
    if day is not None:
        found = give_first_dose(desk.node, order_id, day, desk.asker)
    _put(desk, (found,))


@examples(
    "samvar pgx load patient.vcf.gz --assembly GRCh38 --dataset clinic --outside-calls cyp2d6.tsv "
    "--at node --as bioinformatician"
)
@pgx.command(cls=Command)
@click.argument(
    "files",
    metavar="FILE...",
    type=click.Path(path_type=Path, dir_okay=False),
    nargs=-1,
    required=True,
)
@click.option("--assembly", required=True, help="The reference genome, GRCh37 or GRCh38.")
@click.option("--dataset", required=True, help="The dataset that the samples have been loaded to.")
@click.option(
    "--outside-calls",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Calls by other methods (PharmCAT's TSV), of the one sample of the file.",
)
@dry_run_option
@acting
@pass_desk
def load(
    desk: Desk,
    files: tuple[Path, ...],
    assembly: str,
    dataset: str,
    outside_calls: Path | None,
) -> None:
    """Call files of samples that the node has, and keep the results; 'samvar import' does it too.

    Use it to bring outside calls, or to call again by the release that the node has adopted.
    """
    from samvar.focus.pharmacogenomics.service import call_files, call_into, current_release
    from samvar.govern.act import permit
    from samvar.model.genome import Assembly

    chosen = Assembly.parse(assembly)
    if desk.dry_run:
        permit(desk.node, desk.asker, "answer:referral", "rehearse-call")
        found = list(call_files(files, chosen, current_release(desk.node), outside=outside_calls))
        desk.say(f"{len(found)} samples would be called; nothing is written")
        return
    called = call_into(desk.node, files, chosen, dataset, desk.asker, outside=outside_calls)
    desk.put({"people": called.people}, ("people",), [(called.people,)])
    for note in called.notes:
        desk.say(note)


def _put(desk: Desk, found: tuple[Order, ...]) -> None:
    import msgspec

    from samvar.model.clock import iso, utc_now

    today = utc_now().date()
    plain = [
        {
            "order": each.id,
            "patient": each.label,
            "drugs": [one.drug for one in each.occasions],
            "medications": list(each.medications),
            "first_dose": each.first_dose,
            "given": each.given,
            "days_left": each.days_left(today),
            "step": each.step.value,
            "changed": [msgspec.to_builtins(one) for one in each.changed],
            "region": each.referring_region,
            "ordered": iso(each.ordered),
            "report": each.report,
        }
        for each in found
    ]
    rows = [
        (
            each.id,
            each.label,
            ", ".join(one.drug for one in each.occasions),
            each.first_dose.isoformat() if each.first_dose else None,
            each.days_left(today),
            each.step.value,
            ", ".join(dict.fromkeys(one.gene for c in each.changed for one in c.found))
            or ("read again" if each.changed else None),
            each.referring_region,
            each.report,
        )
        for each in found
    ]
    desk.put(plain, _COLUMNS, rows)
