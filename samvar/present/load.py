"""A load report as tables: what every file held, what was left out, what was refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samvar.model.load import FileReport, LoadReport
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

SHOWN = 200
"""Refused lines that a page shows; the report itself keeps up to 1,000 of each file."""

REASONS: Mapping[str, str] = {
    "not a primary contig": N_("not a primary contig"),
    "reference block": N_("reference block"),
    "no alternative allele": N_("no alternative allele"),
    "symbolic allele": N_("symbolic allele"),
    "breakend": N_("breakend"),
    "spanning deletion (*)": N_("spanning deletion (*)"),
    "ALT is not a sequence of A, C, G, T, N": N_("ALT is not a sequence of A, C, G, T, N"),
    "ALT is the same as REF": N_("ALT is the same as REF"),
    "REF is not a sequence of A, C, G, T, N": N_("REF is not a sequence of A, C, G, T, N"),
    "position 0 holds no bases": N_("position 0 holds no bases"),
    "this person is counted already, by another sample": N_(
        "this person is counted already, by another sample"
    ),
    "a relative is counted already, and the load's rules count unrelated people only": N_(
        "a relative is counted already, and the load's rules count unrelated people only"
    ),
    "tumour": N_("tumour"),
    "filter not passed": N_("filter not passed"),
    "single breakend": N_("single breakend"),
    "joined to no primary contig": N_("joined to no primary contig"),
    "mate of a breakend that stands before": N_("mate of a breakend that stands before"),
    "copy number of the reference": N_("copy number of the reference"),
    "symbolic allele of no known kind": N_("symbolic allele of no known kind"),
    "a small variant in a file of structural ones": N_(
        "a small variant in a file of structural ones"
    ),
    "sequence and SVTYPE do not fit together": N_("sequence and SVTYPE do not fit together"),
    "a repeat without a name": N_("a repeat without a name"),
    "several motifs, and none is named": N_("several motifs, and none is named"),
    "nobody is called": N_("nobody is called"),
    "records of one locus disagree about a sample": N_(
        "records of one locus disagree about a sample"
    ),
}
"""Why something was left out, as readers and counting rules say it."""

ASSEMBLY_FROM: Mapping[str, str] = {
    "header": N_("from the header"),
    "contigs": N_("from the lengths of the contigs"),
    "stated": N_("stated by a person"),
}
NORMALISED_BY: Mapping[str, str] = {
    "reference": N_("against the mounted reference genome"),
    "asserted": N_("stated by a person, not checked"),
}
CALLABLE_FROM: Mapping[str, str] = {
    "blocks": N_("from the blocks of a gVCF"),
    "bed": N_("from the target BED"),
    "sites": N_("only at the records themselves"),
    "stated": N_("a whole genome, stated by a person"),
    "none": N_("no small variants came"),
}


@dataclass(frozen=True, slots=True)
class ReportTables:
    """The three tables of a report, and its statements as (name, value) in words."""

    files: Table
    skipped: Table
    refused: Table
    statements: tuple[tuple[str, str], ...]


def report_tables(report: LoadReport, language: Language) -> ReportTables:
    """The report in a reader's language."""
    t = language.text
    return ReportTables(
        _files(report, language),
        _skipped(report, language),
        _refused(report, language),
        (
            (
                t("Reference genome"),
                f"{report.assembly}, {word(ASSEMBLY_FROM, report.assembly_from, language)}",
            ),
            (t("Normalisation"), word(NORMALISED_BY, report.normalised_by, language)),
            (t("What was callable"), word(CALLABLE_FROM, report.callable_from, language)),
        ),
    )


def _files(report: LoadReport, language: Language) -> Table:
    t, number = language.text, language.number
    rows = [
        Row(
            [
                Cell(file.name, data=True),
                Cell(number(file.records), data=True),
                Cell(number(file.accepted), data=True),
                Cell(number(file.normalised), data=True),
                Cell(number(file.split), data=True),
                Cell(number(file.beside), data=True),
                Cell(number(sum(file.skipped.values())), data=True),
                Cell(number(len(file.refused)), data=True),
                Cell(file.sha256[:16], mono=True),
            ]
        )
        for file in report.files
    ]
    return Table(
        t("Records of each file"),
        [
            Column(t("File")),
            Column(t("Read"), unit=t("records"), align="number"),
            Column(t("Accepted"), unit=t("alleles"), align="number"),
            Column(t("Normalised"), unit=t("alleles"), align="number"),
            Column(t("Split"), unit=t("records"), align="number"),
            Column(t("Structural or repeat"), unit=t("records"), align="number"),
            Column(t("Left out"), unit=t("alleles"), align="number"),
            Column(t("Refused"), unit=t("records"), align="number"),
            Column(t("Digest"), unit="SHA-256"),
        ],
        rows,
        Empty(t("The load had no file.")),
        key="report-files",
    )


def _skipped(report: LoadReport, language: Language) -> Table:
    t = language.text
    rows = [
        Row(
            [
                Cell(word(REASONS, reason, language)),
                Cell(file.name, data=True),
                Cell(language.number(count), data=True),
            ]
        )
        for file in report.files
        for reason, count in sorted(file.skipped.items(), key=lambda item: -item[1])
    ]
    rows += [
        Row(
            [
                Cell(word(REASONS, reason, language)),
                Cell(t("not in any sum")),
                Cell(language.number(count), data=True),
            ]
        )
        for reason, count in report.not_counted.items()
    ]
    return Table(
        t("Left out, without fault"),
        [
            Column(t("Reason")),
            Column(t("Where")),
            Column(t("Number"), align="number"),
        ],
        rows,
        Empty(t("Nothing was left out.")),
        key="report-skipped",
    )


def _refused(report: LoadReport, language: Language) -> Table:
    t = language.text
    lines = [(file, line, reason) for file in report.files for line, reason in file.refused]
    return Table(
        t("Refused records"),
        [
            Column(t("File")),
            Column(t("Line"), align="number"),
            Column(t("Why")),
        ],
        [_refusal(file, line, reason, language) for file, line, reason in lines[:SHOWN]],
        Empty(t("No record was refused.")),
        key="report-refused",
    )


def _refusal(file: FileReport, line: int, reason: str, language: Language) -> Row:
    return Row(
        [
            Cell(file.name, data=True),
            Cell(language.number(line), data=True),
            Cell(word(REASONS, reason, language)),
        ]
    )
