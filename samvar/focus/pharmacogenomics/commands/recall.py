"""`samvar pgx recall`: who is told otherwise by a new release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.model.errors import NotFound, UsageError
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samvar.focus.pharmacogenomics.records import Recall

_COLUMNS = ("line", "patient", "gene", "then", "now", "advice", "state")


@examples(
    "samvar pgx recall demo-next --assess --at demo --as pharmacist",
    "samvar pgx recall pharmcat-2025-11 --json --at demo --as pharmacist",
    "samvar pgx recall pharmcat-2025-11 --handle 12 --at demo --as pharmacist",
)
@pgx.command(cls=Command)
@click.argument("release")
@click.option(
    "--assess", is_flag=True, help="Tell everybody at the node by RELEASE first, and list anew."
)
@click.option("--handle", type=int, metavar="LINE", help="Note that this line has been seen to.")
@click.option("--undo", type=int, metavar="LINE", help="Open a line again.")
@dry_run_option
@acting
@pass_desk
def recall(desk: Desk, release: str, assess: bool, handle: int | None, undo: int | None) -> None:
    """List who is told otherwise by RELEASE than by the one before, open lines first.

    Nothing is read again: each call was kept with what was observed. With --dry-run, --assess
    lists what it would write. RELEASE lies on the node's shelf: 'samvar knowledge import --at'.
    """
    from samvar.focus.pharmacogenomics.service import assess as tell
    from samvar.focus.pharmacogenomics.service import (
        foresee,
        handle_recall,
        not_assessed,
        open_to,
        recall_list,
        release_named,
    )
    from samvar.govern.act import permit

    if sum((assess, handle is not None, undo is not None)) > 1:
        raise UsageError("give one of --assess, --handle and --undo")
    node, asker = desk.node, desk.asker
    if assess:
        if desk.dry_run:
            found = foresee(node, release, asker)
        else:
            with desk.progress() as progress:
                found = tell(node, release, asker, progress)
        _put(desk, found)
        return
    line = handle if handle is not None else undo
    if line is not None:
        known = [each for each in recall_list(node, release) if each.number == line]
        if not known:
            raise NotFound(f"the list of {release[:64]} has no line {line}")
        if desk.dry_run:
            permit(node, asker, "answer:referral", "rehearse-handle-recall")
        else:
            handle_recall(node, line, asker, undo=handle is None)
            known = [each for each in recall_list(node, release) if each.number == line]
        _put(desk, tuple(known))
        return
    permit(node, asker, "see:referrals", "see-recalls")
    release_named(node, release)
    every = recall_list(node, release)
    here = open_to(node, asker, (each.person for each in every))
    _put(desk, tuple(each for each in every if each.person in here))
    if late := not_assessed(node, release):
        desk.say(f"samples called since and not assessed: {late}; assess again with --assess")


def _put(desk: Desk, found: tuple[Recall, ...]) -> None:
    from samvar.focus.pharmacogenomics.service import labels_of

    labels = labels_of(desk.node, {each.person for each in found})
    plain = [_plain(each, labels) for each in found]
    rows = [
        (
            each.number or None,
            labels.get(each.person, each.person),
            each.gene,
            _side(each.old),
            _side(each.new),
            "; ".join(
                f"{drug}: {then} -> {each.new['advice'][drug]}"
                for drug, then in each.old["advice"].items()
            )
            or None,
            "handled" if each.handled else "open",
        )
        for each in found
    ]
    desk.put(plain, _COLUMNS, rows)
    waiting = {each.person for each in found if each.handled is None}
    desk.say(f"lines: {len(found)}; people who wait: {len(waiting)}")


def _side(side: Mapping[str, Any]) -> str | None:
    score = side["activity_score"]
    parts = [side["diplotype"], side["phenotype"] or side["status"]]
    parts += [] if score is None else [f"score {score:g}"]
    return ", ".join(part for part in parts if part) or None


def _plain(each: Recall, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "line": each.number or None,
        "patient": labels.get(each.person),
        "person": each.person,
        "gene": each.gene,
        "old_release": each.old_release,
        "new_release": each.new_release,
        "old": each.old,
        "new": each.new,
        "phenotype_changed": each.phenotype_changed,
        "advice_changed": each.advice_changed,
        "handled": each.handled,
        "handled_by": each.handled_by,
    }
