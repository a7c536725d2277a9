"""Whole families and genes at once are judged as one person at a time would be."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows, numbered
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import MODELS
from tests.focus.rare_disease.inheritance import rules_twin as twin
from tests.focus.rare_disease.inheritance.families import families
from tests.focus.rare_disease.inheritance.genotypes import calls

GENOTYPES = ("0/0", "0/0", "0/1", "0/1", "1/1", "./.", "./1", "./0", "0|1", "1|0", "0", "1", ".")
MEASURED = ("", "", "", " 1", " 2", " 5", " - - -", " 3 8 99", " 0 40 3", " 0 - 99", " 39 40 99")


@st.composite
def genes_of_family(draw: st.DrawFn) -> tuple[Family, int, list[list[str]], list[set[int]]]:
    """A family, a place, and texts of some variants with their genes."""
    family = draw(families(5).filter(lambda each: each.affected))
    place = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
    count = draw(st.integers(1, 5))
    text = st.builds(str.__add__, st.sampled_from(GENOTYPES), st.sampled_from(MEASURED))
    row = st.lists(text, min_size=len(family), max_size=len(family))
    rows = draw(st.lists(row, min_size=count, max_size=count))
    genes = draw(st.lists(st.sets(st.integers(0, 1)), min_size=count, max_size=count))
    return family, place, rows, genes


@settings(max_examples=90)
@given(genes_of_family(), st.data())
def test_every_status_is_that_of_the_twin(case, data: st.DataObject) -> None:
    family, place, rows, genes = case
    sets = data.draw(st.lists(st.sampled_from([7, 8]), min_size=len(rows), max_size=len(rows)))
    reduced = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    made = calls(family, place, rows, sets)
    found = judge(family, made, GeneRows.of([sorted(g) for g in genes]), np.array(reduced))
    expected = twin.verdicts(family, made, genes, reduced)
    for row, wanted in enumerate(expected):
        statuses = {m.value: int(found.verdicts.of(row, m).status) for m in MODELS}
        others = {name: twin.NO for name in statuses if name not in wanted}
        pairs = {"AR_comp", "AR_comp_dn"} if place > 1 else set()
        assert statuses == wanted | others | dict.fromkeys(pairs, twin.NO)


@settings(max_examples=40)
@given(genes_of_family())
def test_a_worse_call_never_excludes(case) -> None:
    """Taking a genotype away may open a verdict, but not refute what was not refuted."""
    family, place, rows, genes = case
    inside = GeneRows.of([sorted(g) for g in genes])
    before = judge(family, calls(family, place, rows), inside)
    for person in range(len(family)):
        fewer = [[*row] for row in rows]
        for row in fewer:
            row[person] = "./."
        after = judge(family, calls(family, place, fewer), inside)
        assert not (after.excluded() & ~before.excluded()).any()


@given(st.lists(st.tuples(st.integers(0, 1 << 40), st.integers(0, 1 << 40)), min_size=1))
def test_rows_have_one_number_where_they_are_alike(rows: list[tuple[int, int]]) -> None:
    table = np.array(rows, dtype=np.int64)
    found = numbered([table[:, 0], table[:, 1], table[:, 0]]).tolist()
    assert len({(a, b) for a, b in zip(rows, found, strict=True)}) == len(set(rows))
    assert len(set(found)) == len(set(rows))
