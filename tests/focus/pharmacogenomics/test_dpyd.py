"""The DPYD truth table: no one who may lack activity is ever called normal.

Tier 1: Pratt et al. 2024, doi:10.1016/j.jmoldx.2024.05.015; scores: Amstutz et al. 2018,
doi:10.1002/cpt.911. Every line is run in both assemblies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import GeneCall, Status
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly

NORMAL = "Normal Metabolizer"
ALLELES = {  # name: activity value, its positions
    "c.1905+1G>A (*2A)": (0.0, ("rs3918290",)),
    "c.1679T>G (*13)": (0.0, ("rs55886062",)),
    "c.1129-5923C>G, c.1236G>A (HapB3)": (0.5, ("rs75017182", "rs56038477")),
    "c.2846A>T": (0.5, ("rs67376798",)),
    "c.557A>G": (0.5, ("rs115232898",)),
    "c.868A>G": (0.5, ("rs146356975",)),
    "c.2279C>T": (0.5, ("rs112766203",)),
}
_GENE = own_release().knowledge.gene("DPYD")
assert _GENE is not None
POSITIONS = {position.id: position for position in _GENE.positions}
Call = Callable[..., GeneCall]


def rows(assembly: Assembly, seen: dict[str, str | None]) -> list[tuple[object, ...]]:
    """All positions as reference, except those of `seen`; None leaves the record out."""
    found: list[tuple[object, ...]] = []
    for name, position in POSITIONS.items():
        site = position.sites[assembly.value]
        genotype = seen.get(name, "0/0")
        if genotype is not None:
            found.append((site.contig, site.position + 1, site.ref, position.alts[0], genotype))
    return found


def test_the_table_has_every_tier_1_position() -> None:
    listed = {name for _, positions in ALLELES.values() for name in positions}
    assert listed == set(POSITIONS)


@pytest.mark.parametrize("assembly", Assembly)
def test_all_positions_reference_is_normal_and_says_its_limits(
    call: Call, assembly: Assembly
) -> None:
    found = call("DPYD", rows(assembly, {}), assembly=assembly)
    assert (found.status, found.phenotype, found.activity_score) == (Status.CALLED, NORMAL, 2.0)
    assert any("severe toxicity" in warning for warning in found.warnings)
    assert any("flucytosine" in warning for warning in found.warnings)


@pytest.mark.parametrize("assembly", Assembly)
@pytest.mark.parametrize("name", ALLELES)
@pytest.mark.parametrize(("genotype", "copies"), [("0/1", 1), ("0|1", 1), ("1/1", 2), ("1|1", 2)])
def test_each_allele_heterozygous_and_homozygous(
    call: Call, assembly: Assembly, name: str, genotype: str, copies: int
) -> None:
    value, positions = ALLELES[name]
    found = call("DPYD", rows(assembly, dict.fromkeys(positions, genotype)), assembly=assembly)
    score = 2 - copies * (1 - value)
    assert found.status is Status.CALLED
    assert found.activity_score == score
    assert found.phenotype == ("Poor Metabolizer" if score <= 0.5 else "Intermediate Metabolizer")
    other = name if copies == 2 else "Reference"
    assert [each.name for each in found.diplotypes] == [f"{other}/{name}"]


@pytest.mark.parametrize("assembly", Assembly)
@pytest.mark.parametrize("missing", POSITIONS)
@pytest.mark.parametrize("how", [None, "./.", "./1", "."])
def test_a_missing_position_is_incomplete_whatever_else_was_seen(
    call: Call, assembly: Assembly, missing: str, how: str | None
) -> None:
    for seen in ({}, {"rs3918290": "1/1"}, {"rs67376798": "0/1"}):
        found = call("DPYD", rows(assembly, {**seen, missing: how}), assembly=assembly)
        assert found.status is Status.INCOMPLETE
        assert (found.phenotype, found.activity_score) == (None, None)
        assert missing in found.untested
        assert any(missing in warning for warning in found.warnings)


@pytest.mark.parametrize(("one", "other"), [*combinations(ALLELES, 2)])
def test_pairs_in_trans_in_cis_and_without_phase(call: Call, one: str, other: str) -> None:
    (a, first), (b, second) = ALLELES[one], ALLELES[other]

    def pair(left: str, right: str) -> GeneCall:
        seen = {**dict.fromkeys(first, left), **dict.fromkeys(second, right)}
        return call("DPYD", rows(Assembly.GRCh38, seen))

    trans, cis, unknown = pair("0|1", "1|0"), pair("0|1", "0|1"), pair("0/1", "0/1")
    assert (trans.status, trans.activity_score) == (Status.CALLED, a + b)
    assert (cis.status, cis.activity_score) == (Status.CALLED, 1 + min(a, b))
    assert unknown.status is Status.AMBIGUOUS
    readings = [each.name for each in unknown.diplotypes]
    assert set(readings) == {trans.diplotypes[0].name, readings[1]}
    assert readings[0] == trans.diplotypes[0].name, "the reading of least activity comes first"
    assert any("phase unknown" in warning for warning in unknown.warnings)
    assert NORMAL not in (trans.phenotype, cis.phenotype, unknown.phenotype)
    apart = pair("0|1;1", "1|0;2")
    assert apart.status is Status.AMBIGUOUS, "two phase sets say nothing of each other"
    together = pair("0|1;7", "1|0;7")
    assert together.activity_score == a + b


HAPB3 = [
    # cause, proxy,   scores of the readings, status,            why
    ("0/1", "0/1", {1.5}, Status.CALLED, "concordant"),
    ("1/1", "1/1", {1.0}, Status.CALLED, "concordant"),
    ("0/1", "0/0", {1.5, 2.0}, Status.AMBIGUOUS, "cause without its companion"),
    ("0/0", "0/1", {1.5, 2.0}, Status.AMBIGUOUS, "companion without the cause"),
    ("0/0", "1/1", {1.0, 2.0}, Status.AMBIGUOUS, "companion twice without the cause"),
    ("1/1", "0/1", {1.0, 1.5}, Status.AMBIGUOUS, "cause twice, companion once"),
    ("0/1", "1/1", {1.0, 1.5}, Status.AMBIGUOUS, "cause once, companion twice"),
    ("1/1", "0/0", {1.0, 2.0}, Status.AMBIGUOUS, "cause twice without its companion"),
    (None, "0/1", {1.5}, Status.INCOMPLETE, "by the companion alone: said to be inferred"),
    ("0/1", None, {1.5}, Status.INCOMPLETE, "by the cause alone"),
    (None, "0/0", {2.0}, Status.INCOMPLETE, "the companion alone excludes nothing"),
]


@pytest.mark.parametrize("assembly", Assembly)
@pytest.mark.parametrize(("cause", "proxy", "scores", "status", "why"), HAPB3)
def test_hapb3_by_its_cause_and_its_companion(
    call: Call,
    assembly: Assembly,
    cause: str | None,
    proxy: str | None,
    scores: set[float],
    status: Status,
    why: str,
) -> None:
    seen = {"rs75017182": cause, "rs56038477": proxy}
    found = call("DPYD", rows(assembly, seen), assembly=assembly)
    value = {"Reference": 1.0, **{name: ALLELES[name][0] for name in ALLELES}}
    assert {sum(value[a] for a in each.alleles) for each in found.diplotypes} == scores, why
    assert found.status is status, why
    assert found.phenotype != NORMAL, why
    inferred = any("inferred" in warning for warning in found.warnings)
    assert inferred == (cause is None), why


@pytest.mark.parametrize("allele", ["G", "*", "<DEL>"])
def test_another_base_at_a_tier_1_position_is_not_reference(call: Call, allele: str) -> None:
    some = [row for row in rows(Assembly.GRCh38, {}) if row[1] != 97450058]
    found = call("DPYD", [*some, ("chr1", 97450058, "C", allele, "0/1")])
    assert found.status is Status.INCOMPLETE
    assert found.phenotype is None


def test_a_record_that_its_caller_distrusts_is_no_evidence(call: Call) -> None:
    some = [row for row in rows(Assembly.GRCh38, {}) if row[1] != 97450058]
    found = call("DPYD", [*some, ("chr1", 97450058, "C", "T", "0/0", ".", "LowQual")])
    assert found.status is Status.INCOMPLETE


def test_the_1000_genomes_panel_is_incomplete_for_everyone(shared_data: Path) -> None:
    """rs55886062 (*13) is not in it: 'everyone is normal' would be wrong."""
    path = shared_data / "pharmacogenomics" / "1kgp" / "GRCh37" / "DPYD.vcf.gz"
    called = [
        one.genes[0] for one in call_files([path], Assembly.GRCh37, own_release(), genes=["DPYD"])
    ]
    assert Counter(one.status for one in called) == {Status.INCOMPLETE: 2504}
    assert {one.phenotype for one in called} == {None}
    assert all("rs55886062" in one.untested for one in called)


def test_the_public_release_says_the_same_of_tier_1(call: Call, release: object) -> None:
    """Its 83 positions: with only tier 1 seen it is called, and the rest is listed as untested."""
    for name, (value, positions) in ALLELES.items():
        seen = rows(Assembly.GRCh38, dict.fromkeys(positions, "0/1"))
        found = call("DPYD", seen, release)
        assert found.activity_score == 1 + value, name
        assert len(found.untested) == 83 - len(POSITIONS)
