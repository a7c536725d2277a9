"""Leaving for good: out of all figures at the patient's word, or a record destroyed."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath

from samvar.govern.receipt import Receipt, write_receipt
from samvar.govern.route import declare
from samvar.model.clock import parse_iso
from samvar.model.errors import BadInput, NotFound
from samvar.node.leave import destroy, erase
from samvar.node.node import Node
from samvar.present.language import N_
from samvar.present.own_words import REMAINS
from samvar.web.form import Form
from samvar.web.pages.patient import PATH, patient_of, shown
from samvar.web.render import page
from samvar.web.visit import Here, Visit


@post(
    f"{PATH}/{{person:str}}/erase",
    opt={
        **declare("erase:contribution", None, "erase-contribution", N_("Take out of all figures")),
        "reads": ("sure",),
        "about": patient_of,
    },
    sync_to_thread=True,
)
def leave(visit: Here, node: FromPath[str], person: FromPath[str], form: Form) -> Response[str]:
    """Take a patient out of every figure, at the patient's word."""
    here = visit.node_named(node)
    if form.get("sure") != "yes":
        words = BadInput("nothing was taken out", remedy="tick that the patient knows")
        return shown(visit, here, person, fault=words, status=422)
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
