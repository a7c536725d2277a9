"""One repeat locus of a case: both copies of everybody against what is normal and what is not."""

from __future__ import annotations

from typing import cast

from samvar.focus.rare_disease.figures_repeat import Allele, Line, repeat_figure
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import RepeatRow, RepeatStanding
from samvar.focus.rare_disease.pages.family_words import affected_cell, role_of
from samvar.focus.rare_disease.pages.frame import frame
from samvar.focus.rare_disease.pages.stretch import browser_values
from samvar.focus.rare_disease.pages.variant import class_values
from samvar.focus.rare_disease.pages.variant_acts import acts_of
from samvar.focus.rare_disease.pages.variant_frequency import Asked, ask, asked_values
from samvar.focus.rare_disease.pages.variant_links import Link, place_links
from samvar.focus.rare_disease.pages.variant_sections import Subject, sections
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.other_variant import limits_here, whole_row
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words_variant import STANDINGS
from samvar.network.operations.repeat_lengths import LONGEST
from samvar.present.figures.histogram import histogram
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Cell, Column, Empty, Row, Table

CATEGORY = "str"


def show(reader: Reader) -> Answer:
    """The page of a repeat.

    Raises:
        NotFound: no such case, or no such locus in its list.
    """
    node, language = reader.node, reader.language
    identifier, sealed = reader.path["case"], reader.path["sealed"]
    name = Sealer(node, identifier).open(sealed)
    whole = whole_row(node, identifier, CATEGORY, name, reader.asker)
    row, case = cast("RepeatRow", whole.rows[0]), whole.case
    asked = ask(reader, case, "repeat_lengths", assembly=case.assembly.value, locus=row.name)
    place = whole.place
    links: tuple[Link, ...] = ()
    if place is not None:
        links = place_links(case.assembly, place.contig, place.start, place.end)
    return Shown(
        "repeat.html",
        case.name,
        {
            **frame(reader, case, CATEGORY),
            **acts_of(reader, case, name, sealed, CATEGORY),
            **asked_values(asked, language),
            **browser_values(reader, case, CATEGORY, sealed, place),
            "name": name,
            "genes": row.disease or "",
            "given": class_values(whole.given, language),
            "facts": _facts(row, language),
            "figure": _figure(row, case, language),
            "lengths": _lengths(row, case, language),
            "limits": _limits(row, language),
            "national": _national(asked, language),
            "note": row.note or "",
            "stated": sorted(set(row.stated.values())),
            "links": links,
            "sections": sections(reader, Subject(case, CATEGORY, name, sealed, None, None)),
        },
    )


def _facts(row: RepeatRow, language: Language) -> list[tuple[str, str, str]]:
    t = language.text
    usual = "–"
    if row.usual is not None:
        usual = f"{language.decimal(row.usual[0], 1)} ± {language.decimal(row.usual[1], 1)}"
    place = f"{row.contig or '?'}:{row.start + 1}-{row.end}"
    return [
        (t("Unit"), row.shown_unit or row.unit or "–", ""),
        (t("Disease"), row.disease or "–", row.inheritance or ""),
        (t("Place"), place, ""),
        (t("Mean in SweGen"), usual, t("units, with its deviation")),
        (t("Rank score"), "–" if row.rank_score is None else f"{row.rank_score:g}", ""),
    ]


def _figure(row: RepeatRow, case: KeptCase, language: Language) -> str:
    lines = []
    for member in case.members:
        alleles = row.alleles.get(member.name)
        if alleles is not None:
            drawn = tuple(Allele(each.units, each.low, each.high) for each in alleles)
            label = role_of(case, member.name, language)
            lines.append(Line(label[:1].upper() + label[1:], member.affected, drawn))
    return repeat_figure(lines, row.limits, locus=row.name, language=language) if lines else ""


def _lengths(row: RepeatRow, case: KeptCase, language: Language) -> Table:
    t = language.text
    known = {member.name: member for member in case.members}
    rows = []
    for name, alleles in row.alleles.items():
        member = known.get(name)
        for number, each in enumerate(alleles or (None,)):
            bounds = "–"
            if each is not None and each.low is not None and each.high is not None:
                bounds = f"{each.low}–{each.high}"
            standing = RepeatStanding.NOT_ASSESSED if each is None else each.standing
            rows.append(
                Row(
                    [
                        Cell(name, note=role_of(case, name, language), data=True),
                        affected_cell(member.affected if member else None, language),
                        Cell(language.number(number + 1) if each else "–", data=True),
                        Cell(t("not called")) if each is None
                        else Cell(language.number(each.units), data=True),
                        Cell(bounds, data=True),
                        Cell(t(STANDINGS[standing]), state=_MARKS[standing]),
                    ],
                    strong=name == case.proband,
                )
            )  # fmt: skip
    return Table(
        t("Lengths in the family"),
        [Column(t("Sample")), Column(t("Status")), Column(t("Copy"), align="number"),
         Column(t("Length"), unit=t("units"), align="number"),
         Column(t("Interval of the caller"), unit=t("units"), align="number"),
         Column(t("By the limits of the file"))],
        rows,
        Empty(t("The file has no column of anybody in the family.")),
        key="lengths",
    )  # fmt: skip


_MARKS = {
    RepeatStanding.NORMAL: "answered",
    RepeatStanding.BETWEEN: "late",
    RepeatStanding.PATHOLOGICAL: "down",
    RepeatStanding.UNCLEAR: "late",
    RepeatStanding.NOT_ASSESSED: "unknown",
}


def _limits(row: RepeatRow, language: Language) -> Table:
    """Whose limits are which: the file's, and those that samvar has with their source."""
    t = language.text
    found = [(t("The file"), *row.limits, row.disease or "", row.source or t("not stated"))]
    own = limits_here(row)
    if own is not None:
        found.append(
            (t("This node's table"), own.normal_max, own.pathogenic_min, own.disease, own.source)
        )
    return Table(
        t("Limits and where they are from"),
        [Column(t("By")), Column(t("Normal up to"), unit=t("units"), align="number"),
         Column(t("Causes disease from"), unit=t("units"), align="number"), Column(t("Disease")),
         Column(t("Source"))],
        [
            Row(
                [
                    Cell(by),
                    Cell("–" if normal is None else language.number(normal), data=True),
                    Cell("–" if disease is None else language.number(disease), data=True),
                    Cell(name or "–", data=True),
                    Cell(source, data=True),
                ]
            )
            for by, normal, disease, name, source in found
        ],
        Empty(t("Nobody says which lengths are normal.")),
        key="limits",
    )  # fmt: skip


def _national(asked: Asked, language: Language) -> str:
    """The nation's alleles by length, without the family; "" where nobody is called there."""
    value = asked.nation.value
    if value is None or int(value["an"][0]) <= 0:
        return ""
    counts = [int(each) for each in value["alleles"]]
    seen = [at for at, count in enumerate(counts) if count]
    first, last = (max(0, seen[0] - 2), min(len(counts) - 1, seen[-1] + 2)) if seen else (0, 0)
    names = [*map(str, range(LONGEST + 1)), f"> {LONGEST}"]
    t = language.text
    number = language.number(int(value["an"][0]))
    return histogram(
        names[first : last + 1],
        [None if count < 0 else count for count in counts[first : last + 1]],
        title=t("Alleles by length in the country"),
        description=t("%(n)s alleles of people who are called at the locus.", n=number),
        axis=t("Repeat units"),
        language=language,
        key="national",
    )


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
