"""The queue of referrals, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samvar.focus.rare_disease.model.new_referral import NewReferral, term_of
from samvar.focus.rare_disease.model.referral import Asked, Kind, Priority, RareReferral, Step
from samvar.focus.rare_disease.service.referral import (
    ReferralPage,
    list_referrals,
    place_referrals,
    waiting_here,
)
from samvar.focus.rare_disease.words import (
    INDICATIONS,
    KINDS,
    PRIORITIES,
    RELATIONS,
    STEP_MARKS,
    STEPS,
    STEPS_TO_COME,
)
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, NotFound
from samvar.model.place import REGIONS
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, Waits, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.present.words import word

SIZE = 50
"""Referrals on one page."""
NEAR_DAYS = 7
"""An answer that is due within these many days is marked."""


def show_queue(reader: Reader) -> Answer:
    """Who waits, the soonest priority first; `?show=closed` those acknowledged."""
    closed = reader.query.get("show") == "closed"
    first = first_of(reader)
    found = list_referrals(reader.node, reader.asker, closed=closed, first=first, size=SIZE)
    here = f"/nodes/{reader.node.id}/rare"
    new = f"{here}/new-referral" if reader.may("place:referral") else ""
    return Shown(
        "referrals.html",
        reader.language.text("Referrals"),
        {
            "table": referrals_table(
                reader, found, closed=closed, here=f"{here}/referrals", new=new
            ),
            "closed": closed,
            "counts": found.counts,
            "to_read": 0,
            "new_path": new,
        },
    )


def first_of(reader: Reader) -> int:
    """How many rows the page passes over, as its address says."""
    offset = reader.query.get("offset", "")
    return int(offset) if offset.isascii() and offset.isdecimal() else 0


def referrals_table(
    reader: Reader, found: ReferralPage, *, closed: bool, here: str, new: str
) -> Table:
    """Referrals as a table: the sender's id is the link. here: the address of the list.

    new: that of a new referral's form, "" where the reader may send none.
    """
    t, today = reader.language.text, utc_now().date()
    address = f"{here}?{'show=closed&' if closed else ''}offset="
    rows = [
        Row(
            [
                Cell(each.label, href=f"{here}/{each.id}", data=True),
                Cell(each.patient, data=True),
                Cell(
                    word(INDICATIONS, each.indication, reader.language),
                    note="" if each.kind is Kind.DIAGNOSTIC
                    else word(KINDS, each.kind.value, reader.language),
                ),
                due_cell(each, today, reader.language),
                step_cell(each, reader.language),
                Cell(REGIONS[each.referring_region].name, data=True),
                received_cell(each, reader.language),
            ],
            muted=closed,
        )
        for each in found.referrals
    ]  # fmt: skip
    return Table(
        t("Closed referrals") if closed else t("Referrals that wait"),
        [
            Column(t("Referral"), unit=t("the sender's id")),
            Column(t("Patient"), unit=t("the laboratory's label")),
            Column(t("Indication")),
            Column(t("Priority")),
            Column(t("Step")),
            Column(t("Referring region")),
            Column(t("Received"), unit="UTC"),
        ],
        rows,
        Empty(
            t("No referral has been closed yet.") if closed else t("Nobody waits for an answer."),
            t("New referral") if new else "",
            new,
        ),
        paged(found.first, len(rows), found.counts.listed, address + "{offset}", SIZE),
        key="referrals",
        caption_hidden=True,
    )


def referral_path(reader: Reader, referral: str) -> str:
    """The address of a referral's page."""
    return f"/nodes/{reader.node.id}/rare/referrals/{referral}"


def due_cell(found: RareReferral, today: date, language: Language) -> Cell:
    """The priority, and the days that are left of it while no answer has been given."""
    name = word(PRIORITIES, found.priority.value, language)
    if found.at(Step.RECEIVED) is None:
        return Cell(name, note=language.text("not known when it was received"))
    if found.at(Step.REPORTED) is not None:
        return Cell(name)
    left = found.days_left(today)
    if left < 0:
        note = language.count("%(n)s day overdue", "%(n)s days overdue", -left)
        return Cell(name, note=note, state="down")
    note = language.count("%(n)s day left", "%(n)s days left", left)
    return Cell(name, note=note, state="late" if left <= NEAR_DAYS else "")


