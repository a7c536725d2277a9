"""`samvar rare term|assign|synopsis|archive`: what a case is about, and who works on it."""

from __future__ import annotations

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.commands.work import act_on
from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    json_option,
    pass_desk,
)

_RARE = "samvar rare"


@rare.group(no_args_is_help=True)
def term() -> None:
    """Features of the proband, terms of the Human Phenotype Ontology."""


@examples(f"{_RARE} term find 'small head'", f"{_RARE} term find krampanfall --json")
@term.command(cls=Command)
@click.argument("words")
@click.option("--limit", type=click.IntRange(1), default=12, show_default=True, help="At most.")
@json_option
@pass_desk
def find(desk: Desk, words: str, limit: int) -> None:
    """Find features by words, English or Swedish; it needs no node."""
    from samvar.focus.rare_disease.service.terms import find_terms

    found = find_terms(words, limit)
    value = [{"id": e.id, "name": e.name, "matched": e.matched, "score": e.score} for e in found]
    rows = [(each.id, each.name, each.matched) for each in found]
    desk.put(value, ("id", "name", "matched"), rows)


@examples(f"{_RARE} term add 643594 HP:0000252 --as geneticist")
@term.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("feature", metavar="TERM")
@click.option("--absent", is_flag=True, help="It was looked for, and is not there.")
@dry_run_option
@acting
@pass_desk
def add(desk: Desk, case: str, feature: str, absent: bool) -> None:
    """Note a feature as seen, or as not seen. Rankings follow."""
    act_on(desk, case, "term-absent" if absent else "term-present", None, feature)


@examples(f"{_RARE} term remove 643594 HP:0000252 --as geneticist")
@term.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("feature", metavar="TERM")
@dry_run_option
@acting
@pass_desk
def remove(desk: Desk, case: str, feature: str) -> None:
    """Take a feature out of a case; nothing is known of it then."""
    act_on(desk, case, "term-remove", None, feature)


@examples(
    f"{_RARE} assign 643594 second-reader --as geneticist",
    f"{_RARE} assign 643594 second-reader --off --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("who", metavar="ACCOUNT")
@click.option("--off", is_flag=True, help="They work on it no longer.")
@dry_run_option
@acting
@pass_desk
def assign(desk: Desk, case: str, who: str, off: bool) -> None:
    """Say who works on a case."""
    act_on(desk, case, "unassign" if off else "assign", None, who)


@examples(f"{_RARE} synopsis 643594 'Seizures from the third month' --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("text")
@dry_run_option
@acting
@pass_desk
def synopsis(desk: Desk, case: str, text: str) -> None:
    """Write what a case is about."""
    act_on(desk, case, "synopsis", None, text)


@examples(
    f"{_RARE} archive 643594 --as geneticist", f"{_RARE} archive 643594 --reopen --as geneticist"
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--reopen", is_flag=True, help="Open it again.")
@click.option("--text", default="", help="Why.")
@dry_run_option
@acting
@pass_desk
def archive(desk: Desk, case: str, reopen: bool, text: str) -> None:
    """Put a case away: nobody is to work on it any more. Nothing of it is lost."""
    act_on(desk, case, "reopen" if reopen else "archive", None, text)
