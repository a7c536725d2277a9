"""A position is tested when its genotype can be trusted by what the file says of it.

Floors: gnomAD's high-quality genotypes, see `rules.trust`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.model import GeneCall, SampleCall, Status
from samvar.focus.pharmacogenomics.report_view import view
from samvar.focus.pharmacogenomics.rules.trust import FLOOR, NOT_STATED, Floor
from samvar.focus.pharmacogenomics.service import call_files
from samvar.focus.pharmacogenomics.service.report import report_of_file
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadFile, BadInput
from samvar.model.genome import CONTIGS, Assembly
from samvar.present.language import Language
from tests.focus.pharmacogenomics.conftest import COLUMNS, HEAD
from tests.focus.pharmacogenomics.test_dpyd import NORMAL, POSITIONS

FORM = "GT:AD:DP:GQ:FT"
GOOD = {"0/0": "0/0:31,0:31:90:PASS", "0/1": "0/1:16,15:31:90:PASS", "1/1": "1/1:0,31:31:90:PASS"}
Change = tuple[str, str, str]
"""FILTER, FORMAT, and the cell behind its GT."""


def file(
    folder: Path,
    gene: str = "DPYD",
    assembly: Assembly = Assembly.GRCh38,
    only: tuple[str, ...] | None = None,
    **rows: tuple[str, str, str],
) -> Path:
    """Every position of a gene as good reference, or as `rows` has it: (FILTER, FORMAT, cell)."""
    known = own_release().knowledge.gene(gene)
    assert known is not None
    lines = []
    for position in known.positions:
        if only is not None and position.id not in only:
            continue
        site = position.sites[assembly.value]
        passed, form, cell = rows.get(position.id, ("PASS", FORM, GOOD["0/0"]))
        fixed = (site.contig, site.position + 1, ".", site.ref, position.alts[0], ".", passed, ".")
        lines.append((*fixed, form, cell))
    lines.sort(key=lambda row: (CONTIGS.index(str(row[0])), row[1]))
    path = folder / "trust.vcf"
    path.write_text(HEAD + COLUMNS + "".join("\t".join(map(str, row)) + "\n" for row in lines))
    return path


def sample(path: Path, gene: str = "DPYD", floor: Floor = FLOOR, **more: object) -> SampleCall:
    assembly = more.get("assembly", Assembly.GRCh38)
    assert isinstance(assembly, Assembly)
    return next(call_files([path], assembly, own_release(), genes=[gene], floor=floor))


def one(path: Path, gene: str = "DPYD", floor: Floor = FLOOR, **more: object) -> GeneCall:
    return sample(path, gene, floor, **more).genes[0]


TRUST = [
    # FILTER,   FORMAT,           cell,                 trusted, why
    ("PASS", FORM, "0/0:31,0:31:90:PASS", True, "as it should be"),
    (".", "GT", "0/0", True, "an array says nothing, and nothing is asked for"),
    ("PASS", "GT:DP:GQ", "0/0:.:.", True, "the fields are there and say nothing"),
    ("LowQual", "GT", "0/0", False, "the caller distrusts the record"),
    ("LowQual;PASS", "GT", "0/0", False, "one filter of two"),
    ("RefCall", "GT:GQ:DP:AD", "0/0:61:31:31,0", True, "DeepVariant: looked at, and reference"),
    ("RefCall", "GT:GQ:DP:AD", "0/0:61:15:11,4", False, "RefCall with a quarter of reads against"),
    ("RefCall", "GT:GQ:DP", "0/0:12:31", False, "RefCall without confidence"),
    ("RefCall", "GT", "0/0", False, "RefCall that does not say how sure it is"),
    ("PASS", "GT:FT", "0/0:PASS", True, "the sample passed"),
    ("PASS", "GT:FT", "0/0:.", True, "no filter of the sample"),
    ("PASS", "GT:FT", "0/0:LowGQ", False, "the sample's own filter"),
    ("PASS", "GT:DP", "0/0:10", True, "at the floor"),
    ("PASS", "GT:DP", "0/0:9", False, "below the floor"),
    ("PASS", "GT:DP", "0/0:0", False, "no read"),
    ("PASS", "GT:DP:MIN_DP", "0/0:31:9", False, "a block whose thinnest place is thin"),
    ("PASS", "GT:GQ", "0/0:20", True, "at the floor"),
    ("PASS", "GT:GQ", "0/0:19.9", False, "below the floor"),
    ("PASS", "GT:RGQ", "0/0:5", False, "GATK's quality of a reference call"),
    ("PASS", "GT:GQ:RGQ", "0/0:99:5", True, "GQ goes before RGQ"),
]


@pytest.mark.parametrize("assembly", Assembly)
@pytest.mark.parametrize(("passed", "form", "cell", "trusted", "why"), TRUST)
def test_a_reference_that_is_not_trusted_leaves_dpyd_incomplete(
    tmp_path: Path,
    assembly: Assembly,
    passed: str,
    form: str,
    cell: str,
    trusted: bool,
    why: str,
) -> None:
    path = file(tmp_path, assembly=assembly, rs55886062=(passed, form, cell))
    found = one(path, assembly=assembly)
    expected = (Status.CALLED, NORMAL) if trusted else (Status.INCOMPLETE, None)
    assert (found.status, found.phenotype) == expected, why
    assert ("rs55886062" in found.untested) is not trusted, why
    warned = [each for each in found.warnings if each.startswith("not trusted")]
    assert bool(warned) is not trusted, why
    assert all("rs55886062" in each for each in warned)


BALANCE = [
    # GT,   FORMAT,      cell,               trusted, why
    ("0/1", "GT:AD", "16,15", True, "half and half"),
    ("0/1", "GT:AD", "8,2", True, "a fifth"),
    ("0/1", "GT:AD", "25,6", False, "less than a fifth"),
    ("0/1", "GT:AD", "22,2", False, "hardly any read has the variant"),
    ("0/1", "GT:AD", "2,28", False, "hardly any read has the reference"),
    ("0/1", "GT:AD", "0,0", False, "no read at all"),
    ("0/1", "GT:AD", ".,.", True, "not stated"),
    ("0/1", "GT:AD:DP", "0,15:30", True, "a record split from 1/2 has not the other's reads"),
    ("1/1", "GT:AD", "0,31", True, "homozygous: the quality tells"),
]


@pytest.mark.parametrize(("gt", "form", "cell", "trusted", "why"), BALANCE)
def test_a_heterozygote_has_reads_of_both_alleles(
    tmp_path: Path, gt: str, form: str, cell: str, trusted: bool, why: str
) -> None:
    path = file(tmp_path, rs67376798=("PASS", form, f"{gt}:{cell}"))
    found = one(path)
    assert (found.status is Status.CALLED) is trusted, why
    assert found.phenotype != NORMAL


SPOILT = [
    ("LowQual", FORM, "{gt}:{ad}:31:90:PASS"),
    ("PASS", FORM, "{gt}:{ad}:31:90:LowGQ"),
    ("PASS", FORM, "{gt}:{ad}:4:90:PASS"),
    ("PASS", FORM, "{gt}:{ad}:31:7:PASS"),
    ("RefCall", FORM, "{gt}:{ad}:31:90:PASS"),
]


@pytest.mark.parametrize("assembly", Assembly)
@pytest.mark.parametrize("name", POSITIONS)
@pytest.mark.parametrize("gt", ["0/1", "0|1", "1/1"])
@pytest.mark.parametrize(("passed", "form", "cell"), SPOILT)
def test_no_carrier_whose_call_is_distrusted_is_normal(
    tmp_path: Path, assembly: Assembly, name: str, gt: str, passed: str, form: str, cell: str
) -> None:
    """The truth table of DPYD once more, with every allele's record spoilt in every way."""
    written = cell.format(gt=gt, ad="0,31" if gt == "1/1" else "16,15")
    found = one(file(tmp_path, assembly=assembly, **{name: (passed, form, written)}),
                assembly=assembly)  # fmt: skip
    assert (found.status, found.phenotype) == (Status.INCOMPLETE, None)
    assert name in found.untested


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    passed=st.sampled_from(["PASS", ".", "RefCall", "LowQual", "PASS;LowQual"]),
    gt=st.sampled_from(["0/1", "1/1", "0|1", "1|0", "./1", "1"]),
    reads=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    depth=st.one_of(st.just("."), st.integers(0, 120)),
    quality=st.one_of(st.just("."), st.integers(0, 99)),
    filtered=st.sampled_from([".", "PASS", "LowGQ"]),
)
def test_whatever_is_said_of_a_carrier_never_normal(
    tmp_path: Path,
    passed: str,
    gt: str,
    reads: tuple[int, int],
    depth: object,
    quality: object,
    filtered: str,
) -> None:
    cell = f"{gt}:{reads[0]},{reads[1]}:{depth}:{quality}:{filtered}"
    found = one(file(tmp_path, rs3918290=(passed, FORM, cell)))
    assert found.phenotype in (None, "Intermediate Metabolizer", "Poor Metabolizer")


