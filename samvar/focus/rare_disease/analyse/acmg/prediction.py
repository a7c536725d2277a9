"""What computers predict: PP3, BP4 and BP7, of the protein and of splicing."""

from __future__ import annotations

import msgspec

from samvar.focus.rare_disease.model.facts import Facts, known
from samvar.focus.rare_disease.model.verdict import (
    Strength,
    Verdict,
    met,
    not_assessed,
    not_met,
)
from samvar.focus.rare_disease.rules.acmg.criteria import WALKER, source_of
from samvar.focus.rare_disease.rules.acmg.shelf import Rules
from samvar.focus.rare_disease.rules.acmg.splicing import far_from_exon

SPLICEAI = "SpliceAI"
"""The highest of its four delta scores, 0-1."""
MISSENSE = "missense_variant"
SILENT = ("synonymous_variant", "stop_retained_variant", "start_retained_variant")
INTRON = "intron_variant"


def harms_splicing(facts: Facts, rules: Rules) -> bool:
    """Whether SpliceAI reaches the border from which it speaks for harm; False if unknown."""
    score = facts.scores.get(SPLICEAI)
    return score is not None and score >= rules.splice("PP3")


def pp3(facts: Facts, rules: Rules) -> Verdict:
    """Predicted to do harm: to the protein by the calibrated score, or to splicing."""
    rule, source = rules.of("PP3"), source_of("PP3")
    if rule is None or not facts.terms:
        return not_assessed("PP3", "its consequence is not known", source, ("terms",))
    strengths: list[tuple[Strength, str]] = []
    missing: list[str] = []
    splice = facts.scores.get(SPLICEAI)
    if splice is None:
        missing.append(f"scores.{SPLICEAI}")
    elif harms_splicing(facts, rules):
        strengths.append((Strength.SUPPORTING, _said(facts, SPLICEAI)))
    if facts.has(MISSENSE):
        value = facts.scores.get(rule.score)
        reached = None if value is None else rule.reached(value)
        if value is None:
            missing.append(f"scores.{rule.score}")
        elif reached is not None:
            strengths.append((reached[0], _said(facts, rule.score)))
    if strengths:
        strength = max(each for each, _ in strengths)
        evidence = tuple(said for _, said in strengths)
        return met("PP3", strength, "predicted to do harm", rule.source, evidence)
    if missing:
        return not_assessed("PP3", "not predicted", rule.source, tuple(missing))
    said = tuple(_said(facts, name) for name in (rule.score, SPLICEAI) if name in facts.scores)
    return not_met("PP3", "not predicted to do harm", rule.source, said)


def bp4(facts: Facts, rules: Rules) -> Verdict:
    """Predicted to do no harm: neither to splicing nor, of a missense variant, to the protein."""
    rule, source = rules.of("BP4"), source_of("BP4")
    if rule is None or not facts.terms:
        return not_assessed("BP4", "its consequence is not known", source, ("terms",))
    if not facts.has(MISSENSE, *SILENT, INTRON):
        return not_met("BP4", "not a missense, silent or intronic variant", rule.source)
    splice = facts.scores.get(SPLICEAI)
    if splice is not None and splice > rules.splice("BP4"):
        said = (_said(facts, SPLICEAI),)
        return not_met("BP4", "harm to splicing is not excluded", rule.source, said)
    wanted = (rule.score, SPLICEAI) if facts.has(MISSENSE) else (SPLICEAI,)
    evidence = tuple(_said(facts, name) for name in wanted if name in facts.scores)
    reached = (Strength.SUPPORTING, 0.0)
    if facts.has(MISSENSE) and rule.score in facts.scores:
        found = rule.reached(facts.scores[rule.score])
        if found is None:
            return not_met("BP4", "not predicted to be harmless", rule.source, evidence)
        reached = found
    missing = tuple(f"scores.{name}" for name in wanted if name not in facts.scores)
    if missing:
        return not_assessed("BP4", "not predicted", rule.source, missing)
    return met("BP4", reached[0], "predicted to do no harm", rule.source, evidence)


def bp7(facts: Facts, rules: Rules) -> Verdict:
    """Silent, or deep enough in the intron, and no harm to splicing predicted or seen."""
    source, shown = source_of("BP7"), known(facts.rna)
    if not facts.terms:
        return not_assessed("BP7", "its consequence is not known", source, ("terms",))
    offset = known(facts.intron_offset)
    if not facts.has(*SILENT):
        if not facts.has(INTRON):
            return not_met("BP7", "neither silent nor intronic", source)
        if offset is None:
            why = "how far it lies from the exon is not known"
            return not_assessed("BP7", why, source, ("intron_offset",))
    if shown is not None:
        evidence = (facts.told("rna", "assay of RNA"),)
        if shown:
            return not_met("BP7", "RNA shows that splicing changes", WALKER, evidence)
        found = met("BP7", Strength.STRONG, "RNA shows normal splicing", WALKER, evidence)
        return msgspec.structs.replace(found, rna=True)
    if not facts.has(*SILENT) and offset is not None and not far_from_exon(offset):
        return not_met("BP7", "too near to the exon", source)
    splice = facts.scores.get(SPLICEAI)
    if splice is None:
        return not_assessed("BP7", "splicing was not predicted", source, (f"scores.{SPLICEAI}",))
    evidence = (_said(facts, SPLICEAI),)
    if splice > rules.splice("BP4"):
        return not_met("BP7", "harm to splicing is not excluded", source, evidence)
    why = "the protein stays the same, and no harm to splicing is predicted"
    return met("BP7", Strength.SUPPORTING, why, source, evidence)


def _said(facts: Facts, name: str) -> str:
    return facts.told("scores", f"{name} {facts.scores[name]:g}")
