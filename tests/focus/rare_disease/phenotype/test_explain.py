"""A score is explained to the last bit, and the next question is the one that tells most."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.phenotype.ask_next import ask_next
from samvar.focus.rare_disease.analyse.phenotype.asked import asked
from samvar.focus.rare_disease.analyse.phenotype.explain import explain
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.rules.phenotype.ensemble import Ensemble
from tests.focus.rare_disease.phenotype.made import FEATURES, made
from tests.focus.rare_disease.phenotype.test_part import SAID, SEEN

ALL = Ensemble(0.7, 0.3, 1.1, 2.0, 0.5, 0.2, 0.4, 0.6, 0.9, 0.5)


@settings(max_examples=40)
@given(SAID, SEEN, SEEN, st.integers(0, 13))
def test_the_contributions_add_up_to_the_score(
    said: list[tuple[str, str, str, bool]], seen: list[str], none: list[str], paper: int
) -> None:
    corpus, _ = made(said)
    number = corpus.ontology.number
    query = asked(corpus.ontology, corpus.world, map(number.get, seen), map(number.get, none))
    for papers in ((), (f"PMID:{paper}",)):
        scores = score(corpus, query, papers, ALL)
        assert scores.share.sum() == pytest.approx(1)
        for place in range(len(corpus.ids)):
            told = explain(corpus, query, place, scores, papers, ALL)
            assert sum(each.amount for each in told) == pytest.approx(
                scores.logarithm[place], abs=1e-5
            )


def test_a_term_is_met_through_the_nearest_that_the_disease_has() -> None:
    corpus, _ = made([
        ("OMIM:900001", "HP:9000013", "4/4", False),
        ("OMIM:900002", "HP:9000031", "4/4", False),
        ("OMIM:900003", "HP:9000032", "4/4", False),
    ])  # fmt: skip
    query = asked(corpus.ontology, corpus.world, [corpus.ontology.number["HP:9000012"]])
    scores = score(corpus, query)
    (first, *_), (other, *_) = (explain(corpus, query, place, scores) for place in (0, 1))
    assert (first.term, first.through) == ("HP:9000012", "HP:9000011")  # both are odd thumbs
    assert first.frequency == pytest.approx(0.9)
    assert (other.through, other.frequency) == (None, None)
    assert first.amount > other.amount


def _entropy(chances: list[float]) -> float:
    return -sum(p * math.log2(p) for p in chances if p > 0)


@settings(max_examples=30)
@given(SAID, SEEN)
def test_the_gain_is_the_doubt_before_less_the_doubt_after(
    said: list[tuple[str, str, str, bool]], seen: list[str]
) -> None:
    """By Bayes' rule for each answer, in plain words."""
    corpus, world = made(said)
    query = asked(corpus.ontology, corpus.world, map(corpus.ontology.number.get, seen))
    scores = score(corpus, query, (), ALL)
    before = scores.share.tolist()
    for question in ask_next(corpus, query, scores):
        often = [
            min(max(world.has(each, question.term), 0), 1 - 1e-6)
            or max(0.01, world.mean(question.term))
            for each in corpus.ids
        ]
        yes = sum(p * f for p, f in zip(before, often, strict=True))
        after_yes = [p * f / yes for p, f in zip(before, often, strict=True)]
        after_no = [p * (1 - f) / (1 - yes) for p, f in zip(before, often, strict=True)]
        left = yes * _entropy(after_yes) + (1 - yes) * _entropy(after_no)
        assert question.gain == pytest.approx(_entropy(before) - left, abs=1e-5)
        assert question.chance == pytest.approx(yes, abs=1e-5)


def test_what_is_answered_already_is_not_asked_for() -> None:
    corpus, _ = made([
        ("OMIM:900001", "HP:9000012", "4/4", False),
        ("OMIM:900001", "HP:9000031", "4/4", False),
        ("OMIM:900002", "HP:9000013", "4/4", False),
        ("OMIM:900002", "HP:9000021", "4/4", False),
    ])  # fmt: skip
    number = corpus.ontology.number
    query = asked(corpus.ontology, corpus.world, [number["HP:9000011"]], [number["HP:9000030"]])
    found = ask_next(corpus, query, score(corpus, query, (), ALL))
    assert {each.term for each in found} == {"HP:9000012", "HP:9000013", "HP:9000021", "HP:9000020"}
    best = found[0]
    assert best.supports
    assert best.opposes
    assert set(best.supports).isdisjoint(best.opposes)
    assert np.all(np.diff([each.gain for each in found]) <= 1e-9)
    assert all(each.term in FEATURES for each in found)
