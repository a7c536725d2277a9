"""How far somebody comes who asks again and again to read a patient's features off the bands.

The attacker knows the disease of a patient whom they can single out (they alone carry a variant),
and what is said of it. They guess what more than half of its patients have, and bring that set to
the edge of a band by unlike features, so that one feature more or less shows. Then they put in each
feature of the disease, or take it out: whatever lifts the band is the patient's, or is not. Every
set is a question; a person has `network.sparing.A_DAY` of them a day and `A_MONTH` a month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from samvar.focus.rare_disease.analyse.match.likeness import likeness
from samvar.focus.rare_disease.analyse.match.patients import features, patients_of
from samvar.focus.rare_disease.analyse.phenotype.asked import asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.model.presentation import Solved
from samvar.focus.rare_disease.rules.match.band import BANDS, bands_of
from samvar.focus.rare_disease.share.known import LEAST_TERMS, MOST_TERMS

PATIENTS, SEED, PROBABLE = 25, 6, 0.5
_TURNS = 20
"""Through all features of the disease, each time among other unlike ones."""
_FAR = len(BANDS) - 2


class _Oracle:
    """The patient, of whom only the band is told; sets that were asked with cost nothing again."""

    def __init__(self, corpus: Corpus, terms: Sequence[str], sets: int) -> None:
        self._corpus, self.left = corpus, sets
        self._patient = patients_of(corpus.ontology, corpus.world, ["one"], [terms])
        self._told: dict[frozenset[int], int] = {}

    def band(self, terms: set[int]) -> int | None:
        """0 the closest; None where no set is left, or so many may not be asked with."""
        key = frozenset(terms)
        if key not in self._told:
            if not self.left or not LEAST_TERMS <= len(key) <= MOST_TERMS:
                return None
            self.left -= 1
            corpus = self._corpus
            query = asked(corpus.ontology, corpus.world, sorted(key), [])
            found = likeness(self._patient, corpus.ontology, corpus.world, query)
            self._told[key] = int(bands_of(found, self._patient.told > 0)[0])
        return self._told[key]


def guessed(corpus: Corpus, patient: Solved, sets: int, rng: np.random.Generator) -> set[int]:
    """What the attacker holds to be the patient's features after so many sets."""
    place = corpus.place(patient.disease)
    assert place is not None
    own = corpus.all.profiles
    rows = slice(own.first[place], own.first[place + 1])
    terms, often = own.features.term[rows], own.features.frequency[rows]
    guess = {int(t) for t, f in zip(terms, often, strict=True) if f >= PROBABLE}
    oracle = _Oracle(corpus, patient.presentation.seen, sets)
    order = [int(t) for t in terms[np.argsort(-often, kind="stable")]]
    common = np.flatnonzero(corpus.world.feature)
    common = common[np.argsort(corpus.world.information[common], kind="stable")][:2_000]
    for _ in range(_TURNS):
        unlike = [int(t) for t in rng.permutation(common) if t not in order]
        edge = _edge(oracle, guess, unlike)
        for term in order:
            if edge is None:
                break
            lifted, there = oracle.band(edge ^ {term}), oracle.band(edge)
            if lifted is None or there is None:
                break
            if lifted < there:
                guess ^= {term}
                edge = _edge(oracle, guess, unlike)
    return guess


def _edge(oracle: _Oracle, guess: set[int], unlike: Sequence[int]) -> set[int] | None:
    """The guess with as few unlike features as bring it one band down, by halving; itself where it
    is far already. None where no set is left, or no number of them brings it down."""
    start = oracle.band(guess)
    if start is None or start >= _FAR:
        return None if start is None else set(guess)
    low, high = 0, MOST_TERMS - len(guess) - 1
    while low + 1 < high:
        middle = (low + high) // 2
        band = oracle.band(guess | set(unlike[:middle]))
        if band is None:
            return None
        low, high = (low, middle) if band > start else (middle, high)
    found = guess | set(unlike[:high])
    band = oracle.band(found)
    return found if band is not None and band > start else None


def attacked(
    corpus: Corpus, solved: Sequence[Solved], counts: Sequence[int]
) -> Iterator[tuple[int, float]]:
    """After each count of sets the mean F1 of what was guessed, over drawn patients."""
    known = [
        each
        for each in solved
        if corpus.place(each.disease) is not None
        and len(features(corpus.ontology, corpus.world, each.presentation.seen)) >= LEAST_TERMS
    ]
    chosen = np.random.default_rng(SEED).choice(len(known), PATIENTS, replace=False).tolist()
    for sets in counts:
        scores = []
        for at in chosen:
            patient = known[at]
            true = set(features(corpus.ontology, corpus.world, patient.presentation.seen))
            guess = guessed(corpus, patient, sets, np.random.default_rng(SEED))
            scores.append(2 * len(true & guess) / max(len(true) + len(guess), 1))
        yield sets, float(np.mean(scores))
