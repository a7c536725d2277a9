"""A public release keeps its budget against the best attack; without one nearly all are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.govern.ledger_price import DELTA
from samvar.network.release.rules import PUBLIC
from tests.acceptance.released import Published, run

PEOPLE = (1000, 7000)


@pytest.mark.parametrize("people", PEOPLE)
def test_a_release_within_its_budget_hides_who_was_counted(people):
    outcome = run(Published(people, 2000, rules=PUBLIC), 250)
    assert outcome.answered >= 20
    assert outcome.worst(PUBLIC.budget) <= 0
    assert outcome.worst_absent(PUBLIC.budget) <= 0


@pytest.mark.nightly
@pytest.mark.parametrize("people", PEOPLE)
def test_it_does_so_for_many_targets(people):
    outcome = run(Published(people, 2000, rules=PUBLIC), 3000, seed=2)
    assert outcome.worst(PUBLIC.budget) <= DELTA
    assert outcome.worst_absent(PUBLIC.budget) <= DELTA


def test_a_release_of_all_that_is_common_finds_nearly_everybody():
    assert run(Published(7000, 60_000), 60).auc > 0.95
    assert run(Published(1000, 10_000), 200).auc > 0.95


def test_rounding_to_whole_percents_hides_few():
    assert run(Published(1000, 20_000, step=0.01), 40).auc > 0.95


def test_who_came_between_two_releases_is_betrayed_by_their_difference():
    """The figures of a hundred people who joined, as both releases together tell them."""
    assert run(Published(100, 500), 200).auc > 0.9


def test_a_bound_that_is_too_wide_fails_the_gate():
    loose = replace(PUBLIC, budget=30.0)
    assert run(Published(1000, 8000, rules=loose), 150).worst(1.0) > 0
