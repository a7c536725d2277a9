"""One mitochondrial variant of a case: who has it in which part of the reads."""

from __future__ import annotations

from typing import cast

from samvar.focus.rare_disease.figures_repeat import Share, heteroplasmy_figure
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import MitochondrialRow
from samvar.focus.rare_disease.pages.family_words import affected_cell, role_of
from samvar.focus.rare_disease.pages.frame import frame
from samvar.focus.rare_disease.pages.stretch import browser_values
from samvar.focus.rare_disease.pages.variant import class_values
from samvar.focus.rare_disease.pages.variant_acts import acts_of
from samvar.focus.rare_disease.pages.variant_frequency import Asked, ask, asked_values
from samvar.focus.rare_disease.pages.variant_links import variant_links
from samvar.focus.rare_disease.pages.variant_sections import Subject, sections
from samvar.focus.rare_disease.pages.variant_told import transcripts_table
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.other_variant import mitochondrial_of, whole_row
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.network.operations.mitochondrial_frequency import MitochondrialArgs, bins_of
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table

CATEGORY = "mt"


def show(reader: Reader) -> Answer:
    """The page of a mitochondrial variant.

    Raises:
        NotFound: no such case, or no such variant in its list.
    """
    node, language = reader.node, reader.language
    identifier, sealed = reader.path["case"], reader.path["sealed"]
    name = Sealer(node, identifier).open(sealed)
    whole = whole_row(node, identifier, CATEGORY, name, reader.asker)
    row, case = cast("MitochondrialRow", whole.rows[0]), whole.case
    variant = mitochondrial_of(row, case)
    asked = None
    if variant is not None:
        asked = ask(
            reader, case, "mitochondrial_frequency", assembly=case.assembly.value,
            variant=str(variant),
        )  # fmt: skip
    severe = row.told.severe
    return Shown(
        "mitochondrial.html",
        case.name,
        {
            **frame(reader, case, CATEGORY),
            **acts_of(reader, case, name, sealed, CATEGORY),
            **asked_values(asked, language),
            **browser_values(reader, case, CATEGORY, sealed, whole.place),
            "name": name,
            "genes": ", ".join(row.told.symbols),
            "given": class_values(whole.given, language),
            "facts": [
                (language.text("Consequence"),
                 severe.most_severe.replace("_", " ") if severe else "–", ""),
                (language.text("Diseases, by the file"), "; ".join(row.diseases) or "–", ""),
                (language.text("Filters of the caller"),
                 language.text("passed") if row.passed else language.text("did not pass"), ""),
            ],
            "figure": heteroplasmy_figure(_shares(row, case, language), name=name,
                                          language=language) if row.mixtures else "",
            "shares": _table(row, case, language),
            "national": _national(asked, language),
            "external": sorted(row.told.frequencies.items()),
            "transcripts": transcripts_table(row.told, language),
            "links": () if variant is None else variant_links(variant, row.told),
            "sections": sections(reader, Subject(case, CATEGORY, name, sealed, row.told, None)),
        },
    )  # fmt: skip


def _shares(row: MitochondrialRow, case: KeptCase, language: Language) -> list[Share]:
    family = case.family
    names = [member.name for member in family.members]
    of = names.index(case.proband) if case.proband in names else None
    found = []
    for each in row.mixtures:
        if each.member not in names:
            continue
        column = names.index(each.member)
        label = role_of(case, each.member, language)
        found.append(
            Share(
                label[:1].upper() + label[1:],
                _generation(family, column),
                of is not None and family.on_maternal_line(column, of),
                family.members[column].affected,
                each.fraction,
            )
        )
    return found


def _generation(family: Family, column: int) -> int:
    """How many generations of the family stand before somebody."""
    parents = family.parents_of(column)
    return 1 + max(_generation(family, each) for each in parents) if parents else 0


def _table(row: MitochondrialRow, case: KeptCase, language: Language) -> Table:
    t = language.text
    known = {member.name: member for member in case.members}
    return Table(
        t("Share of reads in the family"),
        [Column(t("Sample")), Column(t("Status")), Column(t("Genotype")),
         Column(t("Share of reads"), unit="0–1", align="number"),
         Column(t("Reads with it"), align="number"),
         Column(t("Depth"), unit=t("reads"), align="number")],
        [
            Row(
                [
                    Cell(each.member, note=role_of(case, each.member, language), data=True),
                    affected_cell(
                        known[each.member].affected if each.member in known else None, language
                    ),
                    Cell(each.genotype, mono=True),
                    Cell(t("not counted")) if each.fraction is None
                    else Cell(language.decimal(each.fraction, 3), data=True),
                    Cell("–" if each.reads is None else language.number(each.reads), data=True),
                    Cell("–" if each.depth is None else language.number(each.depth), data=True),
                ],
                strong=each.member == case.proband,
            )
            for each in row.mixtures
        ],
        Empty(t("The file has no column of anybody in the family.")),
        key="shares",
    )  # fmt: skip


def _national(asked: Asked | None, language: Language) -> Table:
    t = language.text
    rows: list[Row] = []
    if asked is not None and asked.nation.value is not None:
        value = asked.nation.value
        names = bins_of(MitochondrialArgs("GRCh38", ""))
        for name, carriers, people in zip(
            names, value["carriers"].tolist(), value["individuals"].tolist(), strict=True
        ):
            low, high = (round(100 * float(edge)) for edge in name.split("-"))
            shown = Cell(t("below the floor"), state="suppressed")
            if carriers >= 0:
                shown = Cell(language.number(int(carriers)), data=True)
            rows.append(Row([Cell(f"{low}–{high} %", data=True), shown,
                             Cell(language.number(int(people)), data=True)]))  # fmt: skip
    return Table(
        t("People by their share of reads, without the own family"),
        [Column(t("Share of reads")), Column(t("People"), align="number"),
         Column(t("Could be looked at"), unit=t("individuals"), align="number")],
        rows,
        Empty(t("No centre gave an answer to this question.")),
        key="national",
    )  # fmt: skip


PAGES: tuple[Page, ...] = (
    shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{CATEGORY}/{{sealed:str}}",
        show,
        "see:referrals",
        "see-case-variant",
        N_("Variant of a case"),
        about=about_path,
    ),
)
