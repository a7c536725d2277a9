"""A patient's own page: what they have said, what it does, and the way out."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from samvar.govern.patient import own_person
from samvar.govern.receipt import read_receipt, write_receipt
from samvar.govern.route import declare
from samvar.model.clock import parse_iso
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.errors import BadInput, NotFound, SamvarError
from samvar.model.place import CENTRES
from samvar.node.choose import Wish, choose
from samvar.node.leave import erase
from samvar.node.own import Own, documents_of, own_state
from samvar.present.language import N_, Language
from samvar.present.own_words import HOWS, REMAINS, UNITS, USES
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word
from samvar.web.form import Form
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.render import page
from samvar.web.visit import Here, Visit

OPENNESS = (Use.RESEARCH, Use.CARE, Use.COHERENT_CARE, Use.SECONDARY, Use.RECONTACT)
"""What is said once for all; blocks and passports are said of one unit or centre."""
_OWN = {"own": True}


@get(
    "/me",
    opt={
        **on_menu("see:own-access", "see-own-data", N_("My data"), group="mine", order=10),
        **_OWN,
    },
    sync_to_thread=True,
)
def show(visit: Here) -> Response[str]:
    """What the person has said, what it does, and what is kept."""
    return _shown(visit)


@post(
    "/me/choices",
    opt={
        **declare("change:own-choices", None, "change-own-choices", N_("My choices")),
        **_OWN,
        "reads": ("use", "say", "place"),
    },
    sync_to_thread=True,
)
def change(visit: Here, form: Form) -> Response[str]:
    """Say yes or no to one use, and see what it did."""
    node, person = visit.node, person_of(visit)
    wish = Wish(
        person, use_of(form.get("use", "")), form.get("say") == "yes", form.get("place", "")
    )
    try:
        receipt = choose(node, wish, visit.asker)
    except BadInput as error:
        return _shown(visit, fault=error, status=422)
    return _shown(visit, receipt=write_receipt(receipt).decode(), done=wish)


@post(
    "/me/erase",
    opt={
        **declare("erase:contribution", None, "erase-own-contribution", N_("Leave all figures")),
        **_OWN,
        "reads": ("sure",),
    },
    sync_to_thread=True,
)
def leave(visit: Here, form: Form) -> Response[str]:
    """Take all of one's data out of every figure, for good."""
    person = person_of(visit)
    if form.get("sure") != "yes":
        words = BadInput("nothing was taken out", remedy="tick that you know it cannot be undone")
        return _shown(visit, fault=words, status=422)
    receipt = erase(visit.node, person, visit.asker, stepped_up=True)
    return page(
        visit,
        "me_left.html",
        title=visit.language.text("Your data have left all figures"),
        receipt=write_receipt(receipt).decode(),
        removed=receipt.removed,
        remains=[visit.language.text(REMAINS[code]) for code in receipt.remains],
        physical_by=parse_iso(receipt.physical_by),
    )


@post(
    "/me/receipt",
    opt={
        **declare("see:own-access", None, "check-own-receipt", N_("Check a receipt")),
        **_OWN,
        "reads": ("file", "receipt"),
    },
    sync_to_thread=True,
)
def check(visit: Here, form: Form) -> Response[str]:
    """Whether a receipt is one that this node signed, unchanged."""
    person = person_of(visit)
    raw = (form.get("file") or form.get("receipt", "")).encode("utf-8", "replace")
    try:
        receipt = read_receipt(raw, [visit.node.key.public])
    except SamvarError as error:
        return _shown(visit, fault=error, status=422)
    genuine = "own" if receipt.person == person else "another"
    return _shown(visit, checked=genuine, checked_at=parse_iso(receipt.at))


def person_of(visit: Visit) -> str:
    """The person that the visitor is.

    Raises:
        NotFound: the node knows nobody by this sign-in.
    """
    person = own_person(visit.node, visit.asker)
    if person is None:
        raise NotFound(
            "this centre keeps nothing under your sign-in",
            remedy="ask the unit that treated you to link your sign-in to your record",
        )
    return person


def use_of(text: str) -> Use:
    """A use by the form's word.

    Raises:
        BadInput: there is none.
    """
    try:
        return Use(text)
    except ValueError:
        raise BadInput("that is nothing to say yes or no to") from None


def _shown(visit: Visit, *, status: int = 200, **more: Any) -> Response[str]:
    node, person = visit.node, person_of(visit)
    own = own_state(node, person)
    values: dict[str, Any] = dict.fromkeys(("receipt", "done", "fault", "checked", "checked_at"))
    return page(
        visit,
        "me.html",
        title=visit.language.text("My data"),
        status=status,
        own=own,
        uses=[(use, own.allows(use), effect(own, use, visit.language)) for use in OPENNESS],
        blocks=blocks_of(own),
        passports=_passports(own),
        units=units_here(own),
        centres=[centre for centre in CENTRES.values() if centre.id != node.id],
        documents=documents_of(node, person),
        history=history_table(own.history, visit.language),
        may_leave=may(visit, node, "erase:contribution", person).allowed,
        USES=USES,
        UNITS=UNITS,
        **{**values, **more},
    )


def _passports(own: Own) -> list[str]:
    said = own.standing.items()
    return sorted(place for (use, place), yes in said if use is Use.PASSPORT and yes)


def blocks_of(own: Own) -> list[str]:
    """The units whose notes the person has closed to all others."""
    return sorted(p for (use, p), yes in own.standing.items() if use is Use.UNIT and not yes)


def units_here(own: Own) -> list[str]:
    """The units that a block may name: those of the person's care, and the demo's."""
    return sorted({*UNITS, *(each.unit for each in own.relations if each.unit)})


def effect(own: Own, use: Use, language: Language) -> str:
    """What a yes or no does now, with figures where there are any."""
    t, scope = language.text, use.scope
    if scope is None:
        return ""
    asked = own.asked[scope]
    if not own.counted[scope]:
        if own.allows(use) and not own.samples:
            return t("Nothing of yours is in any figure here.")
        return t("You are in no figure of this kind any more.")
    if scope is Scope.RESEARCH:
        return language.count(
            "You counted in %(n)s answer to research yesterday; after a no you count in none.",
            "You counted in %(n)s answers to research yesterday; after a no you count in none.",
            asked,
        )
    return language.count(
        "You counted in %(n)s answer to health care yesterday; after a no you count in none.",
        "You counted in %(n)s answers to health care yesterday; after a no you count in none.",
        asked,
    )


def history_table(history: tuple[Choice, ...], language: Language) -> Table:
    """Everything that was said, newest first."""
    t = language.text
    rows = [
        Row(
            [
                Cell(language.moment(each.at), moment=each.at.isoformat()),
                Cell(word(USES, each.use.value, language), note=word(UNITS, each.place, language)),
                Cell(t("Yes"), state="answered") if each.allowed else Cell(t("No"), state="down"),
                Cell(word(HOWS, each.how.value, language)),
                Cell(each.asked, data=True),
                Cell(each.by, data=True),
            ]
        )
        for each in reversed(history)
    ]
    return Table(
        t("Everything that was said, newest first"),
        [
            Column(t("Time"), unit="UTC"),
            Column(t("About")),
            Column(t("Answer")),
            Column(t("How")),
            Column(t("What was asked")),
            Column(t("Noted by")),
        ],
        rows,
        Empty(t("Nothing has been said yet: what stands above holds.")),
        key="said",
    )
