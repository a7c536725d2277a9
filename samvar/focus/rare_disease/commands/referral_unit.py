"""`samvar rare referral unit`: put right which care unit sent a referral."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from samvar.focus.rare_disease.commands.referral import referral, referral_data
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.referral import RareReferral, UnitChange

_COLUMNS = ("at", "by", "was", "now", "undone")


@examples(
    "samvar rare referral unit RD-2026-17 child-neurology --at demo --as geneticist",
    "samvar rare referral unit RD-2026-17 --none --dry-run --at demo --as geneticist",
    "samvar rare referral unit RD-2026-17 --undo --at demo --as geneticist",
)
@referral.command(cls=Command)
@click.argument("referral_id", metavar="REFERRAL")
@click.argument("unit_name", metavar="[UNIT]", default="")
@click.option("--none", is_flag=True, help="The sender has no account here.")
@click.option("--undo", is_flag=True, help="Take the last change back.")
@dry_run_option
@acting
@pass_desk
def unit(desk: Desk, referral_id: str, unit_name: str, none: bool, undo: bool) -> None:
    """Put right which care unit sent a referral, or take that back; who did stays in the history.

    The unit named reads and acknowledges the answer; the one before finds nothing of it any more.
    """
    from samvar.focus.rare_disease.service.referral import see_referral
    from samvar.focus.rare_disease.service.unit import correct_unit, undo_unit, unit_changes

    if bool(unit_name.strip()) + none + undo != 1:
        raise UsageError("say one of UNIT, --none and --undo")
    if desk.dry_run:
        found = see_referral(desk.node, referral_id, desk.asker)
        _put(desk, found, unit_changes(desk.node, found.id))
        desk.say(f"it is of {found.unit or 'no unit with an account'}; nothing is written")
        return
    if undo:
        found = undo_unit(desk.node, referral_id, desk.asker)
    else:
        found = correct_unit(desk.node, referral_id, unit_name, desk.asker)
    _put(desk, found, unit_changes(desk.node, found.id))


def _put(desk: Desk, found: RareReferral, changes: Sequence[UnitChange]) -> None:
    from samvar.model.clock import iso

    plain = [
        {"at": iso(e.at), "by": e.by, "was": e.was, "now": e.now, "undone": e.undone}
        for e in changes
    ]
    rows = [tuple(str(each[name]) for name in _COLUMNS) for each in plain]
    desk.put({**referral_data(found), "unit_changes": plain}, _COLUMNS, rows)
