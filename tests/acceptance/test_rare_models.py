"""Real families against what genmod and slivar stored of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.analyse.outcome import calls_of, outcome
from samvar.focus.rare_disease.intake.contig import GeneSource
from samvar.focus.rare_disease.intake.kin import Wanted, contigs
from samvar.focus.rare_disease.model.family import families_of
from samvar.focus.rare_disease.model.inheritance import COLUMN, Model, Status
from samvar.focus.rare_disease.service.annotate import (
    AnnotateFamily,
    FamilyAnnotated,
    annotate_family,
)
from samvar.formats.ped.read import read_ped
from samvar.formats.vcf.annotation import annotations_of
from samvar.formats.vcf.kin import KinFile
from samvar.model.errors import BadFile, UnknownAssembly
from samvar.model.genome import Assembly
from tests.acceptance import rare_differences as differences
from tests.acceptance.rare_differences import Info, listed, records
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs/areas/rare-disease-inheritance.md"


@pytest.fixture(scope="module")
def scout(shared_data: Path) -> Path:
    return shared_data / "rare_disease/scout"


@pytest.fixture(scope="module")
def as_genmod(scout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trio") / "trio.vcf"
    run(scout, out, "genmod")
    return out


def run(scout: Path, out: Path, rules: str) -> FamilyAnnotated:
    asked = AnnotateFamily(
        scout / "643594.clinical.vcf.gz", scout / "643594.ped",
        scout / "rank_model_-v1.20-.ini", None, rules,
    )  # fmt: skip
    return annotate_family(asked, out, "vcf")


def test_the_demo_trios_models_are_those_that_genmod_stored(scout: Path, as_genmod: Path) -> None:
    """680 of 680 records; genmod 3.12 gives 679 of its own earlier models back."""
    stored = list(records(scout / "643594.clinical.vcf.gz"))
    ours = list(records(as_genmod))
    assert [place for place, _ in ours] == [place for place, _ in stored]
    differ = [
        place[:2]
        for (place, before), (_, after) in zip(stored, ours, strict=True)
        if listed(before, "GeneticModels") != listed(after, "GeneticModels")
    ]
    assert differ == []
    assert sum("GeneticModels" in info for _, info in stored) == 173


def test_the_demo_trios_phred_scores_of_models_are_those_stored(
    scout: Path, as_genmod: Path
) -> None:
    stored, ours = records(scout / "643594.clinical.vcf.gz"), records(as_genmod)
    pairs = [
        (before.get("ModelScore", "").removesuffix(".0"), after.get("ModelScore", ""))
        for (_, before), (_, after) in zip(stored, ours, strict=True)
    ]
    assert [one.partition(":")[2] for one, _ in pairs] == [
        two.partition(":")[2] for _, two in pairs
    ]


def test_partners_differ_only_where_no_model_follows_from_the_pair(
    scout: Path, as_genmod: Path
) -> None:
    """genmod 3.5 also listed pairs of which a parent's call is missing, and gave no model."""
    differ = 0
    for (_, before), (_, after) in zip(
        records(scout / "643594.clinical.vcf.gz"), records(as_genmod), strict=True
    ):
        own, theirs = listed(after, "Compounds"), listed(before, "Compounds")
        assert own <= theirs
        differ += own != theirs
    assert differ == 18


def test_each_difference_of_the_demo_trios_rank_scores_is_of_a_field_that_changed_since(
    scout: Path, as_genmod: Path
) -> None:
    """Frequencies, CADD and consequences were renewed in the file after it was scored."""
    changed = {"allele_frequency", "Deleteriousness", "Consequence"}
    differ: Counter[str] = Counter()
    order, ours_order = (
        differences.categories(path) for path in (scout / "643594.clinical.vcf.gz", as_genmod)
    )
    for (_, before), (_, after) in zip(
        records(scout / "643594.clinical.vcf.gz"), records(as_genmod), strict=True
    ):
        stored = dict(zip(order, before["RankResult"].split("|"), strict=True))
        own = dict(zip(ours_order, after["RankResult"].split("|"), strict=True))
        parts = {name for name in stored if stored[name] != own[name]}
        assert parts <= changed
        same = float(listed_score(before)) == float(listed_score(after))
        differ["parts" if parts else "score" if not same else "none"] += 1
    # Two have the fields that they had, and beside them a partner with a field that changed.
    assert differ == {"none": 622, "parts": 56, "score": 2}


