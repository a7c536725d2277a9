"""One variant in the family: genotypes, models of inheritance, and what it makes a pair with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samvar.focus.rare_disease.model.inheritance import MODELS, Model, Status, Verdict
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import Carried, RepeatRow
from samvar.focus.rare_disease.pages.family_words import (
    affected_cell,
    reason,
    role_of,
    status_cell,
)
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.judged import JudgedRow
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.variant import Beside, WholeVariant
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.focus.rare_disease.words_variant import MODELS as MODEL_WORDS
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def genotypes_table(
    case: KeptCase,
    carried: Sequence[Carried],
    language: Language,
    depth: Mapping[str, int | None] | None = None,
) -> Table:
    """What each member's column of the file says. depth: reads at the place, where counted."""
    t = language.text
    known = {member.name: member for member in case.members}
    numbered = any(each.copy_number is not None for each in carried)
    rows = []
    for each in carried:
        member = known.get(each.member)
        total = None if depth is None else depth.get(each.member)
        if total is None and each.reads is not None and each.against is not None:
            total = each.reads + each.against
        share = None if each.reads is None or not total else each.reads / total
        rows.append(
            Row(
                [
                    Cell(each.member, note=role_of(case, each.member, language), data=True),
                    affected_cell(member.affected if member else None, language),
                    Cell(each.genotype, mono=True),
                    _number(each.copies, language, t("not called")),
                    _number(each.reads, language),
                    _number(total, language),
                    Cell("–" if share is None else language.decimal(share, 2), data=True),
                    _number(each.quality, language),
                    *([_number(each.copy_number, language)] if numbered else []),
                ],
                strong=each.member == case.proband,
            )
        )
    return Table(
        t("Genotypes of the family"),
        [
            Column(t("Sample")),
            Column(t("Status")),
            Column(t("Genotype")),
            Column(t("Copies"), align="number"),
            Column(t("Reads with it"), align="number"),
            Column(t("Depth"), unit=t("reads"), align="number"),
            Column(t("Allele balance"), unit="0–1", align="number"),
            Column(t("Genotype quality"), unit=t("phred"), align="number"),
            *([Column(t("Copy number"), align="number")] if numbered else []),
        ],
        rows,
        Empty(t("The file has no column of anybody in the family.")),
        key="genotypes",
    )


def _number(value: int | None, language: Language, unknown: str = "–") -> Cell:
    return Cell(unknown) if value is None else Cell(language.number(value), data=True)


def models_table(judged: JudgedRow, language: Language, *, refuted: bool) -> Table:
    """Models that hold or could not be judged, or those that are refuted, each with its reason."""
    t = language.text
    rows = []
    order = (Status.NOT_MET,) if refuted else (Status.MET, Status.NOT_ASSESSED)
    for status in order:
        for model in MODELS:
            verdict = judged.verdicts[model]
            if (verdict.status if isinstance(verdict, Verdict) else verdict) is not status:
                continue
            why = (
                reason(verdict, judged.family, language)
                if isinstance(verdict, Verdict)
                else t("so judged when the case was loaded, by more than this gene's lines")
            )
            rows.append(Row([_model(model, language), status_cell(status, language), Cell(why)]))
    return Table(
        t("Models that do not hold") if refuted else t("Models of inheritance"),
        [Column(t("Model")), Column(t("Verdict")), Column(t("Why"))],
        rows,
        Empty(
            t("No model is refuted.")
            if refuted
            else t("No model of inheritance holds, and all could be judged.")
        ),
        key="refuted" if refuted else "models",
        caption_hidden=True,
    )


def _model(model: Model, language: Language) -> Cell:
    return Cell(language.text(MODEL_WORDS[model]), note=model.value)


def partners_table(reader: Reader, whole: WholeVariant, sealer: Sealer) -> Table:
    """Second variants in a gene of this one, the pairs that hold first."""
    language, case = reader.language, whole.case
    t = language.text
    rows = [
        Row(
            [
                Cell(
                    row_name(each.row),
                    href=case_path(
                        reader, case.id, each.category, sealer.seal(row_name(each.row))
                    ),
                    note="" if each.category == "snv"
                    else word(CATEGORIES, each.category, language),
                    data=True,
                ),
                Cell(", ".join(each.row.told.symbols), data=True),
                Cell("" if each.row.told.severe is None else each.row.told.severe.most_severe,
                     data=True),
                Cell("–" if each.row.told.rank_score is None else f"{each.row.told.rank_score:g}",
                     data=True),
                _model(each.model, language),
                status_cell(each.verdict.status, language),
                Cell(reason(each.verdict, whole.judged.family, language)),
            ]
        )
        for each in whole.judged.partners
    ]  # fmt: skip
    return Table(
        t("Pairs with a second variant"),
        [
            Column(t("Variant")),
            Column(t("Gene")),
            Column(t("Consequence")),
            Column(t("Rank score"), align="number"),
            Column(t("Model")),
            Column(t("Verdict")),
            Column(t("Why")),
        ],
        rows,
        Empty(t("No second variant of the case makes a pair with it.")),
        key="partners",
    )


def beside_table(reader: Reader, whole: WholeVariant, sealer: Sealer) -> Table:
    """Rows of other lists in a gene of this variant."""
    t = reader.language.text
    return Table(
        t("In the same gene, in other lists"),
        [Column(t("Variant")), Column(t("List")), Column(t("Patient"))],
        [
            Row(
                [
                    Cell(
                        each.name,
                        href=case_path(
                            reader, whole.case.id, each.category, sealer.seal(each.name)
                        ),
                        data=True,
                    ),
                    Cell(word(CATEGORIES, each.category, reader.language)),
                    Cell(_has(each, whole.case, t("not called")), data=True),
                ]
            )
            for each in whole.beside
        ],
        Empty(t("No structural variant, mobile element or repeat of the patient is in its genes.")),
        key="beside",
    )


def _has(each: Beside, case: KeptCase, unknown: str) -> str:
    if isinstance(each.row, RepeatRow):
        alleles = each.row.alleles.get(case.proband or "", ())
        return " / ".join(str(allele.units) for allele in alleles) or unknown
    mine = [one.genotype for one in each.row.carried if one.member == case.proband]
    return mine[0] if mine else unknown
