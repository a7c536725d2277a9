"""Write a report of pharmacogenes as a FHIR R4 Bundle (Genomics Reporting IG 3.0.0, STU 3).

One report gives one bundle, byte for byte: every id is a UUID made of the report's id. What was
not tested or is not known is a `dataAbsentReason` or is not there; it is never a negative result.
An incomplete gene has no genotype, because a reader would take `*1/*1` for one. STU 3 has no
region-studied profile any more: positions stand in a genomic study, one analysis for each gene.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from samvar.formats.fhir.code import (
    LOINC,
    NOTE_TYPE,
    PARTICIPANT,
    RELATED,
    SECTION,
    Json,
    coded,
    extension,
    profile,
    related,
)
from samvar.formats.fhir.gene import analysis, genotype, phenotype_of, study
from samvar.formats.fhir.implication import implication, recommendation, unanswered
from samvar.formats.fhir.report import GenomicsReport
from samvar.formats.fhir.tidy import tidy

_OURS = UUID("8a3a5a9e-6a2f-5d0b-9f0e-5b1f2f7a7c11")
"""The namespace of all ids (RFC 9562, version 5): the same report, the same ids."""


class _Entries:
    """The bundle's entries in their order; each is addressed by what it is."""

    def __init__(self, report: str) -> None:
        self._report = report
        self.all: list[Json] = []

    def address(self, what: str) -> str:
        return f"urn:uuid:{uuid5(_OURS, f'{self._report}/{what}')}"

    def refer(self, what: str, display: str | None = None) -> Json:
        return {"reference": self.address(what), "display": display}

    def add(self, what: str, resource: Json) -> Json:
        """Append a resource; returns the reference to it."""
        address = self.address(what)
        kind = {"resourceType": resource["resourceType"], "id": address.removeprefix("urn:uuid:")}
        self.all.append({"fullUrl": address, "resource": {**kind, **resource}})
        return self.refer(what)


def bundle_of(report: GenomicsReport) -> Json:
    """The Bundle, of type `collection`, as JSON-able values."""
    report_id = tidy(report.id) or ""
    head, body = _Entries(report_id), _Entries(report_id)
    made = _instant(report.made)
    laboratory = head.refer("laboratory") if tidy(report.laboratory) else None
    common: Json = {"subject": head.refer("patient"), "issued": made, "performer": [laboratory]}

    results = _genes(report, body, common)
    actions = _drugs(report, body, results, common)

    head.add("report", _diagnostic_report(report, head, results, actions, common))
    head.add("patient", {"resourceType": "Patient", "identifier": [{"value": report.person}]})
    for each in _samples(report):
        sample = {"identifier": [{"value": each}], "subject": head.refer("patient")}
        head.add(_specimen(report, each), {"resourceType": "Specimen", **sample})
    if laboratory is not None:
        head.add("laboratory", {"resourceType": "Organization", "name": report.laboratory})
    body.add("provenance", _provenance(report, head))
    bundle: Json = tidy(
        {
            "resourceType": "Bundle",
            "id": head.address("bundle").removeprefix("urn:uuid:"),
            "identifier": {"system": "urn:ietf:rfc:3986", "value": head.address("bundle")},
            "type": "collection",
            "timestamp": made,
            "entry": head.all + body.all,
        }
    )
    return bundle


def _samples(report: GenomicsReport) -> list[str]:
    """Every sample once, the report's own first."""
    return list(dict.fromkeys((report.sample, *report.assemblies)))


def _specimen(report: GenomicsReport, sample: str) -> str:
    """What the Specimen of a sample is called in the bundle."""
    return "specimen" if sample == report.sample else f"specimen/{sample}"


def _genes(report: GenomicsReport, body: _Entries, common: Json) -> list[Json]:
    """Write every gene; returns the references to what was observed."""
    patient = body.refer("patient")
    results, analyses = [], []
    for each in report.genes:
        first = each.samples[0] if each.samples else report.sample
        specimen = body.refer(_specimen(report, first))
        seen = body.add(f"genotype/{each.gene}", genotype(each, {**common, "specimen": specimen}))
        results.append(seen)
        results.append(body.add(f"phenotype/{each.gene}", phenotype_of(each, seen, common)))
        if each.tested or each.untested:
            assembly = report.assemblies.get(first, report.assembly)
            done = analysis(each, assembly, patient, specimen)
            analyses.append(body.add(f"analysis/{each.gene}", done))
    body.add("study", study(analyses, patient))
    return results


def _drugs(report: GenomicsReport, body: _Entries, results: list[Json], common: Json) -> list[Json]:
    """Write every drug, adding to the results; returns the references to the tasks."""
    phenotypes = {each.gene: each.phenotype for each in report.genes}

    def derived(genes: list[str]) -> list[Json]:
        known = [body.refer(f"genotype/{name}", name) for name in genes if name in phenotypes]
        return known + [{"display": name} for name in genes if name not in phenotypes]

    actions = []
    for number, line in enumerate(report.implications):
        genes = list(line.genes)
        alone = phenotypes.get(genes[0]) if len(genes) == 1 else None
        written = implication(line, alone, derived(genes), common)
        said = body.add(f"implication/{number}", written)
        results.append(said)
        if line.change is not None:
            task = recommendation(
                line, line.change, said, body.refer("patient"), _instant(report.made)
            )
            actions.append(body.add(f"recommendation/{number}", task))
    for number, missing in enumerate(report.unanswered):
        nothing = unanswered(missing, derived(list(missing.genes)), common)
        results.append(body.add(f"unanswered/{number}", nothing))
    return actions


def _diagnostic_report(
    report: GenomicsReport, head: _Entries, results: list[Json], actions: list[Json], common: Json
) -> Json:
    extensions: list[Json] = [
        {"url": extension("recommended-action"), "valueReference": each} for each in actions
    ]
    whole = {"url": extension("genomic-study-reference"), "valueReference": head.refer("study")}
    extensions += [whole, *(related(each) for each in report.sources)]
    if tidy(report.predecessor):
        earlier = {"type": "predecessor", "display": report.predecessor}
        extensions.append({"url": RELATED, "valueRelatedArtifact": earlier})
    extensions += [_note(each) for each in report.disclaimers if tidy(each)]
    order = {"type": "ServiceRequest", "identifier": {"value": report.order}}
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
        "specimen": [head.refer(_specimen(report, each)) for each in _samples(report)],
        "result": results,
    }


def _instant(moment: datetime) -> str:
    """A moment to the second, in UTC."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _note(words: str) -> Json:
    kind = coded(NOTE_TYPE, "test-disclaimer", "Test Disclaimer")
    return {
        "url": extension("genomic-report-note"),
        "valueAnnotation": {
            "extension": [{"url": extension("annotation-code"), "valueCodeableConcept": kind}],
            "text": words,
        },
    }


def _provenance(report: GenomicsReport, head: _Entries) -> Json:
    """Who made it with what, and from which knowledge."""
    parts = (("assembler", report.software), ("author", report.by), ("legal", report.centre))
    agents = [
        {"type": coded(PARTICIPANT, kind, kind.capitalize()), "who": {"display": who}}
        for kind, who in parts
        if tidy(who)
    ]
    sources = [
        {"role": "source", "what": {"identifier": {"value": each.label}, "display": each.display}}
        for each in report.sources
        if tidy(each.label) or tidy(each.display)
    ]
    return {
        "resourceType": "Provenance",
        "target": [head.refer("report")],
        "recorded": _instant(report.made),
        "agent": agents or [{"who": {"display": "unknown"}}],
        "entity": sources,
    }
