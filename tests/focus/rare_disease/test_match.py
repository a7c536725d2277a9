"""One patient beside many: what the vectors say is what the formula says, word for word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.match.likeness import likeness
from samvar.focus.rare_disease.analyse.match.patients import patients_of, query_of
from samvar.focus.rare_disease.rules.match.band import BANDS, Band, bands_of
from samvar.focus.rare_disease.rules.match.score import match_score
from tests.focus.rare_disease.phenotype.made import FEATURES, made
from tests.focus.rare_disease.phenotype.plain import World

SAID = [
    ("OMIM:900001", "HP:9000012", "3/4", False), ("OMIM:900001", "HP:9000031", "", False),
    ("OMIM:900002", "HP:9000013", "", False), ("OMIM:900003", "HP:9000022", "", False),
    ("OMIM:900004", "HP:9000021", "", False), ("OMIM:900004", "HP:9000032", "", False),
    ("OMIM:900005", "HP:9000011", "", False), ("OMIM:900005", "HP:9000030", "", False),
]  # fmt: skip
CORPUS, PLAIN = made(SAID)
terms = st.lists(st.sampled_from([*FEATURES, "HP:0000118", "HP:7777777"]), max_size=6)


def known(world: World, said: list[str]) -> list[str]:
    return sorted({each for each in said if each in world.parents})


def best(world: World, term: str, others: list[str], least: float) -> float:
    """The information of the best ancestor that a term shares with any of the others."""
    shared = {up for other in others for up in world.above(other)} & world.above(term)
    found = max((world.information(up) for up in shared), default=0.0)
    return found if found > least else 0.0


def twin(world: World, ours: list[str], theirs: list[str]) -> float:
    """`likeness` of two patients, one term at a time."""
    q, p = known(world, ours), known(world, theirs)
    told = sum(world.information(term) for term in p)
    if not q or not told:
        return 0.0
    asked = sum(world.information(term) for term in q)
    shared = sum(best(world, term, p, 0.02) for term in q) + sum(
        best(world, term, q, 0.0) for term in p
    )
    return min(shared / (asked + told), 1.0)


@settings(max_examples=150)
@given(ours=terms, everybody=st.lists(terms, max_size=6))
def test_the_likeness_of_each_is_what_the_formula_says(ours, everybody):
    patients = patients_of(
        CORPUS.ontology, CORPUS.world, [str(n) for n in range(len(everybody))], everybody
    )
    query = query_of(CORPUS.ontology, CORPUS.world, ours)
    found = likeness(patients, CORPUS.ontology, CORPUS.world, query)
    assert found == pytest.approx([twin(PLAIN, ours, theirs) for theirs in everybody])


@settings(max_examples=60)
@given(one=terms, other=terms)
def test_it_is_the_same_from_either_side_and_one_with_oneself(one, other):
    def of(ours: list[str], theirs: list[str]) -> float:
        patients = patients_of(CORPUS.ontology, CORPUS.world, ["p"], [theirs])
        query = query_of(CORPUS.ontology, CORPUS.world, ours)
        return float(likeness(patients, CORPUS.ontology, CORPUS.world, query)[0])

    assert of(one, other) == pytest.approx(of(other, one), abs=0.02)
    if sum(PLAIN.information(term) for term in known(PLAIN, one)) > 0.02 * len(one):
        assert of(one, one) == pytest.approx(1.0, abs=0.02)


BANDED = [
    # likeness  known  band           why
    (1.0, True, Band.CLOSE, "the same"),
    (0.6, True, Band.CLOSE, "the edge belongs to the better band"),
    (0.599, True, Band.ALIKE, "under it"),
    (0.3, True, Band.ALIKE, "the edge"),
    (0.0, True, Band.FAR, "nothing in common"),
    (0.0, False, Band.UNKNOWN, "nothing known is not far"),
]


@pytest.mark.parametrize(("number", "is_known", "band", "why"), BANDED)
def test_a_band_is_told_and_not_the_number(number, is_known, band, why):
    (place,) = bands_of(np.array([number]), np.array([is_known])).tolist()
    assert BANDS[place] is band, why


SCORED = [
    # likeness  gene   variant  score   why
    (1.0, False, False, 0.25, "features alone are a quarter"),
    (0.0, True, False, 0.1875, "a gene is a quarter of three quarters"),
    (0.0, True, True, 0.75, "the variant is all of it"),
    (0.0, False, True, 0.75, "a variant in no named gene counts the same"),
    (1.0, True, True, 1.0, "all"),
]


@pytest.mark.parametrize(("alike", "gene", "variant", "score", "why"), SCORED)
def test_genes_and_features_are_weighed_as_patientmatcher_does(alike, gene, variant, score, why):
    assert match_score(alike, gene=gene, variant=variant) == pytest.approx(score), why
