"""The ward's side of consent: my patients, what each has said, and noting what they say."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.params import FromPath

from samvar.govern.personal import person_of
from samvar.govern.receipt import Receipt, write_receipt
from samvar.govern.route import declare
from samvar.model.clock import parse_iso, utc_now
from samvar.model.consent import CareRelation, How, Reason
from samvar.model.errors import BadInput, NotFound
from samvar.model.place import CENTRES
from samvar.node.care import USUAL_DAYS, close_care, my_patients, open_care
from samvar.node.choose import Wish, choose
from samvar.node.leave import destroy, erase
from samvar.node.node import Node
from samvar.node.own import own_state
from samvar.present.language import N_, Language
from samvar.present.own_words import REASONS, REMAINS, UNITS, USES
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word
from samvar.web.form import Form
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.pages.me import OPENNESS, blocks_of, history_table, units_here, use_of
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit

_PATH = "/nodes/{node:str}/patients"


def _person(_node: object, path: Mapping[str, str]) -> str:
    return path["person"]


@get(
    _PATH,
    opt=on_menu("place:referral", "see-patients", N_("My patients"), group="node", order=15),
    sync_to_thread=True,
)
def show_all(visit: Here, node: FromPath[str]) -> Response[str]:
    """Those in whose care the visitor takes part now."""
    return _listed(visit, visit.node_named(node))


@post(
    "/nodes/{node:str}/care-relations",
    opt={
        **declare(
            "place:referral", None, "open-care-relation", N_("Take part in a patient's care")
        ),
        "reads": ("label", "reason", "days", "whole_unit"),
    },
    sync_to_thread=True,
)
def begin(visit: Here, node: FromPath[str], form: Form) -> Response[str]:
    """Note that the visitor takes part in a patient's care."""
    here = visit.node_named(node)
    try:
        label = form.get("label", "").strip()
        with here.records.read() as tx:
            known = person_of(tx, here.keys, label)
        if known is None:
            raise NotFound("nobody at this node has that label")
        relation = open_care(
            here,
            known.id,
            visit.asker,
            reason=_reason(form.get("reason", "")),
            days=_days(form.get("days", "")),
            whole_unit=form.get("whole_unit") == "yes",
        )
    except (BadInput, NotFound) as error:
        return _listed(visit, here, fault=error, status=422)
    return onward(f"/nodes/{here.id}/patients/{relation.person}")


@get(
    f"{_PATH}/{{person:str}}",
    opt={**declare("see:choices", None, "see-patient", N_("Patient")), "about": _person},
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str], person: FromPath[str]) -> Response[str]:
    """What one patient has said, and who takes part in the care."""
    return _shown(visit, visit.node_named(node), person)


@post(
    f"{_PATH}/{{person:str}}/choices",
    opt={
        **declare("change:choices", None, "note-choice", N_("Note what the patient says")),
        "reads": ("how", "use", "place", "say", "asked"),
        "about": _person,
    },
    sync_to_thread=True,
)
def change(visit: Here, node: FromPath[str], person: FromPath[str], form: Form) -> Response[str]:
    """Note what the patient says, with what was asked and how it was answered."""
    here = visit.node_named(node)
    try:
        how = How(form.get("how", "")) if form.get("how") in ("spoken", "written") else How.SPOKEN
        use = use_of(form.get("use", ""))
        place = form.get("place", "").strip() if use.placed else ""
        said = Wish(person, use, form.get("say") == "yes", place, how, form.get("asked", ""))
        receipt = choose(here, said, visit.asker)
    except BadInput as error:
        return _shown(visit, here, person, fault=error, status=422)
    return _shown(visit, here, person, receipt=write_receipt(receipt).decode())


@post(
    f"{_PATH}/{{person:str}}/relations/{{relation:str}}/close",
    opt={
        **declare("place:referral", None, "close-care-relation", N_("End a care relation")),
        "about": _person,
    },
    sync_to_thread=True,
)
def close(
    visit: Here,
    node: FromPath[str],
    person: FromPath[str],
    relation: FromPath[str],
) -> Response[str]:
    """End a care relation before its time."""
    here = visit.node_named(node)
    with here.records.read() as tx:
        if tx.care.get(relation).person != person:
            raise NotFound("that care relation is another patient's")
    close_care(here, relation, visit.asker)
    return onward(f"/nodes/{here.id}/patients")


@post(
    f"{_PATH}/{{person:str}}/erase",
    opt={
        **declare("erase:contribution", None, "erase-contribution", N_("Take out of all figures")),
        "reads": ("sure",),
        "about": _person,
    },
    sync_to_thread=True,
)
def leave(visit: Here, node: FromPath[str], person: FromPath[str], form: Form) -> Response[str]:
    """Take a patient out of every figure, at the patient's word."""
    here = visit.node_named(node)
    if form.get("sure") != "yes":
        words = BadInput("nothing was taken out", remedy="tick that the patient knows")
        return _shown(visit, here, person, fault=words, status=422)
    receipt = erase(here, person, visit.asker, stepped_up=True)
    return _left(visit, here, receipt, f"/nodes/{here.id}/patients")


@get(
    "/nodes/{node:str}/destroy",
    opt={**declare("destroy:record", None, "see-destroy-record", N_("Destroy a record"))},
    sync_to_thread=True,
)
def ask_destroy(visit: Here, node: FromPath[str]) -> Response[str]:
    """The form by which a record is destroyed."""
    return _destroying(visit, visit.node_named(node))