def listed_score(info: Info) -> str:
    return info["RankScore"].partition(":")[2]


def test_by_our_rules_what_genmod_follows_is_refuted_only_with_a_reason_that_is_listed(
    scout: Path, tmp_path: Path
) -> None:
    """No record that genmod gives a model is refuted by all of ours, but for these reasons."""
    done = run(scout, tmp_path / "trio.vcf", "samvar")
    assert done.records == 680
    lost = []
    for (place, before), (_, after) in zip(
        records(scout / "643594.clinical.vcf.gz"), records(tmp_path / "trio.vcf"), strict=True
    ):
        kept = "GeneticModels" in after or "GeneticModelsOpen" in after
        if "GeneticModels" in before and not kept:
            lost.append((place[0], place[1]))
    assert lost == []


def ashkenazi(shared_data: Path) -> tuple[KinFile, Wanted]:
    folder = shared_data / "rare_disease/slivar"
    file = KinFile(folder / "ashk-trio.vcf.gz", Assembly.GRCh37)
    source = GeneSource.of(annotations_of(file.head), listed=False)
    assert source is not None
    return file, Wanted(("HG002", "HG003", "HG004"), source, frozenset(), None)


def test_the_ashkenazi_trio_has_the_new_variants_that_slivar_finds(shared_data: Path) -> None:
    """11 with the child heterozygous, 4 of them with FILTER PASS."""
    family = families_of(read_ped(shared_data / "rare_disease/slivar/ashk-trio.ped"))[0]
    file, wanted = ashkenazi(shared_data)
    found = []
    for contig in contigs(file, wanted):
        calls = calls_of(contig, family, np.arange(3), Assembly.GRCh37)
        verdicts = judge(family, calls, GeneRows.of([[]] * len(calls))).verdicts
        for row in range(len(calls)):
            new = verdicts.of(row, Model.AD_DN).status is Status.MET
            if new and calls.most[row, 0] == 1:
                found.append(contig.heads[contig.line[row]].split(b"\t")[:2])
    passed = {
        tuple(place[:2])
        for place, _ in records(shared_data / "rare_disease/slivar/ashk-trio.vcf.gz")
        if place[6] == "PASS"
    }
    assert len(found) == 11
    assert sum((one.decode(), two.decode()) in passed for one, two in found) == 4


def test_by_genotypes_alone_the_ashkenazi_trio_has_seventeen(shared_data: Path) -> None:
    """By genmod's rules, of what has FILTER PASS and INFO/DP above 10: new, and not also inherited
    for want of a parent's call."""
    folder = shared_data / "rare_disease/slivar"
    family = families_of(read_ped(folder / "ashk-trio.ped"))[0]
    good = [
        place[6] == "PASS" and int(info.get("DP", 0)) > 10
        for place, info in records(folder / "ashk-trio.vcf.gz")
    ]
    file, wanted = ashkenazi(shared_data)
    count = start = 0
    for contig in contigs(file, wanted):
        found = outcome(contig, family, np.arange(3), file.assembly, as_genmod=True)
        new, inherited = (found.status[:, COLUMN[each]] for each in (Model.AD_DN, Model.AD))
        passed = np.array(good[start : start + contig.lines])
        count += int((passed & (new == Status.MET) & (inherited == Status.NOT_MET)).sum())
        start += contig.lines
    assert count == 17


