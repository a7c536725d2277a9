"""A gene's call as a guideline looks it up: its keys, or why it has none.

Keys are of five forms: a phenotype; an activity score (`1.5`); a score and above (`≥3`); the
status of an allele (`*57:01 positive`); `n/a`, a score for a phenotype that is indeterminate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from samvar.focus.pharmacogenomics.model import GeneCall, Status, Withheld
from samvar.focus.pharmacogenomics.rules import cyp2d6
from samvar.knowledge.pharmacogenomics.layer import NO_RESULT

_ALLELE_STATUS = re.compile(r"(\*\S+) (positive|negative)")
_SCORE = re.compile(r"(≥?)(\d+(?:\.\d+)?)")
_NO_SCORE, _INDETERMINATE = "n/a", "Indeterminate"


@dataclass(frozen=True, slots=True)
class Result:
    """What one gene answers. keys: those that it is looked up by, `No Result` if it has none.

    withheld: why it cannot carry an advice on its own, None where it can. `keys` beside
    `AMBIGUOUS` are those on which the likeliest readings agree: enough for a caution.
    """

    gene: str
    keys: frozenset[str]
    withheld: Withheld | None
    shown: str


def result_of(gene: str, call: GeneCall | None, known: Sequence[str]) -> Result:
    """How a call answers the keys that the lines of a drug know; None is a gene without a call."""
    shown = _shown(call)
    why = _withheld(call)
    if call is None or (why is not None and why is not Withheld.AMBIGUOUS):
        return Result(gene, frozenset({NO_RESULT}), why, shown)
    keys = _keys(call, known)
    if not keys:
        return Result(gene, frozenset({NO_RESULT}), why or _unmatched(call, known), shown)
    return Result(gene, frozenset(keys), why, shown)


def allele_status(alleles: tuple[str, ...], allele: str) -> str | None:
    """Whether somebody carries an HLA allele; None where the typing does not tell.

    Both alleles must have been typed to two fields, or lie outside the allele's first field, to
    be negative: `*15` may be `*15:02`.

    >>> allele_status(("*07:02", "*57:01:01"), "*57:01"), allele_status(("*07:02", "*57"), "*57:01")
    ('positive', None)
    >>> allele_status(("*07", "*08:01"), "*57:01"), allele_status(("*07:02",), "*57:01")
    ('negative', None)
    """
    wanted = allele.lstrip("*").split(":")
    answers = [_carries(each.lstrip("*").split(":"), wanted) for each in alleles]
    if True in answers:
        return "positive"
    return "negative" if len(answers) == 2 and None not in answers else None


def _carries(fields: list[str], wanted: list[str]) -> bool | None:
    known = fields[: len(wanted)]
    if any(have.isdigit() and have != want for have, want in zip(known, wanted, strict=False)):
        return False
    return True if known == wanted else None


def _withheld(call: GeneCall | None) -> Withheld | None:
    if call is None or call.status is Status.NOT_CALLED:
        return Withheld.NOT_TESTED
    if call.status is Status.INCOMPLETE:
        return Withheld.INCOMPLETE
    if call.status is Status.AMBIGUOUS:
        return Withheld.AMBIGUOUS
    told = call.phenotype is not None or call.activity_score is not None
    return None if told or call.gene.startswith("HLA-") else Withheld.NO_PHENOTYPE


def _unmatched(call: GeneCall, known: Sequence[str]) -> Withheld:
    """Why a call that could carry an advice finds no line: the lines know other results of its
    form only, or know it by a form that the call does not have."""
    by_score = any(key[0] in "0123456789≥" for key in known)
    told = call.activity_score if by_score else call.phenotype
    nothing = told in (None, _INDETERMINATE) or call.gene.startswith("HLA-")
    return Withheld.NO_PHENOTYPE if nothing else Withheld.UNSAID


def _keys(call: GeneCall, known: Sequence[str]) -> set[str]:
    found = {key for key in known if key == call.phenotype}
    if call.activity_score is None and call.phenotype == _INDETERMINATE:
        found |= {key for key in known if key == _NO_SCORE}
    score = call.activity_score
    if score is None and (call.gene, call.phenotype) == (cyp2d6.GENE, cyp2d6.POOR):
        score = 0.0  # a phenotype that was handed over alone, and the only one with one score
    if score is not None:
        found |= _score_keys(score, known)
    for key in known:
        status = _ALLELE_STATUS.fullmatch(key)
        if status and _status(call, status.group(1)) == status.group(2):
            found.add(key)
    return found


def _status(call: GeneCall, allele: str) -> str | None:
    """From the alleles; from the phenotype that was handed over where there are none."""
    if call.diplotypes:
        return allele_status(call.diplotypes[0].alleles, allele)
    handed = _ALLELE_STATUS.fullmatch((call.phenotype or "").removeprefix(call.gene))
    return handed.group(2) if handed and handed.group(1) == allele else None


def _score_keys(score: float, known: Sequence[str]) -> set[str]:
    """The key of exactly this score; else the highest `≥` that it reaches."""
    scores = [(key, match) for key in known if (match := _SCORE.fullmatch(key))]
    exact = {key for key, match in scores if not match.group(1) and float(match.group(2)) == score}
    above = [(float(match.group(2)), key) for key, match in scores if match.group(1)]
    reached = [pair for pair in above if pair[0] <= score]
    return exact or ({max(reached)[1]} if reached else set())


def _shown(call: GeneCall | None) -> str:
    if call is None:
        return "not called"
    if call.activity_score is not None:
        return f"activity score {call.activity_score:g}"
    names = " or ".join(each.name for each in call.diplotypes[:1])
    return call.phenotype or names or "no result"
