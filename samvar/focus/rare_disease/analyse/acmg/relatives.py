"""From relatives' signed answers to the family that PP1 and BS4 count.

Source: Jarvik and Browning 2016, doi:10.1016/j.ajhg.2016.04.003: a meiosis halves the chance that a
variant follows a dominant disease by accident; in a recessive one an ill sibling with both alleles
quarters it, and a healthy one without both leaves three quarters (`rules.acmg.counts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samvar.focus.rare_disease.analyse.acmg.patients import bs4, pp1
from samvar.focus.rare_disease.model.facts import Facts, Family
from samvar.focus.rare_disease.model.report import SoughtLine
from samvar.focus.rare_disease.model.verdict import Verdict
from samvar.focus.rare_disease.rules.acmg.shelf import rules_for

COUNTED = ("mother", "father", "child", "sibling", "half_sibling", "grandparent")
"""Relations of which one meiosis is counted. Between a grandparent or a half-sibling and the
proband lie two, one of which a parent may have been counted for; of another relative nobody
knows how many. One each is never too many."""


def family_of(answers: Iterable[tuple[str, SoughtLine]]) -> Family:
    """What the relatives count for in a dominant disease: relation to the proband, and the answer.

    An ill relative who carries the variant is one informative meiosis. An ill one who does not
    carry it speaks against it. Healthy relatives are not counted: how many carriers fall ill is
    not known here. Who was not assessed, or of whom nobody knows whether they are ill, counts for
    nothing.

    >>> ill = SoughtLine("1-1000-A-G", "carrier", "affected")
    >>> family_of([("mother", ill), ("other", ill)])
    Family(meioses=1, affected_siblings=0, healthy_siblings=0, not_carrying=0)
    """
    ill = [(of, line.carried) for of, line in answers if line.affected == "affected"]
    return Family(
        meioses=sum(carried == "carrier" and of in COUNTED for of, carried in ill),
        not_carrying=sum(carried == "not_carrier" for _, carried in ill),
    )


def siblings_of(
    people: Iterable[tuple[str, Mapping[str, SoughtLine]]], variant: str, opposite: str = ""
) -> Family:
    """What the relatives count for in a recessive disease: relation, and the answer by variant.

    opposite: the variant on the proband's other copy, "" where both copies have `variant`.
    Full siblings alone are counted. An ill one with both alleles follows the disease, and so does a
    healthy one who is known not to have both; an ill one without `variant` speaks against it. A
    healthy one with both is what the disease does not do: then nobody counts for it.

    >>> both = {"1-1000-A-G": SoughtLine("1-1000-A-G", "carrier", "affected", "", "1/1")}
    >>> siblings_of([("sibling", both), ("mother", both)], "1-1000-A-G").affected_siblings
    1
    """
    ill, well, without, against = 0, 0, 0, False
    for relation, lines in people:
        if relation != "sibling" or (own := lines.get(variant)) is None:
            continue
        both = _both(own, lines.get(opposite) if opposite else None, alone=not opposite)
        if own.affected == "affected":
            ill += both is True
            without += own.carried == "not_carrier"
        elif own.affected == "unaffected":
            well += both is False
            against |= both is True
    if against:
        return Family(not_carrying=without)
    return Family(affected_siblings=ill, healthy_siblings=well, not_carrying=without)


def _both(own: SoughtLine, other: SoughtLine | None, *, alone: bool) -> bool | None:
    """Whether somebody has both alleles; None where nobody can say."""
    if alone:
        if own.carried != "carrier":
            return False if own.carried == "not_carrier" else None
        alleles = own.genotype.replace("|", "/").split("/")
        if len(alleles) != 2 or "." in alleles:
            return None
        return "0" not in alleles
    carried = {own.carried, "not_assessed" if other is None else other.carried}
    if "not_carrier" in carried:
        return False
    return True if carried == {"carrier"} else None


def suggested(gene: str, family: Family) -> tuple[Verdict, ...]:
    """PP1 and BS4 by the rules that stand; nobody applies them but a reader."""
    facts = Facts(gene=gene, families=(family,), sources={"families": "relatives' signed answers"})
    rules = rules_for(gene, None)
    return pp1(facts, rules), bs4(facts, rules)
