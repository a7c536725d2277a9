"""What a case shares with what mattered in other families', and the panels it is read by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.panel import Panel, PanelGene
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.case_panels import panels_of
from samvar.focus.rare_disease.service.causatives import matching_causatives
from samvar.focus.rare_disease.service.mark import mark
from samvar.focus.rare_disease.service.panel_genes import pin_panel
from samvar.focus.rare_disease.service.panels import keep_panels
from samvar.focus.rare_disease.service.reading import FOLDER
from samvar.focus.rare_disease.service.settle import quick_class
from samvar.focus.rare_disease.service.work import undo
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.two_families import VARIANT, doctor, load_family

EVENT = "DEL:1:5001-9000"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node with two families that have the same variants; one reader is enough there."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    folder = opened.knowledge_shelf / FOLDER
    folder.mkdir(parents=True)
    (folder / "second_reader.json").write_text(
        '{"version": "1", "date": "2026-01-01", "text": "one reads", "otherwise": false}'
    )
    for name in ("one", "two"):
        load_family(opened, tmp_path, name)
    yield opened
    opened.close()


def matches(node: Node, case: str = "one") -> list[tuple[str, str, str | None]]:
    found = matching_causatives(node, case, doctor(node)).found
    return [(e.listed, e.other.label, e.classed.value if e.classed else None) for e in found]


def test_what_mattered_in_another_family_is_told_the_gravest_first(node) -> None:
    asker = doctor(node)
    assert matches(node) == []
    assert matching_causatives(node, "one", asker).compared == 1
    mark(node, "two", "snv", Verb.PIN, [VARIANT], asker)
    assert matches(node) == [(VARIANT, "two", None)]
    quick_class(node, "two", "sv", EVENT, Class.LIKELY_PATHOGENIC, asker)
    quick_class(node, "two", "snv", VARIANT, Class.PATHOGENIC, asker)
    assert matches(node) == [
        (VARIANT, "two", "pathogenic"), (EVENT, "two", "likely_pathogenic"),
    ]  # fmt: skip
    assert matches(node, "two") == [], "of itself a case learns nothing"


def test_what_no_longer_stands_or_is_not_acted_on_is_no_match(node) -> None:
    asker = doctor(node)
    quick_class(node, "two", "snv", VARIANT, Class.UNCERTAIN, asker)
    mark(node, "two", "sv", Verb.PIN, [EVENT], asker)
    assert matches(node) == [(EVENT, "two", None)]
    undo(node, "two", None, asker)
    assert matches(node) == []


def test_what_a_blind_round_hides_is_hidden_here_too(node) -> None:
    (node.knowledge_shelf / FOLDER / "second_reader.json").unlink()
    mark(node, "two", "snv", Verb.PIN, [VARIANT], doctor(node))
    assert matches(node) == [(VARIANT, "two", None)], "one's own mark"
    other = Asker.of(PERSONAS["second-reader"].at(node.id))
    assert matching_causatives(node, "one", other).found == ()


def test_the_own_family_is_left_out(node) -> None:
    """A second case of the same people, as of a sister who falls ill later."""
    asker = doctor(node)
    mark(node, "two", "snv", Verb.PIN, [VARIANT], asker)
    with node.records.begin() as tx:
        samples = [m.sample for m in case_of(node, _id(node, "one")).members]
        for old, new in zip(_samples(node, "two"), samples, strict=True):
            tx.connection.exec_driver_sql(
                "UPDATE samples SET person = (SELECT person FROM samples WHERE id = ?)"
                " WHERE id = ?", (new, old),
            )  # fmt: skip
    found = matching_causatives(node, "one", asker)
    assert (found.found, found.compared) == ((), 0)


def test_who_may_not_see_the_case_learns_nothing(node) -> None:
    with pytest.raises(Refused):
        matching_causatives(node, "one", Asker.of(PERSONAS["operator"].at(node.id)))


def test_each_match_is_a_look_at_the_other_patient(node) -> None:
    mark(node, "two", "snv", Verb.PIN, [VARIANT], doctor(node))
    matches(node)
    with node.records.read() as tx:
        person = case_of(node, _id(node, "two")).person
        assert len(tx.audit.page(subject=person, verb="see-causative")) == 1


def test_a_case_names_its_panels_and_what_is_newer(node) -> None:
    asker = doctor(node)
    genes = (PanelGene(symbol="A", confidence=3), PanelGene(symbol="B", confidence=1))
    first = Panel(id="eyes", version="1.9", name="Eyes", source="here", genes=genes)
    keep_panels(node, (first,), asker)
    pin_panel(node, "one", "eyes", asker)
    case = _id(node, "one")
    (fixed,) = panels_of(node, case_of(node, case)).fixed
    assert (fixed.name, fixed.counting, fixed.genes, fixed.newer) == ("Eyes", 1, 2, "")
    second = Panel(id="eyes", version="1.10", name="Eyes", source="here", genes=genes[:1])
    keep_panels(node, (second,), asker)
    found = panels_of(node, case_of(node, case))
    assert (found.fixed[0].pinned.version, found.fixed[0].newer) == ("1.9", "1.10")
    assert found.absent == ("OMIM",)


def _id(node: Node, label: str) -> str:
    return find_case(node, label)


def _samples(node: Node, label: str) -> list[str]:
    return [each.sample for each in case_of(node, _id(node, label)).members]
