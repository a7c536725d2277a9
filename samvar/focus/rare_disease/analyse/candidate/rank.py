"""Candidates of one patient: every gene in every way in which its variants could cause it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from samvar.focus.rare_disease.analyse.candidate.ways import allowed
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.analyse.phenotype.score import Scores
from samvar.focus.rare_disease.model.candidate import WAYS, Candidate, Found, Way
from samvar.focus.rare_disease.rules.candidate.effect import rarity
from samvar.focus.rare_disease.rules.candidate.weights import LEAST, Weights
from samvar.knowledge.phenotype.model import Floats
from samvar.model.calls import Bool


@dataclass(frozen=True, eq=False)
class Genes:
    """The genes of a release as candidates look at them; made once."""

    corpus: Corpus

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Of each gene by its symbol."""
        return self.corpus.genes.number

    @cached_property
    def ways(self) -> Mapping[Way, Bool]:
        """(diseases) whether a way is possible."""
        return allowed(self.corpus)

    def fit(self, scores: Scores | None) -> dict[Way, tuple[Floats, np.ndarray]]:
        """(genes) of each way: how well its diseases fit, 0-1, and the one that fits best.

        scores: None for a patient of whom nothing was seen: then no gene fits better than another.
        """
        none = np.zeros(len(self.corpus.statements.kept))
        alone, lent = (none, none) if scores is None else (scores.alone, scores.share)
        genes = self.corpus.genes
        return {
            way: (
                genes.scores(np.where(mask, alone, 0.0))[0],
                genes.scores(np.where(mask, lent, 0.0))[1],
            )
            for way, mask in self.ways.items()
        }


def candidates(
    genes: Genes, scores: Scores | None, found: Mapping[str, Sequence[Found]], weights: Weights
) -> tuple[Candidate, ...]:
    """Best first, each with its share."""
    made = list(every(genes, scores, found))
    shares = share(features(made), weights)
    order = np.argsort(-shares, kind="stable")
    return tuple(replace(made[at], score=float(shares[at])) for at in order.tolist())


def features(made: Sequence[Candidate]) -> Floats:
    """(candidates, 3) what the weights of `Weights` are for, in its order."""
    return np.array(
        [(np.log(each.phenotype + LEAST), each.variant, each.p_acmg) for each in made]
    ).reshape(-1, 3)


def share(values: Floats, weights: Weights) -> Floats:
    """(candidates) their shares, together 1; none of none."""
    logarithm = values @ np.array([weights.phenotype, weights.variant, weights.p_acmg])
    found = np.exp(logarithm - logarithm.max(initial=-np.inf))
    total: Floats = found / max(float(found.sum()), 1e-300)
    return total


def every(
    genes: Genes, scores: Scores | None, found: Mapping[str, Sequence[Found]]
) -> Iterator[Candidate]:
    fit = genes.fit(scores)
    said, kept = genes.corpus.release.annotations, genes.corpus.statements.kept
    for symbol, own in found.items():
        at = genes.number.get(symbol)
        for way in Way:
            best = _best(own, way)
            if not best:
                continue
            phenotype, disease = 0.0, None
            hgnc = next((each.hgnc for each in best if each.hgnc), None)
            if at is not None:
                gene, (value, first) = genes.corpus.genes.genes[at], fit[way]
                phenotype, hgnc = float(value[at]), gene.hgnc or hgnc
                if phenotype > 0:
                    disease = said.diseases[int(kept[first[at]])]
            yield Candidate(
                symbol,
                hgnc,
                way,
                best,
                phenotype,
                float(np.mean([_told(each) for each in best])),
                float(np.mean([each.p_acmg for each in best])),
                disease,
            )


def _told(one: Found) -> float:
    return rarity(one.frequency) * one.effect


def _worth(one: Found) -> tuple[float, float]:
    return (_told(one) + one.p_acmg, one.effect)


def _best(found: Sequence[Found], way: Way) -> tuple[Found, ...]:
    """The variant, or the pair, that tells most in a way; nothing where none could cause it so."""
    alone = [each for each in found if any(WAYS.get(model) is way for model in each.alone)]
    paired = [each for each in found if any(WAYS.get(model) is way for model in each.paired)]
    one = max(alone, key=_worth, default=None)
    two = sorted(paired, key=_worth, reverse=True)[:2]
    pair = tuple(two) if len(two) == 2 else ()
    if one is None:
        return pair
    if pair and sum(_told(each) for each in pair) / 2 > _told(one):
        return pair
    return (one,)
