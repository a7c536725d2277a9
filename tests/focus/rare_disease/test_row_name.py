"""A row's name is of what is there: the same from another record, and every row is found by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.other import other_lists
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.row import Annotated, EventRow, MobileElement
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.focus.rare_disease.service.work import act, undo
from samvar.model.errors import BadVariant, Conflict, NotFound
from samvar.model.genome import Assembly
from samvar.model.structural import Event, EventKind
from samvar.node.node import Node
from tests.focus.rare_disease.test_cases import LOADER, READER, new, node

__all__ = ["node"]

DELETION = EventRow(
    7, "a", "DEL", EventKind.DEL, "13", 99, 200, None, 101, 50.0, True, (), Annotated()
)
NAMES = [
    (DELETION, "DEL:13:100-200"),
    (replace(DELETION, line=9, id="b", quality=None, word="DEL:ME"), "DEL:13:100-200"),
    (replace(DELETION, kind=EventKind.INS, start=100, end=100), "INS:13:100"),
    (replace(DELETION, kind=EventKind.ME, start=100, end=100,
             mobile=MobileElement("ALU", "+")), "ME:13:100:ALU"),
    (replace(DELETION, kind=EventKind.BND, start=99_665_147, contig="10", mate=("1", 2_440_844)),
     "BND:1:2440844-10:99665147"),
    (replace(DELETION, kind=None, word="BND", contig=None, start=9, end=10,
             told=Annotated(symbols=("BCR", "ABL1"))), "BND:?:10-10:BCR+ABL1"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_name_is_of_the_event_and_not_of_its_record(row: EventRow, name: str) -> None:
    assert row_name(row) == name
    if row.kind is not None and row.mobile is None:
        assert str(Event.parse(name, Assembly.GRCh37)) == name


def test_every_row_of_the_demo_trio_is_found_by_its_name(node: Node, shared_data: Path) -> None:
    plan = plan_case(shared_data / "rare_disease/scout/643594.config.yaml")
    load_case(node, NewCase(plan, "01", "rare-diseases", asserted=True), LOADER)
    case = case_of(node, _only(node))
    for category, _, rows in other_lists(plan, [member.id for member in plan.members]):
        for row in list(rows)[:40]:
            assert (category, row) in rows_named(node, case, row_name(row), category)


def _only(node: Node) -> str:
    from samvar.focus.rare_disease.service.case import find_case

    return find_case(node, "643594")


@pytest.fixture
def case(node: Node, tmp_path: Path) -> str:
    return load_case(node, new(tmp_path / "family"), LOADER).case


def test_marks_are_for_rows_of_every_list(node: Node, case: str) -> None:
    name = "DEL:1:5001-9000"
    assert act(node, case, Verb.PIN, READER, variant=name).standing(Verb.PIN) == {name}
    with pytest.raises(Conflict):
        act(node, case, Verb.PIN, READER, variant=name)
    undo(node, case, None, READER)
    for strange, error in (("DEL:1:5001-9001", BadVariant), ("1-5-A-G", NotFound)):
        with pytest.raises(error):
            act(node, case, Verb.PIN, READER, variant=strange)
