"""Fit the weights of the phenotype score to solved patients, and write them with how it was done.

    python tools/fit_phenotype.py ../shared/data/rare_disease/phenopacket_store/*.jsonl.gz

Patients whose publication is a source of anything that the release says are left out: what is
known of their disease is partly themselves. Of each publication the first five patients count. The
publications are parted by the eighth hexadecimal digit of the SHA-256 of their id: even is the
training half, odd is held out and only measured. The fit is a conditional logit over all diseases:
the mean logarithm of the true disease's share, less half of `RIDGE` times the sum of the squared
weights in units of their part's size, by Newton's method; it has one optimum and no chance in it.
What diseases of one gene lend each other is then chosen on the training half from `LENT`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.benchmark import A_PAPER, training
from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.analyse.phenotype.rank import query_of
from samvar.focus.rare_disease.analyse.phenotype.score import parts, score
from samvar.focus.rare_disease.intake.presentation import solved_of
from samvar.focus.rare_disease.model.presentation import Solved
from samvar.focus.rare_disease.rules.phenotype import ensemble as rules
from samvar.formats.phenopacket.read import read_phenopackets
from samvar.knowledge.phenotype.release import phenotype_release

RIDGE = 0.01
LENT = tuple(at / 10 for at in range(8))
EXCLUDED = 0.05
"""Chosen: see docs/areas/rare-disease-phenotype.md."""
Case = tuple[Asked, int]
"""What was asked, and the place of the true disease."""


def cases(corpus: Corpus, path: Path) -> Iterator[tuple[Solved, Case]]:
    """The patients that the fit may look at."""
    of_paper: Counter[str] = Counter()
    for solved in map(solved_of, read_phenopackets(path)):
        if solved is None or not solved.presentation.papers:
            continue
        query, _ = query_of(corpus, solved.presentation)
        truth = corpus.place(solved.disease)
        papers = solved.presentation.papers
        if not query.seen or truth is None or any(corpus.knows(each) for each in papers):
            continue
        of_paper[papers[0]] += 1
        if of_paper[papers[0]] <= A_PAPER:
            yield solved, (query, truth)


def fit(corpus: Corpus, known: Sequence[Case], names: Sequence[str]) -> rules.Ensemble:
    """The weights of `names`; the others are 0."""
    values = [np.stack([parts(corpus, corpus.all, q)[n] for n in names], 1) for q, _ in known]
    size = np.sqrt(np.mean([(each**2).mean(axis=0) for each in values], axis=0))
    weights = np.zeros(len(names))
    for _ in range(50):
        slope = -RIDGE * weights
        curve = RIDGE * np.eye(len(names))
        for each, (_, truth) in zip(values, known, strict=True):
            told = each / size
            logarithm = told @ weights
            share = np.exp(logarithm - logarithm.max())
            share /= share.sum()
            mean = share @ told
            slope += (told[truth] - mean) / len(known)
            curve += ((told * share[:, None]).T @ told - np.outer(mean, mean)) / len(known)
        step = np.linalg.solve(curve, slope)
        weights += step * min(1.0, 1.5 / float(np.abs(step).max()))
        if np.abs(step).max() < 1e-6:
            break
    none = dict.fromkeys(rules.Ensemble.__dataclass_fields__, 0.0)
    return rules.Ensemble(**(none | dict(zip(names, (weights / size).tolist(), strict=True))))


def likely(corpus: Corpus, known: Sequence[Case], weights: rules.Ensemble) -> float:
    """The mean logarithm of the true disease's share."""
    shares = [score(corpus, query, (), weights).share[truth] for query, truth in known]
    return float(np.mean(np.log(np.maximum(shares, 1e-300))))


def firsts(corpus: Corpus, known: Sequence[Case], weights: rules.Ensemble) -> list[float]:
    """The shares of patients whose true disease is first, among 3, among 10."""
    places = []
    for query, truth in known:
        values = score(corpus, query, (), weights).logarithm
        places.append(int((values > values[truth]).sum()) + 1)
    return [float(np.mean(np.array(places) <= first)) for first in (1, 3, 10)]


def main() -> int:
    """Fit on the training half, choose what kin lend there, measure both halves, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="solved patients as Phenopackets, one in a line")
    parser.add_argument("--free-exclusions", action="store_true", help="fit `excluded`, too; print")
    asked = parser.parse_args()
    corpus = Corpus(phenotype_release())
    halves: dict[bool, list[Case]] = {True: [], False: []}
    for solved, case in cases(corpus, asked.file):
        halves[training(solved.presentation.papers[0])].append(case)
    names = [*rules.FITTED, *(("excluded",) if asked.free_exclusions else ())]
    fitted = fit(corpus, halves[True], names)
    if not asked.free_exclusions:
        fitted = replace(fitted, excluded=EXCLUDED)
    chances = {lent: likely(corpus, halves[True], replace(fitted, allelic=lent)) for lent in LENT}
    fitted = replace(fitted, allelic=max(chances, key=lambda lent: chances[lent]))
    told = {own: firsts(corpus, halves[own], fitted) for own in (True, False)}
    for own, name in ((True, "training"), (False, "held out")):
        print(name, len(halves[own]), " ".join(f"{share:.3f}" for share in told[own]))
    print(fitted)
    if not asked.free_exclusions:
        place = Path(rules.__file__).with_name("ensemble.toml")
        place.write_text("".join(_toml(corpus, halves, told, fitted)))
    return 0


def _toml(
    corpus: Corpus,
    halves: dict[bool, list[Case]],
    told: dict[bool, list[float]],
    fitted: rules.Ensemble,
) -> Iterator[str]:
    yield "# Written by tools/fit_phenotype.py, which says how the patients were parted.\n"
    yield "# `excluded` is not fitted: see docs/areas/rare-disease-phenotype.md.\n"
    yield f'release = "{corpus.release.name}"\ndigest = "{corpus.release.digest}"\n'
    for own, name in ((True, "training"), (False, "held_out")):
        shares = ", ".join(f"{share:.4f}" for share in told[own])
        yield f"\n[{name}]\npatients = {len(halves[own])}\nfirst_of_1_3_10 = [{shares}]\n"
    yield "\n[weights]\n"
    for name in rules.Ensemble.__dataclass_fields__:
        yield f"{name} = {getattr(fitted, name):.4f}\n"


if __name__ == "__main__":
    sys.exit(main())
