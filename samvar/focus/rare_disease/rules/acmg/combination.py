"""What must not count twice, and what contradicts itself.

Each rule says what it takes away, because of what, and who wrote it. Nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from samvar.focus.rare_disease.model.classified import Adjustment
from samvar.focus.rare_disease.model.verdict import State, Strength, Verdict
from samvar.focus.rare_disease.rules.acmg.criteria import (
    ABOU_TAYOUN,
    BIESECKER,
    NOT_USED,
    PEJAVER,
    RICHARDS,
    SVI_DE_NOVO,
    WALKER,
)

Met = Mapping[str, Verdict]
MOST_DOMAIN_AND_PREDICTION = 4
"""Points of PM1 and PP3 together: predictors learn from the same domains (Pejaver 2022)."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`outs` do not count beside `because`, where `holds` says that they are the same evidence.

    Where both sides are pathogenic the heavier side counts, so that more evidence never weighs
    less; else `because` does.
    """

    outs: tuple[str, ...]
    because: str
    why: str
    source: str
    holds: Callable[[Verdict, Verdict], bool] = lambda _out, _because: True


def _same_comparison(out: Verdict, because: Verdict) -> bool:
    """Without evidence on either side nobody can say that the comparisons differ."""
    return not (set(out.evidence) - set(because.evidence)) or not because.evidence


EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion(("BS1",), "BA1", "one frequency counts once", f"{RICHARDS}, PM2, BA1, BS1"),
    Exclusion(("BP3",), "PM4", "the same change is in a repeat or outside of one",
              f"{RICHARDS}, PM4, BP3"),
    Exclusion(("BP1",), "PP2", "missense variants cause the disease, or do not",
              f"{RICHARDS}, PP2, BP1"),
    Exclusion(("PM5",), "PS1", "both rest on the same comparison", f"{RICHARDS}, PS1, PM5",
              _same_comparison),
    Exclusion(("PM6",), "PS2", "proven and assumed de novo cases are scored once, together",
              SVI_DE_NOVO),
    Exclusion(("PP3", "PM4"), "PVS1", "what is predicted to be lost counts once",
              f"{ABOU_TAYOUN}; {WALKER}"),
)  # fmt: skip
"""In this order: what contradicts a criterion is looked at before that criterion can go itself."""

CONTRADICTIONS: tuple[tuple[str, str, str], ...] = (
    ("PM2", "BA1", "too rare and too common"),
    ("PM2", "BS1", "too rare and too common"),
    ("PM2", "BS2", "absent from the population, but seen in healthy adults"),
    ("PS3", "BS3", "assays disagree"),
    ("PP1", "BS4", "it follows the disease in some families and not in others"),
    ("PP3", "BP4", "predictions disagree"),
    ("PP3", "BP7", "predictions disagree"),
    ("PS4", "BS1", "more common in the affected, but too common for the disease"),
    ("PS4", "BA1", "more common in the affected, but too common for any rare disease"),
    ("PM3", "BS1", "seen opposite others, but too common for the disease"),
    ("PM3", "BA1", "seen opposite others, but too common for any rare disease"),
    ("PVS1", "BP7", "the product is lost, but nothing changes"),
    ("PS2", "BP5", "new in the patient, but another cause explains the patient"),
    ("PM3", "BP2", "the opposite strand speaks for it and against it"),
)


def adjust(verdicts: tuple[Verdict, ...]) -> tuple[tuple[Verdict, ...], tuple[Adjustment, ...]]:
    """The verdicts as they count, and what was taken away from them."""
    now = {each.criterion: each for each in verdicts}
    told: list[Adjustment] = []
    for code in NOT_USED:
        if code in now and now[code].met:
            why = "another's class is no evidence of its own"
            told.append(_drop(now, code, why, BIESECKER))
    for rule in EXCLUSIONS:
        told += _exclude(now, rule)
    told += _cap(now)
    return tuple(now[each.criterion] for each in verdicts), tuple(told)


def _exclude(now: dict[str, Verdict], rule: Exclusion) -> list[Adjustment]:
    because = now.get(rule.because)
    if because is None or not because.met:
        return []
    outs = [
        now[code]
        for code in rule.outs
        if code in now and now[code].met and rule.holds(now[code], because)
    ]
    if not outs:
        return []
    if because.pathogenic and all(each.pathogenic for each in outs):
        codes = [each.criterion for each in outs]
        if _weight(now, [because.criterion]) > _weight(now, codes):
            kept = " and ".join(each.label for each in outs)
            return [_drop(now, because.criterion, f"{kept}: {rule.why}", rule.source)]
    why = f"{because.label}: {rule.why}"
    return [_drop(now, each.criterion, why, rule.source) for each in outs]


def _weight(now: Met, without: list[str]) -> int:
    """The sum of what is pathogenic without these criteria, as the cap will leave it."""
    rest = {code: each for code, each in now.items() if code not in without and each.pathogenic}
    _cap(rest)
    return sum(each.points for each in rest.values())


def _drop(now: dict[str, Verdict], code: str, why: str, source: str) -> Adjustment:
    before = now[code]
    now[code] = msgspec.structs.replace(
        before, state=State.NOT_MET, strength=None, why=f"not counted: {why}"
    )
    return Adjustment(before.label, "", why, source)


def conflicts(verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """Pairs of met criteria that cannot both be true, for a person to look at."""
    labels = {each.criterion: each.label for each in verdicts if each.met}
    return tuple(
        f"{labels[one]} and {labels[other]}: {why}"
        for one, other, why in CONTRADICTIONS
        if one in labels and other in labels
    )


def _cap(now: dict[str, Verdict]) -> list[Adjustment]:
    domain, predicted = now.get("PM1"), now.get("PP3")
    if not (domain and predicted and domain.met and predicted.met):
        return []
    most = max(MOST_DOMAIN_AND_PREDICTION, domain.points)
    if domain.points + predicted.points <= most:
        return []
    why = f"PM1 and PP3 together weigh at most {MOST_DOMAIN_AND_PREDICTION} points"
    fits = [each for each in Strength if 0 < each.points <= most - domain.points]
    if not fits or domain.points + max(fits).points < predicted.points:
        out = domain if domain.points < predicted.points else predicted
        return [_drop(now, out.criterion, why, PEJAVER)]
    now["PP3"] = msgspec.structs.replace(predicted, strength=max(fits))
    return [Adjustment(predicted.label, now["PP3"].label, why, PEJAVER)]
