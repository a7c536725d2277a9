"""Why a disease has its score: what each term added, and through which term of the disease."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype import part
from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus, Diseases
from samvar.focus.rare_disease.analyse.phenotype.score import Scores, priors
from samvar.focus.rare_disease.model.presentation import Contribution
from samvar.focus.rare_disease.rules.phenotype.ensemble import Ensemble, ensemble
from samvar.knowledge.phenotype.model import Floats

NOT_SEEN = "features that were not mentioned"
LENT = "fits a disease of the same gene better"
PRIOR = {
    "known": "features known of the disease",
    "papers": "publications of the disease",
    "linked": "a gene is known",
}


def explain(
    corpus: Corpus,
    query: Asked,
    place: int,
    scores: Scores,
    without: Iterable[str] = (),
    weights: Ensemble | None = None,
) -> tuple[Contribution, ...]:
    """What makes up a disease's score; the amounts add up to its logarithm.

    place: of the disease. scores: by the same query, papers and weights. What several seen terms
    share, such as a common ancestor, is parted among them equally.
    """
    weights = weights or ensemble()
    diseases, at = _where(corpus, place, without)
    kin = float(corpus.genes.best_of_kin(scores.fit)[place] - scores.fit[place])
    return (
        *_seen(corpus, diseases, at, query, weights),
        *_excluded(corpus, diseases, at, query, weights),
        *_general(corpus, diseases, at, query, weights),
        *((Contribution("", LENT, weights.allelic * kin),) if kin > 0 else ()),
    )


def _where(corpus: Corpus, place: int, without: Iterable[str]) -> tuple[Diseases, int]:
    for paper in without:
        changed = corpus.without(paper)
        if changed is not None and place in changed.places:
            return changed, int(np.searchsorted(changed.places, place))
    return corpus.all, place


def _frequencies(corpus: Corpus, diseases: Diseases, at: int, terms: Iterable[int]) -> Floats:
    """(terms of the ontology) how often the disease has each of some terms, 0 for others."""
    found = np.zeros(len(corpus.ontology))
    for term in terms:
        column = diseases.profiles.column(term)
        there = np.flatnonzero(column.disease == at)
        if len(there):
            found[term] = column.frequency[there[0]]
    return found


def _seen(
    corpus: Corpus, diseases: Diseases, at: int, query: Asked, weights: Ensemble
) -> Iterator[Contribution]:
    world, terms, profiles = corpus.world, corpus.ontology, diseases.profiles
    has = _frequencies(corpus, diseases, at, query.every.tolist())
    sharers = np.zeros(len(terms))
    for above in query.above:
        sharers[above] += 1
    step = np.where(has > 0, world.step * has**0.25, 0.0)
    cover = _cover(corpus, diseases, at, query)
    for number, (seen, above) in enumerate(zip(query.seen, query.above, strict=True)):
        told = part.likelihood_of(profiles, world, seen, above.tolist(), part.NEARBY, part.FLOOR)[
            at
        ]
        met = [term for term in above.tolist() if has[term] > 0]
        through = met[-1] if met and world.information[met[-1]] > part.ROOT_INFORMATION else None
        information = 0.0 if through is None else float(world.information[through])
        amount = (
            weights.likelihood * told
            + weights.phrank * float((step[above] / sharers[above]).sum())
            + weights.resnik * information / len(query.seen)
            + weights.covered * cover[number]
        )
        yield Contribution(
            terms.ids[seen],
            terms.names[seen],
            float(amount),
            None if through is None else terms.ids[through],
            None if through is None else float(has[through]),
        )


def _cover(corpus: Corpus, diseases: Diseases, at: int, query: Asked) -> Floats:
    """(seen terms) what each covers of the disease; what several cover is parted among them."""
    world, above = corpus.world, corpus.ontology.ancestors
    profiles = diseases.profiles
    part_of = slice(profiles.first[at], profiles.first[at + 1])
    own = profiles.features.term[part_of]
    frequency = profiles.features.frequency[part_of]
    there = max(float((frequency * world.information[own]).sum()), 1e-9)
    found = np.zeros(len(query.seen))
    for term, often in zip(own.tolist(), frequency.tolist(), strict=True):
        shared = [each for each in above.of(term).tolist() if query.held[each]]
        if not shared:
            continue
        best = max(shared, key=lambda each: world.information[each])
        sharers = [number for number, each in enumerate(query.above) if best in each]
        found[sharers] += often * world.information[best] / there / len(sharers)
    return found


def _excluded(
    corpus: Corpus, diseases: Diseases, at: int, query: Asked, weights: Ensemble
) -> Iterator[Contribution]:
    has = _frequencies(corpus, diseases, at, query.excluded)
    for term in query.excluded:
        there = has[term] > 0
        often = min(has[term], 0.95) if has[term] >= part.HALLMARK else 0.0
        amount = weights.excluded * float(np.log(1 - often))
        yield Contribution(
            corpus.ontology.ids[term],
            f"not: {corpus.ontology.names[term]}",
            amount,
            corpus.ontology.ids[term] if there else None,
            float(has[term]) if there else None,
        )


def _general(
    corpus: Corpus, diseases: Diseases, at: int, query: Asked, weights: Ensemble
) -> Iterator[Contribution]:
    silent = part.unmentioned(diseases.profiles, query)[at]
    yield Contribution("", NOT_SEEN, float(weights.unmentioned * silent))
    worth = asdict(weights)
    for name, values in priors(corpus, diseases).items():
        yield Contribution("", PRIOR[name], float(worth[name] * values[at]))
