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
    """`out` does not count beside `because`, where `holds` says that they are the same evidence.

    Of two that point the same way the heavier one counts, so that more evidence never weighs less.
    """

    out: str
    because: str
    why: str
    source: str
    holds: Callable[[Verdict, Verdict], bool] = lambda _out, _because: True


def _same_comparison(out: Verdict, because: Verdict) -> bool:
    """Without evidence on either side nobody can say that the comparisons differ."""
    return not (set(out.evidence) - set(because.evidence)) or not because.evidence


EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion("PP3", "PVS1", "the loss that is predicted is what PVS1 counts already",
              f"{ABOU_TAYOUN}; {WALKER}"),
    Exclusion("PM4", "PVS1", "the change of length is what PVS1 counts already", ABOU_TAYOUN),
    Exclusion("PM5", "PS1", "both rest on the same comparison", f"{RICHARDS}, PS1, PM5",
              _same_comparison),
    Exclusion("PM6", "PS2", "proven and assumed de novo cases are scored once, together",
              SVI_DE_NOVO),
    Exclusion("BS1", "BA1", "one frequency counts once", f"{RICHARDS}, PM2, BA1, BS1"),
    Exclusion("BP3", "PM4", "the same change is in a repeat or outside of one",
              f"{RICHARDS}, PM4, BP3"),
    Exclusion("BP1", "PP2", "missense variants cause the disease, or do not",
              f"{RICHARDS}, PP2, BP1"),
)  # fmt: skip

CONTRADICTIONS: tuple[tuple[str, str, str], ...] = (
    ("PM2", "BA1", "too rare and too common"),
    ("PM2", "BS1", "too rare and too common"),
    ("PM2", "BS2", "absent from the population, but seen in healthy adults"),
    ("PS3", "BS3", "assays disagree"),
    ("PP1", "BS4", "it follows the disease in some families and not in others"),
    ("PP3", "BP4", "predictions disagree"),
    ("PP3", "BP7", "predictions disagree"),
    ("PS4", "BS1", "more common in the affected, but too common for the disease"),
    ("PVS1", "BP7", "the product is lost, but nothing changes"),
    ("PS2", "BP5", "new in the patient, but another cause explains the patient"),
    ("PM3", "BP2", "the opposite strand speaks for it and against it"),
)


def adjust(verdicts: tuple[Verdict, ...]) -> tuple[tuple[Verdict, ...], tuple[Adjustment, ...]]:
    """The verdicts as they count, and what was taken away from them."""
    now = {each.criterion: each for each in verdicts}
    told: list[Adjustment] = []

    def drop(code: str, why: str, source: str) -> None:
        told.append(Adjustment(now[code].label, "", why, source))
        now[code] = msgspec.structs.replace(
            now[code], state=State.NOT_MET, strength=None, why=f"not counted: {why}"
        )

    for code in NOT_USED:
        if code in now and now[code].met:
            drop(code, "another's class is no evidence of its own", BIESECKER)
    for rule in EXCLUSIONS:
        out, because = now.get(rule.out), now.get(rule.because)
        if out and because and out.met and because.met and rule.holds(out, because):
            if out.pathogenic and because.pathogenic and out.points > because.points:
                out, because = because, out
            drop(out.criterion, f"{because.label}: {rule.why}", rule.source)
    told += _cap(now)
    return tuple(now[each.criterion] for each in verdicts), tuple(told)


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
        now[out.criterion] = msgspec.structs.replace(
            out, state=State.NOT_MET, strength=None, why=f"not counted: {why}"
        )
        return [Adjustment(out.label, "", why, PEJAVER)]
    now["PP3"] = msgspec.structs.replace(predicted, strength=max(fits))
    return [Adjustment(predicted.label, now["PP3"].label, why, PEJAVER)]
