"""The weights of the combined score, as `tools/fit_candidates.py` fitted them.

A candidate's share is that of exp(phenotype ln(p + least) + variant v + p_acmg a) among all of its
patient: a conditional logit over the genes in which something was found. `weights.toml` says by
which patients, background and release. `p_acmg` is not fitted: of the exome that the patients were
planted into nobody knows frequencies or predictions, so that its posteriors are the prior of nearly
every variant. It stands to `variant` as in Exomiser's logistic.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEAST = 1e-8
"""A phenotype score below which candidates are no longer told apart."""


@dataclass(frozen=True, slots=True)
class Weights:
    """phenotype: for each natural logarithm. variant, p_acmg: from 0 to 1 of each."""

    phenotype: float
    variant: float
    p_acmg: float


PUBLISHED = (16.6498, 10.0440, 6.4907, 4.8581)
"""Exomiser's logistic, from which the fit began: 1 / (1 + exp(first - the others' sum))."""


@cache
def weights() -> Weights:
    """Those in force."""
    text = (Path(__file__).parent / "weights.toml").read_text("utf-8")
    return Weights(**tomllib.loads(text)["weights"])
