"""Panels at a node: versions stay as they are, and a case is read by the one that was fixed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.model.panel import Panel, PanelGene
from samvar.focus.rare_disease.service.case import list_small, see_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.panel_genes import (
    case_genes,
    genes_of,
    pin_panel,
    pinned_of,
    unpin_panel,
)
from samvar.focus.rare_disease.service.panels import (
    diff_panel,
    keep_panels,
    list_panels,
    retire_panel,
    see_panel,
)
from samvar.focus.rare_disease.tables import panels
from samvar.model.errors import BadInput, Conflict, CorruptStore, NotFound, Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.family_files import HEAD, SAMPLES, TITLES
from tests.focus.rare_disease.test_cases import LOADER, OPERATOR, READER, new

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: '
    'Allele|Consequence|SYMBOL|HGNC_ID">\n'
)


def annotated(*rows: tuple[int, str, str]) -> str:
    """A VCF whose genes have HGNC ids: position, symbol, id."""
    lines = [
        f"1\t{at}\t.\tA\tG\t50\tPASS\tCSQ=G|missense_variant|{symbol}|{hgnc}\tGT\t0/1\t0/1\t0/0\n"
        for at, symbol, hgnc in rows
    ]
    return HEAD + CSQ + "\t".join((TITLES, *SAMPLES)) + "\n" + "".join(lines)


FILE = annotated((1000, "AAAS", "HGNC:13666"), (2000, "ATM", "HGNC:795"), (3000, "NEW1", ""))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


def panel(version: str, *genes: PanelGene, name: str = "OMIM") -> Panel:
    return Panel(id="omim", version=version, name=name, source="ours", genes=genes)


AAAS = PanelGene(symbol="AAAS", hgnc="HGNC:13666", confidence=3)
ATM = PanelGene(symbol="ATM", hgnc="HGNC:795", confidence=2)
STRANGE = PanelGene(symbol="NOSUCH1")


def shown(node: Node, case: str, genes: frozenset[str] | None) -> list[int]:
    rows = list_small(node, case, Filter(genes=genes), READER).rows
    return sorted(row.variant.position + 1 for row in rows)


def test_a_version_is_kept_once_and_never_changed(node: Node) -> None:
    (first,) = keep_panels(node, (panel("1.0", AAAS),), LOADER)
    (again,) = keep_panels(node, (panel("1.0", AAAS),), LOADER)
    assert again == first
    with pytest.raises(Conflict, match="other content"):
        keep_panels(node, (panel("2.0", AAAS), panel("1.0", ATM)), LOADER)
    assert [each.panel.version for each in list_panels(node, READER)] == ["1.0"], "all or none"
    keep_panels(node, (panel("1.10", AAAS), panel("1.9", AAAS)), LOADER)
    versions = [each.panel.version for each in list_panels(node, READER)]
    assert versions == ["1.10", "1.9", "1.0"]


def test_who_may_not_change_knowledge_keeps_no_panel(node: Node) -> None:
    with pytest.raises(Refused):
        keep_panels(node, (panel("1.0", AAAS),), OPERATOR)
    with pytest.raises(BadInput, match="empty"):
        keep_panels(node, (panel("1.0"),), LOADER)
    assert list_panels(node, READER) == ()


def test_unknown_symbols_are_told_and_stay(node: Node) -> None:
    keep_panels(node, (panel("1.0", AAAS, STRANGE, PanelGene(symbol="ATM")),), LOADER)
    found = see_panel(node, "omim", READER)
    assert [gene.symbol for gene in found.unknown] == ["NOSUCH1"], "ATM is known by HPO's links"
    assert [gene.symbol for gene in found.kept.panel.genes] == ["AAAS", "NOSUCH1", "ATM"]
    assert any(source.startswith("hpo-") for source in found.sources)


def test_two_versions_are_compared_at_the_node(node: Node) -> None:
    better = msgspec.structs.replace(ATM, confidence=3)
    keep_panels(node, (panel("1.0", AAAS, ATM), panel("2.0", better)), LOADER)
    found = diff_panel(node, "omim", "1.0", "2.0", READER)
    assert [(each.name, each.kind.value) for each in found] == [
        ("AAAS", "removed"), ("ATM", "confidence"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        diff_panel(node, "omim", "1.0", "3.0", READER)


def test_a_case_is_read_by_the_version_of_the_day_it_was_loaded(node: Node, tmp_path: Path) -> None:
    keep_panels(node, (panel("1.0", AAAS, ATM, STRANGE),), LOADER)
    load_case(node, new(tmp_path / "family", small_vcf=FILE), LOADER)
    assert [event.verb for event in see_case(node, "fam", READER).events] == [
        Verb.LOAD, Verb.PANEL,
    ]  # fmt: skip
    keep_panels(node, (panel("2.0", ATM, msgspec.structs.replace(AAAS, confidence=1)),), LOADER)
    (pinned,) = pinned_of(see_case(node, "fam", READER))
    assert (pinned.panel, pinned.version) == ("omim", "1.0")
    found = case_genes(node, "fam")
    assert [gene.symbol for gene in found.genes] == ["AAAS", "NOSUCH1"]
    assert (found.below, [gene.symbol for gene in found.not_found]) == (1, ["NOSUCH1"])
    assert shown(node, "fam", genes_of(node, "fam")) == [1000]
    assert shown(node, "fam", genes_of(node, "fam", least=2)) == [1000, 2000]


def test_another_version_is_fixed_and_taken_back(node: Node, tmp_path: Path) -> None:
    keep_panels(node, (panel("1.0", AAAS),), LOADER)
    load_case(node, new(tmp_path / "family", small_vcf=FILE), LOADER)
    keep_panels(node, (panel("2.0", msgspec.structs.replace(ATM, confidence=3)),), LOADER)
    with pytest.raises(Conflict):
        pin_panel(node, "fam", "omim", READER, "1.0")
    pin_panel(node, "fam", "OMIM", READER)
    assert shown(node, "fam", genes_of(node, "fam")) == [2000]
    unpin_panel(node, "fam", "omim", READER)
    assert shown(node, "fam", genes_of(node, "fam")) == [1000], "the one before stands again"
    unpin_panel(node, "fam", "omim", READER)
    assert genes_of(node, "fam") is None, "without a panel nothing is hidden"
    assert shown(node, "fam", genes_of(node, "fam")) == [1000, 2000, 3000]
    with pytest.raises(NotFound):
        unpin_panel(node, "fam", "omim", READER)
    with pytest.raises(NotFound):
        genes_of(node, "fam", ["omim"])
    events = see_case(node, "fam", READER).events
    assert [event.undone for event in events if event.verb is Verb.PANEL] == [True, True]


def test_a_panel_that_is_not_here_is_told(node: Node, tmp_path: Path) -> None:
    load_case(node, new(tmp_path / "family"), LOADER)
    found = case_genes(node, "fam")
    assert (found.absent, found.pinned, found.names) == (("OMIM",), (), frozenset())


def test_a_retired_version_is_given_to_no_further_case(node: Node, tmp_path: Path) -> None:
    keep_panels(node, (panel("1.0", AAAS), panel("2.0", ATM)), LOADER)
    assert retire_panel(node, "omim", "2.0", LOADER).retired is not None
    load_case(node, new(tmp_path / "family", small_vcf=FILE), LOADER)
    assert [each.version for each in pinned_of(see_case(node, "fam", READER))] == ["1.0"]
    with pytest.raises(Conflict, match="retired"):
        pin_panel(node, "fam", "omim", READER, "2.0")
    assert retire_panel(node, "omim", "2.0", LOADER, undo=True).retired is None
    assert pin_panel(node, "fam", "omim", READER).version == "2.0"
    retire_panel(node, "omim", "2.0", LOADER)
    assert case_genes(node, "fam").pinned[0].version == "2.0", "the case keeps it"


def test_a_version_that_was_changed_behind_our_back_is_found(node: Node, tmp_path: Path) -> None:
    keep_panels(node, (panel("1.0", AAAS),), LOADER)
    load_case(node, new(tmp_path / "family", small_vcf=FILE), LOADER)
    other = json.loads(msgspec.json.encode(panel("1.0", ATM)))
    with node.records.begin() as tx:
        tx.connection.execute(panels.update().values(document=other))
    with pytest.raises(CorruptStore):
        genes_of(node, "fam")
