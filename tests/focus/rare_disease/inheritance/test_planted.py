"""No planted cause is refuted by every model: it stays on the lists that hide what is excluded."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.single import judge_single
from tests.focus.rare_disease.inheritance.genotypes import calls
from tests.focus.rare_disease.inheritance.planted import KINDS, Planted, planted


def hidden(one: Planted) -> bool:
    reduced = np.full(len(one.calls), one.reduced)
    excluded = judge(one.family, one.calls, one.inside, reduced).excluded()
    return bool(excluded[list(one.cause)].any())


def test_no_cause_of_a_few_families_of_each_kind_is_hidden() -> None:
    missed = Counter(one.kind for one in map(planted, range(10 * len(KINDS))) if hidden(one))
    assert missed == {}


@pytest.mark.nightly
def test_no_cause_of_five_hundred_families_is_hidden() -> None:
    missed = Counter(one.kind for one in map(planted, range(1000, 1510)) if hidden(one))
    assert missed == {}


def test_the_families_would_notice_rules_that_hide() -> None:
    """Judged as if each call were certain, and alone, many causes are lost: the test can fail."""
    lost = set()
    for one in map(planted, range(4 * len(KINDS))):
        verdicts = judge_single(one.family, one.calls, np.zeros(len(one.calls), dtype=bool))
        if (verdicts.status[list(one.cause)] == 0).all(axis=1).any():
            lost.add(one.kind)
    assert {"compound", "variant and deletion", "reduced penetrance"} <= lost


def test_what_no_family_carries_is_excluded() -> None:
    one = planted(0)
    row = [["0/0 0 40 99"] * len(one.family)]
    assert judge(one.family, calls(one.family, 0, row), one.inside).excluded().tolist() == [True]
