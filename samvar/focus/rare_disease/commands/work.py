"""`samvar rare pin|dismiss|comment|undo`: what is done in a case, and taken back."""

from __future__ import annotations

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

_RARE = "samvar rare"


@examples(f"{_RARE} pin 643594 7-124491972-C-A --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("variant", metavar="VARIANT")
@click.option("--text", default="", help="Why.")
@dry_run_option
@acting
@pass_desk
def pin(desk: Desk, case: str, variant: str, text: str) -> None:
    """Pin a variant: it is a candidate."""
    act_on(desk, case, "pin", variant, text)


@examples(f"{_RARE} dismiss 643594 7-124491972-C-A --text 'too common' --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("variant", metavar="VARIANT")
@click.option("--text", default="", help="Why.")
@dry_run_option
@acting
@pass_desk
def dismiss(desk: Desk, case: str, variant: str, text: str) -> None:
    """Dismiss a variant: it was looked at, and is not it. It stays in the list."""
    act_on(desk, case, "dismiss", variant, text)


@examples(f"{_RARE} comment 643594 'ask for the segregation' --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("text")
@click.option("--variant", help="The variant that it is about. [default: the case]")
@dry_run_option
@acting
@pass_desk
def comment(desk: Desk, case: str, text: str, variant: str | None) -> None:
    """Say something of a case, or of one of its variants."""
    act_on(desk, case, "comment", variant, text)


@examples(f"{_RARE} undo 643594 --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--number", type=int, help="Of the act. [default: the last one that stands]")
@dry_run_option
@acting
@pass_desk
def undo(desk: Desk, case: str, number: int | None) -> None:
    """Take an act back. It stays in the history."""
    from samvar.focus.rare_disease.service.about import permit_of
    from samvar.focus.rare_disease.service.case import find_case
    from samvar.focus.rare_disease.service.work import undo as undone

    if desk.dry_run:
        found = find_case(desk.node, case)
        permit_of(desk.node, desk.asker, "answer:referral", "rehearse-undo", found)
        desk.say("it would be taken back; nothing is written")
        return
    event = undone(desk.node, case, number, desk.asker)
    value = {"number": event.number, "verb": event.verb.value, "variant": event.variant}
    desk.put(
        value, ("number", "verb", "variant"), [(event.number, event.verb.value, event.variant)]
    )


def act_on(desk: Desk, case: str, verb: str, variant: str | None, text: str) -> None:
    """Do something in a case, by the value of a `Verb`; say its number."""
    from samvar.focus.rare_disease.model.kept import Verb
    from samvar.focus.rare_disease.service.about import permit_of
    from samvar.focus.rare_disease.service.case import find_case
    from samvar.focus.rare_disease.service.work import act

    if desk.dry_run:
        found = find_case(desk.node, case)
        permit_of(desk.node, desk.asker, "answer:referral", f"rehearse-{verb}", found)
        desk.say("it would be noted; nothing is written")
        return
    last = act(desk.node, case, Verb(verb), desk.asker, variant=variant, text=text).events[-1]
    value = {"number": last.number, "verb": verb, "variant": last.variant}
    desk.put(value, ("number", "verb", "variant"), [(last.number, verb, last.variant)])
