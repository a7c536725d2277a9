"""Our rules, as tables that a geneticist can read: child, father, mother."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

import numpy as np
import pytest

from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.copies import (
    AUTOSOME,
    MT,
    X,
    Y,
    over_deletions,
    places,
)
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.model.family import Family, Member
from samvar.focus.rare_disease.model.inheritance import Model, Status
from samvar.model.genome import Assembly, Sex
from tests.focus.rare_disease.inheritance.families import trio
from tests.focus.rare_disease.inheritance.genotypes import calls

BOY, GIRL = trio(Sex.MALE), trio(Sex.FEMALE)
ILL_MOTHER = trio(mother=True)
YES, NO, OPEN = Status.MET, Status.NOT_MET, Status.NOT_ASSESSED

ONE_VARIANT = [
    # family, place, child, father, mother, model, status, why
    (ILL_MOTHER, AUTOSOME, "0/1", "0/0", "0/1", "AD", YES, "everybody's genotype fits"),
    (ILL_MOTHER, AUTOSOME, "0/1", "0/1", "0/1", "AD", NO, "the father is unaffected and carries it"),
    (ILL_MOTHER, AUTOSOME, "0/1", "0/0", "./.", "AD", OPEN, "an affected person has no call"),
    (ILL_MOTHER, AUTOSOME, "1/1", "0/0", "0/1", "AD", YES, "everybody's genotype fits"),
    (BOY, AUTOSOME, "0/1", "0/0", "0/0", "AD", NO, "the affected person carries it and no parent does"),
    (BOY, AUTOSOME, "0/1", "0/0", "0/0", "AD_dn", YES, "the affected person carries it and no parent does"),
    (BOY, AUTOSOME, "0/1", "0/0 1", "0/0", "AD_dn", YES, "the affected person carries it and no parent does"),
    (BOY, AUTOSOME, "0/1", "0/0 1", "0/0 1", "AD_dn", NO, "a parent has reads of it"),
    (BOY, AUTOSOME, "0/1", "0/0 0 10", "0/0", "AD_dn", OPEN, "the call of the father has too few reads or too low a quality"),
    (BOY, AUTOSOME, "0/1", "0/0 0 11", "0/0", "AD_dn", YES, "the affected person carries it and no parent does"),
    (BOY, AUTOSOME, "0/1", "0/0 0 - -", "0/0", "AD_dn", OPEN, "depth and quality of the father do not assure that it is absent"),
    (BOY, AUTOSOME, "0/1 3 9 99", "0/0", "0/0", "AD_dn", OPEN, "the call of the affected person has too few reads or too low a quality"),
    (BOY, AUTOSOME, "0/1", "./.", "0/0", "AD_dn", OPEN, "the father has no call"),
    (BOY, AUTOSOME, "0/1", "./0", "0/0", "AD_dn", OPEN, "one allele of the father is not called"),
    (BOY, AUTOSOME, "0/1", "0/0 4", "0/0", "AD_mosaic", YES, "the father has it in a part of the reads"),
    (BOY, AUTOSOME, "0/1", "0/1 4", "0/0", "AD_mosaic", YES, "the father has it in a part of the reads"),
    (BOY, AUTOSOME, "0/1", "0/1 4", "0/0", "AD", OPEN, "the father has it in a part of the reads"),
    (BOY, AUTOSOME, "0/1", "0/0 4", "0/0", "AD_dn", NO, "the father has reads of it"),
    (BOY, AUTOSOME, "0/1", "0/1", "0/0", "AD_mosaic", NO, "the father is unaffected and carries it"),
    (BOY, AUTOSOME, "0/1", "0/0", "0/0", "AD_mosaic", NO, "no parent has it in a small part of the reads"),
    (BOY, AUTOSOME, "1/1", "0/1", "0/1", "AR_hom", YES, "everybody's genotype fits"),
    (BOY, AUTOSOME, "1/1", "0/1", "0/0", "AR_hom", NO, "the affected person carries it and no parent does"),
    (BOY, AUTOSOME, "1/1", "0/1", "0/0", "AR_hom_dn", YES, "the affected person carries it and no parent does"),
    (BOY, AUTOSOME, "1/1", "1/1", "0/1", "AR_hom", NO, "the father is unaffected and has it on every copy"),
    (BOY, AUTOSOME, "1/1", "./.", "0/1", "AR_hom", OPEN, "the father has no call"),
    (BOY, AUTOSOME, "0/1", "0/1", "0/1", "AR_hom", NO, "the affected person is affected and has a copy without it"),
    (BOY, AUTOSOME, "./1", "0/1", "0/1", "AR_hom", OPEN, "one allele of the affected person is not called"),
    (BOY, X, "1", "0", "0/1", "XR", YES, "everybody's genotype fits"),
    (BOY, X, "1/1", "0/0", "0/1", "XR", YES, "everybody's genotype fits"),
    (BOY, X, "1", "1", "0/1", "XR", NO, "the father is unaffected and has it on every copy"),
    (BOY, X, "1", "0", "0/0", "XR", NO, "the affected person carries it and no parent does"),
    (BOY, X, "1", "0", "0/0", "XR_dn", YES, "the affected person carries it and no parent does"),
    (BOY, X, "0/1", "0", "0/1", "XR", OPEN, "the affected person has one copy, and two alleles are called"),
    (BOY, X, "1", "0/1", "0/1", "XR", OPEN, "the father has one copy, and two alleles are called"),
    (BOY, X, "1", "0", "1/1", "XR", NO, "the mother is unaffected and has it on every copy"),
    (GIRL, X, "0/1", "0", "0/1", "XR", NO, "the affected person is affected and has a copy without it"),
    (GIRL, X, "0/1", "0", "0/1", "XD", YES, "everybody's genotype fits"),
    (GIRL, X, "0/1", "0", "0/0", "XD_dn", YES, "the affected person carries it and no parent does"),
    (GIRL, X, "0/1", "1", "0/0", "XD", NO, "the father is unaffected and has it on every copy"),
    (BOY, MT, "0/1 20", "0/0", "0/1 4", "MT", YES, "everybody's genotype fits"),
    (BOY, MT, "0/1 20", "0/0", "0/0 3", "MT", YES, "everybody's genotype fits"),
    (BOY, MT, "0/1 20", "0/0", "0/0", "MT_dn", YES, "the affected person carries it and no parent does"),
    (BOY, MT, "1/1", "0/0", "1/1", "MT", OPEN, "the mother is unaffected and has as much of it"),
    (BOY, MT, "0/0", "1/1", "0/0", "MT", NO, "the affected person is affected and does not carry it"),
    (BOY, Y, "1", "1", ".", "YL", NO, "the father is unaffected and carries it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "place", "child", "father", "mother", "model", "status", "why"), ONE_VARIANT
)
def test_one_variant(family, place, child, father, mother, model, status, why) -> None:
    found = judge(family, calls(family, place, [[child, father, mother]]), GeneRows.of([[]]))
    verdict = found.verdicts.of(0, Model(model))
    assert (verdict.status, verdict.said(family)) == (status, why)


TWO_VARIANTS = [
    # one (child, father, mother), other, model, status, why
    (("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1"), "AR_comp", YES, "a second variant in the gene, on the other copy"),
    (("0/1", "0/0", "0/1"), ("0/1", "0/0", "0/1"), "AR_comp", NO, "the mother is unaffected and has both variants"),
    (("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/0"), "AR_comp", NO, "the affected person carries it and no parent does"),
    (("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/0"), "AR_comp_dn", OPEN, "a second variant in the gene, phase unknown"),
    (("1|0", "0/1", "0/0"), ("0|1", "0/0", "0/0"), "AR_comp_dn", YES, "a second variant in the gene, on the other copy"),
    (("1|0", "0/1", "0/0"), ("1|0", "0/0", "0/0"), "AR_comp_dn", NO, "every second variant in the gene is on the same copy"),
    (("0/1", "0/1", "0/0"), ("0/1", "0/0", "./."), "AR_comp", OPEN, "the mother has no call"),
    (("0/1", "0/1", "0/0"), ("./.", "0/0", "0/1"), "AR_comp", OPEN, "the affected person has no call"),
    (("0/1", "0/1", "0/0"), ("1/1", "0/1", "0/1"), "AR_comp", NO, "no second variant in the gene"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "model", "status", "why"), TWO_VARIANTS)
def test_two_variants_of_a_gene(one, other, model, status, why) -> None:
    found = judge(BOY, calls(BOY, AUTOSOME, [one, other]), GeneRows.of([[3], [3]]))
    verdict = found.verdicts.of(0, Model(model))
    assert (verdict.status, verdict.said(BOY)) == (status, why)
    assert found.compounds.of(0).tolist() == ([1] if _any_open(found) else [])


def _any_open(found) -> bool:
    both = (Model.AR_COMP, Model.AR_COMP_DN)
    return any(found.verdicts.of(0, model).status is not NO for model in both)


def test_a_singletons_compound_is_possible_and_its_phase_unknown() -> None:
    alone = Family("F", (Member("child", Sex.MALE, True),))
    found = judge(alone, calls(alone, AUTOSOME, [["0/1"], ["0/1"]]), GeneRows.of([[1], [1]]))
    verdict = found.verdicts.of(0, Model.AR_COMP)
    assert (verdict.status, verdict.said(alone)) == (
        OPEN, "a second variant in the gene, phase unknown",
    )  # fmt: skip


def test_phase_sets_tell_a_singletons_copies_apart() -> None:
    alone = Family("F", (Member("child", Sex.MALE, True),))
    rows = [["1|0"], ["0|1"], ["0|1"]]
    found = judge(alone, calls(alone, AUTOSOME, rows, [5, 5, 6]), GeneRows.of([[1]] * 3))
    assert found.verdicts.of(0, Model.AR_COMP).status is YES
    assert found.verdicts.of(2, Model.AR_COMP).status is OPEN


def test_variants_of_two_genes_are_no_pair() -> None:
    rows = [("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1")]
    found = judge(BOY, calls(BOY, AUTOSOME, rows), GeneRows.of([[1], [2]]))
    assert found.verdicts.of(0, Model.AR_COMP).status is NO


def test_a_sibling_with_both_on_opposite_copies_refutes_a_pair() -> None:
    members = (*BOY.members, Member("sister", Sex.FEMALE, False, "father", "mother"))
    family = Family("F", members)
    rows = [("0/1", "0/1", "0/0", "0/1"), ("0/1", "0/0", "0/1", "0/1")]
    found = judge(family, calls(family, AUTOSOME, rows), GeneRows.of([[1], [1]]))
    verdict = found.verdicts.of(0, Model.AR_COMP)
    assert (verdict.status, verdict.said(family)) == (
        NO, "a relative is unaffected and has both variants",
    )  # fmt: skip


def test_reduced_penetrance_excuses_a_healthy_carrier_and_not_a_healthy_homozygote() -> None:
    rows = [("0/1", "0/1", "0/0"), ("0/1", "1/1", "0/0")]
    found = judge(BOY, calls(BOY, AUTOSOME, rows), GeneRows.of([[], []]), np.array([True, True]))
    assert found.verdicts.of(0, Model.AD).status is YES
    assert found.verdicts.of(1, Model.AD).status is NO


def test_a_homozygous_call_over_a_deletion_is_hemizygous_and_a_pair() -> None:
    """The mother gave the variant, the father the deletion; the child's caller saw only one."""
    rows = [("1/1", "0/0", "0/1"), ("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1")]
    plain = calls(BOY, AUTOSOME, rows)
    over = over_deletions(
        plain,
        np.array([1], dtype=np.int32),
        np.array([50], dtype=np.int32),
        np.array([150], dtype=np.int32),
        np.array([100, 50, 200], dtype=np.int32),
        np.array([1, 1, 1], dtype=np.int8),
    )
    found = judge(BOY, over, GeneRows.of([[], [], []]))
    hom, comp = (found.verdicts.of(0, model) for model in (Model.AR_HOM, Model.AR_COMP))
    assert (hom.status, hom.said(BOY)) == (
        NO, "the affected person has it on the copy that is left beside a deletion",
    )  # fmt: skip
    assert comp.status is YES
    assert found.verdicts.of(1, Model.AR_COMP).status is YES
    assert found.verdicts.of(2, Model.AR_COMP).status is NO
    assert found.compounds.of(0).tolist() == [1]


