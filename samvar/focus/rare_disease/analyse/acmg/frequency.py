"""BA1, BS1, PM2 by gnomAD's filtering allele frequency; BS2 by healthy adults."""

from __future__ import annotations

from samvar.focus.rare_disease.model.facts import Facts, Gnomad, Inheritance, known
from samvar.focus.rare_disease.model.verdict import (
    Strength,
    Verdict,
    met,
    not_assessed,
    not_met,
)
from samvar.focus.rare_disease.rules.acmg.criteria import WHIFFIN, source_of
from samvar.focus.rare_disease.rules.acmg.frequency import (
    ENOUGH_CHROMOSOMES,
    excepted,
    most_credible,
)
from samvar.focus.rare_disease.rules.acmg.shelf import Rules

GENE_RULES = "rules of the gene"
NO_GNOMAD = "gnomAD's filtering allele frequency is not known"


def ba1(facts: Facts, rules: Rules) -> Verdict:
    """Too common for any rare disease."""
    gnomad, rule = known(facts.gnomad), rules.of("BA1")
    if gnomad is None or rule is None:
        return not_assessed("BA1", NO_GNOMAD, source_of("BA1"), ("gnomad",))
    if excepted(facts.gene, facts.hgvs_c):
        return not_met("BA1", "the variant is on the list of exceptions", source_of("BA1"))
    evidence = (_said(facts, gnomad),)
    reached = rule.reached(gnomad.faf)
    if reached is None:
        border = rule.borders[0][1]
        return not_met("BA1", f"not more common than {border:g}", rule.source, evidence)
    if few := _few(gnomad):
        return not_assessed("BA1", few, source_of("BA1"), (_more(gnomad),))
    return met("BA1", reached[0], f"more common than {reached[1]:g}", rule.source, evidence)


def bs1(facts: Facts, rules: Rules) -> Verdict:
    """More common than this disease allows: by the gene's panel, else by a model of the disease."""
    gnomad = known(facts.gnomad)
    if gnomad is None:
        return not_assessed("BS1", NO_GNOMAD, source_of("BS1"), ("gnomad",))
    evidence = (_said(facts, gnomad),)
    rule = rules.of_gene("BS1")
    if rule is not None and rule.borders:
        reached = rule.reached(gnomad.faf)
        if reached is None:
            border = rule.borders[-1][1]
            return not_met("BS1", f"not as common as {border:g}", rule.source, evidence)
        return met("BS1", reached[0], f"as common as {reached[1]:g}", rule.source, evidence)
    expected, inheritance = known(facts.expected), known(facts.inheritance)
    most = expected and inheritance and most_credible(expected, inheritance)
    if not most:
        lacking = "expected" if expected is None else "inheritance"
        if expected is not None and inheritance is not None:
            lacking = GENE_RULES
        why = "nobody has said how common one allele of this disease can be"
        return not_assessed("BS1", why, source_of("BS1"), (lacking,))
    said = f"one allele of this disease can have {most:.2g} at most"
    if gnomad.faf > most:
        return met("BS1", Strength.STRONG, f"too common: {said}", WHIFFIN, evidence)
    return not_met("BS1", said, WHIFFIN, evidence)


def pm2(facts: Facts, rules: Rules) -> Verdict:
    """Absent, or as rare as the gene's panel asks; supporting, as ClinGen made it in 2020."""
    gnomad, rule = known(facts.gnomad), rules.of_gene("PM2")
    source = source_of("PM2")
    if gnomad is None:
        return not_assessed("PM2", NO_GNOMAD, source, ("gnomad",))
    evidence = (_said(facts, gnomad),)
    few = _few(gnomad)
    if rule is not None and rule.borders:
        border = rule.borders[-1][1]
        reached = rule.reached(gnomad.faf)
        if reached is None:
            return not_met("PM2", f"more common than {border:g}", rule.source, evidence)
        if few:
            return not_assessed("PM2", few, rule.source, (_more(gnomad),))
        said = f"below {border:g}" if rule.beyond else f"at most {border:g}"
        return met("PM2", reached[0], said, rule.source, evidence)
    alleles = known(gnomad.alleles)
    if alleles or gnomad.faf > 0:
        if known(facts.inheritance) in (Inheritance.DOMINANT, Inheritance.X_LINKED):
            return not_met("PM2", "gnomAD has it", source, evidence)
        why = "gnomAD has it; how rare is rare enough for a recessive disease no general rule says"
        lacking = () if known(facts.inheritance) else ("inheritance",)
        return not_assessed("PM2", why, source, (*lacking, GENE_RULES))
    if few:
        return not_assessed("PM2", few, source, (_more(gnomad),))
    if alleles is None:
        why = "a frequency of 0 is that of a variant seen once, too: the count decides"
        return not_assessed("PM2", why, source, ("gnomad.alleles",))
    return met("PM2", Strength.SUPPORTING, "absent from gnomAD", source, evidence)


def bs2(facts: Facts, _: Rules) -> Verdict:
    """Healthy adults have it in the state that would make them ill."""
    source = source_of("BS2")
    healthy, inheritance = known(facts.healthy), known(facts.inheritance)
    sure = known(facts.gene_facts.full_penetrance_early)
    lacking: dict[str, object] = {
        "healthy": healthy,
        "inheritance": inheritance,
        "gene_facts.full_penetrance_early": sure,
    }
    missing = tuple(name for name, value in lacking.items() if value is None)
    if healthy is None or inheritance is None or sure is None:
        return not_assessed("BS2", "healthy adults were not looked at", source, missing)
    if not sure:
        return not_met("BS2", "not everybody with a cause is ill early", source)
    count = {
        Inheritance.DOMINANT: healthy.heterozygous + healthy.homozygous,
        Inheritance.RECESSIVE: healthy.homozygous,
        Inheritance.X_LINKED: healthy.hemizygous + healthy.homozygous,
    }.get(inheritance, 0)
    evidence = (facts.told("healthy", f"healthy adults: {count}"),)
    if count:
        return met("BS2", Strength.STRONG, "healthy adults have it", source, evidence)
    return not_met("BS2", "no healthy adult has it so", source, evidence)


def _said(facts: Facts, gnomad: Gnomad) -> str:
    return facts.told("gnomad", f"filtering allele frequency {gnomad.faf:.3g}")


def _few(gnomad: Gnomad) -> str:
    """Why the frequency cannot be trusted; "" where it can."""
    looked_at = known(gnomad.chromosomes)
    if looked_at is None:
        return "how many chromosomes were looked at is not known"
    if looked_at < ENOUGH_CHROMOSOMES:
        return f"only {looked_at:,} chromosomes were looked at, not {ENOUGH_CHROMOSOMES:,}"
    return ""


def _more(gnomad: Gnomad) -> str:
    return "gnomad.chromosomes" if known(gnomad.chromosomes) is None else "more chromosomes"
