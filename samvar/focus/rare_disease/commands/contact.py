"""`samvar rare contacts` and `samvar rare contact …`: requests between centres about patients."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

_CONTACT = "samvar rare contact"
_DAY = click.DateTime(["%Y-%m-%d"])
_COLUMNS = ("way", "centre", "id", "case", "state", "due", "text")


@examples(
    "samvar rare contacts --as geneticist", "samvar rare contacts --json --as geneticist@uppsala"
)
@rare.command("contacts", cls=Command)
@acting
@pass_desk
def contacts(desk: Desk) -> None:
    """List what other centres ask this one, and what it has asked others."""
    from samvar.focus.rare_disease.service.contact_desk import see_contacts
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    node = desk.node
    network = desk.site.network(node.id)
    found = see_contacts(node, network, desk.asker, node.config.deadline_s)
    rows = [
        ("from", each.row.node, each.row.id, each.label,
         _state(each.row.ending, each.said), each.row.due, each.row.text)
        for each in found.incoming
    ] + [
        ("to", each.request.node, each.request.id, each.label,
         _state(each.request.told.ending, each.answer),
         each.request.due.isoformat(), each.request.told.text)
        for each in found.outgoing
    ]  # fmt: skip
    value = {
        "incoming": found.incoming,
        "outgoing": found.outgoing,
        "missing": {"requests": found.requests.missing, "answers": found.answers.missing},
    }
    desk.put(value, _COLUMNS, rows)
    for each in (found.requests, found.answers):
        desk.say(coverage_line(each.coverage, each.missing, Language.of("en")))


@rare.group(no_args_is_help=True)
def contact() -> None:
    """Ask another centre about a patient of theirs, follow it up, and answer others."""


@examples(
    f"{_CONTACT} ask 643594 --handle hx3… --variant 7-124491972-C-A "
    "--text 'Same variant, seizures from birth. Could we talk?' --owner 'A. Lindqvist, 08-123' "
    "--as geneticist",
)
@contact.command("ask", cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--handle", required=True, help="Of the row of `samvar rare similar`.")
@click.option("--variant", help="With which the row was found.")
@click.option("--text", required=True, help="To the other centre.")
@click.option("--owner", required=True, help="Who follows it up, and how they are reached.")
@click.option("--due", type=_DAY, help="An answer is hoped for by then. [default: in 14 days]")
@dry_run_option
@acting
@pass_desk
def ask(desk: Desk, /, case: str, handle: str, variant: str | None, **given: Any) -> None:
    """Write a request about a row of `samvar rare similar`, which is asked for again.

    The other centre reads it at this node when it next looks.
    """
    from samvar.focus.rare_disease.service.contact import NewRequest, ask_contact
    from samvar.focus.rare_disease.service.similar import see_similar
    from samvar.model.errors import NotFound

    node = desk.node
    network = desk.site.network(node.id)
    found = see_similar(node, network, case, desk.asker, variant, node.config.deadline_s)
    row = next((each for each in found.rows if each.handle == handle), None)
    if row is None:
        raise NotFound(
            "no row of this case has that handle",
            why="handles are of one question of one person",
            remedy="ask with `samvar rare similar`, with the same --variant and --as",
        )
    due: datetime | None = given["due"]
    new = NewRequest(
        row, found.question, given["text"], given["owner"], due.date() if due else None
    )
    if desk.dry_run:
        desk.say(f"{row.node} would be asked; nothing is written")
        return
    made = ask_contact(node, network, case, new, desk.asker)
    desk.put(made, ("id", "centre", "due"), [(made.id, made.node, made.due.isoformat())])


def _change(name: str, sentence: str) -> None:
    @examples(f"{_CONTACT} {name} con_… --as geneticist")
    @contact.command(name, cls=Command, help=sentence)
    @click.argument("request", metavar="REQUEST")
    @dry_run_option
    @acting
    @pass_desk
    def change(desk: Desk, request: str) -> None:
        from samvar.focus.rare_disease.service import contact as service
        from samvar.focus.rare_disease.service.about import permit_of
        from samvar.focus.rare_disease.service.contact_desk import is_answered

        node = desk.node
        network = desk.site.network(node.id)
        if desk.dry_run:
            made = service.request_of(node, request)
            permit_of(node, desk.asker, "answer:referral", f"rehearse-contact-{name}", made.case)
            desk.say("it would be done; nothing is written")
            return
        if name == "withdraw":
            wait = node.config.deadline_s
            service.withdraw_contact(
                node, request, desk.asker, lambda m: is_answered(network, m, desk.asker, wait)
            )
        elif name == "close":
            service.close_contact(node, request, desk.asker)
        else:
            service.open_contact(node, request, desk.asker)
        desk.put({"id": request, "done": name}, ("id", "done"), [(request, name)])


_change("withdraw", "Take a request of ours back, before it is answered.")
_change("close", "Close a request of ours: nothing more is waited for.")
_change("reopen", "Open a request of ours again.")


@examples(
    f"{_CONTACT} accept uppsala con_… --person 'Dr A' --route 'a@example.org' --as geneticist"
)
@contact.command("accept", cls=Command)
@click.argument("centre", metavar="CENTRE")
@click.argument("request", metavar="REQUEST")
@click.option("--person", required=True, help="Whom to turn to.")
@click.option("--route", required=True, help="How they are reached.")
@click.option("--text", default="", help="In your own words.")
@dry_run_option
@acting
@pass_desk
def accept(desk: Desk, centre: str, request: str, person: str, route: str, text: str) -> None:
    """Say yes to another centre's request. The patient is not named by it."""
    from samvar.focus.rare_disease.service.contact_answer import Said

    _answer(desk, (centre, request), Said(True, person=person, route=route, words=text))


