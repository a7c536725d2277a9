"""Structural variants, repeats and mitochondria: what may be asked, and what is hidden."""

from __future__ import annotations

import numpy as np
import pytest

from samvar.knowledge.repeats import LIMITS
from samvar.model.errors import BadVariant, SamvarError, UsageError
from samvar.network.floor import hide_below
from samvar.network.operations import (
    MITOCHONDRIAL_FREQUENCY,
    REPEAT_LENGTHS,
    STRUCTURAL_FREQUENCY,
)
from samvar.network.tells import Table

REFUSED = [
    (STRUCTURAL_FREQUENCY, {"events": []}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["DEL:1:5-9", "DEL:chr1:5-9"]}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["DEL:1:5-9"] * 1001}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["DEL:1:5-9"], "overlap": 0.49}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["DEL:1:5-9"], "overlap": 0.81}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["INS:1:5"], "window_bp": 10_001}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["INS:1:5"], "window_bp": -1}, UsageError),
    (STRUCTURAL_FREQUENCY, {"events": ["1-5-A-C"]}, BadVariant),
    (REPEAT_LENGTHS, {"locus": ""}, UsageError),
    (REPEAT_LENGTHS, {"locus": "NOBODY", "bins": "class"}, UsageError),
    (REPEAT_LENGTHS, {"locus": "HTT", "bins": "other"}, UsageError),
    (MITOCHONDRIAL_FREQUENCY, {"variant": "1-5-A-C"}, UsageError),
    (MITOCHONDRIAL_FREQUENCY, {"variant": "MT-99999-A-C"}, BadVariant),
]


@pytest.mark.parametrize(("operation", "given", "error"), REFUSED)
def test_a_question_that_makes_no_sense_is_refused(operation, given, error) -> None:
    with pytest.raises(error) as told:
        operation.read_args({"assembly": "GRCh38", **given})
    assert isinstance(told.value, SamvarError)


def test_each_structural_variant_of_a_question_is_paid_for() -> None:
    args = {"assembly": "GRCh38", "events": ["DEL:1:5-9", "INS:1:5"]}
    told = STRUCTURAL_FREQUENCY.tells(STRUCTURAL_FREQUENCY.read_args(args))
    assert isinstance(told, Table)
    assert told.cells == 2
    other = STRUCTURAL_FREQUENCY.tells(STRUCTURAL_FREQUENCY.read_args(args | {"overlap": 0.8}))
    assert isinstance(other, Table)
    assert other.name != told.name


HIDDEN = [
    # carriers individuals hidden
    (9, 1000, True),
    (10, 1000, False),
    (991, 1000, True),
    (0, 1000, True),
]


@pytest.mark.parametrize(("carriers", "individuals", "hidden"), HIDDEN)
def test_few_carriers_and_few_others_are_hidden(carriers, individuals, hidden) -> None:
    kind = STRUCTURAL_FREQUENCY.kind
    args = STRUCTURAL_FREQUENCY.read_args({"assembly": "GRCh38", "events": ["DEL:1:5-9"]})
    numbers = (carriers, 1, individuals)
    value = {c: np.array([n]) for c, n in zip(kind.columns, numbers, strict=True)}
    masks = hide_below(kind, args, value, 10)
    assert masks["carriers"].tolist() == [hidden]
    assert masks["homozygotes"].tolist() == [True]


def test_a_class_of_few_does_not_follow_from_the_others() -> None:
    kind = REPEAT_LENGTHS.kind
    given = {"assembly": "GRCh38", "locus": "HTT", "bins": "class"}
    args = REPEAT_LENGTHS.read_args(given)
    value = {
        "alleles": np.array([1950, 47, 3]),
        "homozygotes": np.array([955, 0, 0]),
        "an": np.full(3, 2000),
        "individuals": np.full(3, 1000),
    }
    assert hide_below(kind, args, value, 10)["alleles"].tolist().count(True) >= 2


def test_limits_part_the_lengths_and_have_a_source() -> None:
    assert len(LIMITS) > 50
    for name, limits in LIMITS.items():
        assert 0 < limits.normal_max < limits.pathogenic_min, name
        assert limits.source.startswith(("NBK", "PMID:", "doi:")), name