def test_a_distrusted_variant_outside_the_minimum_leaves_a_gene_incomplete(tmp_path: Path) -> None:
    """CYP2C19 *4 is no tier-1 allele: dropped from the matching it would leave *1/*1, normal."""
    spoilt = ("LowQual", FORM, GOOD["0/1"])
    found = one(file(tmp_path, "CYP2C19", rs28399504=spoilt), "CYP2C19")
    assert (found.status, found.phenotype) == (Status.INCOMPLETE, None)
    reference = ("LowQual", FORM, GOOD["0/0"])
    found = one(file(tmp_path, "CYP2C19", rs28399504=reference), "CYP2C19")
    assert (found.status, found.phenotype) == (Status.CALLED, NORMAL)
    assert "rs28399504" in found.untested


def test_what_was_kept_of_a_distrusted_variant_tells_a_later_release(tmp_path: Path) -> None:
    spoilt = ("PASS", "GT:DP", "0/1:6")
    found = sample(file(tmp_path, "CYP2C19", rs28399504=spoilt), "CYP2C19")
    gene = own_release().knowledge.gene("CYP2C19")
    assert gene is not None
    again = GeneCaller(gene, Assembly.GRCh38).call_observed(found.observed["CYP2C19"])
    assert again.status is Status.INCOMPLETE
    assert any("rs28399504 (depth 6, less than 10)" in each for each in again.warnings)


