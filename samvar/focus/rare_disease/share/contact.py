"""Requests for contact, read where they were made; and answers, read where they were given.

Nobody writes into another's node: the centre that is asked reads the request at the asking one, and
the asking centre reads the answer there.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from samvar.focus.rare_disease.model.contact import (
    AnswerRow,
    ContactAnswer,
    Request,
    RequestRow,
)
from samvar.focus.rare_disease.records.contacts import ContactAnswers, Contacts
from samvar.model.clock import iso
from samvar.model.errors import Refused, UsageError
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.view import View

MOST_IDS = 200
MOST_ROWS = 2_000
"""Of one node, the newest."""


class ContactArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ids: which requests; none means all that are the asker's centre's to see."""

    ids: tuple[str, ...] = ()


def answer_requests(args: ContactArgs, view: View) -> Mapping[tuple[str, ...], RequestRow]:
    """The requests made at this node to the asker's centre, and nobody else's.

    Raises:
        Refused: it is not asked for somebody's care.
    """
    centre = _centre(view)
    made = view.read(lambda tx: Contacts(tx.connection).to(centre, MOST_ROWS)) if centre else ()
    rows = [request_row(view.node_id, each) for each in made if _wanted(args, each.id)]
    return {_request_key(row): row for row in rows}


def answer_answers(args: ContactArgs, view: View) -> Mapping[tuple[str, ...], AnswerRow]:
    """What this node's centre has said to requests of the asker's centre.

    Raises:
        Refused: it is not asked for somebody's care.
    """
    centre = _centre(view)
    said = view.read(lambda tx: ContactAnswers(tx.connection).to(centre)) if centre else ()
    rows = [answer_row(view.node_id, each) for each in said if _wanted(args, each.request)]
    return {_answer_key(row): row for row in rows[:MOST_ROWS]}


def request_row(node: str, made: Request) -> RequestRow:
    """A request as the other centre reads it. node: where it was made."""
    told = made.told
    return RequestRow(
        node, made.id, made.node, made.handle, told.question, told.account, told.text, made.owner,
        made.due.isoformat(), iso(made.at), told.band, told.gene, told.variant, told.zygosity,
        told.ending,
    )  # fmt: skip


def answer_row(node: str, said: ContactAnswer) -> AnswerRow:
    """An answer as the asking centre reads it. node: whose it is."""
    told = said.told
    return AnswerRow(
        node, said.request, said.digest, said.accepted, told.person, told.route, told.words,
        told.reason, iso(said.at),
    )  # fmt: skip


def _centre(view: View) -> str:
    if view.asker is None or not view.asker.purpose.is_care:
        raise Refused("requests about patients are read in the care of patients only")
    return view.asker.user.centre or ""


def _wanted(args: ContactArgs, identifier: str) -> bool:
    return not args.ids or identifier in args.ids


def _request_key(row: RequestRow) -> tuple[str, ...]:
    return (row.node, row.id)


def _answer_key(row: AnswerRow) -> tuple[str, ...]:
    return (row.node, row.request)


def _check(args: ContactArgs) -> None:
    if len(args.ids) > MOST_IDS or len(set(args.ids)) != len(args.ids):
        raise UsageError("ids are repeated, or too many", remedy=f"at most {MOST_IDS}")


CONTACT_REQUESTS = Operation(
    name="contact_requests",
    version=1,
    title="Who asks our centre about a patient?",
    args=ContactArgs,
    kind=Union(row=RequestRow, key=_request_key),
    permission="ask:national",
    disclosure="permit",
    verb="ask-contact-requests",
    answer=answer_requests,
    check=_check,
    denominator=lambda _: None,
)
CONTACT_ANSWERS = Operation(
    name="contact_answers",
    version=1,
    title="What have other centres said to our requests?",
    args=ContactArgs,
    kind=Union(row=AnswerRow, key=_answer_key),
    permission="ask:national",
    disclosure="permit",
    verb="ask-contact-answers",
    answer=answer_answers,
    check=_check,
    denominator=lambda _: None,
)
