"""The score of every disease for one patient: parts, weights, shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype import part
from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus, Diseases
from samvar.focus.rare_disease.rules.phenotype.ensemble import PRIORS, Ensemble, ensemble
from samvar.knowledge.phenotype.model import Floats

Parts = Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """logarithm: (diseases) the weighted sum; share: (diseases) 0 to 1, together 1.

    fit: (diseases) of the sum, what the patient's terms make up. alone: (diseases) shares without
    what diseases of the same gene lend each other, from which genes are ranked.
    """

    logarithm: Floats
    share: Floats
    fit: Floats
    alone: Floats


def score(
    corpus: Corpus, query: Asked, without: Iterable[str] = (), weights: Ensemble | None = None
) -> Scores:
    """Score all diseases. without: publications whose statements are left out, such as the one
    that the patient is described in."""
    weights = weights or ensemble()
    values = {name: part.copy() for name, part in parts(corpus, corpus.all, query).items()}
    for paper in without:
        changed = corpus.without(paper)
        if changed is not None:
            for name, own in parts(corpus, changed, query).items():
                values[name][changed.places] = own
    prior = weighed({name: values.pop(name) for name in PRIORS}, weights)
    fit = weighed(values, weights)
    lent = weights.allelic * (corpus.genes.best_of_kin(fit) - fit)
    return Scores(fit + prior + lent, _shares(fit + prior + lent), fit, _shares(fit + prior))


def _shares(logarithm: Floats) -> Floats:
    share = np.exp(logarithm - logarithm.max(initial=0))
    found: Floats = share / max(float(share.sum()), 1e-300)
    return found


def parts(corpus: Corpus, diseases: Diseases, query: Asked) -> Parts:
    """Every part that has a weight, by the name of that, (diseases)."""
    known, world, terms = diseases.profiles, corpus.world, corpus.ontology
    return {
        "likelihood": part.likelihood(known, world, query),
        "phrank": part.phrank(known, world, query),
        "resnik": part.resnik_seen(known, world, query),
        "covered": part.covered(known, terms, world, query),
        "unmentioned": part.unmentioned(known, query),
        "excluded": part.excluded(known, query),
        **priors(corpus, diseases),
    }


def priors(corpus: Corpus, diseases: Diseases) -> Parts:
    """What is known of each disease without the patient, (diseases)."""
    return {
        "known": np.log1p(diseases.known),
        "papers": np.log1p(diseases.papers),
        "linked": corpus.genes.linked[diseases.places],
    }


def weighed(values: Parts, weights: Ensemble) -> Floats:
    """(diseases) the weighted sum of some parts."""
    worth = asdict(weights)
    found = np.zeros(len(next(iter(values.values()))))
    for name, value in values.items():
        found += worth[name] * value
    return found
