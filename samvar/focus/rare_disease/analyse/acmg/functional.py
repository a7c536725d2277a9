"""What assays say: PS3 and BS3."""

from __future__ import annotations

from samvar.focus.rare_disease.model.facts import Assay, Facts, known
from samvar.focus.rare_disease.model.verdict import (
    Strength,
    Verdict,
    met,
    not_assessed,
    not_met,
)
from samvar.focus.rare_disease.rules.acmg.counts import (
    CONTROLS_FOR_MODERATE,
    functional,
    odds_path,
)
from samvar.focus.rare_disease.rules.acmg.criteria import source_of
from samvar.focus.rare_disease.rules.acmg.shelf import Rules


def ps3(facts: Facts, _: Rules) -> Verdict:
    """An assay shows damage."""
    return _assays(facts, "PS3", abnormal=True)


def bs3(facts: Facts, _: Rules) -> Verdict:
    """An assay shows that it works."""
    return _assays(facts, "BS3", abnormal=False)


def _assays(facts: Facts, code: str, *, abnormal: bool) -> Verdict:
    source, assays = source_of(code), known(facts.assays)
    if assays is None:
        return not_assessed(code, "no assay is known", source, ("assays",))
    evidence = tuple(facts.told("assays", _said(each)) for each in assays)
    if len({each.abnormal for each in assays}) > 1:
        why = "assays disagree: somebody must say which one fits the disease"
        return not_assessed(code, why, source, ("a choice between assays",))
    found = [_strength(each) for each in assays if each.abnormal is abnormal]
    strengths = [each for each in found if each is not None]
    if strengths:
        said = "damage" if abnormal else "that it works"
        return met(code, max(strengths), f"an assay shows {said}", source, evidence)
    if found:
        why = "the assay tells too little"
        return not_met(code, why, source, evidence)
    return not_met(code, "no assay shows it", source, evidence)


def _strength(assay: Assay) -> Strength | None:
    """By OddsPath where it is known or follows from controls; of few controls supporting at most.

    Without pathogenic and benign controls an assay tells nothing.
    """
    odds, controls = known(assay.odds), known(assay.controls)
    if odds is not None:
        return functional(odds, abnormal=assay.abnormal)
    if controls is None or 0 in (sum(controls[:2]), sum(controls[2:])):
        return None
    broken, whole = odds_path(*controls)
    strength = functional(broken if assay.abnormal else whole, abnormal=assay.abnormal)
    if sum(controls) >= CONTROLS_FOR_MODERATE:
        return strength
    misread = controls[1] + controls[2]
    return Strength.SUPPORTING if strength is not None or not misread else None


def _said(assay: Assay) -> str:
    controls = known(assay.controls)
    with_controls = f", {sum(controls)} controls" if controls else ""
    return f"{assay.name}: {'abnormal' if assay.abnormal else 'normal'}{with_controls}"
