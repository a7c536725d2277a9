"""A verdict that differs between two releases of ClinVar is a line of the work list."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.reanalysis import Cause, Change, Run
from samvar.focus.rare_disease.reanalysis_words import said_in_words
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.reanalysis import reanalyse
from samvar.model.errors import BadFile
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from samvar.present.language import Language
from tests.focus.rare_disease.test_cases import LOADER, READER, new
from tests.focus.rare_disease.test_reanalysis import A, annotated

EN = Language.of("en")
STATUS = "criteria_provided,_multiple_submitters,_no_conflicts"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node with the case of a boy, whose file is of GRCh37."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    load_case(opened, new(tmp_path / "family", small_vcf=annotated()), LOADER)
    yield opened
    opened.close()


def release(folder: Path, day: str, said: str = "", assembly: str = "GRCh37") -> Path:
    """A release that says something of the first variant, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"ALLELEID=7;CLNREVSTAT={STATUS};CLNSIG={said}"
    row = f"1\t1000\t77\tA\tG\t.\t.\t{info}\n" if said else ""
    text = (
        f"##fileformat=VCFv4.1\n##fileDate={day}\n##source=ClinVar\n##reference={assembly}\n"
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{row}"
    )
    path = folder / f"clinvar_{day.replace('-', '')}.vcf.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path


def shelf(node: Node, assembly: str = "GRCh37") -> Path:
    return node.knowledge_shelf / "rare_disease" / "clinvar" / assembly


def again(node: Node, clinvar: Path | None = None) -> Run:
    return reanalyse(node, READER, everything=True, clinvar=clinvar)


def lines(run: Run) -> list[Change]:
    return [each for each in run.changes if each.cause is Cause.RELEASE]


def test_a_verdict_of_a_newer_release_is_a_line(node: Node) -> None:
    assert again(node).effort.releases == 0, "there is none"
    release(shelf(node), "2026-06-01", "Uncertain_significance")
    run = again(node)
    assert (lines(run), run.effort.releases) == ([], 1), "the first is remembered"
    release(shelf(node), "2026-11-01", "Likely_pathogenic")
    (change,) = lines(again(node))
    assert change.variant == A
    told = [said_in_words(change.cause, part, EN) for part in (change.before, change.after)]
    status = STATUS.replace("_", " ")
    assert told == [f"Uncertain significance ({status})", f"Likely pathogenic ({status})"]
    assert change.before.basis.startswith("ClinVar 2026-06-01, SHA-256 ")
    assert change.after.basis.startswith("ClinVar 2026-11-01, SHA-256 ")
    run = again(node)
    assert (lines(run), run.effort.releases) == ([], 0), "a release is read once"


def test_a_variant_that_a_release_takes_up_or_drops_is_a_line(node: Node, tmp_path: Path) -> None:
    again(node, release(tmp_path / "a", "2026-01-01"))
    (change,) = lines(again(node, release(tmp_path / "b", "2026-02-01", "Pathogenic")))
    assert said_in_words(change.cause, change.before, EN) == "not in the release"
    (change,) = lines(again(node, release(tmp_path / "c", "2026-03-01")))
    assert said_in_words(change.cause, change.after, EN) == "not in the release"


def test_an_older_release_never_takes_the_place_of_a_newer(node: Node, tmp_path: Path) -> None:
    again(node, release(tmp_path / "new", "2026-11-01", "Pathogenic"))
    run = again(node, release(tmp_path / "old", "2026-01-01", "Benign"))
    assert (lines(run), run.effort.releases) == ([], 0)


def test_the_same_verdict_of_a_newer_release_is_none(node: Node, tmp_path: Path) -> None:
    again(node, release(tmp_path / "a", "2026-01-01", "Benign"))
    assert lines(again(node, release(tmp_path / "b", "2026-02-01", "Benign"))) == []


def test_a_release_of_another_assembly_says_nothing_of_the_case(node: Node, tmp_path: Path) -> None:
    run = again(node, release(tmp_path / "a", "2026-01-01", "Pathogenic", "GRCh38"))
    assert run.effort.releases == 0


def test_what_is_no_release_is_said(node: Node) -> None:
    shelf(node).mkdir(parents=True)
    (shelf(node) / "clinvar.vcf.gz").write_bytes(gzip.compress(b"##fileformat=VCFv4.1\n"))
    with pytest.raises(BadFile, match="no release of ClinVar"):
        again(node)