@pytest.mark.parametrize(("karyotype", "status"), [("XY", YES), ("XXY", NO), ("X", YES)])
def test_the_karyotype_says_how_many_copies_of_x_there_are(karyotype, status) -> None:
    alone = Family("F", (Member("p", Sex.MALE, True, karyotype=karyotype),))
    text = "1" if status is YES else "0/1"
    found = judge(alone, calls(alone, X, [[text]]), GeneRows.of([[]]))
    assert found.verdicts.of(0, Model.XR).status is status


def test_nothing_is_assessed_where_nobody_is_affected() -> None:
    family = Family("F", (Member("p", Sex.MALE, False),))
    found = judge(family, calls(family, AUTOSOME, [["0/0"]]), GeneRows.of([[]]))
    assert found.verdicts.of(0, Model.AD).status is OPEN


@pytest.mark.parametrize(
    ("assembly", "position", "place"),
    [
        (Assembly.GRCh37, 2_699_519, AUTOSOME),
        (Assembly.GRCh37, 2_699_520, X),
        (Assembly.GRCh38, 2_781_478, AUTOSOME),
        (Assembly.GRCh38, 2_781_479, X),
    ],
)
def test_pseudoautosomal_stretches_end_where_the_assembly_says(assembly, position, place) -> None:
    found = places(np.array([23], dtype=np.int8), np.array([position], dtype=np.int32), assembly)
    assert found.tolist() == [place]
