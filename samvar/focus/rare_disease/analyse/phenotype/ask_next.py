"""Which feature that nobody has asked for would tell most about the likeliest diseases.

With p(D) the shares of the likeliest diseases, parted anew among them, and f(D, t) how often each
has the term t, the answer to "is t there?" takes away, on average,

    h(sum p(D) f(D, t)) - sum p(D) h(f(D, t))    bits, h(x) = -x log2 x - (1 - x) log2 (1 - x)

of the doubt: the mutual information of disease and answer. Of a disease of which nothing is said,
f is what it is among all diseases, and `SELDOM` at least.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.analyse.phenotype.score import Scores
from samvar.focus.rare_disease.model.presentation import Question
from samvar.knowledge.phenotype.model import Floats, Ints

LEAST_GAIN = 0.005
"""Bits; less is none in two decimals, and no reason to ask a family anything."""
LIKELIEST = 50
SELDOM = 0.01


def ask_next(
    corpus: Corpus, query: Asked, scores: Scores, limit: int = 10, likeliest: int = LIKELIEST
) -> tuple[Question, ...]:
    """The features worth asking for, the most telling first.

    Not asked for are terms that what was seen or excluded answers already. Of terms that tell the
    same, such as a term and the one above it, the more specific is given.
    """
    places = np.argsort(-scores.share, kind="stable")[:likeliest]
    chance = scores.share[places] / max(float(scores.share[places].sum()), 1e-300)
    terms = _open(corpus, query, places)
    if not len(terms):
        return ()
    often = _often(corpus, terms, places)
    there = often @ chance
    gain = _doubt(there) - _doubt(often) @ chance
    order = np.lexsort((-corpus.world.information[terms], -np.round(gain, 9)))[:limit]
    after = often * chance / np.maximum(there, 1e-300)[:, None] - chance
    ids = [corpus.ids[place] for place in places]
    names = corpus.ontology
    return tuple(
        Question(
            names.ids[terms[at]],
            names.names[terms[at]],
            float(gain[at]),
            float(there[at]),
            tuple(ids[d] for d in np.argsort(-after[at], kind="stable")[:3] if after[at][d] > 0),
            tuple(ids[d] for d in np.argsort(after[at], kind="stable")[:3] if after[at][d] < 0),
        )
        for at in order
        if gain[at] >= LEAST_GAIN
    )


def _open(corpus: Corpus, query: Asked, places: NDArray[np.intp]) -> Ints:
    """Terms that some of the diseases have, and whose answer is not known."""
    own = corpus.all.profiles.features
    direct = np.unique(own.term[np.isin(own.disease, places)])
    above = corpus.ontology.ancestors
    every = np.unique(np.concatenate([above.of(term) for term in direct.tolist()] or [direct]))
    ruled_out = np.zeros(len(corpus.ontology), bool)
    ruled_out[list(query.excluded)] = True
    answered = np.array([bool(ruled_out[above.of(term)].any()) for term in every.tolist()], bool)
    found: Ints = every[corpus.world.feature[every] & ~query.held[every] & ~answered]
    return found


def _often(corpus: Corpus, terms: Ints, places: NDArray[np.intp]) -> Floats:
    """(terms, places) how often each disease has each term."""
    place_of = np.full(len(corpus.ids), -1)
    place_of[places] = np.arange(len(places))
    found = np.empty((len(terms), len(places)))
    for row, term in enumerate(terms.tolist()):
        found[row] = max(SELDOM, float(corpus.world.mean[term]))
        column = corpus.all.profiles.column(term)
        own = place_of[column.disease]
        found[row, own[own >= 0]] = column.frequency[own >= 0]
    return np.clip(found, 1e-6, 1 - 1e-6)


def _doubt(chance: Floats) -> Floats:
    """Bits of doubt in a yes or no."""
    bits: Floats = -chance * np.log2(chance) - (1 - chance) * np.log2(1 - chance)
    return bits
