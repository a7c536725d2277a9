"""In which place the true gene stands when its variants are planted among those of an exome.

Once by phenotype alone, once by variants alone, once by both, and by Exomiser's published formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from samvar.focus.rare_disease.analyse.candidate.gather import found_of
from samvar.focus.rare_disease.analyse.candidate.rank import Genes, every, features, share
from samvar.focus.rare_disease.analyse.phenotype.benchmark import A_PAPER, place_of, training
from samvar.focus.rare_disease.analyse.phenotype.rank import query_of
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.model.candidate import Candidate, Found, Planted
from samvar.focus.rare_disease.rules.candidate.effect import LEAST_SEVERE
from samvar.focus.rare_disease.rules.candidate.weights import PUBLISHED, Weights
from samvar.knowledge.phenotype.model import Floats
from samvar.model.consequence import rank

PHENOTYPE, VARIANT, BOTH, EXOMISER = "phenotype", "variant", "both", "Exomiser's formula"
Background = Mapping[str, Sequence[Found]]


def planted(patient: Planted, background: Background) -> dict[str, list[Found]]:
    """An exome with those of a patient's own variants in it that a candidate may have. Nothing is
    known of how rare they are."""
    found = {gene: list(own) for gene, own in background.items()}
    for each in patient.causes:
        if each.consequence.rank > rank(LEAST_SEVERE):
            continue
        one = found_of(each.variant, each.consequence, None, each.models)
        found.setdefault(patient.gene, []).append(one)
    return found


@dataclass(slots=True)
class Placed:
    """Places of the true gene by method, 1 is first, 0 is not at all; genes: how many there were
    beside it."""

    places: dict[str, list[float]] = field(default_factory=dict)
    genes: list[int] = field(default_factory=list)

    def among(self, method: str, first: int) -> tuple[int, int]:
        """How many stood among the first so many, and of how many."""
        places = self.places[method]
        return sum(0 < place <= first for place in places), len(places)


def parted(
    genes: Genes, patients: Iterable[Planted | None]
) -> tuple[list[Planted], list[Planted], Counter[str]]:
    """The training half, the half that is only measured, and who was left out, and why.

    Both are patients whose paper is no source of anything that is known, at most five of each.
    """
    halves: dict[bool, list[Planted]] = {True: [], False: []}
    left_out: Counter[str] = Counter()
    of_paper: Counter[str] = Counter()
    for patient in patients:
        reason = "no small variant whose names say its kind" if patient is None else ""
        if patient is not None:
            shown = patient.presentation
            if not query_of(genes.corpus, shown)[0].seen:
                reason = "no feature was seen"
            elif not shown.papers or any(map(genes.corpus.knows, shown.papers)):
                reason = "the paper is a source, or none is named"
            elif patient.gene not in genes.number:
                reason = "the gene has no link that counts"
            else:
                of_paper[shown.papers[0]] += 1
                if of_paper[shown.papers[0]] > A_PAPER:
                    reason = f"more than {A_PAPER} of a paper"
        if reason or patient is None:
            left_out[reason] += 1
        else:
            halves[training(patient.presentation.papers[0])].append(patient)
    return halves[True], halves[False], left_out


def made_of(genes: Genes, patient: Planted, background: Background) -> list[Candidate]:
    """All candidates, in no order. What the patient's own paper says is left out."""
    corpus, shown = genes.corpus, patient.presentation
    query, _ = query_of(corpus, shown)
    scores = score(corpus, query, shown.papers) if query.seen else None
    return list(every(genes, scores, planted(patient, background)))


def measure(
    genes: Genes, patients: Iterable[Planted], background: Background, weights: Weights
) -> Placed:
    """Rank each patient's candidates in every way."""
    placed = Placed()
    for patient in patients:
        made = made_of(genes, patient, background)
        symbols = [each.symbol for each in made]
        placed.genes.append(len({*symbols} - {patient.gene}))
        for method, values in _ways(features(made), made, weights):
            best = _by_gene(symbols, values)
            true = best.get(patient.gene)
            place = 0.0 if true is None else place_of(np.array([*best.values()]), true)
            placed.places.setdefault(method, []).append(place)
    return placed


def exomiser(made: Sequence[Candidate]) -> Floats:
    """Exomiser's logistic over our scores. Its phenotype score is of another kind than ours."""
    first, phenotype, variant, p_acmg = PUBLISHED
    told = np.array([(each.phenotype, each.variant, each.p_acmg) for each in made])
    found: Floats = 1 / (1 + np.exp(first - told @ np.array([phenotype, variant, p_acmg])))
    return found


def _ways(
    values: Floats, made: Sequence[Candidate], weights: Weights
) -> Iterator[tuple[str, Floats]]:
    yield PHENOTYPE, values[:, 0]
    yield VARIANT, values @ np.array([0.0, weights.variant, weights.p_acmg])
    yield BOTH, share(values, weights)
    yield EXOMISER, exomiser(made)


def _by_gene(symbols: Sequence[str], values: Floats) -> dict[str, float]:
    best: dict[str, float] = {}
    for symbol, value in zip(symbols, values.tolist(), strict=True):
        best[symbol] = max(value, best.get(symbol, -np.inf))
    return best
