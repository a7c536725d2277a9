"""Relatives' signed answers as `samvar rare case` tells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samvar.focus.rare_disease.model.relative import FamilyCount, RelativeAnswer


def relatives_rows(
    answers: Iterable[RelativeAnswer], counts: Iterable[FamilyCount]
) -> list[tuple[str, str, str]]:
    """One line for each answer, and one for each criterion that they bear on."""
    rows = [
        (
            "relative",
            f"{each.relation}, {each.line.variant}",
            f"{each.line.carried.replace('_', ' ')}, {each.line.affected}: {each.label}",
        )
        for each in answers
    ]
    for each in counts:
        told = f"called in {each.assessed} of {each.answered} relatives with an answer"
        rows += [
            (
                f"{verdict.criterion} by relatives",
                each.variant,
                f"{verdict.state.value.replace('_', ' ')}: "
                + "; ".join((verdict.why, *verdict.evidence, told)),
            )
            for verdict in each.verdicts
        ]
    return rows


def relatives_data(
    answers: Iterable[RelativeAnswer], counts: Iterable[FamilyCount]
) -> dict[str, Any]:
    """Both as the JSON value that is promised to readers."""
    return {
        "relatives": [
            {"referral": each.label, "relation": each.relation, "kind": each.kind,
             "report": each.report, "signed": each.signed, "by": each.by, "shows": each.line}
            for each in answers
        ],
        "relatives_count": list(counts),
    }  # fmt: skip
