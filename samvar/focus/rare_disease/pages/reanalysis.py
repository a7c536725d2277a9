"""The work list: what has changed of whom since it was read, from what to what, and because of
which release or epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.reanalysis_words import BECAUSE, CAUSES, CONTACTS, said_in_words
from samvar.focus.rare_disease.service.reanalysis_list import (
    ListedChange,
    handle_change,
    list_changes,
    open_change,
    waiting,
)
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words import OUTCOMES
from samvar.model.errors import BadInput
from samvar.present.language import N_
from samvar.present.page import Answer, Later, Onward, Page, Reader, Shown, Waits, shows, takes
from samvar.present.table import paged
from samvar.present.words import word

SIZE = 50
"""Lines on one page."""
SHOWN = ("open", "handled", "all")
PATH = "/nodes/{node:str}/rare/reanalysis"


@dataclass(frozen=True, slots=True)
class Line:
    """One line in ready words. before, after: what it was and is, and what that rested on."""

    number: int
    case: str
    href: str
    variant: str
    variant_href: str
    genes: str
    outcome: str
    cause: str
    because: str
    before: str
    before_basis: str
    since: str
    after: str
    after_basis: str
    contact: str
    contact_state: str
    handled: str
    by: str
    text: str


def show(reader: Reader) -> Answer:
    """The list; `?show=open|handled|all`."""
    shown = reader.query.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    handled = None if shown == "all" else shown == "handled"
    first = _offset(reader)
    found = list_changes(reader.node, reader.asker, handled=handled, first=first, size=SIZE)
    asked = urlencode({"show": shown})
    address = f"/nodes/{reader.node.id}/rare/reanalysis?{asked}&offset={{offset}}"
    return Shown(
        "reanalysis.html",
        reader.language.text(N_("Reanalysis")),
        {
            "found": found,
            "lines": _lines(reader, found.lines),
            "shown": shown,
            "place": paged(first, len(found.lines), found.total, address, SIZE),
            "may_answer": reader.may("answer:referral"),
            "percent": [f"{each * 100:g} %" for each in found.borders.frequencies],
        },
    )


def _lines(reader: Reader, found: Sequence[ListedChange]) -> list[Line]:
    language = reader.language
    lines = []
    for each in found:
        change, case = each.change, each.case
        sealed = Sealer(reader.node, case.id).seal(change.variant)
        contact = {True: "yes", False: "no", None: "unsaid"}[each.contact]
        outcome = "" if each.outcome is None else word(OUTCOMES, each.outcome.value, language)
        lines.append(
            Line(
                number=change.number,
                case=case.label,
                href=case_path(reader, case.id),
                variant=change.variant,
                variant_href=case_path(reader, case.id, "snv", sealed),
                genes=str(change.after.said.get("gene", "")),
                outcome=outcome,
                cause=word(CAUSES, change.cause.value, language),
                because=word(BECAUSE, change.cause.value, language),
                before=said_in_words(change.cause, change.before, language),
                before_basis=change.before.basis,
                since=language.moment(change.before.since),
                after=said_in_words(change.cause, change.after, language),
                after_basis=change.after.basis,
                contact=word(CONTACTS, contact, language),
                contact_state="answered" if each.contact else "refused",
                handled=language.moment(change.handled) if change.handled else "",
                by=change.handled_by or "",
                text=change.handled_text or "",
            )
        )
    return lines


def _offset(reader: Reader) -> int:
    text = reader.query.get("offset", "0")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return wanted // SIZE * SIZE


def _handle(reader: Reader, *, undo: bool) -> Answer:
    text = reader.path["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadInput("a line of the list is named by its number")
    if undo:
        open_change(reader.node, int(text), reader.asker)
    else:
        handle_change(reader.node, int(text), reader.asker, reader.form.get("text", ""))
    asked = urlencode({"show": reader.form.get("show", "open")})
    return Onward(f"/nodes/{reader.node.id}/rare/reanalysis?{asked}")


def run(reader: Reader) -> Answer:
    """Analyse again, as a job that leads back to the list."""
    return Later("rare-reanalysis", {"everything": reader.form.get("cases") == "all"})


PAGES: tuple[Page, ...] = (
    shows(
        PATH,
        show,
        "see:referrals",
        "see-reanalyses",
        N_("Reanalysis"),
        menu=("rare_disease", 60),
        waits=Waits(waiting, N_("changes that nobody has looked at")),
    ).reads("show", "offset"),
    takes(f"{PATH}/run", run, "answer:referral", "ask-reanalysis", N_("Analyse again")).reads(
        "cases"
    ),
    takes(
        f"{PATH}/{{number:str}}/handle",
        lambda reader: _handle(reader, undo=False),
        "answer:referral",
        "handle-reanalysis",
        N_("Seen to"),
    ).reads("show", "text"),
    takes(
        f"{PATH}/{{number:str}}/undo",
        lambda reader: _handle(reader, undo=True),
        "answer:referral",
        "undo-reanalysis",
        N_("Open again"),
    ).reads("show"),
)
