"""The named-allele matcher: phase, missing positions, copies, priorities."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samvar.focus.pharmacogenomics.analyse.match import Matcher
from samvar.focus.pharmacogenomics.analyse.strand import MOST_BLOCKS, TooManyPhases, pairs
from samvar.focus.pharmacogenomics.model import GeneCall, Genotype, Status
from samvar.knowledge.pharmacogenomics.model import Gene, NamedAllele, Priority

Call = Callable[..., GeneCall]
TPMT = {"rs1142345": (18130687, "T", "C"), "rs1800460": (18138997, "C", "T")}
TPMT_2 = ("chr6", 18143724, "C", "G")

PHASE = [
    # *3C part, *3B part, *2 part, best,      status,           why
    ("0/1", "0/1", "0/0", "*1/*3A", Status.AMBIGUOUS, "without phase *3B/*3C is not excluded"),
    ("0|1", "0|1", "0/0", "*1/*3A", Status.CALLED, "a 0/0 beside a phased call unphases nothing"),
    ("0|1", "1|0", "0/0", "*3B/*3C", Status.CALLED, "in trans"),
    ("0|1", "0|1", "0|0", "*1/*3A", Status.CALLED, "all phased"),
    ("0|1;4", "0|1;4", "0/0", "*1/*3A", Status.CALLED, "one phase set"),
    ("0|1;4", "0|1;9", "0/0", "*1/*3A", Status.AMBIGUOUS, "two phase sets"),
    ("0|1", "0/1", "0/0", "*1/*3A", Status.AMBIGUOUS, "partly phased"),
    ("1/1", "0/1", "0/0", "*3A/*3C", Status.CALLED, "a homozygous position needs no phase"),
    ("0/1", "0/0", "0/0", "*1/*3C", Status.CALLED, "one heterozygous position needs none"),
]


@pytest.mark.parametrize(("c", "b", "two", "best", "status", "why"), PHASE)
def test_phase_is_used_as_far_as_it_goes(
    call: Call, c: str, b: str, two: str, best: str, status: Status, why: str
) -> None:
    rows = [("6", *place, gt) for place, gt in zip(TPMT.values(), (c, b), strict=True)]
    found = call("TPMT", [*rows, (*TPMT_2, two)])
    assert (found.diplotypes[0].name, found.status) == (best, status), why


def test_what_cannot_be_excluded_is_printed(call: Call) -> None:
    rows = [("6", *place, "0/1") for place in TPMT.values()]
    found = call("TPMT", [*rows, (*TPMT_2, "0/0")])
    assert found.phenotype == "Intermediate Metabolizer"
    assert [(d.name, d.score) for d in found.diplotypes] == [("*1/*3A", 5), ("*3B/*3C", 2)]
    assert any("*3B/*3C would be Poor Metabolizer" in each for each in found.warnings)


def test_nothing_is_assumed_where_there_is_no_record(call: Call) -> None:
    found = call("TPMT", [("6", 1000, "A", "C", "0/1")])
    assert (found.status, found.diplotypes, found.phenotype) == (Status.NOT_CALLED, (), None)
    assert len(found.untested) == 3


@pytest.mark.parametrize("genotypes", [("1", "0", "0"), ("0/1", "0", "0/0")])
def test_an_autosome_has_two_copies(call: Call, genotypes: tuple[str, ...]) -> None:
    rows = [("6", *place, gt) for place, gt in zip(TPMT.values(), genotypes, strict=False)]
    found = call("TPMT", [*rows, (*TPMT_2, genotypes[2])])
    assert (found.status, found.phenotype) == (Status.NOT_CALLED, None)
    assert any("one copy" in each for each in found.warnings)


def test_slco1b1_falls_back_to_one_variant(call: Call) -> None:
    """rs2306283 has a base that no allele has; the function follows from rs4149056."""
    rows = [("12", 21176804, "A", "T", "0/1"), ("12", 21178615, "T", "C", "0/1")]
    found = call("SLCO1B1", rows)
    assert (found.status, found.phenotype) == (Status.CALLED, "Decreased Function")
    assert found.diplotypes[0].name == "rs4149056 reference (T)/rs4149056 variant (C)"
    assert any("rs4149056 alone" in each for each in found.warnings)


def test_a_gene_of_outside_calls_is_never_called_from_variants(call: Call) -> None:
    found = call("CYP2D6", [("22", 42128945, "C", "T", "1/1")])
    assert (found.status, found.diplotypes) == (Status.NOT_CALLED, ())


COPIES = [
    # contig, genotypes,                    diplotypes, why
    ("X", (("A",), ("C",)), ["B"], "a man's X: one allele"),
    ("X", (("A", "G"), ("C", "C")), ["A/B"], "a woman's X"),
    ("X", (("A", "G"), ("C",)), [], "one copy and two: which is not known"),
]


def _gene(**more: object) -> Gene:
    alleles = (
        NamedAllele("B", {"p": "A", "q": "C"}, reference=True),
        NamedAllele("A", {"p": "G"}),
        NamedAllele("D", {"q": "T"}),
        NamedAllele("AD", {"p": "G", "q": "T"}),
    )
    return Gene(name="G6PD", contig="X", alleles=alleles, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("contig", "genotypes", "expected", "why"), COPIES)
def test_copies_are_as_written(
    contig: str, genotypes: tuple[tuple[str, ...], ...], expected: list[str], why: str
) -> None:
    found = Matcher(_gene(), ("p", "q")).match([Genotype(each) for each in genotypes])
    named = ["/".join(sorted(each.alleles)) for each in found.diplotypes]
    assert named == expected, why


def test_an_allele_none_of_whose_positions_were_tested_is_no_candidate() -> None:
    found = Matcher(_gene(), ("p",)).match([Genotype(("A", "A"))])
    assert [each.name for each in found.diplotypes] == ["B/B"]


def test_a_release_may_say_which_of_equals_it_reports() -> None:
    het = [Genotype(("A", "G")), Genotype(("C", "T"))]
    plain = Matcher(_gene(), ("p", "q")).match(het)
    assert {each.name for each in plain.leading} == {"B/AD", "A/D"}
    equals = Gene(
        name="NAT2",
        alleles=(
            NamedAllele("*1", {"p": "A", "q": "C"}, reference=True),
            NamedAllele("*2", {"p": "A", "q": "T"}),
            NamedAllele("*3", {"p": "G", "q": "C"}),
            NamedAllele("*4", {"p": "G", "q": "T"}),
        ),
        priorities=(Priority(("*1/*4", "*2/*3"), "*2/*3"),),
    )
    found = Matcher(equals, ("p", "q")).match(het)
    assert found.diplotypes[0].name == "*2/*3"
    assert found.warnings != ()


def test_too_many_choices_of_phase_are_given_up_with_a_reason() -> None:
    many = [Genotype(("A", "G"))] * (MOST_BLOCKS + 1)
    with pytest.raises(TooManyPhases):
        list(pairs(many))
    assert len(list(pairs(many[:3]))) == 4
