"""The gates of quality, as a table that a laboratory can read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.kinship import relatedness
from samvar.focus.rare_disease.analyse.quality import degree, judge, sex_by_depth
from samvar.focus.rare_disease.model.case import CaseMember, CaseTables
from samvar.focus.rare_disease.model.quality import Gate, GateResult, Standing
from samvar.formats.peddy.read import PeddySample, Relation, SexCheck
from samvar.formats.somalier.read import Pair, SomalierSample
from samvar.model.errors import Where
from samvar.model.genome import Sex

M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN
PASS, FLAGGED, FAILED = Standing.PASS, Standing.FLAGGED, Standing.FAILED
NOT = Standing.NOT_ASSESSED


def member(id: str, sex: Sex, father: str | None = None, mother: str | None = None) -> CaseMember:
    return CaseMember(id, id, sex, None, father, mother, Where("case.yaml", 1))


SON = member("son", M, "dad", "mum")
DAD, MUM, SIS = member("dad", M), member("mum", F), member("sis", F, "dad", "mum")
FAMILY = (SON, DAD, MUM, SIS)


def result(tables: CaseTables, gate: Gate, *ids: str, family=FAMILY) -> GateResult:
    (found,) = (g for g in judge(family, tables) if g.gate is gate and g.members == ids)
    return found


def relation(a: str, b: str, value: float, **more: object) -> Relation:
    usual = Relation(a, b, 10_000, 3, value, None, None, None, False, False, 2)
    return replace(usual, **more)


def sketch(id: str, depth: float, x: float, y: float, sites: int = 100) -> SomalierSample:
    return SomalierSample(id, U, depth, x, y, sites, sites, None, 2)


RELATED = [
    # pair             measured  more                              expected  why
    (("son", "dad"), 0.50, {}, PASS, "parent and child"),
    (("son", "dad"), 0.50, {"parent_error": True}, FLAGGED, "the flag stays to be seen"),
    (("son", "dad"), 0.50, {"predicted_parents": False}, FLAGGED, "peddy sees no parent"),
    (("son", "dad"), 0.26, {}, FAILED, "an uncle"),
    (("son", "dad"), 0.02, {}, FAILED, "not the father, or another's sample"),
    (("son", "dad"), 0.50, {"ibs0": 230}, FAILED, "a brother in the father's place"),
    (("son", "dad"), 0.99, {}, FAILED, "the same person twice"),
    (("dad", "mum"), -0.01, {"ibs0": 940}, PASS, "strangers"),
    (("dad", "mum"), 0.13, {"ibs0": 700}, FLAGGED, "cousins: nobody states it, and it is so"),
    (("dad", "mum"), 0.50, {"ibs0": 230}, FAILED, "brother and sister"),
    (("son", "sis"), 0.47, {"ibs0": 230}, PASS, "siblings share no allele at some sites"),
    (("son", "sis"), 0.47, {"duplication_error": True, "ibs0": 230}, FLAGGED, "a flag"),
    (("son", "sis"), 0.24, {"ibs0": 500}, FAILED, "half siblings"),
]  # fmt: skip


@pytest.mark.parametrize(("pair", "value", "more", "expected", "why"), RELATED)
def test_relatedness(pair, value, more, expected, why) -> None:
    tables = CaseTables(relations=(relation(*pair, value, **more),))
    found = result(tables, Gate.RELATEDNESS, *pair)
    assert found.standing is expected, why
    assert (expected is PASS) == (found.reasons == ())
    assert ("relatedness", value) in {(f.name, f.value) for f in found.figures}


def test_two_tools_that_disagree_flag_a_pair() -> None:
    tables = CaseTables(
        relations=(relation("dad", "son", 0.5),), pairs=(Pair("son", "dad", 0.02, 0.5, 3, 100, 2),)
    )
    found = result(tables, Gate.RELATEDNESS, "son", "dad")
    assert found.standing is FAILED  # 3 of 100 sites without a shared allele: no parent
    calm = replace(tables, pairs=(Pair("son", "dad", 0.02, 0.5, None, None, 2),))
    found = result(calm, Gate.RELATEDNESS, "son", "dad")
    assert found.standing is FLAGGED
    assert found.reasons == (
        "somalier finds unrelated, first degree is stated", "another file finds what is stated",
    )  # fmt: skip


def test_without_a_measure_nothing_is_assessed() -> None:
    for found in judge(FAMILY, CaseTables()):
        assert found.standing is NOT
        assert found.reasons
    unmeasured = CaseTables(relations=(relation("son", "dad", 0.5, relatedness=None),))
    assert result(unmeasured, Gate.RELATEDNESS, "son", "dad").standing is NOT


SEXES = [
    # stated  peddy  flag   somalier (depth, X, Y)  expected  why
    (M, M, False, None, PASS, "agreed"),
    (M, F, True, None, FAILED, "another's sample"),
    (M, M, True, None, FLAGGED, "the flag stays to be seen"),
    (U, M, False, None, NOT, "no sex is stated"),
    (M, U, False, None, NOT, "peddy could not tell"),
    (M, M, False, (30, 15, 15), PASS, "both agree"),
    (M, M, False, (30, 30, 0), FLAGGED, "the tools disagree"),
    (F, None, None, (30, 30, 0), PASS, "two X, no Y"),
    (F, None, None, (30, 15, 15), FAILED, "one X and a Y"),
    (F, None, None, (30, 15, 0), NOT, "one X and no Y fits neither sex"),
    (M, None, None, (30, 30, 15), NOT, "two X and a Y fit neither"),
]


@pytest.mark.parametrize(("stated", "peddy", "flag", "depths", "expected", "why"), SEXES)
def test_sex(stated, peddy, flag, depths, expected, why) -> None:
    tables = CaseTables(
        sex_checks=() if peddy is None else (SexCheck("son", stated, peddy, 0.03, flag, 2),),
        sketches=() if depths is None else (sketch("son", *depths),),
    )
    family = (replace(SON, sex=stated, father=None, mother=None),)
    found = result(tables, Gate.SEX, "son", family=family)
    assert found.standing is expected, why


def test_a_few_sites_say_nothing_of_sex() -> None:
    assert sex_by_depth(sketch("a", 30, 15, 15, sites=9)) is U
    assert sex_by_depth(sketch("a", 0, 0, 0)) is U


COVERAGE = [
    # ordered  somalier  peddy  expected
    (30, 31.0, None, PASS),
    (30, 27.0, None, FLAGGED),
    (30, 20.0, None, FAILED),
    (30, None, 31.0, PASS),
    (None, 31.0, None, NOT),
    (30, None, None, NOT),
]


@pytest.mark.parametrize(("ordered", "somalier", "peddy", "expected"), COVERAGE)
def test_coverage(ordered, somalier, peddy, expected) -> None:
    tables = CaseTables(
        sketches=() if somalier is None else (sketch("son", somalier, 15, 15),),
        peddy=() if peddy is None else (PeddySample("son", M, None, None, peddy, None, 2),),
    )
    family = (replace(SON, expected_coverage=ordered),)
    assert result(tables, Gate.COVERAGE, "son", family=family).standing is expected


GRAND = (
    member("g1", M), member("g2", F), member("p", M, "g1", "g2"), member("aunt", F, "g1", "g2"),
    member("q", F), member("r", M), member("child", F, "p", "q"), member("cousin", M, "r", "aunt"),
    member("inbred", F, "cousin", "child"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("child", "p", 0.5), ("p", "aunt", 0.5), ("child", "g1", 0.25), ("child", "aunt", 0.25),
        ("child", "cousin", 0.125), ("child", "r", 0), ("child", "child", 1),
        ("inbred", "inbred", 1.0625), ("inbred", "child", 0.5625), ("child", "nobody", 0),
    ],
)  # fmt: skip
def test_relatedness_by_the_pedigree(a, b, expected) -> None:
    assert relatedness(GRAND, a, b) == pytest.approx(expected)
    assert relatedness(GRAND, b, a) == pytest.approx(expected)


def dropped(family, a: str, b: str, draws) -> float:
    """The plain twin: genes dropped through the pedigree; the share alike by descent, twice."""
    copies: dict[str, tuple[int, int]] = {}
    serial = iter(range(10_000))
    by_id = {each.id: each for each in family}

    def genes(name):
        if name not in copies:
            each = by_id.get(name)
            parents = (each.father, each.mother) if each else (None, None)
            copies[name] = tuple(
                next(serial) if p is None else genes(p)[next(draws)] for p in parents
            )
        return copies[name]

    return sum(x == y for x in genes(a) for y in genes(b)) / 2


@pytest.mark.parametrize(("a", "b"), [("child", "cousin"), ("child", "aunt"), ("p", "aunt")])
def test_dropped_genes_have_the_same_mean(a, b) -> None:
    """Over every outcome of eight draws the mean is exact, not sampled."""
    found = [
        dropped(GRAND[:8], a, b, iter([(outcome >> n) & 1 for n in range(8)]))
        for outcome in range(2**8)
    ]
    assert sum(found) / len(found) == pytest.approx(relatedness(GRAND[:8], a, b))


@given(st.floats(-1, 2))
def test_every_value_has_one_degree(value) -> None:
    assert degree(value) in range(5)
    assert degree(value) <= degree(value - 0.01)
