"""The weights of the phenotype score, as `tools/fit_phenotype.py` fitted them.

A disease's score is the weighted sum of the parts in `analyse/phenotype/part.py` and of three
things that are known without the patient; its share of the exponentials is the answer. The weights
are those of a conditional logit: they make the true diseases of the published cases of the
training half as likely as they can be. `ensemble.toml` says of which cases, release and day.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Weights, all in natural logarithms for each unit of their part.

    likelihood, phrank, resnik, covered, unmentioned: of the parts of these names. excluded: chosen,
    not fitted: see the file. known, papers: of ln(1 + features known) and ln(1 + publications).
    linked: of a Mendelian gene being known. allelic: how much of what a disease of the same gene
    fits better is added, 0 to 1: what one has may not have been seen yet in the other.
    """

    likelihood: float
    phrank: float
    resnik: float
    covered: float
    unmentioned: float
    excluded: float
    known: float
    papers: float
    linked: float
    allelic: float


PRIORS = ("known", "papers", "linked")
FITTED = ("likelihood", "phrank", "resnik", "covered", "unmentioned", *PRIORS)


@cache
def ensemble() -> Ensemble:
    """The weights that are in force."""
    text = (Path(__file__).parent / "ensemble.toml").read_text("utf-8")
    return Ensemble(**tomllib.loads(text)["weights"])
