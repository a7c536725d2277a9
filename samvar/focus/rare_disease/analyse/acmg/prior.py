"""How likely a variant is pathogenic without its patient: for the combined gene score.

PP4 and BS4 are left out: both look at the patient's or the family's phenotype, which the combined
score has from elsewhere. PP1 stays, as in Exomiser, whose logistic this feeds.
"""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.model.verdict import Strength, Verdict

BY_PHENOTYPE = ("PP4", "BS4")


def without_phenotype(verdicts: Iterable[Verdict]) -> float:
    """P_acmg: the posterior, 0-1, of all but PP4 and BS4; 0 where BA1 holds.

    >>> from samvar.focus.rare_disease.model.verdict import parse_label
    >>> given = [parse_label(label) for label in ("PVS1", "PM2_Supporting", "PP4")]
    >>> round(without_phenotype(given), 3)
    0.988
    """
    rest = [each for each in verdicts if each.criterion not in BY_PHENOTYPE]
    result = classify(rest)
    alone = any(each.strength is Strength.STAND_ALONE for each in result.verdicts)
    return 0.0 if alone else result.posterior
