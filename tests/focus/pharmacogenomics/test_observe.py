"""One position read from records however they are written; never more than they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import GeneCall, Status
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadFile, ReferenceMismatch
from samvar.model.genome import Assembly
from tests.focus.pharmacogenomics.conftest import COLUMNS, HEAD

Call = Callable[..., GeneCall]
REST = [("chr2", 233759924, "C", "T", "0/0"), ("chr2", 233760498, "G", "A", "0/0")]
SPELLINGS = [
    # pos,        ref,              alt,                why
    (233760233, "C", "CAT", "left-aligned, as bcftools norm writes it"),
    (233760233, "CAT", "CATAT", "with the definition's REF"),
    (233760234, "A", "ATA", "one base later"),
    (233760235, "TA", "TATA", "as HGVS has it"),
    (233760247, "TA", "TATA", "at the end of the repeat"),
    (233760248, "A", "ATA", "right-aligned"),
    (233760233, "CATATATATATATATA", "CATATATATATATATATA", "the whole repeat"),
]


@pytest.mark.parametrize(("pos", "ref", "alt", "why"), SPELLINGS)
def test_a_repeat_counts_the_same_wherever_it_is_written(
    call: Call, pos: int, ref: str, alt: str, why: str
) -> None:
    for genotype, expected in (("0/1", "*1/*28"), ("1/1", "*28/*28"), ("0/0", "*1/*1")):
        found = call("UGT1A1", [*REST, ("2", pos, ref, alt, genotype)])
        assert [each.name for each in found.diplotypes] == [expected], why


MERGED = [
    # first record,                 second record,                    diplotype,  why
    (("C", "CAT", "0/1"), ("CAT", "C", "0/1"), "*28/*36", "split, two alternatives"),
    (("C", "CAT", "0|1"), ("CAT", "C", "1|0"), "*28/*36", "split and phased"),
    (("C", "CAT", "0/1"), ("CAT", "C", "0/0"), "*1/*28", "split, one alternative"),
    (("C", "CAT", "0/1"), ("C", "CAT", "0/1"), "*1/*28", "the same record twice"),
    (("C", "CAT", "0/1"), ("C", "CAT", "1/1"), None, "twice, with another genotype"),
    (("C", "CAT", "0/1"), ("C", "CAT", "0/0"), None, "twice, once without it"),
    (("C", "CAT", "0|1"), ("CAT", "C", "0|1"), None, "two alleles on one strand"),
    (("C", "CAT", "0|1;1"), ("CAT", "C", "1|0;2"), None, "two phase sets at one place"),
    (("C", "CAT", "1/1"), ("CAT", "C", "0/1"), None, "three alleles"),
]


@pytest.mark.parametrize(("first", "second", "expected", "why"), MERGED)
def test_several_records_at_one_place(
    call: Call,
    first: tuple[str, str, str],
    second: tuple[str, str, str],
    expected: str | None,
    why: str,
) -> None:
    found = call("UGT1A1", [*REST, ("2", 233760233, *first), ("2", 233760233, *second)])
    names = [each.name for each in found.diplotypes]
    assert names == ([expected] if expected else []), why
    assert (found.status is Status.NOT_CALLED) == (expected is None), why


def test_a_call_that_is_missing_in_one_record_is_not_made_good_by_another(call: Call) -> None:
    two = [("2", 233760233, "C", "CAT", "./."), ("2", 233760233, "CAT", "C", "0/0")]
    assert "rs3064744" in call("UGT1A1", [*REST, *two]).untested


NEIGHBOURS = [
    # pos,        ref,   alt,    gt,    tested, why
    (94781859, "G", "GA", "1/1", False, "an insertion beside a base is no base"),
    (94781858, "CG", "C", "0/0", False, "who does not have a deletion has said nothing more"),
    (94781858, "CG", "CA", "0/0", True, "a longer substitution that covers the base"),
    (94781859, "G", "<NON_REF>", "0/0", True, "a gVCF site"),
    (94781859, "G", "<NON_REF>", "1/1", False, "something, but not what"),
]


@pytest.mark.parametrize(("pos", "ref", "alt", "gt", "tested", "why"), NEIGHBOURS)
def test_what_lies_beside_a_base_is_not_the_base(
    call: Call, pos: int, ref: str, alt: str, gt: str, tested: bool, why: str
) -> None:
    rest = [("10", 94761900, "C", "T", "0/0")]
    found = call("CYP2C19", [*rest, ("10", pos, ref, alt, gt)])
    assert ("rs4244285" not in found.untested) == tested, why


def test_a_reference_block_is_evidence_for_all_that_it_covers(call: Call) -> None:
    block = ("10", 94761000, "A", "<NON_REF>", "0/0", "END=94853000")
    found = call("CYP2C19", [block])
    assert (found.status, found.untested) == (Status.CALLED, ())
    assert [each.name for each in found.diplotypes] == ["*1/*1"]


UNREAD = [
    # format,      cell,           tested, why
    ("GT:DP:GQ", "0/0:0:0", False, "GATK's block where no read lies"),
    ("GT:DP:GQ", "0/0:31:0", False, "no confidence"),
    ("GT:MIN_DP", "0/0:0", False, "a block whose least depth is none"),
    ("GT:DP:GQ", "0/0:31:90", True, "read and sure"),
    ("GT:DP:GQ", "0/0", True, "not given"),
]


@pytest.mark.parametrize(("form", "cell", "tested", "why"), UNREAD)
def test_a_reference_without_reads_is_no_reference(
    tmp_path: Path, form: str, cell: str, tested: bool, why: str
) -> None:
    path = tmp_path / "g.vcf"
    block = f"1\t97000000\t.\tA\t<NON_REF>\t.\t.\tEND=98000000\t{form}\t{cell}\n"
    path.write_text(HEAD + COLUMNS + block)
    (found,) = next(call_files([path], Assembly.GRCh38, own_release(), genes=["DPYD"])).genes
    assert (found.phenotype == "Normal Metabolizer") == tested, why
    assert (found.status is Status.CALLED) == tested, why


def test_a_symbolic_deletion_tells_nothing_to_who_does_not_have_it(call: Call) -> None:
    """Its letters are as many as its REF's, which must not pass for a substitution."""
    rows = [("10", 94761900, "C", "T", "0/0"), ("10", 94781857, "CCGGA", "<DEL>", "0/0")]
    assert "rs4244285" in call("CYP2C19", rows).untested


def test_a_deletion_over_a_base_takes_the_base_away(call: Call) -> None:
    rows = [("10", 94781858, "CG", "C", "0/1"), ("10", 94780653, "G", "A", "0/0")]
    assert call("CYP2C19", rows).status is Status.NOT_CALLED


HOSTILE = [
    # pos,      ref, alt, gt,      error,            says
    (94781859, "T", "A", "0/1", ReferenceMismatch, "REF"),
    (94781859, "G", "A", "0/7", BadFile, "allele"),
    (94781859, "G", "A", "x/1", BadFile, "numbers"),
    (94781859, "G", "A", "0|1;here", BadFile, "phase set"),
    (94781859, "G", "A", "0|1/1", BadFile, "both phased and unphased"),
]


@pytest.mark.parametrize(("pos", "ref", "alt", "gt", "error", "says"), HOSTILE)
def test_what_cannot_be_true_is_refused_with_its_line(
    call: Call, pos: int, ref: str, alt: str, gt: str, error: type[BadFile], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        call("CYP2C19", [("10", pos, ref, alt, gt)])
    assert caught.value.where is not None
    assert caught.value.where.line == 4
