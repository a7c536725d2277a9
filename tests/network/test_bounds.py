"""Bounds hold the truth, whoever is silent and for whatever reason."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.model.contribution import Scope
from samvar.network.bounds import bounds_of
from samvar.network.operations import CARRIERS_COUNT, STRUCTURAL_FREQUENCY, VARIANT_FREQUENCY
from tests.network.conftest import VARIANTS
from tests.network.twin import TwinNode, TwinPerson, TwinSnapshot

nodes = st.lists(
    st.lists(
        st.fixed_dictionaries({v: st.sampled_from([0, 1, 2, None]) for v in VARIANTS}), max_size=5
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(people=nodes, silent=st.sets(st.integers(0, 4)))
def test_the_truth_lies_between_the_bounds(people, silent):
    parts = [
        TwinSnapshot([TwinPerson(f"{n}-{m}", copies) for m, copies in enumerate(rows)])
        for n, rows in enumerate(people)
    ]
    everyone = TwinSnapshot([p for part in parts for p in part.people])
    asked = {"assembly": "GRCh38", "variants": VARIANTS}
    for operation in (VARIANT_FREQUENCY, CARRIERS_COUNT):
        args = operation.read_args(asked)

        def answer(snapshot, operation=operation, args=args):
            return operation.answer(args, TwinNode("n", snapshot).view(Scope.CARE))

        heard = operation.kind.zero(args)
        for n, part in enumerate(parts):
            if n not in silent:
                heard = operation.kind.merge(heard, answer(part))
        missing = [len(part.people) for n, part in enumerate(parts) if n in silent]
        bounds = bounds_of(operation.kind, heard, missing)
        truth = answer(everyone)
        for column in operation.kind.columns:
            assert (bounds.lower[column] <= truth[column]).all()
            assert (truth[column] <= bounds.upper[column]).all()
        if operation is VARIANT_FREQUENCY:
            seen = truth["an"] > 0
            frequency = truth["ac"][seen] / truth["an"][seen]
            assert (bounds.af_lower[seen] <= frequency).all()
            assert (frequency <= bounds.af_upper[seen]).all()
        if not missing:
            assert all((bounds.upper[c] == truth[c]).all() for c in operation.kind.columns)


def test_one_silent_node_of_unknown_size_lifts_every_upper_bound():
    kind = VARIANT_FREQUENCY.kind
    value = {c: np.array([4]) for c in kind.columns}
    bounds = bounds_of(kind, value, [10, None])
    assert bounds.upper is None
    assert (bounds.af_lower.tolist(), bounds.af_upper.tolist()) == ([0.0], [1.0])


def test_the_formula_of_the_design():
    """AC/(AN+2m) to (AC+2m)/(AN+2m), with AC 3, AN 20, m 5."""
    kind = VARIANT_FREQUENCY.kind
    value = {"ac": 3, "hom": 1, "hemi": 0, "an": 20, "individuals": 10}
    bounds = bounds_of(kind, {c: np.array([n]) for c, n in value.items()}, [2, 3])
    assert bounds.upper["ac"].tolist() == [13]
    assert bounds.upper["hom"].tolist() == [6]
    assert (bounds.af_lower.tolist(), bounds.af_upper.tolist()) == ([3 / 30], [13 / 30])


def test_of_a_frequency_of_people_each_person_counts_once():
    kind = STRUCTURAL_FREQUENCY.kind
    value = {c: np.array([3 if c == "carriers" else 20]) for c in kind.columns}
    bounds = bounds_of(kind, value, [10])
    assert (bounds.af_lower[0], bounds.af_upper[0]) == (3 / 30, 13 / 30)


def test_where_nobody_was_callable_every_frequency_is_possible():
    kind = VARIANT_FREQUENCY.kind
    bounds = bounds_of(kind, {c: np.array([0]) for c in kind.columns}, [])
    assert (bounds.af_lower.tolist(), bounds.af_upper.tolist()) == ([0.0], [1.0])
