"""Pairs of a small variant with a deletion or an expanded repeat."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.copies import AUTOSOME, over_deletions
from samvar.focus.rare_disease.analyse.inheritance.kinds import expanded, stacked, stacked_genes
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.model.family import families_of
from samvar.focus.rare_disease.model.inheritance import Model, Status
from samvar.formats.ped.read import read_ped
from samvar.formats.vcf.records import RecordFile
from samvar.formats.vcf.repeats import read_repeats
from samvar.model.contribution import CountingRules
from samvar.model.genome import Assembly
from samvar.model.repeat import Locus, RepeatCalls
from tests.focus.rare_disease.inheritance.families import trio
from tests.focus.rare_disease.inheritance.genotypes import calls

BOY = trio()


def repeats(units: list[list[int]], low: int = -1, high: int = -1) -> RepeatCalls:
    """One locus, and the units of both alleles of child, father, mother."""
    bound = np.full((len(units), 2), -1, dtype=np.int32)
    lows, highs = bound.copy(), bound.copy()
    lows[0, 1], highs[0, 1] = low, high
    return RepeatCalls(
        ("child", "father", "mother"), (Locus("FXN", 9, 69_037_286, 69_037_304, "GAA"),),
        np.zeros(len(units), dtype=np.int32), np.arange(len(units), dtype=np.int32),
        np.array(units, dtype=np.int32), lows, highs, np.full(len(units), 2, dtype=np.int16),
    )  # fmt: skip


LENGTHS = [
    # child, father, mother, dominant, recessive, why
    ([9, 700], [9, 10], [9, 300], Status.NOT_MET, Status.NOT_MET, "the mother carries it too"),
    ([400, 700], [9, 90], [9, 300], Status.NOT_MET, Status.MET, "one from each"),
    ([9, 700], [9, 10], [9, 9], Status.NOT_MET, Status.NOT_MET, "it grew in the child"),
]


@pytest.mark.parametrize(("child", "father", "mother", "dominant", "recessive", "why"), LENGTHS)
def test_an_allele_carries_from_its_limit(child, father, mother, dominant, recessive, why) -> None:
    _, made = expanded(repeats([child, father, mother]), BOY, {"FXN": 66}, Assembly.GRCh38)
    verdicts = judge(BOY, made, GeneRows.of([[1]])).verdicts
    assert verdicts.of(0, Model.AD).status is dominant, why
    assert verdicts.of(0, Model.AR_HOM).status is recessive, why
    grew = verdicts.of(0, Model.AD_DN).status
    assert grew is (Status.NOT_ASSESSED if why == "it grew in the child" else Status.NOT_MET)


def test_a_length_on_both_sides_of_the_limit_is_not_called() -> None:
    some = repeats([[9, 70], [9, 9], [9, 9]], low=50, high=90)
    _, made = expanded(some, BOY, {"FXN": 66}, Assembly.GRCh38)
    assert (made.least[0, 0], made.most[0, 0]) == (0, 1)
    assert not judge(BOY, made, GeneRows.of([[1]])).excluded()[0]


def test_a_locus_without_a_limit_is_left_out() -> None:
    wanted, made = expanded(repeats([[9, 700]]), BOY, {}, Assembly.GRCh38)
    assert (wanted, len(made)) == ((), 0)


def test_a_repeat_and_a_small_variant_of_one_gene_are_a_pair() -> None:
    _, long = expanded(repeats([[9, 700], [9, 9], [9, 300]]), BOY, {"FXN": 66}, Assembly.GRCh38)
    small = calls(BOY, AUTOSOME, [("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1")])
    inside = stacked_genes([(GeneRows.of([[5], [5]]), 2), (GeneRows.of([[5]]), 1)])
    found = judge(BOY, stacked(small, long), inside)
    assert found.verdicts.of(2, Model.AR_COMP).status is Status.MET
    assert found.compounds.of(2).tolist() == [0]


def test_a_deletion_of_another_file_keeps_its_row() -> None:
    rows = [("1/1", "0/0", "0/1"), ("0/1", "0/1", "0/0")]
    over = over_deletions(
        calls(BOY, AUTOSOME, rows), *(np.array([x], dtype=np.int32) for x in (1, 50, 150)),
        np.array([100, 50], dtype=np.int32), np.array([1, 1], dtype=np.int8),
    )  # fmt: skip
    before = calls(BOY, AUTOSOME, [("0/0", "0/0", "0/0")])
    found = judge(BOY, stacked(before, over), GeneRows.of([[], [], []]))
    assert found.verdicts.of(1, Model.AR_COMP).status is Status.MET
    assert found.compounds.of(1).tolist() == [2]


def test_who_of_the_demo_trio_has_an_expanded_repeat_is_as_stranger_says(
    shared_data: Path,
) -> None:
    folder = shared_data / "rare_disease/scout"
    path = folder / "643594.clinical.str.stranger.vcf.gz"
    records = [
        record
        for record in RecordFile(path, Assembly.GRCh37)
        if record.info.get("STR_PATHOLOGIC_MIN", "").isdecimal()
    ]
    limits = {each.info["REPID"]: int(each.info["STR_PATHOLOGIC_MIN"]) for each in records}
    full = {
        each.info["REPID"] for each in records if "full_mutation" in each.info.get("STR_STATUS", "")
    }
    family = families_of(read_ped(folder / "643594.ped"))[0]
    repeats = read_repeats(path, CountingRules(), Assembly.GRCh37).calls
    wanted, made = expanded(repeats, family, limits, Assembly.GRCh37)
    assert len(wanted) > 20
    carried = {
        repeats.loci[locus].name
        for locus, least in zip(wanted, made.least, strict=True)
        if least.any()
    }
    assert carried == full
    lacks = made.most[:, family.affected[0]] == 0
    excluded = judge(family, made, GeneRows.of([[]] * len(made))).excluded()
    assert 0 < lacks.sum() < len(lacks)
    assert not (excluded & ~lacks & (made.least[:, family.affected[0]] == 0)).any()
