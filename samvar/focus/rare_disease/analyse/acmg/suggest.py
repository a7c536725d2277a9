"""All 28 criteria, suggested from facts under the rules of the gene."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samvar.focus.rare_disease.analyse.acmg import (
    frequency,
    functional,
    null,
    patients,
    prediction,
    protein,
)
from samvar.focus.rare_disease.model.facts import Facts
from samvar.focus.rare_disease.model.verdict import CODES, State, Verdict, not_assessed, not_met
from samvar.focus.rare_disease.rules.acmg.shelf import Rules

Judge = Callable[[Facts, Rules], Verdict]

JUDGES: Mapping[str, Judge] = {
    "PVS1": null.pvs1,
    "PS1": protein.ps1,
    "PS2": patients.ps2,
    "PS3": functional.ps3,
    "PS4": patients.ps4,
    "PM1": protein.pm1,
    "PM2": frequency.pm2,
    "PM3": patients.pm3,
    "PM4": protein.pm4,
    "PM5": protein.pm5,
    "PM6": patients.pm6,
    "PP1": patients.pp1,
    "PP2": protein.pp2,
    "PP3": prediction.pp3,
    "PP4": patients.pp4,
    "BA1": frequency.ba1,
    "BS1": frequency.bs1,
    "BS2": frequency.bs2,
    "BS3": functional.bs3,
    "BS4": patients.bs4,
    "BP1": protein.bp1,
    "BP2": patients.bp2,
    "BP3": protein.bp3,
    "BP4": prediction.bp4,
    "BP5": patients.bp5,
    "BP7": prediction.bp7,
}
"""Every criterion that is ever suggested; PP5 and BP6 are switched off by the general rules."""


def suggest(facts: Facts, rules: Rules) -> tuple[Verdict, ...]:
    """One verdict for each criterion, in the order of the guideline."""
    alone = {code: _judge(code, facts, rules) for code in CODES}
    return tuple(_beside(verdict, alone, rules) for verdict in alone.values())


def _judge(code: str, facts: Facts, rules: Rules) -> Verdict:
    rule = rules.of(code)
    if rule is not None and not rule.use:
        return not_assessed(code, f"not used: {rule.text}", rule.source)
    return JUDGES[code](facts, rules)


def _beside(verdict: Verdict, alone: Mapping[str, Verdict], rules: Rules) -> Verdict:
    """The verdict once what its rule needs is looked at, too."""
    rule = rules.of(verdict.criterion)
    for code in rule.needs if rule is not None and verdict.met else ():
        needed = alone[code]
        why = f"{code}, which it needs, is {needed.state.value.replace('_', ' ')}: {needed.why}"
        if needed.state is State.NOT_MET:
            return not_met(verdict.criterion, why, verdict.source, verdict.evidence)
        if needed.state is State.NOT_ASSESSED:
            return not_assessed(verdict.criterion, why, verdict.source, needed.missing)
    return verdict
