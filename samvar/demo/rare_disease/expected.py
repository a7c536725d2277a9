"""What the questions about rare diseases must answer in the demo, from the planted families."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from samvar.demo.planted import Expected, Planted, bounds_fault, sum_fault
from samvar.demo.rare_disease.plan import State, families_of
from samvar.demo.rare_disease.work import REFERRED
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.measure import DAYS, OUTCOMES
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.service.phenotype import corpus_of
from samvar.focus.rare_disease.share.classified import Solved
from samvar.focus.rare_disease.share.variant_phenotypes import GROUPS, STATUSES
from samvar.model.strata import PARTS, Way, stratum
from samvar.network.merge import NationalAnswer

Args = Mapping[str, Any]
_CARE = frozenset({"care"})
_QUALITY = frozenset({"care", "quality"})
_SPANS: tuple[Args, ...] = ({}, {"since": "1999-01-01", "until": "2000-01-01"})
_GENES = ("KMT2D", "NBAS")
_SITES = 6
"""Variants that carriers are told of by how alike they are."""


def _similar_questions(planted: Planted) -> Iterable[Args]:
    corpus_of(None)  # seconds on a new machine, which no node's deadline would wait for
    shared = {
        drawn.cause[0] for node in planted.parts for plan, drawn in families_of(node) if plan.shared
    }
    yield from ({"genes": (gene,)} for gene in _GENES)
    yield from ({"variant": name} for name in sorted(shared))
    yield {"genes": ("KMT2D",), "variant": min(shared)}


def _similar_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    """One row for each proband with a class of the gene that both readers gave, or the variant."""
    wanted: Counter[tuple[str, bool, bool]] = Counter()
    for node in planted.parts:
        for plan, drawn in families_of(node) if node != stopped else ():
            gene = plan.state is State.SOLVED and drawn.gene.symbol in args.get("genes", ())
            variant = args.get("variant", "") in drawn.cause
            if gene or variant:
                wanted[(node, gene, variant)] += 1
    found = Counter((row.node, row.gene, row.variant) for row in answer.value)
    return None if found == wanted else f"similar {dict(found)}, planted {dict(wanted)}"


def _class_questions(planted: Planted) -> Iterable[Args]:
    names = sorted(
        drawn.cause[0]
        for node in planted.parts
        for plan, drawn in families_of(node)
        if plan.state is not State.WAITING
    )
    return [{"assembly": "GRCh38", "variant": name} for name in dict.fromkeys(names)]


def _class_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    """The class that both readers gave, wherever the variant was found."""
    wanted = Counter(
        (node, Class.LIKELY_PATHOGENIC.value, drawn.gene.disease, Solved.THIS.value)
        for node in planted.parts
        if node != stopped
        for plan, drawn in families_of(node)
        if plan.state is State.SOLVED and args["variant"] in drawn.cause
    )
    rows = answer.value.values()
    found = Counter((row.node, row.classed, row.condition, row.solved) for row in rows)
    return None if found == wanted else f"classes {dict(found)}, planted {dict(wanted)}"


def _many_questions(planted: Planted) -> Iterable[Args]:
    names = tuple(each["variant"] for each in _class_questions(planted))
    return [{"assembly": "GRCh38", "variants": names}]


def _many_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    """The same of many at once."""
    wanted = Counter(
        (node, name, Class.LIKELY_PATHOGENIC.value)
        for node in planted.parts
        if node != stopped
        for plan, drawn in families_of(node)
        for name in args["variants"]
        if plan.state is State.SOLVED and name in drawn.cause
    )
    found = Counter((row.node, row.variant, row.classed) for row in answer.value.values())
    return None if found == wanted else f"classes {dict(found)}, planted {dict(wanted)}"


def _phenotype_questions(planted: Planted) -> Iterable[Args]:
    often = np.argsort(planted.total(None).carriers)[::-1][: 2 * _SITES : 2]
    return [{"assembly": "GRCh38", "variant": planted.names[int(at)]} for at in often]


def _phenotype_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    """Without features everybody is in the groups of no known likeness."""
    at = planted.names.index(args["variant"])
    fault = None
    for column in ("carriers", "people"):
        there = _groups(planted, column, at, stopped)
        fault = fault or sum_fault(answer, column, there, there, 0)
        if fault is None and stopped is not None:
            fault = bounds_fault(answer, column, _groups(planted, column, at, None))
    return fault


def _groups(planted: Planted, column: str, at: int, without: str | None) -> np.ndarray:
    def count(label: str | None) -> int:
        truth = planted.total(without, label)
        return truth.people if column == "people" else int(truth.carriers[at])

    known = [count(stratum(Way.AFFECTED, part)) for part in PARTS[Way.AFFECTED]]
    each = [*known, count(None) - sum(known)]
    bands = len(GROUPS) // len(STATUSES)
    found = np.zeros(len(GROUPS), dtype=np.int64)
    found[bands - 1 :: bands] = each
    return found


def _referral_fault(
    planted: Planted, args: Args, answer: NationalAnswer, stopped: str | None
) -> str | None:
    """Everybody referred is counted; of answers, the families whose report was signed.

    args: those of the measure. A case without a referral of its own has no day of receipt.
    """
    waits = "to_report" in answer.value
    for column, numbers in answer.value.items():
        wanted, whole = (
            sum(
                (
                    _measured(node, column, len(numbers), waits=waits)
                    for node in planted.parts
                    if node != gone and "since" not in args
                ),
                np.zeros(len(numbers), dtype=np.int64),
            )
            for gone in (stopped, None)
        )
        nobody = np.zeros(len(numbers), dtype=np.int64)
        fault = sum_fault(answer, column, wanted, nobody, planted.floor, common=False)
        if fault is None and stopped is not None:
            fault = bounds_fault(answer, column, whole)
        if fault is not None:
            return fault
    return None


def _measured(node: str, column: str, width: int, *, waits: bool) -> np.ndarray:
    """What one centre adds to a column of yield or, where it waits, of turnaround.

    Of relatives the yield says nothing; their wait is a wait like others.
    """
    families = [plan for plan, _ in families_of(node) if waits or plan.relative_of is None]
    sent = [plan for plan in families if plan.referred is not None]
    signed = [plan for plan in sent if plan.signed]
    read = [plan for plan in signed if plan.acknowledged]
    found = np.zeros(width, dtype=np.int64)
    if column == "referrals":
        found += REFERRED.get(node, 0) + len(sent if waits else families)
    elif column in ("reported", "answered"):
        found += len(signed)
    elif column == "outcomes":
        found[OUTCOMES.index(Outcome.SOLVED.value)] = len(signed)
    elif column == "to_report":
        for plan in signed:
            found[bisect_left(DAYS, plan.referred or 0)] += 1
    elif column == "acknowledged":
        found += len(read)
    elif column == "to_receipt":
        for plan in read:
            found[bisect_left(DAYS, plan.referred or 0)] += 1
    return found


def _nothing_fault(
    _planted: Planted, _args: Args, answer: NationalAnswer, _stopped: str | None
) -> str | None:
    return "somebody has asked about a patient" if answer.value else None


RARE_DISEASE: dict[str, Expected] = {
    "similar_patients": Expected(
        "questions about similar patients", _similar_questions, _similar_fault, lambda _: 1, _CARE
    ),
    "variant_phenotypes": Expected(
        "variants by affection", _phenotype_questions, _phenotype_fault, lambda _: 1, _CARE
    ),
    "classified_elsewhere": Expected(
        "classified variants", _class_questions, _class_fault, lambda _: 1, _CARE
    ),
    "classified_variants": Expected(
        "questions about classified variants", _many_questions, _many_fault, lambda _: 1, _CARE
    ),
    "diagnostic_yield": Expected(
        "periods", lambda _: _SPANS, _referral_fault, lambda _: 1, _QUALITY
    ),
    "rare_turnaround": Expected(
        "periods", lambda _: _SPANS, _referral_fault, lambda _: 1, _QUALITY
    ),
    "contact_requests": Expected(
        "list of requests", lambda _: [{}], _nothing_fault, lambda _: 1, _CARE
    ),
    "contact_answers": Expected(
        "list of answers", lambda _: [{}], _nothing_fault, lambda _: 1, _CARE
    ),
}
"""By operation name."""
