"""Panels out of tables and JSON, and what differs between two versions."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from samvar.focus.rare_disease.analyse.panel import diff
from samvar.focus.rare_disease.intake.panel import read_panels
from samvar.focus.rare_disease.intake.panel_ways import ways_of
from samvar.focus.rare_disease.model.panel import Panel, PanelGene, Way
from samvar.model.errors import BadFile
from tests.formats.panelapp.test_read import STR, gene, panel

AD, AR, XD, XR = Way.DOMINANT, Way.RECESSIVE, Way.X_DOMINANT, Way.X_RECESSIVE
PHRASES = [
    # PanelApp's phrase (or Scout's letters), what it comes to
    ("MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted", (AD,)),
    ("MONOALLELIC, autosomal or pseudoautosomal, imprinted status unknown", (AD,)),
    ("BIALLELIC, autosomal or pseudoautosomal", (AR,)),
    ("BOTH monoallelic and biallelic, autosomal or pseudoautosomal", (AD, AR)),
    ("BOTH monoallelic and biallelic (but BIALLELIC mutations cause a more SEVERE disease form), "
     "autosomal or pseudoautosomal", (AD, AR)),
    ("X-LINKED: hemizygous mutation in males, biallelic mutations in females", (XR,)),
    ("X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease "
     "(may be less severe, later onset than males)", (XD,)),
    ("MITOCHONDRIAL", (Way.MITOCHONDRIAL,)),
    ("Unknown", ()), ("", ()), ("Other - please specify in evaluation comments", ()),
    ("AD,AR", (AD, AR)), ("XR", (XR,)), ("X", (XD, XR)),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "ways"), PHRASES)
def test_inheritance_is_read_from_panelapps_phrases(phrase: str, ways: tuple[Way, ...]) -> None:
    assert ways_of(phrase) == ways


def write(folder: Path, text: str, name: str = "ataxia.tsv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_scouts_panel_is_read_unchanged(shared_data: Path) -> None:
    (found,) = read_panels(shared_data / "rare_disease/scout/panel_1.txt")
    assert (found.id, found.version, found.date) == ("panel1", "1.0", "2016-12-09")
    assert found.name == "Test panel"
    assert len(found.genes) == 265
    assert found.genes[0] == PanelGene(symbol="MT-TF", hgnc="HGNC:7481")


def test_a_table_is_read_with_all_its_columns(tmp_path: Path) -> None:
    head = "##panel_id=ataxia\n##version=2.1\n##display_name=Ataxia, hereditary\n"
    rows = (
        "#symbol;hgnc_id;confidence;genetic_disease_models;reduced_penetrance;transcripts\n"
        "ATM;795;3;AR;no;NM_000051,NM_1\n"
        '"SETX";HGNC:445;2;AD,AR;yes;\n'
        "NEW1;;;;;\n"
    )
    (found,) = read_panels(write(tmp_path, head + rows))
    assert (found.id, found.version, found.name) == ("ataxia", "2.1", "Ataxia, hereditary")
    atm, setx, new = found.genes
    assert (atm.hgnc, atm.confidence, atm.ways, atm.reduced) == ("HGNC:795", 3, (AR,), False)
    assert atm.transcripts == ("NM_000051", "NM_1")
    assert (setx.symbol, setx.ways, setx.reduced) == ("SETX", (AD, AR), True)
    assert (new.hgnc, new.confidence, new.ways, new.reduced) == (None, None, (), None)


FAULTS = [
    ("", "empty"),
    ("##version=1\n", "empty"),
    ("hgnc_id\n1100\n", "no column symbol"),
    ("symbol\tcolour\nA\tred\n", "column 'colour'"),
    ("symbol\tgene\nA\tB\n", "twice"),
    ("symbol\thgnc_id\nA\tENSG\n", "HGNC id"),
    ("symbol\thgnc_id\n\t5\n", "no symbol"),
    ("symbol\tconfidence\nA\tgreen\n", "confidence"),
    ("symbol\treduced_penetrance\nA\tperhaps\n", "neither yes nor no"),
    ("symbol\nA\nB\nA\n", "stands in line 2"),
    ("symbol\thgnc_id\nA\t5\nB\t5\n", "stands in line 2"),
    ("symbol\nA\tB\n", "2 cells"),
    ("##panel_id=a b\nsymbol\nA\n", "a panel's id"),
    ("##panel_id=../x\nsymbol\nA\n", "a panel's id"),
    ("##version=one two\nsymbol\nA\n", "version"),
    ("symbol\n", "the panel is empty"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_what_is_amiss_in_a_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read_panels(write(tmp_path, text))


def test_our_json_comes_back_as_it_was_written(tmp_path: Path) -> None:
    value = panel(gene("AAAS", "HGNC:13666"), gene("AR", penetrance="Incomplete"), strs=[STR])
    (first,) = read_panels(write(tmp_path, json.dumps(value), "p.json"))
    assert (first.id, first.source) == ("panelapp-285", "PanelApp")
    assert (first.genes[0].ways, first.genes[1].reduced) == ((AR,), True)
    raw = msgspec.json.encode(first).decode()
    (again,) = read_panels(write(tmp_path, raw, "own.json"))
    assert again == first
    assert again.digest == first.digest


def test_json_that_is_no_panel_is_refused_with_its_line(tmp_path: Path) -> None:
    bad = {"id": "a", "version": "1", "name": "A", "source": "us", "genes": [{"hgnc": "HGNC:1"}]}
    with pytest.raises(BadFile, match="this is not a panel") as error:
        read_panels(write(tmp_path, json.dumps(bad, indent=1), "p.json"))
    assert error.value.where is not None
    assert error.value.where.line is not None


def of(*genes: PanelGene) -> Panel:
    return Panel(id="a", version="1", name="A", source="us", genes=genes)


def test_two_versions_differ_in_what_was_added_removed_and_rated_otherwise() -> None:
    old = of(
        PanelGene(symbol="A", hgnc="HGNC:1", confidence=2),
        PanelGene(symbol="B", hgnc="HGNC:2", confidence=3),
        PanelGene(symbol="OLD", hgnc="HGNC:3", confidence=3),
        PanelGene(symbol="D"),
    )
    new = of(
        PanelGene(symbol="A", hgnc="HGNC:1", confidence=3, inheritance="AR"),
        PanelGene(symbol="NEW", hgnc="HGNC:3", confidence=3),
        PanelGene(symbol="D", hgnc="HGNC:4"),
        PanelGene(symbol="E", hgnc="HGNC:5", confidence=1),
    )
    found = {(each.name, each.kind.value, each.before, each.after) for each in diff(old, new)}
    assert found == {
        ("A", "confidence", "2", "3"),
        ("A", "inheritance", "", "AR"),
        ("B", "removed", "3", ""),
        ("E", "added", "", "1"),
    }, "a gene that was renamed, or has got an id since, is the same gene"
    assert diff(old, old) == ()
    turned = {(each.name, each.kind.value, each.before, each.after) for each in diff(new, old)}
    assert ("E", "removed", "1", "") in turned
    assert ("B", "added", "", "3") in turned
