"""From relatives' signed answers to the family that PP1 and BS4 count."""

from __future__ import annotations

from collections.abc import Iterable

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


def suggested(gene: str, family: Family) -> tuple[Verdict, ...]:
    """PP1 and BS4 by the rules that stand; nobody applies them but a reader."""
    facts = Facts(gene=gene, families=(family,), sources={"families": "relatives' signed answers"})
    rules = rules_for(gene, None)
    return pp1(facts, rules), bs4(facts, rules)