@examples(
    f"{_CONTACT} decline uppsala con_… --reason 'The family does not want it' --as geneticist"
)
@contact.command("decline", cls=Command)
@click.argument("centre", metavar="CENTRE")
@click.argument("request", metavar="REQUEST")
@click.option("--reason", required=True, help="Why; the other centre reads it.")
@dry_run_option
@acting
@pass_desk
def decline(desk: Desk, centre: str, request: str, reason: str) -> None:
    """Say no to another centre's request."""
    from samvar.focus.rare_disease.service.contact_answer import Said

    _answer(desk, (centre, request), Said(False, reason=reason))


@examples(f"{_CONTACT} take-back uppsala con_… --as geneticist")
@contact.command("take-back", cls=Command)
@click.argument("centre", metavar="CENTRE")
@click.argument("request", metavar="REQUEST")
@dry_run_option
@acting
@pass_desk
def take_back(desk: Desk, centre: str, request: str) -> None:
    """Take an answer back. What the other centre has read already it has read."""
    from samvar.focus.rare_disease.service.contact_answer import take_back_answer

    if desk.dry_run:
        _rehearse(desk, "take-back")
        return
    take_back_answer(desk.node, (centre, request), desk.asker)
    desk.put({"id": request, "done": "take-back"}, ("id", "done"), [(request, "take-back")])


def _answer(desk: Desk, place: tuple[str, str], said: Any) -> None:
    from samvar.focus.rare_disease.service.contact_answer import answer_contact

    if desk.dry_run:
        _rehearse(desk, "accept" if said.accepted else "decline")
        return
    node = desk.node
    network = desk.site.network(node.id)
    made = answer_contact(node, network, place, said, desk.asker, node.config.deadline_s)
    desk.put(made, ("request", "accepted"), [(made.request, made.accepted)])


def _rehearse(desk: Desk, verb: str) -> None:
    from samvar.govern.act import permit

    permit(desk.node, desk.asker, "answer:referral", f"rehearse-contact-{verb}")
    desk.say("it would be done; nothing is written")


def _state(ending: str, answer: Any) -> str:
    accepted = None if answer is None else answer.accepted
    said = "waits" if accepted is None else "yes" if accepted else "no"
    return f"{said}, {ending}" if ending else said
