"""The ward's side of consent: my patients, what each has said, and noting what they say."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.params import FromPath

from samvar.govern.personal import person_of
from samvar.govern.receipt import write_receipt
from samvar.govern.route import declare
from samvar.model.clock import utc_now
from samvar.model.consent import How, Reason
from samvar.model.errors import BadInput, NotFound
from samvar.model.place import CENTRES
from samvar.node.care import USUAL_DAYS, close_care, my_patients, open_care
from samvar.node.choose import Wish, choose
from samvar.node.node import Node
from samvar.node.own import own_state
from samvar.present.language import N_
from samvar.present.own_words import REASONS, UNITS, USES
from samvar.web.form import Form
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.pages.me import OPENNESS, blocks_of, history_table, units_here, use_of
from samvar.web.pages.patient_tables import patients_table, relations_table
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit

PATH = "/nodes/{node:str}/patients"


def patient_of(_node: object, path: Mapping[str, str]) -> str:
    """Whom a route is about."""
    return path["person"]


@get(
    PATH,
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
    f"{PATH}/{{person:str}}",
    opt={**declare("see:choices", None, "see-patient", N_("Patient")), "about": patient_of},
    sync_to_thread=True,
)
def show(visit: Here, node: FromPath[str], person: FromPath[str]) -> Response[str]:
    """What one patient has said, and who takes part in the care."""
    return shown(visit, visit.node_named(node), person)


@post(
    f"{PATH}/{{person:str}}/choices",
    opt={
        **declare("change:choices", None, "note-choice", N_("Note what the patient says")),
        "reads": ("how", "use", "place", "say", "asked"),
        "about": patient_of,
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
        return shown(visit, here, person, fault=error, status=422)
    return shown(visit, here, person, receipt=write_receipt(receipt).decode())


@post(
    f"{PATH}/{{person:str}}/relations/{{relation:str}}/close",
    opt={
        **declare("place:referral", None, "close-care-relation", N_("End a care relation")),
        "about": patient_of,
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


def shown(
    visit: Visit,
    node: Node,
    person: str,
    *,
    fault: object = None,
    receipt: str = "",
    status: int = 200,
) -> Response[str]:
    """The page of one patient."""
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
        relations=relations_table(own.relations, visit.language),
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
        table=patients_table(node, relations, labels, visit.language),
        fault=fault,
        REASONS=REASONS,
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
