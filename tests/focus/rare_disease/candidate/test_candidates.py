"""Candidates: what was found and what was seen, together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.candidate.rank import candidates, features, share
from samvar.focus.rare_disease.analyse.phenotype.rank import query_of
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.intake.causative import consequence_of
from samvar.focus.rare_disease.model.candidate import Found, Way
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.rules.candidate.effect import effect, rarity
from samvar.focus.rare_disease.rules.candidate.weights import Weights, weights
from samvar.focus.rare_disease.service.candidates import genes_of
from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.model.consequence import TERMS

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098")
AD, PAIR = frozenset({Model.AD}), frozenset({Model.AR_COMP})


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_more_frequent_is_never_the_better(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= rarity(high) <= rarity(low) <= 1 == rarity(None)


def test_every_consequence_of_a_table_tells_something_between_nothing_and_all() -> None:
    told = {name: effect(name) for name in TERMS}
    assert set(told.values()) == {0.0, 0.1, 0.6, 0.8, 0.85, 1.0}
    assert told["intron_variant"] == 0
    assert effect("gene_fusion") == 0
    assert effect("missense_variant", 0.2) == 0.2
    assert effect("stop_gained", 0.2) == 1


@pytest.mark.parametrize(
    ("c", "p", "term"),
    [
        ("c.870-2A>G", "p.?", "splice_acceptor_variant"),
        ("c.870+5G>A", "", "splice_region_variant"),
        ("c.870+50G>A", "", "intron_variant"),
        ("c.1A>G", "p.(Met1Val)", "start_lost"),
        ("c.175A>T", "p.(Lys59Ter)", "stop_gained"),
        ("c.175A>T", "p.Lys59*", "stop_gained"),
        ("c.900T>C", "p.(Ter300GlnextTer12)", "stop_lost"),
        ("c.175_177del", "p.(Asn59del)", "inframe_deletion"),
        ("c.175_177dup", "p.(Asn59dup)", "inframe_insertion"),
        ("c.177C>T", "p.(Asn59=)", "synonymous_variant"),
        ("c.5_6insA", "", None),
        ("c.175A>T", "p.?", None),
    ],
)
def test_names_tell_of_a_consequence_or_of_none(c: str, p: str, term: str | None) -> None:
    assert consequence_of(f"NM_1.1:{c}", f"NP_1.1:{p}") == term


def test_a_gene_is_judged_in_the_ways_of_its_diseases() -> None:
    """FBN1's Marfan syndrome is dominant; a pair of rare missense variants elsewhere is not it."""
    corpus = corpus_of(None)
    query, _ = query_of(corpus, Presentation("a", MARFAN))
    found = {
        "FBN1": [Found("15-1-A-G", "missense_variant", None, 0.6, 0.1, AD)],
        "CFTR": [
            Found("7-1-A-G", "stop_gained", 0.001, 1.0, 0.1, AD, PAIR),
            Found("7-2-A-G", "missense_variant", 0.001, 0.6, 0.1, AD, PAIR),
        ],
        "NOWHERE": [Found("1-1-A-G", "stop_gained", None, 1.0, 0.1, AD)],
    }
    made = candidates(genes_of(None), score(corpus, query), found, weights())
    assert [made[0].symbol, made[0].way, made[0].disease] == ["FBN1", Way.DOMINANT, "OMIM:154700"]
    assert sum(each.score for each in made) == pytest.approx(1)
    ways = {(each.symbol, each.way): each for each in made}
    assert len(ways["CFTR", Way.RECESSIVE].found) == 2
    assert ways["CFTR", Way.RECESSIVE].variant == pytest.approx(rarity(0.001) * 0.8)
    assert ways["NOWHERE", Way.DOMINANT].phenotype == 0
    assert ways["NOWHERE", Way.DOMINANT].disease is None
    assert ("FBN1", Way.RECESSIVE) not in ways


def test_one_allele_of_a_recessive_gene_is_no_pair() -> None:
    one = {"CFTR": [Found("7-1-A-G", "stop_gained", None, 1.0, 0.1, frozenset(), PAIR)]}
    assert candidates(genes_of(None), None, one, weights()) == ()


def test_of_nothing_there_is_no_share() -> None:
    assert share(features([]), Weights(1, 1, 1)).tolist() == []


@given(st.lists(st.tuples(*[st.floats(-20, 5)] * 3), min_size=1, max_size=30))
def test_shares_are_those_of_a_plain_softmax(rows: list[tuple[float, float, float]]) -> None:
    given = Weights(0.7, 5.0, 3.0)
    told = [0.7 * a + 5 * b + 3 * c for a, b, c in rows]
    plain = [float(np.exp(each - max(told))) for each in told]
    assert share(np.array(rows), given) == pytest.approx([each / sum(plain) for each in plain])
