"""What the change of the protein says: PS1, PM5, PM1, PP2, BP1, PM4, BP3."""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.acmg.null import SPLICE, pvs1
from samvar.focus.rare_disease.analyse.acmg.prediction import harms_splicing
from samvar.focus.rare_disease.model.facts import (
    Facts,
    Neighbour,
    Other,
    SpliceNeighbour,
    known,
)
from samvar.focus.rare_disease.model.verdict import (
    Strength,
    Verdict,
    met,
    not_assessed,
    not_met,
)
from samvar.focus.rare_disease.rules.acmg.criteria import WALKER, source_of
from samvar.focus.rare_disease.rules.acmg.frequency import MISSENSE_Z
from samvar.focus.rare_disease.rules.acmg.shelf import Rules
from samvar.focus.rare_disease.rules.acmg.splicing import ps1_strength

MISSENSE = "missense_variant"
LONGER_OR_SHORTER = ("inframe_insertion", "inframe_deletion")
CRITERIA_STARS = 1
"""A comparison counts from ClinVar's first star on: its submitter states criteria. Our choice."""


def ps1(facts: Facts, rules: Rules) -> Verdict:
    """The same change of the protein, or of splicing, is pathogenic already."""
    splice = known(facts.splice_neighbours)
    if splice is not None and (found := _ps1_splice(facts, rules, splice)):
        return found
    wanted = _missense(facts, "PS1")
    if wanted is not None:
        return wanted
    return _neighbours(facts, "PS1", same_change=True)


def pm5(facts: Facts, _: Rules) -> Verdict:
    """Another change of the same amino acid is pathogenic."""
    return _missense(facts, "PM5") or _neighbours(facts, "PM5", same_change=False)


def pm1(facts: Facts, rules: Rules) -> Verdict:
    """In a hot spot or domain: the panel's codons, else a domain that is stated."""
    wanted = _missense(facts, "PM1", also=LONGER_OR_SHORTER)
    if wanted is not None:
        return wanted
    rule, codon = rules.of_gene("PM1"), known(facts.codon)
    if rule is not None and rule.codons and rule.strength is not None:
        if codon is None:
            why = "the panel names codons, and its own is not known"
            return not_assessed("PM1", why, rule.source, ("codon",))
        evidence = (facts.told("codon", f"codon {codon}"),)
        if any(first <= codon <= last for first, last in rule.codons):
            return met("PM1", rule.strength, rule.text, rule.source, evidence)
        return not_met("PM1", "outside of the panel's codons", rule.source, evidence)
    domains, source = known(facts.domains), source_of("PM1")
    if domains is None:
        return not_assessed("PM1", "its domains are not known", source, ("domains",))
    for domain in domains:
        if not domain.benign:
            evidence = (facts.told("domains", domain.name),)
            return met("PM1", Strength.MODERATE, "in a hot spot or domain", source, evidence)
    why = "benign variation is known there" if domains else "in no hot spot or domain"
    return not_met("PM1", why, source)


def pp2(facts: Facts, _: Rules) -> Verdict:
    """Missense where missense is a usual cause and rare in the population."""
    wanted = _missense(facts, "PP2")
    if wanted is not None:
        return wanted
    gene, source = facts.gene_facts, source_of("PP2")
    z, usual = known(gene.missense_z), known(gene.missense_usual)
    if usual is False or (z is not None and z < MISSENSE_Z):
        return not_met("PP2", "missense is no usual cause, or is common in the population", source)
    if z is None or usual is None:
        lacking = {"gene_facts.missense_z": z, "gene_facts.missense_usual": usual}
        missing = tuple(name for name, value in lacking.items() if value is None)
        return not_assessed("PP2", "what missense does in the gene is not known", source, missing)
    evidence = (facts.told("gene_facts", f"missense Z {z:.2f}"),)
    why = "missense is a usual cause, and rare in the population"
    return met("PP2", Strength.SUPPORTING, why, source, evidence)


