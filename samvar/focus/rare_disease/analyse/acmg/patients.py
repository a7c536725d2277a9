"""What patients and families say: PS2, PM6, PS4, PM3, BP2, PP1, BS4, PP4, BP5."""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.acmg.frequency import GENE_RULES
from samvar.focus.rare_disease.model.facts import Facts, Inheritance, Other, Phase, known
from samvar.focus.rare_disease.model.verdict import (
    Strength,
    Verdict,
    met,
    not_assessed,
    not_met,
)
from samvar.focus.rare_disease.rules.acmg.counts import (
    DE_NOVO,
    TRANS,
    de_novo_points,
    segregation,
    segregation_bits,
    strength_of,
    trans_points,
)
from samvar.focus.rare_disease.rules.acmg.criteria import source_of
from samvar.focus.rare_disease.rules.acmg.shelf import Rules

CASE_CONTROL_ODDS = 5.0
"""Richards et al. 2015, table 3, note to PS4: above 5, and the interval without 1."""


def ps2(facts: Facts, _: Rules) -> Verdict:
    """New in the patient. All cases are scored together, as PS2 where one at least is proven."""
    return _de_novo(facts, "PS2", proven=True)


def pm6(facts: Facts, _: Rules) -> Verdict:
    """New in the patient, parentage of none of them proven."""
    return _de_novo(facts, "PM6", proven=False)


def _de_novo(facts: Facts, code: str, *, proven: bool) -> Verdict:
    source, cases = source_of(code), known(facts.de_novo)
    if cases is None and known(facts.new_here):
        why = "it is new in the patient, and nobody has said how well the picture fits the gene"
        return not_assessed(code, why, source, ("de_novo",))
    if cases is None:
        why = "the parents were not looked at, or not surely enough"
        return not_assessed(code, why, source, ("de_novo",))
    if not cases:
        return not_met(code, "in no patient is it new", source)
    if any(each.proven for each in cases) is not proven:
        other = "PM6: no parentage is proven" if proven else "PS2: parentage is proven"
        return not_met(code, f"scored as {other}", source)
    points = de_novo_points(cases)
    evidence = (facts.told("de_novo", _summed(len(cases), points)),)
    strength = strength_of(points, DE_NOVO)
    if strength is None:
        return not_met(code, "the sum is too low", source, evidence)
    return met(code, strength, "new in patients", source, evidence)


def _summed(patients: int, points: float) -> str:
    return f"{patients} {'patient' if patients == 1 else 'patients'}, sum {points:g}"


def ps4(facts: Facts, rules: Rules) -> Verdict:
    """More common in the affected: by a case-control study, or by the panel's counts."""
    source, study = source_of("PS4"), known(facts.case_control)
    if study is not None:
        said = f"odds ratio {study.odds_ratio:g} ({study.low:g}-{study.high:g})"
        evidence = (facts.told("case_control", said),)
        if study.odds_ratio > CASE_CONTROL_ODDS and study.low > 1:
            return met("PS4", Strength.STRONG, "more common in the affected", source, evidence)
        return not_met("PS4", "not clearly more common in the affected", source, evidence)
    rule, people = rules.of_gene("PS4"), known(facts.probands)
    if people is None:
        why = "how many affected people have it is not known"
        return not_assessed("PS4", why, source, ("probands",))
    evidence = (facts.told("probands", f"unrelated affected people: {people}"),)
    if rule is None or not rule.borders:
        why = "how many affected people are enough only a gene's rules say"
        return not_assessed("PS4", why, source, ("case_control", GENE_RULES))
    reached = rule.reached(people)
    if reached is None:
        return not_met("PS4", f"fewer than {rule.borders[-1][1]:g}", rule.source, evidence)
    return met("PS4", reached[0], f"{reached[1]:g} or more", rule.source, evidence)


def pm3(facts: Facts, _: Rules) -> Verdict:
    """Opposite a disease-causing variant, in patients with a recessive disease."""
    source, cases = source_of("PM3"), known(facts.trans)
    inheritance = known(facts.inheritance)
    if inheritance in (Inheritance.DOMINANT, Inheritance.MITOCHONDRIAL):
        return not_met("PM3", "the disease is not recessive", source)
    if cases is None:
        return not_assessed("PM3", "what lies opposite is not known", source, ("trans",))
    points = trans_points(cases)
    evidence = (facts.told("trans", _summed(len(cases), points)),)
    strength = strength_of(points, TRANS)
    if strength is None:
        return not_met("PM3", "the sum is too low", source, evidence)
    if inheritance is None:
        return not_assessed("PM3", "the inheritance is not known", source, ("inheritance",))
    return met("PM3", strength, "opposite a disease-causing variant", source, evidence)


