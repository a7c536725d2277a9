"""`samvar rare referral add|list|show|step`: what the laboratory is asked, and how far it is.

Whoever refers patients sends, lists and sees the referrals of their own care unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.referral import RareReferral

_COLUMNS = ("referral", "label", "patient", "kind", "priority", "days_left", "step", "region",
            "case", "report")  # fmt: skip


@rare.group(no_args_is_help=True)
def referral() -> None:
    """Take referrals in, list those that wait, and note their steps."""


@examples(
    "samvar rare referral add servicerequest.json --region 01 --dry-run",
    "samvar rare referral add lims.tsv --at demo --as geneticist",
    "samvar rare referral add servicerequest.json --at demo --as referring-clinician",
)
@referral.command(cls=Command)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--region", default="", help="County code, where a FHIR order names none.")
@click.option("--unit", default="", help="The care unit here that sends them and has an account.")
@dry_run_option
@acting
@pass_desk
def add(desk: Desk, file: Path, region: str, unit: str) -> None:
    """Take in the referrals of a FHIR ServiceRequest (or Bundle), or of a LIMS table.

    All of the file or nothing; a referring clinician sends one at a time, for their own unit.
    --dry-run looks it through without a node.
    """
    from samvar.focus.rare_disease.service.own_referral import place_own
    from samvar.focus.rare_disease.service.referral import place_referrals, referrals_in

    found = tuple(replace(each, unit=each.unit or unit) for each in referrals_in(file, region))
    if desk.dry_run:
        rows = [
            (each.label, each.kind.value, each.priority.value, each.indication,
             each.referring_region, len(each.asked.terms))
            for each in found
        ]  # fmt: skip
        titles = ("label", "kind", "priority", "indication", "region", "terms")
        desk.put([dict(zip(titles, row, strict=True)) for row in rows], titles, rows)
        desk.say(f"{len(found)} would be taken; nothing is written")
        return
    if not refers(desk):
        _put(desk, place_referrals(desk.node, found, desk.asker))
    elif len(found) == 1:
        _put(desk, (place_own(desk.node, found[0], desk.asker),))
    else:
        raise UsageError("a care unit sends one referral at a time", remedy="give them one by one")


def refers(desk: Desk) -> bool:
    """Whether whoever sits at the desk refers patients, and so sees their own unit's only."""
    from samvar.govern.identity import Role

    return desk.asker.user.role is Role.REFERRING_CLINICIAN


@examples(
    "samvar rare referral list --at demo --as geneticist",
    "samvar rare referral list --at demo --as referring-clinician",
)
@referral.command("list", cls=Command)
@click.option("--closed", is_flag=True, help="Those that have been acknowledged instead.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Pass over so many first.")
@acting
@pass_desk
def listed(desk: Desk, closed: bool, limit: int, skip: int) -> None:
    """List the referrals that wait: the soonest priority, and then the oldest first.

    Of a referring clinician those of their own unit, answers that wait to be read first.
    """
    from samvar.focus.rare_disease.service.own_referral import list_own, see_own_list
    from samvar.focus.rare_disease.service.referral import list_referrals, see_referrals

    see, read = (see_own_list, list_own) if refers(desk) else (see_referrals, list_referrals)
    see(desk.node, desk.asker)
    found = read(desk.node, desk.asker, closed=closed, first=skip, size=limit)
    _put(desk, found.referrals)
    more = found.counts.listed - found.first - len(found.referrals)
    if more > 0:
        desk.say(f"{more} more follow: --skip {found.first + len(found.referrals)}")
    if found.counts.blocked:
        desk.say(f"{found.counts.blocked} more are blocked by their patients")


@examples("samvar rare referral show RD-2026-17 --at demo --as geneticist")
@referral.command(cls=Command)
@click.argument("referral_id", metavar="REFERRAL")
@acting
@pass_desk
def show(desk: Desk, referral_id: str) -> None:
    """One referral, by its id or the sender's, with every step."""
    from samvar.focus.rare_disease.service.own_referral import see_own_referral
    from samvar.focus.rare_disease.service.referral import see_referral
    from samvar.model.clock import iso

    see = see_own_referral if refers(desk) else see_referral
    found = see(desk.node, referral_id, desk.asker)
    rows = [
        (
            each.step.value + (" (undone)" if each.undone else ""),
            iso(each.at),
            each.by,
            each.report,
            each.told,
        )
        for each in found.events
    ]
    desk.put(referral_data(found), ("step", "at", "by", "report", "told"), rows)


@examples(
    "samvar rare referral step RD-2026-17 sampled --sample TUBE-17 --at demo --as geneticist",
    "samvar rare referral step RD-2026-17 undo --at demo --as geneticist",
)
@referral.command(cls=Command)
@click.argument("referral_id", metavar="REFERRAL")
@click.argument("step_name", metavar="STEP", type=click.Choice(["sampled", "sequenced", "undo"]))
@click.option("--sample", default="", help="The name on the tube; no other is then loaded for it.")
@acting
@pass_desk
def step(desk: Desk, referral_id: str, step_name: str, sample: str) -> None:
    """Note that a sample was taken or sequenced, or take the last step back."""
    from samvar.focus.rare_disease.model.referral import Step
    from samvar.focus.rare_disease.service.step import take_step, undo_step

    if step_name == "undo":
        _put(desk, (undo_step(desk.node, referral_id, desk.asker),))
    else:
        step = Step(step_name)
        _put(desk, (take_step(desk.node, referral_id, step, desk.asker, sample=sample),))


def referral_data(found: RareReferral) -> dict[str, Any]:
    """A referral as the JSON value that is promised to readers."""
    import msgspec

    from samvar.model.clock import iso, utc_now

    return {
        "referral": found.id,
        "label": found.label,
        "patient": found.patient,
        "kind": found.kind.value,
        "priority": found.priority.value,
        "indication": found.indication,
        "second_reader": found.second_reader,
        "received": iso(found.received),
        "days_left": found.days_left(utc_now().date()),
        "step": found.step.value,
        "region": found.referring_region,
        "of_case": found.of_case,
        "relation": found.relation,
        "unit": found.unit,
        "case": found.case,
        "report": found.report,
        "withdrawn": found.withdrawn,
        "asked": msgspec.to_builtins(found.asked),
        "steps": [
            {"step": e.step.value, "at": iso(e.at), "by": e.by, "report": e.report,
             "undone": e.undone, "told": e.told}
            for e in found.events
        ],
    }  # fmt: skip


def _put(desk: Desk, found: Sequence[RareReferral]) -> None:
    plain = [referral_data(each) for each in found]
    desk.put(plain, _COLUMNS, [tuple(each[name] for name in _COLUMNS) for each in plain])
