"""`samvar choice`: what a person has said about their data, and saying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.node.node import Node

_USES = ["care", "research", "coherent_care", "unit", "secondary", "recontact", "passport"]


@click.group()
def choice() -> None:
    """See and note what people allow: research, other providers, blocks, contact again."""


@examples(
    "samvar choice show me --at demo --as patient",
    "samvar choice show per_0123456789abcdefghjkmnpq --at demo --as geneticist",
)
@choice.command(cls=Command)
@click.argument("patient", metavar="PERSON")
@acting
@pass_desk
def show(desk: Desk, patient: str) -> None:
    """Show what a PERSON allows now, and all that they have said; 'me' is whoever asks."""
    from samvar.govern.patient import permit_about
    from samvar.model.consent import Use
    from samvar.node.choose import OWN, permission_to_change
    from samvar.node.own import own_state

    node, who = desk.node, whom(desk, patient)
    own = permission_to_change(node, desk.asker, who) == OWN
    permit_about(node, desk.asker, "see:own-access" if own else "see:choices", "see-choices", who)
    found = own_state(node, who)
    placed = sorted((use, place) for use, place in found.standing if use.placed)
    standing = {(use, ""): found.allows(use) for use in Use if not use.placed}
    standing |= {(use, place): found.allows(use, place) for use, place in placed}
    rows = [(use.value, place, "yes" if yes else "no") for (use, place), yes in standing.items()]
    value = {
        "person": who,
        "allows": [
            {"use": u.value, "place": p, "allowed": yes} for (u, p), yes in standing.items()
        ],
        "said": found.history,
        "samples": found.samples,
        "counted": {scope.value: yes for scope, yes in found.counted.items()},
    }
    desk.put(value, ("use", "place", "allowed"), rows)
    desk.say(f"{len(found.history)} things said; {found.samples} live samples")


@examples(
    "samvar choice set me research no --at demo --as patient",
    "samvar choice set me unit no --place pharmacy --at demo --as patient",
    "samvar choice set per_0123456789abcdefghjkmnpq recontact yes --how written "
    "--asked 'Leaflet 3' --at demo --as geneticist",
)
@choice.command("set", cls=Command)
@click.argument("patient", metavar="PERSON")
@click.argument("use", type=click.Choice(_USES))
@click.argument("say", type=click.Choice(["yes", "no"]))
@click.option("--place", default="", help="Which unit or centre, for 'unit' and 'passport'.")
@click.option(
    "--how", type=click.Choice(["spoken", "written"]), default="spoken", show_default=True,
    help="How the patient said it, where somebody else notes it.",
)  # fmt: skip
@click.option("--asked", default="", help="What the patient was asked; no names.")
@dry_run_option
@acting
@pass_desk
def set_(desk: Desk, patient: str, use: str, say: str, place: str, how: str, asked: str) -> None:
    """Note that a PERSON says yes or no to a USE; prints the signed receipt.

    It holds for the next question. A no to 'unit' closes what that unit has written to all
    other units and providers; a no to 'coherent_care' closes everything here to other providers.
    """
    from samvar.model.consent import How, Use
    from samvar.node.choose import Wish, choose

    wish = Wish(whom(desk, patient), Use(use), say == "yes", place, How(how), asked)
    receipt = choose(desk.node, wish, desk.asker, dry_run=desk.dry_run)
    moved = ", ".join(f"{name}: {number}" for name, number in receipt.removed.items())
    rows = [(receipt.use, receipt.place, say, receipt.epoch, moved)]
    desk.put(receipt, ("use", "place", "allowed", "epoch", "sums"), rows)
    if desk.dry_run:
        desk.say("nothing is written")


def whom(desk: Desk, word: str) -> str:
    """A person's id; `me` is the person whom the asker is.

    Raises:
        NotFound: the node does not know who the asker is.
    """
    from samvar.govern.patient import own_person
    from samvar.model.errors import NotFound

    if word != "me":
        return word
    node: Node = desk.node
    person = own_person(node, desk.asker)
    if person is None:
        raise NotFound("this node does not know who you are", remedy="ask as the patient")
    return person
