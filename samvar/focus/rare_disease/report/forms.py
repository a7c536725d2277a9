"""The record's form, and paper and FHIR as they are drawn from it: see `present.signed`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from samvar.focus.rare_disease.model.report import (
    LATER,
    DepthLine,
    FilterPin,
    GeneCoverLine,
    RareReport,
    ReportedFinding,
    SoughtLine,
)
from samvar.focus.rare_disease.report.view import view
from samvar.focus.rare_disease.report.words import LIMITS, NOT_A_DEVICE
from samvar.formats.fhir.report import Citation
from samvar.formats.fhir.variant_report import VariantFinding, VariantReport, bundle_of_variants
from samvar.network.canonical import canonical
from samvar.present.language import Language
from samvar.present.pdf import Attachment, make_pdf
from samvar.present.signed import Form


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what was not pinned yet when a report was signed."""
    return {n: value for n, value in fields.items() if n not in LATER or value is not None}


FORM = Form("samvar/rare-report/1", RareReport, "report of a rare disease", _trimmed)
_TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"


def pdf(report: RareReport, language: Language, *, withdrawn: str = "") -> bytes:
    """The report for paper, PDF/A-3a and PDF/UA-1: the same record gives the same bytes.

    The FHIR bundle is attached. withdrawn: the day on which it was taken back, "" where it stands.
    """
    shown = view(report, language, withdrawn=withdrawn)
    bundle = bundle_bytes(report, withdrawn=bool(withdrawn))
    attached = Attachment("report.fhir.json", "application/fhir+json", shown.words["fhir"], bundle)
    return make_pdf(_TEMPLATE, asdict(shown), report.made, language.code, [attached])


def bundle_bytes(report: RareReport, *, withdrawn: bool = False) -> bytes:
    """A FHIR R4 bundle in canonical form."""
    status = "amended" if report.supersedes else "final"
    return canonical(
        bundle_of_variants(
            VariantReport(
                id=report.id,
                status="entered-in-error" if withdrawn else status,
                made=report.made,
                person=report.person,
                sample=report.sample,
                order=report.referral_label,
                by=report.by,
                by_name=report.by_name or "",
                centre=report.centre,
                assembly=report.assembly,
                software=report.software,
                conclusion=report.text or report.outcome,
                findings=tuple(map(_finding, report.findings)),
                sources=(
                    *(
                        Citation(each.name, _told(each.version, each.digest, each.source))
                        for each in report.pins
                    ),
                    *map(_filter, report.filters or ()),
                    *map(_sought, report.sought or ()),
                    *(_depth(each) for each in report.depths or () if each.mean is not None),
                    *([_genes(report.genes)] if report.genes and report.genes.genes else []),
                ),
                disclaimers=(NOT_A_DEVICE, *LIMITS),
                predecessor=report.supersedes or "",
            )
        )
    )


def _told(version: str, digest: str, source: str) -> str:
    return ", ".join(filter(None, (version, digest and f"SHA-256 {digest}", source)))


def _filter(pin: FilterPin) -> Citation:
    said = f"{pin.passed} of {pin.total} gone through by {pin.by} at {pin.at}"
    return Citation(
        f"filter of {pin.category}: {pin.name or 'default'}", _told(said, pin.digest, "")
    )


def _sought(line: SoughtLine) -> Citation:
    told = f"{line.carried.replace('_', ' ')}, {line.affected}"
    return Citation(f"variant of the family {line.variant}", _told(told, "", line.why))


def _depth(line: DepthLine) -> Citation:
    said = [f"mean depth of the {line.of} {line.mean:g} reads"]
    said += [f"{share:g} of the bases >= {floor} reads" for floor, share in line.shares.items()]
    return Citation(f"depth of {line.member}", _told(", ".join(said), "", line.source))


def _genes(line: GeneCoverLine) -> Citation:
    said = [f"{line.genes} genes of the panels, none of them measured"]
    if line.covered is not None:
        enough = f"{line.least:g} of the bases >= {line.floor} reads in the proband"
        said = [f"{line.covered} of {line.genes} genes of the panels with {enough}"]
    said += [f"{each.symbol} {each.share:g}" for each in line.short]
    said += [f"{symbol} not measured" for symbol in line.not_measured if line.by]
    said += [f"{symbol} not expected" for symbol in line.not_expected]
    return Citation("coverage of genes", _told(", ".join(said), "", ", ".join(line.by)))


def _finding(found: ReportedFinding) -> VariantFinding:
    names = [each.split(", ") for each in found.hgvs]
    notes = (
        f"criteria: {', '.join(found.labels)}" if found.labels else "",
        f"inheritance: {found.inheritance}" if found.inheritance else "",
        "explains a part of the features" if found.partial else "",
        found.note,
    )
    return VariantFinding(
        name=found.variant,
        gene=found.gene,
        coding=tuple(each[0] for each in names),
        protein=tuple(each[1] for each in names if len(each) > 1),
        zygosity=found.zygosity,
        classed=found.classed,
        condition=found.condition,
        secondary=found.secondary,
        notes=tuple(filter(None, notes)),
    )