def bp2(facts: Facts, _: Rules) -> Verdict:
    """With a pathogenic variant where that speaks against it."""
    source, phase = source_of("BP2"), known(facts.beside_pathogenic)
    same_strand = any(
        each.phase is Phase.CIS and each.other is Other.PATHOGENIC
        for each in known(facts.trans) or ()
    )
    if phase is Phase.CIS or same_strand:
        why = "on the same strand as a pathogenic variant"
        return met("BP2", Strength.SUPPORTING, why, source)
    if phase is None:
        why = "whether a pathogenic variant lies beside it is not known"
        return not_assessed("BP2", why, source, ("beside_pathogenic",))
    dominant = known(facts.inheritance) is Inheritance.DOMINANT
    sure = known(facts.gene_facts.full_penetrance_early)
    if phase is Phase.TRANS and dominant and sure:
        why = "opposite a pathogenic variant of a fully penetrant dominant gene"
        return met("BP2", Strength.SUPPORTING, why, source)
    if phase is Phase.UNKNOWN:
        return not_assessed("BP2", "the phase is not known", source, ("its phase",))
    return not_met("BP2", "what lies opposite does not speak against it", source)


def pp1(facts: Facts, rules: Rules) -> Verdict:
    """It follows the disease: by the panel's meioses, else by the probability of chance."""
    families, rule = known(facts.families), rules.of_gene("PP1")
    source = source_of("PP1")
    if families is None:
        return not_assessed("PP1", "the family was not looked at", source, ("families",))
    if rule is not None and rule.borders:
        meioses = sum(each.meioses for each in families)
        evidence = (facts.told("families", f"informative meioses: {meioses}"),)
        reached = rule.reached(meioses)
        if reached is None:
            return not_met("PP1", "too few meioses", rule.source, evidence)
        return met("PP1", reached[0], "it follows the disease", rule.source, evidence)
    said = f"families: {len(families)}; by chance 1 in 2^{segregation_bits(families):.3g}"
    evidence = (facts.told("families", said),)
    strength = segregation(families)
    if strength is None:
        return not_met("PP1", "chance explains it", source, evidence)
    return met("PP1", strength, "it follows the disease", source, evidence)


def bs4(facts: Facts, _: Rules) -> Verdict:
    """Affected members of the family do not have it."""
    source, families = source_of("BS4"), known(facts.families)
    if families is None:
        return not_assessed("BS4", "the family was not looked at", source, ("families",))
    without = sum(each.not_carrying for each in families)
    if not without and not any(each.meioses or each.affected_siblings for each in families):
        return not_assessed("BS4", "no affected relative was looked at", source, ("families",))
    if not without:
        return not_met("BS4", "every affected member looked at has it", source)
    evidence = (facts.told("families", f"affected without it: {without}"),)
    phenocopies = known(facts.gene_facts.phenocopies)
    if phenocopies is None:
        why = "whether others can be ill by another cause is not known"
        return not_assessed("BS4", why, source, ("gene_facts.phenocopies",))
    if phenocopies:
        return not_met("BS4", "they may be ill by another cause", source, evidence)
    return met("BS4", Strength.STRONG, "affected members do not have it", source, evidence)


def pp4(facts: Facts, _: Rules) -> Verdict:
    """The patient's picture; kept apart, because the phenotype is scored by itself elsewhere."""
    source, specific = source_of("PP4"), known(facts.phenotype_specific)
    if specific is None:
        why = "nobody has said whether the picture is that of one disease"
        return not_assessed("PP4", why, source, ("phenotype_specific",))
    if specific:
        return met("PP4", Strength.SUPPORTING, "the picture is that of one disease", source)
    return not_met("PP4", "the picture is not specific", source)


def bp5(facts: Facts, _: Rules) -> Verdict:
    """Another cause explains the patient."""
    source, solved = source_of("BP5"), known(facts.solved_otherwise)
    if solved is None:
        why = "whether another cause was found is not known"
        return not_assessed("BP5", why, source, ("solved_otherwise",))
    if solved:
        return met("BP5", Strength.SUPPORTING, "another cause explains the patient", source)
    return not_met("BP5", "no other cause was found", source)
