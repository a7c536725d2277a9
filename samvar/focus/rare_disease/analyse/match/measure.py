"""How often the published patient that comes first has the same disease, found by other authors.

Every patient is held against all that were not published in the same papers; of one paper five are
asked about, so that a large series does not decide. Diseases fall into two halves by a digest of
their id: the likeness was chosen on one, and the figures of the other are the honest ones.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from samvar.focus.rare_disease.analyse.match.likeness import likeness
from samvar.focus.rare_disease.analyse.match.patients import Patients, patients_of, query_of
from samvar.focus.rare_disease.analyse.phenotype import part
from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.model.presentation import Solved
from samvar.knowledge.phenotype.model import Floats

A_PAPER = 5
FIRST = (1, 3, 10)
OURS = "samvar"
CHOSEN_ON, HELD_OUT = "chosen on", "held out"

Method = Callable[[Corpus, Patients, Asked], Floats]


def _gic(corpus: Corpus, patients: Patients, query: Asked) -> Floats:
    known = part.information_of(patients.profiles, corpus.world)
    return part.sim_gic(patients.profiles, corpus.world, query, known)


def _average(corpus: Corpus, patients: Patients, query: Asked) -> Floats:
    found: Floats = (
        part.resnik_seen(patients.profiles, corpus.world, query)
        + part.resnik_known(patients.profiles, corpus.ontology, corpus.world, query)
    ) / 2
    return found


def _identical(_corpus: Corpus, patients: Patients, query: Asked) -> Floats:
    own = np.isin(patients.profiles.features.term, query.seen)
    found: Floats = patients.profiles.summed(own.astype(np.float64)) / len(query.seen)
    return found


METHODS: Mapping[str, Method] = {
    OURS: lambda c, p, q: likeness(p, c.ontology, c.world, q),
    "simGIC": _gic,
    "Resnik BMA": _average,
    "Phrank": lambda c, p, q: part.phrank(p.profiles, c.world, q, by_frequency=False),
    "patientMatcher's identical terms": _identical,
}
"""Published ways to hold patients against each other, over the same patients."""


@dataclass(slots=True)
class Found:
    """In which place the first patient of the same disease stood, for each question.

    best: (questions) our likeness to the nearest patient of the same disease; others: of each
    question the median and the 99th percentile of those of other diseases. Bands rest on them.
    """

    places: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    best: list[float] = field(default_factory=list)
    others: list[tuple[float, float]] = field(default_factory=list)

    def among(self, half: str, method: str, first: int) -> tuple[int, int]:
        """How many stood among the first so many, and of how many."""
        places = self.places.get((half, method), [])
        return sum(place <= first for place in places), len(places)


def measure(corpus: Corpus, solved: Iterable[Solved]) -> Found:
    """Hold every patient with features against those of other papers, by every method."""
    known = [each for each in solved if each.presentation.papers]
    everybody = patients_of(
        corpus.ontology, corpus.world,
        [each.presentation.id for each in known], [each.presentation.seen for each in known],
    )  # fmt: skip
    disease = np.array([_number(corpus, each, place) for place, each in enumerate(known)])
    result = Found()
    for place, half, others in _asked(known, everybody):
        same = others & (disease == disease[place])
        if not same.any():
            continue
        query = query_of(corpus.ontology, corpus.world, known[place].presentation.seen)
        for name, method in METHODS.items():
            values = method(corpus, everybody, query)
            best, rest = values[same].max(), values[others & ~same]
            if name == OURS:
                result.best.append(float(best))
                median, high = np.quantile(rest, (0.5, 0.99)).tolist()
                result.others.append((median, high))
            above = 1 + int((rest > best).sum()) + int((rest == best).sum()) / 2
            result.places.setdefault((half, name), []).append(above)
    return result


def _asked(known: list[Solved], everybody: Patients) -> Iterator[tuple[int, str, np.ndarray]]:
    """Place, half, and (patients) who is of another paper, of everybody that is asked about."""
    of_paper: dict[str, list[int]] = {}
    for place, each in enumerate(known):
        for paper in each.presentation.papers:
            of_paper.setdefault(paper, []).append(place)
    count: Counter[str] = Counter()
    for place, each in enumerate(known):
        if not everybody.told[place]:
            continue
        papers = each.presentation.papers
        count[min(papers)] += 1
        if count[min(papers)] > A_PAPER:
            continue
        others = everybody.told > 0
        for paper in papers:
            others[of_paper[paper]] = False
        bit = hashlib.sha256(each.disease.encode()).digest()[0] & 1
        yield place, HELD_OUT if bit else CHOSEN_ON, others


def _number(corpus: Corpus, patient: Solved, place: int) -> int:
    """Of the disease; one that the release does not know is nobody else's."""
    known = corpus.place(patient.disease)
    return -1 - place if known is None else known
