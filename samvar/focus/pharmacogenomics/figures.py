"""A cohort's answer as tables and figures: shares with their intervals, by group, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from samvar.focus.pharmacogenomics.report_words import PHENOTYPES
from samvar.focus.pharmacogenomics.service.cohort import OTHERS, Cohort, Group, Share
from samvar.present.coverage import centre_name
from samvar.present.figures.interval_grid import GridRow, interval_grid
from samvar.present.figures.interval_plot import Scale, interval_axis, interval_bar
from samvar.present.figures.stacked_bars import StackedRow, stacked_bars
from samvar.present.frequency import ANCESTRIES, places_for
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

COLUMNS_SHOWN = 6
"""Alleles compared between groups: the most frequent ones; the national table has them all."""

_OTHER = {"alleles": N_("Other alleles"), "phenotypes": N_("Other phenotypes")}
_CAPTION = {
    "alleles": N_("Alleles in the country, with 95 % intervals"),
    "phenotypes": N_("Phenotypes in the country, with 95 % intervals"),
}
_COUNT = {"alleles": N_("Copies"), "phenotypes": N_("With the phenotype")}
_OF = {"alleles": N_("Alleles looked at"), "phenotypes": N_("With any phenotype")}
_NAME = {"alleles": N_("Allele"), "phenotypes": N_("Phenotype")}


def shares_table(cohort: Cohort, language: Language) -> Table:
    """The nation's alleles or phenotypes that were seen; with bounds where a node is silent."""
    t = language.text
    nation = cohort.nation
    rows = nation.seen if nation else ()
    places = places_for(nation.of if nation else 0)
    partial = not cohort.coverage.complete
    scale = Scale.reaching(max((r.frequency.upper for r in rows if r.frequency), default=0.0))
    unit = "AC" if cohort.what == "alleles" else t("individuals")
    of_unit = "AN" if cohort.what == "alleles" else t("individuals")
    return Table(
        t(_CAPTION[cohort.what]),
        [
            Column(t(_NAME[cohort.what])),
            Column(t("Frequency"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Interval"), markup=interval_axis(scale, language)),
            Column(t(_COUNT[cohort.what]), unit=unit, align="number"),
            Column(t(_OF[cohort.what]), unit=of_unit, align="number"),
            *([Column(t("Bounds"), unit=t("with the silent"), align="number")] if partial else []),
        ],
        [_share_row(row, cohort, scale, places, language) for row in rows],
        Empty(
            t("There is no figure that may be shown."),
            t("Either nobody has a certain result, or every count is below the floor."),
        ),
        key=cohort.what,
        caption_hidden=True,
    )


def _share_row(row: Share, cohort: Cohort, scale: Scale, places: int, language: Language) -> Row:
    name = share_name(row, cohort, language)
    cells = [Cell(name, data=row.name not in (OTHERS, *PHENOTYPES))]
    if row.frequency is None or row.count is None:
        raise ValueError("a hidden count has no row")
    cells += [
        Cell(language.decimal(row.frequency.value, places), data=True),
        Cell(_span(row.frequency.lower, row.frequency.upper, places, language), data=True),
        Cell("", markup=interval_bar(row.frequency, scale)),
        Cell(language.number(row.count), data=True),
        Cell(language.number(row.of), data=True),
    ]
    if not cohort.coverage.complete:
        cells.append(
            Cell("–")
            if row.low is None or row.high is None
            else Cell(_span(row.low, row.high, places, language), data=True)
        )
    return Row(cells)


def compared(cohort: Cohort) -> tuple[str, ...]:
    """The names that groups are compared by: the most frequent, in the release's order."""
    nation = cohort.nation
    if nation is None:
        return ()
    named = [row for row in nation.seen if row.name != OTHERS]
    if cohort.what == "phenotypes":
        return tuple(row.name for row in nation.rows if row.name != OTHERS and row.count != 0)
    most = sorted(named, key=lambda row: -(row.count or 0))[:COLUMNS_SHOWN]
    return tuple(row.name for row in named if row in most)


def groups_table(cohort: Cohort, language: Language) -> Table:
    """The same by ancestry and by centre: frequency, interval, and how many were looked at."""
    t = language.text
    names = compared(cohort)
    heads = {"ancestry": t("By ancestry"), "centre": t("By centre")}
    rows: list[Row] = []
    before = "nation"
    for group in cohort.groups:
        started = heads.get(group.kind, "") if group.kind != before else ""
        before = group.kind
        cells = [_group_cell(group, language)]
        cells += [_frequency_cell(group.row(name), language) for name in names]
        of = (group.of, group.certain) if cohort.what == "alleles" else (group.of,)
        cells += [Cell(language.number(number), data=True) for number in (*of, group.tested)]
        rows.append(Row(cells, strong=group.kind == "nation", group=started))
    unit = "AN" if cohort.what == "alleles" else t("individuals")
    certain = Column(t("Certain result"), unit=t("individuals"), align="number")
    return Table(
        t("The same by group") if cohort.what == "alleles" else t("Phenotypes by group"),
        [
            Column(t("Group")),
            *(
                Column(
                    name_words(name, language),
                    unit="0–1",
                    align="number",
                    data=name not in PHENOTYPES,
                )
                for name in names
            ),
            Column(t(_OF[cohort.what]), unit=unit, align="number"),
            *([certain] if cohort.what == "alleles" else []),
            Column(t("Tested"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(t("No centre gave an answer to this question."), t("Ask again in a moment.")),
        key=f"{cohort.what}-groups",
        caption_hidden=True,
    )


def groups_figure(cohort: Cohort, language: Language) -> str:
    """Intervals by group, one column an allele; '' where there is nothing to compare."""
    names = compared(cohort)
    if not names or len(cohort.groups) < 2:
        return ""
    rows = [
        GridRow(
            group_name(group, language),
            [group.row(name).frequency for name in names],
            strong=group.kind == "nation",
            apart=at > 0 and group.kind != cohort.groups[at - 1].kind,
        )
        for at, group in enumerate(cohort.groups)
    ]
    return interval_grid(
        names,
        rows,
        title=language.text("%(gene)s by group", gene=cohort.gene),
        description=language.text(
            "Frequency of each allele with its 95 % interval, one line a group, one axis an "
            "allele. The table beside it has the numbers."
        ),
        language=language,
        key="alleles-figure",
    )


def phenotype_bars(cohort: Cohort, language: Language) -> str:
    """Phenotypes of each group as one bar; '' where nobody has a phenotype."""
    names = compared(cohort)
    nation = cohort.nation
    if nation is None or not nation.of:
        return ""
    others = nation.row(OTHERS)
    shown = (*names, *([OTHERS] if others.count != 0 else []))
    return stacked_bars(
        [share_name(nation.row(name), cohort, language) for name in shown],
        [
            StackedRow(
                group_name(group, language),
                [group.row(name).count for name in shown],
                group.of,
                strong=group.kind == "nation",
                apart=at > 0 and group.kind != cohort.groups[at - 1].kind,
            )
            for at, group in enumerate(cohort.groups)
        ],
        title=language.text("Phenotypes of %(gene)s by group", gene=cohort.gene),
        description=language.text(
            "One bar a group, one segment a phenotype, as long as its share of the people who "
            "have one. The table beside it has the numbers."
        ),
        hidden=language.text("below the floor"),
        nobody=language.text("nobody"),
        language=language,
        key="phenotypes-figure",
    )


def share_name(row: Share, cohort: Cohort, language: Language) -> str:
    """An allele's or phenotype's name, or the words for all that have none."""
    return name_words(row.name, language) if row.name else language.text(_OTHER[cohort.what])


def name_words(name: str, language: Language) -> str:
    """A phenotype in the reader's words, as reports have it; an allele as it is.

    >>> name_words("Poor Metabolizer", Language.of("en")), name_words("*2", Language.of("en"))
    ('Poor metaboliser', '*2')
    """
    return word(PHENOTYPES, name, language)


def group_name(group: Group, language: Language) -> str:
    """Sweden, a label of ancestry, or a centre."""
    if group.kind == "nation":
        return language.text("Sweden")
    return centre_name(group.label) if group.kind == "centre" else group.label


def _group_cell(group: Group, language: Language) -> Cell:
    note = ANCESTRIES.get(group.label, "") if group.kind == "ancestry" else ""
    name = group_name(group, language)
    return Cell(name, note=language.text(note) if note else "", data=group.kind != "nation")


def _frequency_cell(row: Share, language: Language) -> Cell:
    if row.hidden:
        return Cell(language.text("below the floor"), state="suppressed")
    if row.frequency is None:
        return Cell(language.text("nobody"))
    places = places_for(row.of)
    found = row.frequency
    return Cell(
        language.decimal(found.value, places),
        note=_span(found.lower, found.upper, places, language),
        data=True,
    )


def _span(low: float, high: float, places: int, language: Language) -> str:
    return f"{language.decimal(low, places)}–{language.decimal(high, places)}"


def names_of(rows: Sequence[Share], cohort: Cohort, language: Language) -> str:
    """Names in a row, for a sentence."""
    return ", ".join(share_name(row, cohort, language) for row in rows)
