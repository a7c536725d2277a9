"""`samvar rare reanalyse|changes|handle`: what has changed since cases were read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.reanalysis import Change, Part
    from samvar.present.printed import Cell

_COLUMNS = ("line", "case", "variant", "what", "before", "after", "since", "because")


@examples(
    "samvar rare reanalyse --as geneticist",
    "samvar rare reanalyse --case 643594 --dry-run --json --as geneticist",
    "samvar rare reanalyse --all --as geneticist",
)
@rare.command(cls=Command)
@click.option("--case", default="", metavar="CASE", help="One alone, whatever its reading said.")
@click.option("--all", "everything", is_flag=True,
              help="All cases, not only those without an explanation.")  # fmt: skip
@click.option("--hpo", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="A folder with a newer release of HPO.")  # fmt: skip
@click.option("--clinvar", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="A release of ClinVar, a VCF, beside those on the node's shelf.")  # fmt: skip
@click.option("--deadline", "deadline_s", type=click.FloatRange(0.1, 300), default=20.0,
              show_default=True, help="Seconds for the centres to answer.")  # fmt: skip
@dry_run_option
@acting
@pass_desk
def reanalyse(
    desk: Desk,
    case: str,
    everything: bool,
    hpo: Path | None,
    clinvar: Path | None,
    deadline_s: float,
) -> None:
    """Compare what is known today of the variants that matter with what is remembered.

    What has changed so that somebody should look is put on the work list; only parts that can have
    changed are made again.
    """
    from samvar.focus.rare_disease.service.reanalysis import reanalyse as run_it

    with desk.progress() as draw:
        run = run_it(
            desk.node, desk.asker, case=case, everything=everything, dry_run=desk.dry_run,
            hpo=hpo, clinvar=clinvar, progress=draw, deadline_s=deadline_s,
        )  # fmt: skip
    value = {
        "cases": run.cases,
        "variants": run.variants,
        "first": run.first,
        "refused": run.refused,
        "silent": list(run.silent),
        "effort": run.effort,
        "changes": [change_data(each) for each in run.changes],
        "dry_run": run.dry,
    }
    desk.put(value, _COLUMNS, [_row(each, each.case) for each in run.changes])
    desk.say(
        f"{run.cases} cases, {run.variants} variants ({run.first} for the first time); "
        f"{len(run.changes)} changes"
    )
    if run.variants and not run.effort.class_questions:
        desk.say("classes at other centres were not asked for")
    if run.silent:
        names = ", ".join(run.silent)
        desk.say(f"no answer from {names}: counts and classes are compared when they answer")
    if run.refused:
        desk.say(f"{run.refused} cases are not open to you")


@examples("samvar rare changes --as geneticist", "samvar rare changes --all --json --as geneticist")
@rare.command(cls=Command)
@click.option("--all", "everything", is_flag=True, help="Also those that somebody has seen to.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Pass over so many first.")
@acting
@pass_desk
def changes(desk: Desk, everything: bool, limit: int, skip: int) -> None:
    """List what has changed since cases were read, the newest first."""
    from samvar.focus.rare_disease.service.reanalysis_list import list_changes

    handled = None if everything else False
    found = list_changes(desk.node, desk.asker, handled=handled, first=skip, size=limit)
    value = {
        "total": found.total,
        "open": found.open,
        "handled": found.handled,
        "last_run": found.last,
        "lines": [
            change_data(each.change)
            | {
                "label": each.case.label,
                "outcome": each.outcome.value if each.outcome else None,
                "signed": each.signed,
                "contact": each.contact,
            }
            for each in found.lines
        ],
    }
    desk.put(value, _COLUMNS, [_row(each.change, each.case.label) for each in found.lines])
    desk.say(f"{found.open} open, {found.handled} seen to")


@examples(
    "samvar rare handle 7 --text 'report amended' --as geneticist",
    "samvar rare handle 7 --undo --as geneticist",
)
@rare.command(cls=Command)
@click.argument("line", type=click.IntRange(1))
@click.option("--text", default="", help="What came of it.")
@click.option("--undo", is_flag=True, help="Open it again.")
@dry_run_option
@acting
@pass_desk
def handle(desk: Desk, line: int, text: str, undo: bool) -> None:
    """Note that somebody has looked at a line of the work list."""
    from samvar.focus.rare_disease.service.reanalysis_list import (
        handle_change,
        open_change,
        see_change,
    )

    if desk.dry_run:
        found = see_change(desk.node, line, desk.asker)
    elif undo:
        found = open_change(desk.node, line, desk.asker)
    else:
        found = handle_change(desk.node, line, desk.asker, text)
    state = "open" if found.handled is None else "seen to"
    desk.put(change_data(found), ("line", "state"), [(found.number, state)])


def _row(each: Change, case: str) -> tuple[Cell, ...]:
    from samvar.focus.rare_disease.reanalysis_words import said_in_words
    from samvar.present.language import Language

    english = Language.of("en")
    return (
        each.number, case, each.variant, each.cause.value,
        said_in_words(each.cause, each.before, english),
        said_in_words(each.cause, each.after, english),
        each.before.since.date().isoformat(), each.after.basis,
    )  # fmt: skip


def change_data(each: Change) -> dict[str, Any]:
    """A line as the JSON value that is promised to readers."""
    return {
        "line": each.number,
        "case": each.case,
        "variant": each.variant,
        "cause": each.cause.value,
        "before": _part(each.before),
        "after": _part(each.after),
        "at": each.at,
        "handled": each.handled,
        "handled_by": each.handled_by,
        "handled_text": each.handled_text,
    }


def _part(part: Part) -> dict[str, Any]:
    said = {name: value for name, value in part.said.items() if name != "raw"}
    return {"since": part.since, "basis": part.basis, **said}
