"""Ranking diseases by phenotype: how long for a patient, beside pyhpo, and how often it is right.

Where `../shared/data` is not mounted only the times are measured, on drawn patients. The shares
are those of `samvar rare benchmark`, each beside the published similarity that does best in it;
what the patient's own paper says is left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.measure import Figure, each_seconds, seconds
from samvar.focus.rare_disease.analyse.phenotype.benchmark import (
    ALL,
    FEW,
    METHODS,
    OURS,
    UNSEEN,
    Measured,
)
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.analyse.phenotype.rank import rank
from samvar.focus.rare_disease.model.presentation import Presentation
from samvar.focus.rare_disease.service.phenotype import benchmark, corpus_of
from samvar.knowledge.phenotype.release import phenotype_release
from samvar.knowledge.phenotype.search import Finder

_FILE = (
    Path(__file__).parents[2] / "shared/data/rare_disease/phenopacket_store/phenopackets.jsonl.gz"
)
_PATIENTS, _TERMS = 200, 8
"""Half of the published patients have eight terms or fewer."""
_PROMISE_MS, _SEARCH_MS = 15.0, 10.0
_TYPED = (
    "seizure",
    "siezures",
    "short stat",
    "hypertelorisme",
    "a",
    "abnormality of the",
    "0001250",
)
_TARGETS = {("disease", 1): 30, ("disease", 10): 58, ("gene", 1): 33, ("gene", 10): 63}
"""Of patients whose paper is unknown, at most five of each."""


def run(_folder: Path) -> Iterator[Figure]:
    """Times by the processor's clock, as the machine may be shared; shares in percent."""
    phenotype_release()  # the compact copy is made, if it is not there
    yield Figure(
        "HPO and annotations from the compact copy", seconds(phenotype_release) * 1e3, "ms"
    )
    corpus = corpus_of(None)
    patients = _drawn(corpus)
    taken = _cpu(corpus, patients)
    peer = _pyhpo(patients[0])
    median = float(np.median(taken)) * 1e3
    yield Figure(
        f"{len(corpus.ids):,} diseases ranked for a patient of {_TERMS} terms, median",
        median, "ms", "pyhpo's Resnik BMA", median / (peer * 1e3),
        must=f"<= {_PROMISE_MS:.0f} ms", met=median <= _PROMISE_MS,
        detail=f"CPU; p95 {np.percentile(taken, 95) * 1e3:.3g} ms; pyhpo {peer:.3g} s for OMIM's",
    )  # fmt: skip
    finder = Finder(corpus.ontology)
    slowest = max(min(each_seconds(lambda _, t=typed: finder.search(t), 5)) for typed in _TYPED)  # type: ignore[misc]
    yield Figure(
        "a term found by what is typed, the slowest of seven", slowest * 1e3, "ms",
        must=f"<= {_SEARCH_MS:.0f} ms", met=slowest * 1e3 <= _SEARCH_MS,
    )  # fmt: skip
    if _FILE.is_file():
        yield from _shares(benchmark(_FILE))


def _drawn(corpus: Corpus) -> list[Presentation]:
    """Patients with features of a disease, drawn from a seed."""
    rng = np.random.default_rng(6)
    known = corpus.all.profiles
    rich = np.flatnonzero(np.diff(known.first) >= _TERMS)
    found = []
    for disease in rng.choice(rich, _PATIENTS, replace=False).tolist():
        own = known.features.term[known.first[disease] : known.first[disease + 1]]
        terms = rng.choice(own, _TERMS, replace=False).tolist()
        found.append(Presentation("drawn", tuple(corpus.ontology.ids[term] for term in terms)))
    return found


def _cpu(corpus: Corpus, patients: list[Presentation]) -> list[float]:
    taken = []
    for patient in patients:
        start = time.process_time()
        rank(corpus, patient)
        taken.append(time.process_time() - start)
    return taken


def _pyhpo(patient: Presentation) -> float:
    """Seconds of CPU for one patient and all diseases of OMIM, once everything is read."""
    from pyhpo import Ontology
    from pyhpo.set import HPOSet

    Ontology()
    query = HPOSet.from_queries(list(patient.seen))
    known = [HPOSet.from_queries([int(t) for t in d.hpo]) for d in Ontology.omim_diseases if d.hpo]
    start = time.process_time()
    for each in known:
        query.similarity(each, kind="omim", method="resnik", combine="BMA")
    return time.process_time() - start


def _shares(measured: Measured) -> Iterator[Figure]:
    for group in (ALL, UNSEEN, FEW):
        for what in ("disease", "gene"):
            for first in (1, 3, 10):
                yield _share(measured, group, what, first)


def _share(measured: Measured, group: str, what: str, first: int) -> Figure:
    found = {
        method: measured.places[group, method].among(what, first) for method in (OURS, *METHODS)
    }
    share = {method: 100 * count / of for method, (count, of) in found.items()}
    peer = max(METHODS, key=lambda method: share[method])
    target = _TARGETS.get((what, first)) if group == FEW else None
    others = ", ".join(f"{method} {share[method]:.1f}" for method in METHODS)
    return Figure(
        f"{group}: the {what} among the first {first}",
        share[OURS], "%", peer, share[OURS] / max(share[peer], 1e-9),
        must=None if target is None else f">= {target} %",
        met=None if target is None else share[OURS] >= target,
        detail=f"of {found[OURS][1]:,}; {others}",
    )  # fmt: skip