def step_cell(found: RareReferral, language: Language) -> Cell:
    """How far it has come, and what that leaves for somebody here to do."""
    step = found.step.value
    if found.withdrawn:
        return Cell(
            language.text("Report withdrawn"), note=language.text("to be answered anew"),
            state="down",
        )  # fmt: skip
    note = word(STEPS_TO_COME, step, language) if step in STEPS_TO_COME else ""
    return Cell(word(STEPS, step, language), note=note, state=STEP_MARKS[step])


def received_cell(found: RareReferral, language: Language) -> Cell:
    """When it was received; a dash where only its case tells of it."""
    at = found.at(Step.RECEIVED)
    if at is None:
        return Cell("–")
    return Cell(language.moment(at), moment=at.isoformat())


def show_form(reader: Reader, given: Mapping[str, str] | None = None, fault: Any = None) -> Answer:
    """The form of a referral; with what was written and why it was not taken, after a fault."""
    return form_page(reader, f"/nodes/{reader.node.id}/rare/referrals", given, fault, own=False)


def form_page(
    reader: Reader, post: str, given: Mapping[str, str] | None, fault: Any, *, own: bool
) -> Answer:
    """The form that is sent to `post`. own: for the unit that fills it in."""
    mine = reader.node.centre.regions
    of = reader.query.get("of", "")
    return Shown(
        "referral_new.html",
        reader.language.text("New referral"),
        {
            "given": given or {"of": of, "kind": "segregation" if of else "diagnostic"},
            "fault": fault,
            "post": post,
            "own": own,
            "regions": [REGIONS[code] for code in mine],
            "others": [region for code, region in REGIONS.items() if code not in mine],
            "indications": INDICATIONS,
            "kinds": KINDS,
            "priorities": PRIORITIES,
            "relations": RELATIONS,
        },
        422 if fault else 200,
    )


def begin(reader: Reader) -> Answer:
    """Take a referral; go on to its page."""
    try:
        (placed,) = place_referrals(reader.node, [new_referral(reader.form)], reader.asker)
    except (BadInput, Conflict, NotFound) as error:
        return show_form(reader, reader.form, error)
    return Onward(referral_path(reader, placed.id))


def new_referral(form: Mapping[str, str]) -> NewReferral:
    """A referral from the form's words.

    Raises:
        BadInput: a kind or a priority that is none.
    """
    try:
        kind = Kind(form.get("kind", "diagnostic"))
        priority = Priority(form.get("priority", "routine"))
    except ValueError:
        raise BadInput("the kind or the priority is none of the list") from None
    return NewReferral(
        label=form.get("label", ""),
        patient=form.get("patient", ""),
        referring_region=form.get("region", ""),
        indication=form.get("indication", ""),
        kind=kind,
        priority=priority,
        asked=Asked(
            question=form.get("question", ""),
            terms=tuple(term_of(each) for each in words_of(form.get("terms", ""))),
            panels=words_of(form.get("panels", "")),
            variants=words_of(form.get("variants", "")),
            requester=form.get("requester", ""),
            notes=tuple(filter(None, (form.get("note", "").strip(),))),
        ),
        of=form.get("of", "").strip(),
        relation=form.get("relation", ""),
        unit=form.get("unit", ""),
    )


def words_of(text: str) -> tuple[str, ...]:
    """Words with commas, semicolons or lines between, each once.

    >>> words_of("HP:0001250, !HP:0001263\\nHP:0001250")
    ('HP:0001250', '!HP:0001263')
    """
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


FIELDS = ("label", "patient", "region", "indication", "kind", "priority", "question", "terms",
           "panels", "variants", "requester", "note", "of", "relation", "unit")  # fmt: skip

PAGES: tuple[Page, ...] = (
    shows(
        "/nodes/{node:str}/rare/referrals",
        show_queue,
        "see:referrals",
        "see-referrals",
        N_("Referrals"),
        menu=("rare_disease", 20),
        waits=Waits(waiting_here, N_("wait for an answer")),
    ).reads("show", "offset"),
    shows(
        "/nodes/{node:str}/rare/new-referral",
        show_form,
        "place:referral",
        "see-referral-form",
        N_("New referral"),
        menu=("rare_disease", 30),
    ).reads("of"),
    takes(
        "/nodes/{node:str}/rare/referrals",
        begin,
        "place:referral",
        "place-referral",
        N_("New referral"),
    ).reads(*FIELDS),
)
