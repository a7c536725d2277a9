"""Write a report of a rare disease as a FHIR R4 Bundle (Genomics Reporting IG 3.0.0, STU 3).

Each variant is an observation of profile `variant`, and what it means one of
`diagnostic-implication`, with class and condition; the whole is a `genomic-report`. A variant
whose zygosity was not called has no allelic state: it is never written as heterozygous.

Source: HL7 Genomics Reporting IG 3.0.0, profiles variant, diagnostic-implication, genomic-report;
LOINC 69548-6, 48018-6, 81290-9, 48004-6, 48005-3, 53034-5, 53037-8, 81259-4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samvar.formats.fhir.bundle import (
    Entries,
    author,
    collection,
    disclaimer,
    instant,
    interpreters,
    predecessor,
    provenance,
)
from samvar.formats.fhir.code import (
    BUILDS,
    LOINC,
    SECTION,
    TO_BE_DETERMINED,
    Json,
    coded,
    observed,
    profile,
    related,
)
from samvar.formats.fhir.report import Citation
from samvar.formats.fhir.tidy import tidy

STATES = {
    "het": ("LA6706-1", "Heterozygous"),
    "hom": ("LA6705-3", "Homozygous"),
    "hemi": ("LA6707-9", "Hemizygous"),
    "heteroplasmic": ("LA6703-8", "Heteroplasmic"),
    "homoplasmic": ("LA6704-6", "Homoplasmic"),
}
CLASSES = {
    "pathogenic": ("LA6668-3", "Pathogenic"),
    "likely_pathogenic": ("LA26332-9", "Likely pathogenic"),
    "uncertain": ("LA26333-7", "Uncertain significance"),
    "likely_benign": ("LA26334-5", "Likely benign"),
    "benign": ("LA6675-8", "Benign"),
}


@dataclass(frozen=True, slots=True)
class VariantFinding:
    """One variant. name: as our list names it. coding, protein: HGVS with their accessions.

    zygosity: a key of `STATES`, else not told. classed: a key of `CLASSES`. notes: sentences.
    """

    name: str
    gene: str
    coding: tuple[str, ...]
    protein: tuple[str, ...]
    zygosity: str
    classed: str
    condition: str
    secondary: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VariantReport:
    """A whole report. status: `final`, `amended`, or `entered-in-error` where it was withdrawn.

    by, by_name: the signer's professional id, and their name where it is known."""

    id: str
    status: str
    made: datetime
    person: str
    sample: str
    order: str
    by: str
    centre: str
    assembly: str
    software: str
    conclusion: str
    findings: tuple[VariantFinding, ...]
    sources: tuple[Citation, ...]
    disclaimers: tuple[str, ...]
    predecessor: str = ""
    by_name: str = ""


def bundle_of_variants(report: VariantReport) -> Json:
    """The Bundle, of type `collection`, as JSON-able values."""
    report_id = tidy(report.id) or ""
    head, body = Entries(report_id), Entries(report_id)
    laboratory = head.refer("laboratory") if tidy(report.centre) else None
    common: Json = {
        "subject": head.refer("patient"),
        "issued": instant(report.made),
        "performer": [laboratory],
    }
    results = []
    for number, each in enumerate(report.findings):
        specimen = {**common, "specimen": body.refer("specimen")}
        seen = body.add(f"variant/{number}", _variant(each, report.assembly, specimen))
        results += [seen, body.add(f"implication/{number}", _implication(each, seen, common))]
    head.add("report", _report(report, head, results, common))
    head.add("patient", {"resourceType": "Patient", "identifier": [{"value": report.person}]})
    head.add(
        "specimen",
        {
            "resourceType": "Specimen",
            "identifier": [{"value": report.sample}],
            "subject": head.refer("patient"),
        },
    )
    if laboratory is not None:
        head.add("laboratory", {"resourceType": "Organization", "name": report.centre})
    body.add(
        "provenance",
        provenance(
            head.refer("report"),
            report.made,
            report.software,
            author(report.by, report.by_name),
            report.centre,
            report.sources,
        ),
    )
    return collection(head, head.all + body.all, report.made)


def _variant(found: VariantFinding, assembly: str, common: Json) -> Json:
    resource = observed("variant", coded(LOINC, "69548-6", "Genetic variant assessment"), common)
    resource["valueCodeableConcept"] = coded(LOINC, "LA9633-4", "Present")
    build = BUILDS.get(assembly)
    state = STATES.get(found.zygosity)
    parts = [
        _part("48018-6", "Gene studied [ID]", {"text": found.gene} if found.gene else None),
        _part(
            "62374-4",
            "Human reference sequence assembly version",
            coded(LOINC, build, assembly) if build else {"text": assembly},
        ),
        _part("81252-9", "Discrete genetic variant", {"text": found.name}),
        *(_part("48004-6", "DNA change (c.HGVS)", {"text": each}) for each in found.coding),
        *(_part("48005-3", "Amino acid change (pHGVS)", {"text": e}) for e in found.protein),
        _part("53034-5", "Allelic state", coded(LOINC, *state) if state else None),
    ]
    resource["component"] = [each for each in parts if each is not None]
    return resource


def _implication(found: VariantFinding, seen: Json, common: Json) -> Json:
    code = coded(TO_BE_DETERMINED, "diagnostic-implication", "Diagnostic Implication")
    resource = observed("diagnostic-implication", code, common)
    resource["derivedFrom"] = [seen]
    classed = CLASSES.get(found.classed)
    condition = {"text": found.condition} if found.condition else None
    parts = [
        _part(
            "53037-8",
            "Genetic variation clinical significance [Imp]",
            coded(LOINC, *classed) if classed else None,
        ),
        _part("81259-4", "Associated phenotype", condition),
    ]
    resource["component"] = [each for each in parts if each is not None]
    notes = (*(("Secondary finding",) if found.secondary else ()), *found.notes)
    resource["note"] = [{"text": each} for each in notes if tidy(each)]
    return resource


def _part(code: str, display: str, value: Json | None) -> Json | None:
    if value is None:
        return None
    return {"code": coded(LOINC, code, display), "valueCodeableConcept": value}


def _report(report: VariantReport, head: Entries, results: list[Json], common: Json) -> Json:
    order = {"type": "ServiceRequest", "identifier": {"value": report.order}}
    extensions: list[Json] = [related(each) for each in report.sources]
    extensions += predecessor(report.predecessor)
    extensions += [disclaimer(each) for each in report.disclaimers if tidy(each)]
    return {
        "resourceType": "DiagnosticReport",
        "meta": profile("genomic-report"),
        "extension": extensions,
        "identifier": [{"value": report.id}],
        "basedOn": [order] if tidy(report.order) else None,
        "status": report.status,
        "category": [coded(SECTION, "GE", "Genetics")],
        "code": coded(LOINC, "51969-4", "Genetic analysis report"),
        **common,
        "specimen": [head.refer("specimen")],
        "resultsInterpreter": interpreters(report.by, report.by_name),
        "result": results,
        "conclusion": report.conclusion,
    }
