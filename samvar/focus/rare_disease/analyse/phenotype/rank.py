"""Diseases and genes in the order in which they fit a patient."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.asked import Asked, asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.analyse.phenotype.score import Scores, score
from samvar.focus.rare_disease.model.presentation import (
    Presentation,
    RankedDisease,
    RankedGene,
    Ranking,
)

LISTED = 100
"""Of diseases and of genes."""
NOTHING_SEEN = "no feature of the ontology was seen in this patient"


def rank(
    corpus: Corpus, patient: Presentation, *, own_papers: bool = False, listed: int = LISTED
) -> Ranking:
    """Rank all diseases, and the genes behind them.

    own_papers: whether what is known from the patient's own publications counts; for a published
    patient that is to know the answer. Without anything seen the lists are empty, with the reason.
    """
    query, unknown = query_of(corpus, patient)
    if not query.seen:
        return Ranking(patient.id, (), (), unknown, NOTHING_SEEN)
    scores = score(corpus, query, () if own_papers else patient.papers)
    return Ranking(
        patient.id,
        tuple(_diseases(corpus, scores, listed)),
        tuple(_genes(corpus, scores, listed)),
        unknown,
    )


def query_of(corpus: Corpus, patient: Presentation) -> tuple[Asked, tuple[str, ...]]:
    """A patient's terms by number, and those that the ontology does not have as features."""
    number, feature = corpus.ontology.number, corpus.world.feature

    def found(ids: Iterable[str]) -> list[int]:
        return [number[id] for id in ids if id in number and feature[number[id]]]

    unknown = [
        id
        for id in (*patient.seen, *patient.excluded)
        if id not in number or not feature[number[id]]
    ]
    query = asked(corpus.ontology, corpus.world, found(patient.seen), found(patient.excluded))
    return query, tuple(dict.fromkeys(unknown))


def _diseases(corpus: Corpus, scores: Scores, listed: int) -> Iterable[RankedDisease]:
    said, kept = corpus.release.annotations, corpus.statements.kept
    for place in np.argsort(-scores.logarithm, kind="stable")[:listed].tolist():
        number = int(kept[place])
        yield RankedDisease(
            said.diseases[number],
            said.names[number],
            float(scores.share[place]),
            tuple(corpus.genes.genes[gene].symbol for gene in corpus.genes.of.of(place)),
            corpus.others(place),
        )


def _genes(corpus: Corpus, scores: Scores, listed: int) -> Iterable[RankedGene]:
    said, kept = corpus.release.annotations, corpus.statements.kept
    total, first = corpus.genes.scores(scores.alone)
    for at in np.argsort(-total, kind="stable")[:listed].tolist():
        gene = corpus.genes.genes[at]
        disease = said.diseases[int(kept[first[at]])]
        yield RankedGene(gene.symbol, gene.hgnc, float(total[at]), disease)
