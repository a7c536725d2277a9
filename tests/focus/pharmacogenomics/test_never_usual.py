"""Ways by which somebody could be told the usual dose wrongly, each of them closed.

Others stand beside what they are about: `test_dpyd`, `test_hostile`, `test_advise`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.model import (
    Action,
    GeneCall,
    Genotype,
    Occasion,
    Status,
    Withheld,
)
from samvar.focus.pharmacogenomics.rules.dpyd import ON_THE_SKIN
from samvar.focus.pharmacogenomics.rules.drug import named
from samvar.focus.pharmacogenomics.service import call_files
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.population import key_of
from samvar.model.genome import Assembly
from tests.focus.pharmacogenomics.telling import NM, PM, actions, gene, told
from tests.focus.pharmacogenomics.test_hostile import dpyd_rows, with_2a, write

OUTSIDE = [
    # gene, outside call,              carries *2A, status,           phenotype, why
    ("DPYD\tReference/Reference", True, Status.AMBIGUOUS, None, "the variants say reduced"),
    ("DPYD\t\tNormal Metabolizer", True, Status.AMBIGUOUS, None, "and a phenotype alone"),
    ("DPYD\tReference/Reference", False, Status.CALLED, NM, "both say normal"),
    (
        "DPYD\tc.1905+1G>A (*2A)/c.1905+1G>A (*2A)\tNormal Metabolizer", False,
        Status.AMBIGUOUS, None, "a phenotype that its own alleles contradict",
    ),
    (
        "DPYD\tReference/Reference\tNormal Metabolizer\t0", False,
        Status.AMBIGUOUS, None, "a score that its own alleles contradict",
    ),
    ("CYP2D6\t*1x2", False, Status.CALLED, None, "one allele is half of an answer"),
    ("CYP2D6\t*1/*1", False, Status.CALLED, NM, "two are one"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "carries", "status", "phenotype", "why"), OUTSIDE)
def test_an_outside_call_that_something_contradicts_is_no_result(
    tmp_path: Path, line: str, carries: bool, status: Status, phenotype: str | None, why: str
) -> None:
    rows = with_2a(lambda row: [row]) if carries else dpyd_rows()
    handed = tmp_path / "outside.tsv"
    handed.write_text(line + "\n")
    name = line.partition("\t")[0]
    file = write(tmp_path / "a.vcf", rows)
    (sample,) = call_files([file], Assembly.GRCh38, own_release(), genes=[name], outside=handed)
    (found,) = sample.genes
    assert (found.status, found.phenotype) == (status, phenotype), why
    drug = {"DPYD": Occasion("capecitabine", "oral"), "CYP2D6": Occasion("codeine")}[name]
    usual = [a for a in actions(told(own_release(), drug, found)) if a == "standard"]
    assert bool(usual) == (phenotype is not None), why


def test_an_outside_call_may_see_more_than_an_incomplete_file(tmp_path: Path) -> None:
    """The file did not look at *13; another method did, and found it."""
    rows = [row for row in dpyd_rows() if row[1] != "97515787"]
    handed = tmp_path / "outside.tsv"
    handed.write_text("DPYD\tReference/c.1679T>G (*13)\n")
    file = write(tmp_path / "a.vcf", rows)
    (sample,) = call_files([file], Assembly.GRCh38, own_release(), genes=["DPYD"], outside=handed)
    assert sample.genes[0].phenotype == "Intermediate Metabolizer"


@pytest.mark.parametrize("drug", ["capecitabine", "tegafur"])
def test_what_is_only_swallowed_is_not_excused_as_a_cream(drug: str) -> None:
    """A slip in the form's route must not answer that no test is needed."""
    found = told(own_release(), Occasion(drug, "topical"), gene("DPYD", PM, 0.0))
    assert {line.action for line in found.lines} == {Action.AVOID}
    assert ON_THE_SKIN not in found.notes
    cream = told(own_release(), Occasion("fluorouracil", "topical"), gene("DPYD", PM, 0.0))
    assert cream.notes == (ON_THE_SKIN,)


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("Kapecitabin", "capecitabine"), ("5FU", "fluorouracil"), ("azatioprin", "azathioprine"),
        ("merkaptopurin", "mercaptopurine"), ("klopidogrel", "clopidogrel"),
        ("kodein", "codeine"), ("fenytoin", "phenytoin"), ("abakavir", "abacavir"),
        ("L01BC53", "tegafur"), ("tegafur/gimeracil/oteracil", "tegafur"), ("S-1", "tegafur"),
    ],
)  # fmt: skip
def test_a_drug_is_known_by_the_name_that_a_swedish_ward_writes(written: str, drug: str) -> None:
    assert named(written) == drug


def test_where_no_line_fits_the_occasion_nothing_is_concluded() -> None:
    """All lines of a drug are for another route than the one ordered."""
    release = own_release()
    calls = [gene("DPYD", NM, 2.0)]
    found = told(release, Occasion("fluorouracil", "topical"), *calls)
    assert found.lines == ()
    assert not found.withheld  # the one case that has a word of its own
    lines = tuple(r for r in release.knowledge.recommendations if r.drug == "clopidogrel")
    adults = tuple(_for_adults(each) for each in lines)
    knowledge = type(release.knowledge)(release.knowledge.genes, adults)
    child = told(
        _with(release, knowledge), Occasion("clopidogrel", age_group="child"), gene("CYP2C19", NM)
    )
    assert child.lines == ()
    assert child.withheld == {"CYP2C19": Withheld.UNSAID}
    assert child.matters


def _for_adults(line):
    return replace(line, key=replace(key_of(line), age_groups=("adult",)))


def _with(release, knowledge):
    return replace(release, knowledge=knowledge)


def test_one_position_of_a_gene_without_a_list_of_minimum_ones_is_no_complete_test(
    release: Release,
) -> None:
    """CYP2B6 *6 was not looked at: no usual dose of efavirenz follows from anything else."""
    found = whole(release).gene("CYP2B6")
    assert found is not None
    caller = GeneCaller(found, Assembly.GRCh38)
    sites = [each.sites["GRCh38"] for each in caller.positions]
    for at, position in enumerate(caller.positions):
        ref = Genotype((sites[at].ref,) * 2)
        seen = tuple(ref if place == at else None for place in range(len(sites)))
        one = caller.call(seen)
        assert one.status is not Status.CALLED, position.id
        advice = told(release, Occasion("efavirenz"), one)
        assert not any(line.action is Action.STANDARD for line in advice.lines), position.id
    everything: GeneCall = caller.call(tuple(Genotype((site.ref,) * 2) for site in sites))
    assert (everything.status, everything.phenotype) == (Status.CALLED, NM)
