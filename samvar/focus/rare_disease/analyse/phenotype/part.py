"""The parts of a score: how well each disease fits, in several published ways.

Every function takes the profiles of diseases, the background and what was asked, and answers
(diseases) float64. N is the number of diseases, n(t) how many have the term t, f(D, t) how often
a disease has it, Q the terms seen.
"""

from __future__ import annotations

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.background import Background
from samvar.focus.rare_disease.analyse.phenotype.profile import Profiles
from samvar.knowledge.phenotype.model import Floats, Ontology

ROOT_INFORMATION = 0.02
"""A term that 98 % of the diseases have tells nothing, and its column is long."""
EPSILON = 0.05
"""A feature that nobody has described yet."""
NEARBY = 0.1
"""How much a match by an ancestor counts beside one by the term itself."""
FLOOR = 0.003
"""Added to a term's mean frequency: who writes down features of patients uses rare terms, too."""
HALLMARK = 0.8
"""A feature that so many patients have, or more, speaks against the disease by its absence."""


def phrank(
    profiles: Profiles, world: Background, query: Asked, *, by_frequency: bool = True
) -> Floats:
    """Sum over shared terms of step(t) f(D, t)^0.25; without frequency it is Phrank as published.

    Source: Jagadeesh et al. 2019, doi:10.1038/s41436-018-0072-y; the frequency is ours.
    """
    found = np.zeros(profiles.count)
    for term in query.every.tolist():
        if world.step[term] > 0:
            disease, _, root = profiles.column(term)
            found[disease] += world.step[term] * (root if by_frequency else 1)
    return found


def resnik_seen(profiles: Profiles, world: Background, query: Asked) -> Floats:
    """Mean over Q of the information of the best shared ancestor.

    Source: Resnik 1995; Köhler et al. 2009, doi:10.1016/j.ajhg.2009.09.003 (best match average).
    """
    found = np.zeros(profiles.count)
    for above in query.above:
        best = np.zeros(profiles.count)
        for term in above.tolist():  # the most informative is written last
            if world.information[term] > ROOT_INFORMATION:
                best[profiles.column(term).disease] = world.information[term]
        found += best
    return found / max(len(query.above), 1)


def shared_information(ontology: Ontology, world: Background, query: Asked) -> Floats:
    """(terms) the information of the best ancestor that each shares with Q."""
    held = np.where(query.held, world.information, 0.0)
    above = ontology.ancestors
    return np.maximum.reduceat(held[above.item], above.start[:-1])


def resnik_known(profiles: Profiles, ontology: Ontology, world: Background, query: Asked) -> Floats:
    """Mean over a disease's features of the information of the best ancestor shared with Q."""
    best = shared_information(ontology, world, query)[profiles.features.term]
    return profiles.summed(best) / np.maximum(np.diff(profiles.first), 1)


def covered(profiles: Profiles, ontology: Ontology, world: Background, query: Asked) -> Floats:
    """How much of what a disease's features tell, each by its frequency, was seen: 0 to 1."""
    own = profiles.features
    best = shared_information(ontology, world, query)[own.term]
    there = profiles.summed(own.frequency * world.information[own.term])
    return profiles.summed(own.frequency * best) / np.maximum(there, 1e-9)


def likelihood(
    profiles: Profiles,
    world: Background,
    query: Asked,
    nearby: float = NEARBY,
    floor: float = FLOOR,
) -> Floats:
    """Sum over Q of ln(e + (1 - e) max over ancestors a of w f(D, a) / (mean(a) + floor)).

    w is 1 for the term itself and `nearby` for one above it. Of a disease that is said not to have
    the term, or one above it, the ratio is at most e.

    Source: the likelihood ratio of Robinson et al. 2020 (LIRICAL), doi:10.1016/j.ajhg.2020.06.021.
    """
    found = np.zeros(profiles.count)
    for seen, above in zip(query.seen, query.above, strict=True):
        found += likelihood_of(profiles, world, seen, above.tolist(), nearby, floor)
    return found


def likelihood_of(
    profiles: Profiles, world: Background, seen: int, above: list[int], nearby: float, floor: float
) -> Floats:
    """The same of one seen term."""
    ratio = np.zeros(profiles.count)
    for term in above:
        if term == seen or world.information[term] > ROOT_INFORMATION:
            disease, frequency, _ = profiles.column(term)
            weight = (1.0 if term == seen else nearby) / (world.mean[term] + floor)
            ratio[disease] = np.maximum(ratio[disease], frequency * weight)
    told = EPSILON + (1 - EPSILON) * ratio
    for term in above:
        lacking = profiles.lacking(term)
        told[lacking] = np.minimum(told[lacking], EPSILON)
    logarithm: Floats = np.log(told)
    return logarithm


def unmentioned(profiles: Profiles, query: Asked) -> Floats:
    """Sum over a disease's features that were not seen, nor any kind of them, of ln(1 - 0.1 f)."""
    own = profiles.features
    return profiles.summed(np.where(query.held[own.term], 0.0, np.log(1 - 0.1 * own.frequency)))


def excluded(profiles: Profiles, query: Asked, least: float = HALLMARK) -> Floats:
    """Sum over what was looked for and is not there of ln(1 - f(D, t)), f at most 0.95; terms that
    the disease has less often than `least` do not count."""
    found = np.zeros(profiles.count)
    for term in query.excluded:
        disease, frequency, _ = profiles.column(term)
        often = frequency >= least
        found[disease[often]] += np.log(1 - np.minimum(frequency[often], 0.95))
    return found


def sim_gic(profiles: Profiles, world: Background, query: Asked, known: Floats) -> Floats:
    """Information of shared terms over that of all terms of either; known: see `information_of`.

    Source: Pesquita et al. 2008, doi:10.1186/1471-2105-9-S5-S4.
    """
    both = np.zeros(profiles.count)
    for term in query.every.tolist():
        both[profiles.column(term).disease] += world.information[term]
    asked_for = world.information[query.every].sum()
    found: Floats = both / np.maximum(known + asked_for - both, 1e-9)
    return found


def information_of(profiles: Profiles, world: Background) -> Floats:
    """(diseases) the information of all terms that a disease has, for `sim_gic`."""
    return profiles.gathered(np.where(world.feature, world.information, 0.0))
