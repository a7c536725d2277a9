"""A person is found by number, by those who may, and the log does not know the number."""

from __future__ import annotations

import pytest

from samvar.focus.pharmacogenomics.model import Occasion
from samvar.focus.pharmacogenomics.service.order import NewOrder, find_person, place_order
from samvar.focus.pharmacogenomics.service.queue import queue
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.node.node import Node
from samvar.node.person import find_by_number

PHARMACIST, OPERATOR = Asker.of(PERSONAS["pharmacist"]), Asker.of(PERSONAS["operator"])
CARL = "640823-3234"


def new_order(patient: str, drug: str = "codeine") -> NewOrder:
    return NewOrder(patient, "01", (Occasion(drug),))


def test_an_order_for_a_number_seals_it_and_shows_it_masked(node: Node) -> None:
    order = place_order(node, new_order(CARL), PHARMACIST)
    assert order.label == "1964••••-••34"
    assert [each.label for each in queue(node, PHARMACIST).orders] == ["1964••••-••34"]
    assert find_person(node, "19640823-3234") == order.person
    found = find_by_number(node, f"{CARL}\n", PHARMACIST)
    assert (found.person, found.shown, found.kind) == (
        order.person,
        "1964••••-••34",
        "personnummer",
    )
    again = place_order(node, new_order("196408233234", "warfarin"), PHARMACIST)
    assert again.person == order.person
    with pytest.raises(Conflict):
        place_order(node, new_order(CARL), PHARMACIST)
    node.records.scrub()
    stored = b"".join(p.read_bytes() for p in node.folder.rglob("*") if p.is_file())
    assert order.person.encode() in stored
    for form in (b"640823", b"08233234"):
        assert form not in stored


def test_a_label_that_is_no_number_stays_as_it_was(node: Node) -> None:
    order = place_order(node, new_order("P-17"), PHARMACIST)
    assert order.label == "P-17"
    assert find_person(node, "P-17") == order.person
    assert not (node.folder / "keys/root.key").exists()  # nothing was sealed


def test_who_looks_up_a_number_is_written_down_and_the_number_is_not(node: Node) -> None:
    place_order(node, new_order(CARL), PHARMACIST)
    found = find_by_number(node, CARL, PHARMACIST)
    with pytest.raises(Refused):
        find_by_number(node, CARL, OPERATOR)
    with pytest.raises(NotFound) as nobody:
        find_by_number(node, "19121212-1212", PHARMACIST)
    with pytest.raises(BadInput) as wrong:
        find_by_number(node, "640823-3235", PHARMACIST)
    assert "1212" not in str(nobody.value)
    assert "323" not in str(wrong.value)
    with node.records.read() as tx:
        entries = [e.entry for e in tx.audit.page(limit=5)]
    assert [(e.verb, e.outcome, e.subject) for e in entries] == [
        ("find-person", "allowed", None),  # and it was no number
        ("find-person", "failed", None),
        ("find-person", "allowed", None),
        ("find-person", "refused", None),
        ("find-person", "done", found.person),
    ]
    said = str(entries)  # with instants, whose digits are anything
    assert "640823" not in said
    assert "-323" not in said


def test_looking_for_a_number_where_none_is_makes_no_key(node: Node) -> None:
    with pytest.raises(NotFound):
        find_by_number(node, CARL, PHARMACIST)
    assert not (node.folder / "keys/root.key").exists()
