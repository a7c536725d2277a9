"""Whether the samples are whose they are said to be, and deep enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.quality import Standing
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.quality import Asked, questions_of
from samvar.focus.rare_disease.words import GATES, STANDING_MARKS, STANDINGS
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """Each question with its answer; how many of them keep the case from being signed."""
    asked = questions_of(case)
    return {
        "table": quality_table(asked, reader.language),
        "asked": len(asked),
        "passed": sum(each.gate.standing == Standing.PASS.value for each in asked),
        "unknown": sum(each.gate.standing == Standing.NOT_ASSESSED.value for each in asked),
        "closed": sum(each.holds and each.override is None for each in asked),
        "report": case_path(reader, case.id, "report"),
    }


def quality_table(asked: Sequence[Asked], language: Language) -> Table:
    """What was asked of whom, what came of it, why, and what that means for signing."""
    t = language.text
    return Table(
        t("Quality"),
        [
            Column(t("Question")),
            Column(t("Samples")),
            Column(t("Answer")),
            Column(t("Sign-off")),
            Column(t("Why")),
        ],
        [
            Row(
                [
                    Cell(word(GATES, each.gate.gate, language)),
                    Cell(" – ".join(each.gate.members), data=True),
                    Cell(
                        word(STANDINGS, each.gate.standing, language),
                        state=STANDING_MARKS.get(each.gate.standing, "unknown"),
                    ),
                    Cell(_sign_off(each, language)),
                    Cell("; ".join(filter(None, (*each.gate.reasons, each.why))), english=True),
                ]
            )
            for each in asked
        ],
        Empty(
            t("No figures of quality came with the case."),
            t("Nothing is known of sex, relatedness or coverage: not known is not passed."),
        ),
        key="quality-table",
        caption_hidden=True,
    )


def _sign_off(asked: Asked, language: Language) -> str:
    if not asked.holds:
        return language.text("does not block")
    if asked.override is None:
        return language.text("blocks")
    return language.text("blocks %(who)s only", who=asked.override.by)


SECTION = Section("quality", values, wide=True)