FIXTURES = [
    # folder of genmod, input, stored result, pedigree
    ("examples", "test_vcf_regions.vcf", "test_vcf_regions_models.vcf", "recessive_trio.ped"),
    ("fixtures", "test_vcf_regions.vcf", "test_vcf_annotated.vcf", "recessive_trio.ped"),
]


@pytest.mark.parametrize(("folder", "given", "stored", "ped"), FIXTURES)
def test_genmods_own_examples_give_its_models(
    shared_data: Path, tmp_path: Path, folder: str, given: str, stored: str, ped: str
) -> None:
    """Its mitochondrial record lies beyond the mitochondrion, and is left out: see below.

    The results are of genmod 2 and 3.2, which made no pairs of variants outside of exons; since
    genmod 3.3 they are pairs, as with us.
    """
    place = shared_data / "rare_disease/genmod" / folder
    file = tmp_path / "some.vcf"
    annotated = {tuple(p[:5]): info for p, info in records(place / stored)}
    lines = (place / given).read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("MT\t")))
    out = tmp_path / "out.vcf"
    asked = AnnotateFamily(file, place / ped, None, None, "genmod", Assembly.GRCh37)
    annotate_family(asked, out, "vcf")
    compared = 0
    for where, info in records(out):
        before = annotated[tuple(where[:5])]
        outside = where[1] in ("880199", "880217")
        more = {"AR_comp_dn"} if outside else set()
        assert listed(info, "GeneticModels") - more == listed(before, "GeneticModels"), where
        partners = listed(info, "Compounds") - {"1_880199_G_A", "1_880217_T_G"}
        assert (set() if outside else partners) == listed(before, "Compounds"), where
        compared += 1
    assert compared == 14


def test_a_record_beyond_its_contig_is_refused(shared_data: Path, tmp_path: Path) -> None:
    place = shared_data / "rare_disease/genmod/examples"
    asked = AnnotateFamily(
        place / "test_vcf_regions.vcf", place / "recessive_trio.ped", assembly=Assembly.GRCh37
    )
    with pytest.raises(UnknownAssembly, match="beyond the end"):
        annotate_family(asked, tmp_path / "out.vcf", "vcf")


def test_a_row_with_a_genotype_too_few_is_refused(shared_data: Path, tmp_path: Path) -> None:
    place = shared_data / "rare_disease/genmod/examples"
    asked = AnnotateFamily(
        place / "test_vcf.vcf", place / "recessive_trio.ped", assembly=Assembly.GRCh37
    )
    with pytest.raises(BadFile):
        annotate_family(asked, tmp_path / "out.vcf", "vcf")


def test_the_page_lists_each_difference_as_it_is_now(scout: Path) -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    for rows in (differences.models(scout), differences.scores(scout)):
        start = lines.index(rows[0])
        assert lines[start : start + len(rows)] == rows
        assert not lines[start + len(rows)].startswith("|")


def test_structural_variants_score_as_by_genmod_3_12(scout: Path, tmp_path: Path) -> None:
    """Its results for the same file and model, category by category."""
    out = tmp_path / "sv.vcf"
    asked = AnnotateFamily(
        scout / "643594.clinical.SV.vcf.gz", scout / "643594.ped",
        scout / "svrank_model_-v1.5-.ini", None, "genmod",
    )  # fmt: skip
    annotate_family(asked, out, "vcf")
    table = Path(__file__).with_name("genmod_sv_scores.tsv").read_text().splitlines()[1:]
    found = [
        "\t".join((place[0], place[1], place[4], info["RankResult"]))
        for place, info in records(out)
    ]
    assert found == table
    assert len(table) == 19


def test_a_repeats_gene_is_strangers(scout: Path, tmp_path: Path) -> None:
    asked = AnnotateFamily(
        scout / "643594.clinical.str.stranger.vcf.gz", scout / "643594.ped",
        assembly=Assembly.GRCh37,
    )  # fmt: skip
    done = annotate_family(asked, tmp_path / "str.vcf", "vcf")
    assert (done.genes_by, done.records) == ("HGNCId", 80)