@post(
    "/nodes/{node:str}/destroy/record",
    opt={
        **declare("destroy:record", None, "submit-destroy-record", N_("Destroy a record")),
        "reads": ("sure", "person", "decision"),
    },
    sync_to_thread=True,
)
def carry_out(visit: Here, node: FromPath[str], form: Form) -> Response[str]:
    """Destroy a record as the authority has decided."""
    here = visit.node_named(node)
    try:
        if form.get("sure") != "yes":
            raise BadInput("nothing was destroyed", remedy="tick that you have the decision")
        person, decision = form.get("person", "").strip(), form.get("decision", "")
        receipt = destroy(here, person, visit.asker, decision, stepped_up=True)
    except (BadInput, NotFound) as error:
        return _destroying(visit, here, fault=error, status=422)
    return _left(visit, here, receipt, f"/nodes/{here.id}/destroy")


def _destroying(
    visit: Visit, node: Node, *, fault: object = None, status: int = 200
) -> Response[str]:
    title = visit.language.text("Destroy a record")
    return page(visit, "destroy.html", title=title, status=status, node=node, fault=fault)


_LEFT = {
    "erase": N_("The patient has left all figures"),
    "destroy": N_("The record has been destroyed"),
}


def _left(visit: Visit, node: Node, receipt: Receipt, back: str) -> Response[str]:
    return page(
        visit,
        "me_left.html",
        title=visit.language.text(_LEFT[receipt.act]),
        node=node,
        receipt=write_receipt(receipt).decode(),
        removed=receipt.removed,
        remains=[visit.language.text(REMAINS[code]) for code in receipt.remains],
        physical_by=parse_iso(receipt.physical_by),
        back=back,
    )


def _shown(
    visit: Visit,
    node: Node,
    person: str,
    *,
    fault: object = None,
    receipt: str = "",
    status: int = 200,
) -> Response[str]:
    own = own_state(node, person)
    with node.records.read() as tx:
        label = tx.persons.labels([person]).get(person, "")
    return page(
        visit,
        "patient.html",
        title=visit.language.text("Patient"),
        status=status,
        node=node,
        own=own,
        label=label,
        uses=[(use, own.allows(use)) for use in OPENNESS],
        blocks=blocks_of(own),
        units=units_here(own),
        centres=[centre for centre in CENTRES.values() if centre.id != node.id],
        history=history_table(own.history, visit.language),
        relations=_relations(own.relations, visit.language),
        open_relations=[each for each in own.relations if each.stands(utc_now())],
        may_erase=may(visit, node, "erase:contribution", person).allowed,
        fault=fault,
        receipt=receipt,
        USES=USES,
        UNITS=UNITS,
    )


def _listed(visit: Visit, node: Node, *, fault: object = None, status: int = 200) -> Response[str]:
    relations = my_patients(node, visit.asker)
    with node.records.read() as tx:
        labels = tx.persons.labels(each.person for each in relations)
    return page(
        visit,
        "patients.html",
        title=visit.language.text("My patients"),
        status=status,
        node=node,
        table=_patients(node, relations, labels, visit.language),
        fault=fault,
        REASONS=REASONS,
    )


def _patients(
    node: Node, relations: tuple[CareRelation, ...], labels: Mapping[str, str], language: Language
) -> Table:
    t = language.text
    newest: dict[str, CareRelation] = {}
    for each in relations:
        newest.setdefault(each.person, each)
    rows = [
        Row(
            [
                Cell(
                    labels.get(each.person, each.person),
                    href=f"/nodes/{node.id}/patients/{each.person}",
                    data=True,
                ),
                Cell(word(REASONS, each.reason.value, language)),
                Cell(_whom(each, language)),
                Cell(language.moment(each.since), moment=each.since.isoformat()),
                Cell(language.moment(each.until), moment=each.until.isoformat()),
            ]
        )
        for each in newest.values()
    ]
    return Table(
        t("My patients"),
        [
            Column(t("Patient"), unit=t("the laboratory's label")),
            Column(t("Because of")),
            Column(t("Open to")),
            Column(t("From"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
        ],
        rows,
        Empty(t("You take part in nobody's care here.")),
        key="patients",
        caption_hidden=True,
    )


def _relations(relations: tuple[CareRelation, ...], language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(_whom(each, language)),
                Cell(word(REASONS, each.reason.value, language)),
                Cell(language.moment(each.since), moment=each.since.isoformat()),
                Cell(
                    language.moment(each.closed or each.until),
                    moment=(each.closed or each.until).isoformat(),
                    note=t("ended by hand") if each.closed else "",
                ),
                Cell(each.by, data=True),
            ]
        )
        for each in relations
    ]
    return Table(
        t("Who takes part in the care"),
        [
            Column(t("Open to")),
            Column(t("Because of")),
            Column(t("From"), unit="UTC"),
            Column(t("Until"), unit="UTC"),
            Column(t("Noted by")),
        ],
        rows,
        Empty(t("Nobody.")),
        key="relations",
    )


def _whom(relation: CareRelation, language: Language) -> str:
    if relation.user:
        return relation.user
    return (
        word(UNITS, relation.unit, language)
        if relation.unit
        else language.text("all of the centre")
    )


def _reason(text: str) -> Reason:
    try:
        return Reason(text)
    except ValueError:
        raise BadInput("that is no reason for a care relation") from None


def _days(text: str) -> int:
    try:
        return int(text or USUAL_DAYS)
    except ValueError:
        raise BadInput("a care relation lasts a number of days") from None
