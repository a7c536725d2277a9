"""Compounds scored: a variant that is only half of a pair is worth less beside a poor partner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.model.calls import Bool, Int32


@dataclass(frozen=True, slots=True)
class Penalty:
    """A pair counts fully where one partner scores above `threshold`; else `points` are taken off.

    Source: defaults of genmod 3.12, `score compound`.
    """

    threshold: int = 9
    points: int = 6


PENALTY = Penalty()
ONLY_COMPOUND = (Model.AR_COMP, Model.AR_COMP_DN)
SINGLETON = (Model.AR_COMP, Model.AR_COMP_DN, Model.AD, Model.AD_DN)


def penalised(
    score: Int32,
    best: Int32,
    follows: dict[Model, Bool],
    *,
    alone: bool,
    lowest: float | None,
    penalty: Penalty = PENALTY,
) -> Int32:
    """(v) rank scores after the compounds are looked at.

    score, best: (v) before, of each variant and of its best partner (the least int32: it has
    none). follows: of each model, (v). alone: one person is in the file, of whom a dominant model
    says nothing more. lowest: the model's least score, below which none falls.
    """
    mild = SINGLETON if alone else ONLY_COMPOUND
    other: Bool = np.zeros(len(score), dtype=bool)
    for model, own in follows.items():
        if model not in mild:
            other = other | own
    has = best > np.iinfo(np.int32).min
    poor = has & ~other & (best <= penalty.threshold)
    found: npt.NDArray[np.int32] = np.where(poor, score - penalty.points, score).astype(np.int32)
    if lowest is not None:
        found = np.where(poor, np.maximum(found, int(lowest)), found).astype(np.int32)
    return found