def bp1(facts: Facts, _: Rules) -> Verdict:
    """Missense where only truncations cause the disease."""
    wanted = _missense(facts, "BP1")
    if wanted is not None:
        return wanted
    only, source = known(facts.gene_facts.only_truncating), source_of("BP1")
    if only is None:
        why = "whether only truncations cause the disease is not known"
        return not_assessed("BP1", why, source, ("gene_facts.only_truncating",))
    if only:
        return met("BP1", Strength.SUPPORTING, "only truncations cause the disease", source)
    return not_met("BP1", "other variants cause the disease, too", source)


def pm4(facts: Facts, _: Rules) -> Verdict:
    """The protein becomes longer or shorter, outside of a repeat."""
    return _length(facts, "PM4", in_repeat=False)


def bp3(facts: Facts, _: Rules) -> Verdict:
    """Amino acids are lost or gained in a repeat without known function."""
    return _length(facts, "BP3", in_repeat=True)


def _length(facts: Facts, code: str, *, in_repeat: bool) -> Verdict:
    source = source_of(code)
    if not facts.terms:
        return not_assessed(code, "its consequence is not known", source, ("terms",))
    if code == "PM4" and facts.has("stop_lost"):
        return met(code, Strength.MODERATE, "the stop is lost", source)
    if not facts.has(*LONGER_OR_SHORTER):
        return not_met(code, "the protein keeps its length, or its frame is lost", source)
    repeat = known(facts.in_repeat)
    if repeat is None:
        why = "whether it lies in a repeat without known function is not known"
        return not_assessed(code, why, source, ("in_repeat",))
    where = "in a repeat" if repeat else "outside of a repeat"
    if repeat is not in_repeat:
        return not_met(code, f"it lies {where}", source)
    strength = Strength.SUPPORTING if in_repeat else Strength.MODERATE
    return met(code, strength, f"in frame, {where}", source)


def _missense(facts: Facts, code: str, also: tuple[str, ...] = ()) -> Verdict | None:
    """The verdict for what is not missense; None where the criterion is to be judged."""
    if not facts.terms:
        return not_assessed(code, "its consequence is not known", source_of(code), ("terms",))
    if facts.has(MISSENSE, *also):
        return None
    return not_met(code, "not a missense variant", source_of(code))


def _neighbours(facts: Facts, code: str, *, same_change: bool) -> Verdict:
    source, given = source_of(code), known(facts.neighbours)
    if given is None:
        why = "what else is classified at this amino acid is not known"
        return not_assessed(code, why, source, ("neighbours",))
    here = [each for each in given if each.same_change is same_change]
    good = [each for each in here if each.stars >= CRITERIA_STARS]
    sure = [each for each in good if each.pathogenic is Other.PATHOGENIC]
    evidence = tuple(facts.told("neighbours", _named(each)) for each in sure or here)
    what = "the same change" if same_change else "another change of this amino acid"
    if sure:
        strength = Strength.STRONG if same_change else Strength.MODERATE
        return met(code, strength, f"{what} is pathogenic", source, evidence)
    return not_met(code, f"{what} is not known to be pathogenic", source, evidence)


def _named(each: Neighbour | SpliceNeighbour) -> str:
    return f"{each.id}, {each.pathogenic.value.replace('_', ' ')}, {each.stars} stars"


def _ps1_splice(facts: Facts, rules: Rules, given: tuple[SpliceNeighbour, ...]) -> Verdict | None:
    """PS1 for splicing (Walker 2023, table 2); None where no comparison gives a strength."""
    at_dinucleotide = facts.has(*SPLICE)
    if not at_dinucleotide and not harms_splicing(facts, rules):
        return None
    baseline = pvs1(facts, rules).strength if at_dinucleotide else None
    found: list[tuple[Strength, SpliceNeighbour]] = []
    for each in given:
        if each.stars < CRITERIA_STARS:
            continue
        strength = ps1_strength(
            each.place, each.pathogenic, at_dinucleotide=at_dinucleotide, baseline=baseline
        )
        if strength is not None:
            found.append((strength, each))
    if not found:
        return None
    strength, best = max(found, key=lambda pair: pair[0])
    evidence = (facts.told("splice_neighbours", _named(best)),)
    why = "a variant with the same predicted effect on splicing is classified already"
    return met("PS1", strength, why, f"{WALKER}, table 2", evidence)
