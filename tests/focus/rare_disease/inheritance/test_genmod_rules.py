"""Many variants at once give what genmod's documentation gives one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.inheritance import genmod
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from tests.focus.rare_disease.inheritance import genmod_twin as twin
from tests.focus.rare_disease.inheritance.families import families


@settings(max_examples=80)
@given(st.data())
def test_every_model_and_partner_is_that_of_the_twin(data: st.DataObject) -> None:
    family = data.draw(families().filter(lambda each: each.affected))
    people = len(family)
    variants = data.draw(st.integers(1, 8))
    row = st.lists(st.integers(0, 3), min_size=people, max_size=people)
    states = data.draw(st.lists(row, min_size=variants, max_size=variants))
    genes = data.draw(st.lists(st.sets(st.integers(0, 2)), min_size=variants, max_size=variants))
    on_x = data.draw(st.lists(st.booleans(), min_size=variants, max_size=variants))
    models, partners = twin.follow(family, states, on_x, genes)
    followed = genmod.follow(
        family,
        np.array(states, dtype=np.int8),
        np.array(on_x),
        np.zeros(variants, dtype=bool),
        GeneRows.of([sorted(each) for each in genes]),
    )
    assert [{model.value for model in followed.of(k)} for k in range(variants)] == models
    assert [set(followed.partners.of(k).tolist()) for k in range(variants)] == partners


@settings(max_examples=40)
@given(families().filter(lambda each: each.affected), st.data())
def test_a_healthy_carrier_is_excused_where_penetrance_is_reduced(family, data) -> None:
    state = data.draw(st.lists(st.integers(0, 3), min_size=len(family), max_size=len(family)))
    followed = genmod.follow(
        family,
        np.array([state], dtype=np.int8),
        np.array([False]),
        np.array([True]),
        GeneRows.of([[]]),
    )
    assert {m.value for m in followed.of(0)} == twin.models_of(family, state, False, True)


def test_states_are_those_of_genmod() -> None:
    """1/2 is heterozygous, 2/2 homozygous, 1 and ./1 heterozygous, ./0 the reference."""
    dosage = np.array([[1, 0, 1, 1, 0, 0, 2], [1, 2, 0, 0, 0, 0, 0]], dtype=np.int8)
    called = np.array([[2, 2, 1, 1, 1, 0, 2], [2, 2, 1, 1, 1, 0, 2]], dtype=np.int8)
    written = np.array([[2, 2, 1, 2, 2, 2, 2], [2, 2, 1, 2, 2, 2, 2]], dtype=np.int8)
    state = genmod.states(dosage, called, written, np.array([0, 0], dtype=np.int32), 1)
    assert state.tolist() == [[2, 3, 2, 2, 1, 0, 3]]


def test_a_batch_ends_where_no_gene_is_shared_or_the_chromosome_changes() -> None:
    genes = [frozenset(each) for each in ({1}, {1, 2}, {2}, set(), {2}, {2}, {2})]
    assert list(genmod.batches(genes, [1, 1, 1, 1, 1, 1, 2])) == [0, 0, 0, 1, 2, 2, 3]