def test_one_copy_needs_half_the_reads(tmp_path: Path) -> None:
    for depth, trusted in ((5, True), (4, False)):
        found = one(file(tmp_path, rs3918290=("PASS", "GT:DP", f"0:{depth}")))
        assert any(each.startswith("not trusted") for each in found.warnings) is not trusted


def test_the_least_depth_of_the_tested_positions_is_said(tmp_path: Path) -> None:
    found = sample(file(tmp_path, rs3918290=("PASS", "GT:DP", "0/0:12")))
    assert found.genes[0].least_depth == 12
    shown = view(report_of_file(found, own_release(), Assembly.GRCh38), Language.of("en"))
    assert shown.genes[0].tested == "8 of 8 (≥ 12x)"
    assert not any(note.text == NOT_STATED for note in shown.notes)


@pytest.mark.parametrize("cell", [("PASS", "GT", "0/0"), ("PASS", "GT:DP", "0/0:.")])
def test_a_depth_that_one_position_lacks_is_not_stated(
    tmp_path: Path, cell: tuple[str, str, str]
) -> None:
    found = sample(file(tmp_path, rs3918290=cell))
    assert found.genes[0].least_depth is msgspec.UNSET
    shown = view(report_of_file(found, own_release(), Assembly.GRCh38), Language.of("en"))
    assert [note.about for note in shown.notes if note.text == NOT_STATED] == ["DPYD"]


def test_a_file_with_variants_only_is_incomplete_and_a_gvcf_of_the_same_person_is_not(
    tmp_path: Path,
) -> None:
    """c.2846A>T and nothing else; the gVCF has reference blocks around the same record."""
    carried = ("PASS", FORM, GOOD["0/1"])
    bare = file(tmp_path, only=("rs67376798",), rs67376798=carried)
    assert one(bare).status is Status.INCOMPLETE
    assert len(one(bare).untested) == len(POSITIONS) - 1
    at = POSITIONS["rs67376798"].sites["GRCh38"].position + 1
    text = bare.read_text().replace("T\tA\t", "T\tA,<NON_REF>\t").replace("16,15", "16,15,0")
    head, record = text[: text.index("\n1\t") + 1], text[text.index("\n1\t") + 1 :]
    for depth, complete in ((24, True), (9, False)):
        blocks = [
            f"1\t{start}\t.\tN\t<NON_REF>\t.\t.\tEND={end}\tGT:DP:GQ:MIN_DP\t0/0:31:90:{least}\n"
            for start, end, least in ((97_000_000, at - 1, 24), (at + 1, 98_500_000, depth))
        ]
        gvcf = tmp_path / "person.g.vcf"
        gvcf.write_text(head + blocks[0] + record + blocks[1])
        found = one(gvcf)
        assert (found.status is Status.CALLED) is complete
        assert found.phenotype == ("Intermediate Metabolizer" if complete else None)
        assert found.least_depth == (24 if complete else 31)


def test_a_higher_floor_can_be_asked_for(tmp_path: Path) -> None:
    path = file(tmp_path, rs3918290=("PASS", "GT:DP:GQ", "0/0:15:40"))
    assert one(path).status is Status.CALLED
    assert one(path, floor=Floor(depth=20)).status is Status.INCOMPLETE
    assert one(path, floor=Floor(quality=50)).status is Status.INCOMPLETE


@pytest.mark.parametrize("floor", [Floor(depth=0), Floor(quality=0), Floor(balance=0.5)])
def test_a_floor_that_takes_a_genotype_without_reads_is_refused(
    tmp_path: Path, floor: Floor
) -> None:
    with pytest.raises(BadInput, match="out of range"):
        one(file(tmp_path), floor=floor)


@pytest.mark.parametrize("cell", ["0/0:much", "0/0:-1", "0/0:nan", "0/0:1e99"])
def test_a_depth_that_is_no_number_is_refused_with_its_line(tmp_path: Path, cell: str) -> None:
    with pytest.raises(BadFile, match="DP of a sample") as caught:
        one(file(tmp_path, rs3918290=("PASS", "GT:DP", cell)))
    assert caught.value.where is not None
    assert caught.value.where.line is not None
