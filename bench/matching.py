"""One patient held against many: how long for 5,000, beside a naive twin and patientMatcher's way.

Where `../shared/data` is mounted also how often the first of other papers' patients has the same
disease: the likeness was chosen on one half of the diseases, the other half's figures count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.matching_attack import PATIENTS, attacked
from bench.measure import Figure
from samvar.focus.rare_disease.analyse.match.likeness import likeness
from samvar.focus.rare_disease.analyse.match.measure import (
    CHOSEN_ON,
    FIRST,
    HELD_OUT,
    METHODS,
    OURS,
    Found,
    measure,
)
from samvar.focus.rare_disease.analyse.match.patients import features, patients_of, query_of
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus, corpus_of
from samvar.focus.rare_disease.intake.presentation import solved_of
from samvar.focus.rare_disease.model.presentation import Solved
from samvar.formats.phenopacket.read import read_phenopackets
from samvar.network.sparing import A_DAY, A_MONTH

_FILE = (
    Path(__file__).parents[2] / "shared/data/rare_disease/phenopacket_store/phenopackets.jsonl.gz"
)
_PATIENTS, _TERMS, _TIMES = 5_000, 10, 20
_PROMISE_MS = 50.0


def run(_folder: Path) -> Iterator[Figure]:
    """Times by the processor's clock, as the machine may be shared; shares in percent."""
    corpus = corpus_of(None)
    seen = _drawn(corpus)
    start = time.process_time()
    everybody = patients_of(corpus.ontology, corpus.world, [str(n) for n in range(len(seen))], seen)
    made = time.process_time() - start
    query = query_of(corpus.ontology, corpus.world, seen[0])
    ours = _cpu(lambda: likeness(everybody, corpus.ontology, corpus.world, query), _TIMES)
    few = 50
    naive = _cpu(lambda: [_twin(corpus, seen[0], each) for each in seen[:few]], 1)
    naive *= len(seen) / few
    matcher = _cpu(lambda: [_identical(seen[0], each) for each in seen], 3)
    yield Figure("profiles of 5,000 patients made, once a change", made * 1e3, "ms")
    yield Figure(
        f"a patient of {_TERMS} features held against {_PATIENTS:,}", ours * 1e3, "ms",
        "the same formula, one patient at a time", ours / naive,
        must=f"<= {_PROMISE_MS:.0f} ms", met=ours * 1e3 <= _PROMISE_MS,
        detail=f"CPU, median; the twin {naive:.3g} s, of {few} patients reckoned up",
    )  # fmt: skip
    yield Figure(
        "the same beside patientMatcher's score of features", ours * 1e3, "ms",
        "identical terms, as a Python set each", ours / matcher,
        detail=f"CPU; {matcher * 1e3:.3g} ms, without its database",
    )  # fmt: skip
    if _FILE.is_file():
        solved = [each for each in map(solved_of, read_phenopackets(_FILE)) if each is not None]
        found = measure(corpus, solved)
        yield from _shares(found)
        yield from _bands(found)
        yield from _attack(corpus, solved)


def _bands(found: Found) -> Iterator[Figure]:
    """What the bands of `rules.match.band` rest on."""
    near = float(np.median(found.best))
    of = f"of {len(found.best):,}"
    yield Figure("likeness to the nearest of the same disease, median", near, "0-1", detail=of)
    median, high = np.median(found.others, axis=0).tolist()
    yield Figure("likeness to those of other diseases, median", median, "0-1")
    yield Figure("likeness to those of other diseases, one in a hundred is above", high, "0-1")


def _attack(corpus: Corpus, solved: list[Solved]) -> Iterator[Figure]:
    for sets, found in attacked(corpus, solved, (0, A_DAY, A_MONTH, 2 * A_MONTH)):
        yield Figure(
            f"features read off the bands by {sets} sets of one person, mean F1", found, "F1",
            detail=f"of {PATIENTS} patients of a known disease; 0: what that lets guess",
        )  # fmt: skip


def _drawn(corpus: Corpus) -> list[list[str]]:
    """Features of a disease each, drawn from a seed."""
    rng = np.random.default_rng(6)
    known = corpus.all.profiles
    rich = np.flatnonzero(np.diff(known.first) >= _TERMS)
    found = []
    for disease in rng.choice(rich, _PATIENTS).tolist():
        own = known.features.term[known.first[disease] : known.first[disease + 1]]
        terms = rng.choice(own, _TERMS, replace=False).tolist()
        found.append([corpus.ontology.ids[term] for term in terms])
    return found


def _cpu(work: Callable[[], object], times: int) -> float:
    """Seconds, the median."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return float(np.median(taken))


def _twin(corpus: Corpus, ours: list[str], theirs: list[str]) -> float:
    """`likeness` of two patients with sets and loops."""
    information, above = corpus.world.information, corpus.ontology.ancestors
    q = features(corpus.ontology, corpus.world, ours)
    p = features(corpus.ontology, corpus.world, theirs)

    def best(term: int, others: list[int]) -> float:
        own = set(above.of(term).tolist())
        shared = {up for other in others for up in above.of(other).tolist()} & own
        return max((float(information[up]) for up in shared), default=0.0)

    both = sum(best(term, p) for term in q) + sum(best(term, q) for term in p)
    return both / max(float(information[q].sum() + information[p].sum()), 1e-9)


def _identical(ours: list[str], theirs: list[str]) -> float:
    """Half of patientMatcher's phenotype part: each shared term an equal share of it."""
    return 0.125 * len(set(ours) & set(theirs)) / len(ours)


def _shares(found: Found) -> Iterator[Figure]:
    for half in (CHOSEN_ON, HELD_OUT):
        for first in FIRST:
            share = {}
            for method in METHODS:
                count, of = found.among(half, method, first)
                share[method] = 100 * count / of
            peer = max((m for m in METHODS if m != OURS), key=lambda m: share[m])
            yield Figure(
                f"{half}: a patient of the same disease among the first {first}",
                share[OURS], "%", peer, share[OURS] / max(share[peer], 1e-9),
                detail=f"of {of:,}; " + ", ".join(f"{m} {share[m]:.1f}" for m in METHODS),
            )  # fmt: skip
