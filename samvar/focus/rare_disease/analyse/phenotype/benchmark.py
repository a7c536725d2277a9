"""How often the disease that a patient turned out to have comes first, or among the first.

A published patient's own paper is mostly a source of what is known of the disease: to rank with it
is to know the answer. So by default the statements with that paper as reference are left out, and
the patients whose paper is no source of anything are told apart.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from samvar.focus.rare_disease.analyse.phenotype import part
from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus, Diseases
from samvar.focus.rare_disease.analyse.phenotype.rank import query_of
from samvar.focus.rare_disease.analyse.phenotype.score import score
from samvar.focus.rare_disease.model.presentation import Solved
from samvar.knowledge.phenotype.model import Floats

FIRST = (1, 3, 10)
OURS = "samvar"
ALL, UNSEEN, FEW = "all", "paper unknown", "paper unknown, 5 a paper"
A_PAPER = 5
"""A large series counts as much as five patients, in the third group."""

Method = Callable[[Corpus, Diseases, Asked], Floats]


def _resnik(corpus: Corpus, diseases: Diseases, query: Asked) -> Floats:
    known, world = diseases.profiles, corpus.world
    found: Floats = (
        part.resnik_seen(known, world, query)
        + part.resnik_known(known, corpus.ontology, world, query)
    ) / 2
    return found


METHODS: Mapping[str, Method] = {
    "simGIC": lambda c, d, q: part.sim_gic(
        d.profiles, c.world, q, part.information_of(d.profiles, c.world)
        if d is not c.all else c.information,
    ),
    "Resnik BMA": _resnik,
    "Phrank": lambda c, d, q: part.phrank(d.profiles, c.world, q, by_frequency=False),
    "LIRICAL's formula": lambda c, d, q: (
        part.likelihood(d.profiles, c.world, q, nearby=0.3, floor=1e-9)
        + part.excluded(d.profiles, q, least=0)
    ),
}  # fmt: skip
"""Published similarities, over the same diseases and the same left out statements."""


@dataclass(slots=True)
class Places:
    """In which place the true disease or gene stood, for each patient; 0 is not at all."""

    disease: list[float] = field(default_factory=list)
    gene: list[float] = field(default_factory=list)

    def among(self, what: str, first: int) -> tuple[int, int]:
        """How many stood among the first so many, and of how many."""
        places: list[float] = getattr(self, what)
        return sum(0 < place <= first for place in places), len(places)


@dataclass(slots=True)
class Measured:
    """Places by group and method, and who was left out, and why."""

    places: dict[tuple[str, str], Places] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


NO_TERM = "no feature was seen"
NO_DISEASE = "nothing is known of the disease"
NO_GENE = "no gene is named, or it has no link that counts"


def measure(corpus: Corpus, patients: Iterable[Solved], *, own_papers: bool = False) -> Measured:
    """Rank every patient by every method.

    A patient of whose disease the release says nothing, or of whom nothing was seen, is counted as
    left out. A disease is found when the entry stands in the list that it is counted as (OMIM's,
    for one of Orphanet); a place that several share is the mean of theirs.
    """
    result, genes_by_name = Measured(), corpus.genes.number
    of_paper: Counter[tuple[str, ...]] = Counter()
    for patient in patients:
        shown = patient.presentation
        query, _ = query_of(corpus, shown)
        truth = corpus.place(patient.disease)
        if not query.seen or truth is None:
            result.left_out[NO_DISEASE if query.seen else NO_TERM] += 1
            continue
        without = () if own_papers else shown.papers
        gene = genes_by_name.get(patient.gene or "")
        if gene is None:
            result.left_out[NO_GENE] += 1
        groups = [ALL]
        if shown.papers and not any(corpus.knows(paper) for paper in shown.papers):
            of_paper[shown.papers] += 1
            groups += [UNSEEN] + [FEW] * (of_paper[shown.papers] <= A_PAPER)
        for method, diseases, genes in _scored(corpus, query, without):
            place = place_of(diseases, diseases[truth])
            gene_place = None if gene is None else place_of(genes, genes[gene])
            for group in groups:
                held = result.places.setdefault((group, method), Places())
                held.disease.append(place)
                if gene_place is not None:
                    held.gene.append(gene_place)
    return result


def _scored(
    corpus: Corpus, query: Asked, without: tuple[str, ...]
) -> Iterator[tuple[str, Floats, Floats]]:
    """Method, (diseases) and (genes) values; a peer's gene has that of its best disease."""
    scores = score(corpus, query, without)
    yield OURS, scores.logarithm, corpus.genes.scores(scores.alone)[0]
    for name, method in METHODS.items():
        values = method(corpus, corpus.all, query)
        for paper in without:
            changed = corpus.without(paper)
            if changed is not None:
                values[changed.places] = method(corpus, changed, query)
        yield name, values, corpus.genes.best(values)


def place_of(values: Floats, true: float) -> float:
    """1 is first; those that share a value share their places.

    >>> import numpy as np
    >>> place_of(np.array([3.0, 1.0, 2.0]), 2.0), place_of(np.array([1.0, 1.0, 1.0]), 1.0)
    (2.0, 2.0)
    """
    return int((values > true).sum()) + (int((values == true).sum()) + 1) / 2


def training(paper: str) -> bool:
    """Whether a publication belongs to the half that weights are fitted to."""
    return int(hashlib.sha256(paper.encode()).hexdigest()[7], 16) % 2 == 0
