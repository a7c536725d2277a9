"""Each part of the score is what its formula says, computed in plain words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.phenotype import corpus as corpus_module
from samvar.focus.rare_disease.analyse.phenotype import part
from samvar.focus.rare_disease.analyse.phenotype.asked import Asked, asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from tests.focus.rare_disease.phenotype import plain
from tests.focus.rare_disease.phenotype.made import FEATURES, made
from tests.focus.rare_disease.phenotype.plain import World

Fast = Callable[[Corpus, Asked], np.ndarray]
Plain = Callable[[World, str, list[str]], float]
PAIRS: dict[str, tuple[Fast, Plain]] = {
    "phrank": (
        lambda c, q: part.phrank(c.all.profiles, c.world, q),
        lambda w, d, s: plain.phrank(w, d, s, 0.25),
    ),
    "phrank as published": (
        lambda c, q: part.phrank(c.all.profiles, c.world, q, by_frequency=False),
        lambda w, d, s: plain.phrank(w, d, s, 0),
    ),
    "resnik, seen": (
        lambda c, q: part.resnik_seen(c.all.profiles, c.world, q),
        plain.resnik_seen,
    ),
    "resnik, known": (
        lambda c, q: part.resnik_known(c.all.profiles, c.ontology, c.world, q),
        plain.resnik_known,
    ),
    "covered": (
        lambda c, q: part.covered(c.all.profiles, c.ontology, c.world, q),
        plain.covered,
    ),
    "likelihood": (
        lambda c, q: part.likelihood(c.all.profiles, c.world, q),
        lambda w, d, s: plain.likelihood(w, d, s, 0.1, 0.003),
    ),
    "LIRICAL's": (
        lambda c, q: part.likelihood(c.all.profiles, c.world, q, nearby=0.3, floor=1e-9),
        lambda w, d, s: plain.likelihood(w, d, s, 0.3, 1e-9),
    ),
    "unmentioned": (lambda c, q: part.unmentioned(c.all.profiles, q), plain.unmentioned),
    "simGIC": (
        lambda c, q: part.sim_gic(c.all.profiles, c.world, q, c.information),
        plain.sim_gic,
    ),
}
SAID = st.lists(
    st.tuples(
        st.sampled_from([f"OMIM:{number}" for number in range(900001, 900006)]),
        st.sampled_from(FEATURES),
        st.sampled_from(["", "", "1/4", "4/4", "0/3", "HP:0040281", "HP:0040283"]),
        st.sampled_from([False, False, False, False, True]),
    ),
    min_size=1,
    max_size=14,
)
SEEN = st.lists(st.sampled_from(FEATURES), min_size=1, max_size=5, unique=True)


@settings(max_examples=60)
@given(SAID, SEEN, SEEN)
def test_every_part_is_what_its_formula_says(
    said: list[tuple[str, str, str, bool]], seen: list[str], none: list[str]
) -> None:
    corpus, world = made(said)
    number = corpus.ontology.number
    query = asked(corpus.ontology, corpus.world, map(number.get, seen), map(number.get, none))
    for name, (fast, slow) in PAIRS.items():
        expected = [slow(world, disease, seen) for disease in corpus.ids]
        assert fast(corpus, query) == pytest.approx(expected, abs=2e-6), name
    for least in (0.0, 0.8):
        expected = [plain.excluded(world, disease, none, least) for disease in corpus.ids]
        found = part.excluded(corpus.all.profiles, query, least)
        assert found == pytest.approx(expected, abs=2e-6)


@settings(max_examples=30)
@given(SAID)
def test_frequencies_are_pooled_and_closed_upwards(
    said: list[tuple[str, str, str, bool]],
) -> None:
    corpus, world = made(said)
    known = corpus.all.profiles
    for term in FEATURES:
        disease, frequency, root = known.column(corpus.ontology.number[term])
        found = {corpus.ids[at]: f for at, f in zip(disease, frequency, strict=True)}
        expected = {d: world.has(d, term) for d in corpus.ids if world.has(d, term) > 0}
        assert found == pytest.approx(expected, rel=1e-6)
        assert root**4 == pytest.approx(frequency, rel=1e-5)


def test_a_query_touches_only_the_columns_of_its_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many diseases and terms there are: a column for each term and each above it."""
    corpus, _ = made([(f"OMIM:{900000 + at}", FEATURES[at % 10], "", False) for at in range(40)])
    profiles = corpus.all.profiles
    asked_for: list[int] = []
    column = type(profiles).column

    def counted(self: object, term: int) -> object:
        asked_for.append(term)
        return column(self, term)  # type: ignore[arg-type]

    monkeypatch.setattr(type(profiles), "column", counted)
    number = corpus.ontology.number["HP:9000012"]
    query = asked(corpus.ontology, corpus.world, [number])
    part.phrank(profiles, corpus.world, query)
    part.resnik_seen(profiles, corpus.world, query)
    part.likelihood(profiles, corpus.world, query)
    assert set(asked_for) <= set(query.every.tolist())
    assert len(asked_for) <= 3 * len(query.every)


def test_few_papers_are_held_and_each_is_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "PAPERS_HELD", 2)
    corpus, _ = made([(f"OMIM:{900000 + at}", FEATURES[at], "", False) for at in range(6)])
    first = corpus.without("PMID:0")
    assert first is not None
    assert first is corpus.without("PMID:0")
    for at in range(1, 6):
        changed = corpus.without(f"PMID:{at}")
        assert changed is not None
        assert corpus.ids[changed.places[0]] == f"OMIM:{900000 + at}"
        assert len(corpus._without) <= 2
    again = corpus.without("PMID:0")
    assert again is not None
    assert again is not first
    assert np.array_equal(again.known, first.known)
    assert corpus.without("PMID:77") is None
