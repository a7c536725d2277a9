"""What relatives' signed answers say of the family's variant, and what it would count for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.relative import FamilyCount, RelativeAnswer
from samvar.focus.rare_disease.model.verdict import State, Verdict
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.pages.variant_link import variant_links
from samvar.focus.rare_disease.reading_words import STATES
from samvar.focus.rare_disease.report.method import sought_said
from samvar.focus.rare_disease.service.relatives import family_counts, relatives_answers
from samvar.focus.rare_disease.words import OF_PEOPLE, RELATIONS
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any] | None:
    """The answers as a table, and of each variant what they would count for; None without any."""
    answers = relatives_answers(reader.node, case, reader.asker)
    if not answers:
        return None
    return {
        "table": _table(reader, case, answers),
        "counts": [
            (each.variant, counted_said(each, reader.language), _verdicts(each, reader.language))
            for each in family_counts(reader.node, case, answers)
        ],
    }


def counted_said(count: FamilyCount, language: Language) -> str:
    """The figures of one variant, each with its denominator."""
    if count.recessive:
        return language.text(
            "Called in %(assessed)s of %(answered)s relatives with an answer; ill siblings with "
            "both alleles: %(ill)s; healthy ones without both: %(well)s; ill without it: "
            "%(without)s.",
            assessed=count.assessed,
            answered=count.answered,
            ill=count.family.affected_siblings,
            well=count.family.healthy_siblings,
            without=count.family.not_carrying,
        )
    return language.text(
        "Called in %(assessed)s of %(answered)s relatives with an answer; informative meioses: "
        "%(meioses)s; ill without it: %(without)s.",
        assessed=count.assessed,
        answered=count.answered,
        meioses=count.family.meioses,
        without=count.family.not_carrying,
    )


def label_of(verdict: Verdict) -> str:
    """A criterion with its strength where it is met: `PP1_Moderate`."""
    return verdict.label if verdict.state is State.MET else verdict.criterion


def _verdicts(count: FamilyCount, language: Language) -> list[tuple[str, str, str, str]]:
    return [
        (label_of(each), word(STATES, each.state.value, language), each.why, each.source)
        for each in count.verdicts
    ]


def _table(reader: Reader, case: KeptCase, answers: tuple[RelativeAnswer, ...]) -> Table:
    language = reader.language
    t = language.text
    links = variant_links(reader, case, (each.line.variant for each in answers))
    return Table(
        t("Relatives' answers"),
        [Column(t("Relation")), Column(t("Ill")), Column(t("Variant")), Column(t("What it shows")),
         Column(t("Referral")), Column(t("By")), Column(t("Signed"), unit="UTC")],
        [
            Row(
                [
                    Cell(word(RELATIONS, each.relation, language)),
                    Cell(word(OF_PEOPLE, each.line.affected, language)),
                    Cell(each.line.variant, href=links.get(each.line.variant, ""), data=True,
                         mono=True),
                    Cell(sought_said(each.line, language)),
                    Cell(each.label, data=True,
                         href=f"/nodes/{reader.node.id}/rare/referrals/{each.referral}"),
                    Cell(each.by, data=True),
                    Cell(language.moment(each.signed), moment=each.signed.isoformat()),
                ]
            )
            for each in answers
        ],
        Empty(t("No relative has an answer that stands.")),
        key="relatives-answers",
        caption_hidden=True,
    )  # fmt: skip


SECTION = Section("relatives", values, wide=True)
