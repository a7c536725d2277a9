"""Write a report of pharmacogenes as a FHIR R4 Bundle (Genomics Reporting IG 3.0.0, STU 3).

One report gives one bundle, byte for byte: every id is a UUID made of the report's id. What was
not tested or is not known is a `dataAbsentReason` or is not there; it is never a negative result.
An incomplete gene has no genotype, because a reader would take `*1/*1` for one. STU 3 has no
region-studied profile any more: positions stand in a genomic study, one analysis for each gene.
"""

from __future__ import annotations

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
    LOINC,
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


def bundle_of(report: GenomicsReport) -> Json:
    """The Bundle, of type `collection`, as JSON-able values."""
    report_id = tidy(report.id) or ""
    head, body = Entries(report_id), Entries(report_id)
    made = instant(report.made)
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
    sources = report.sources
    body.add(
        "provenance",
        provenance(
            head.refer("report"),
            report.made,
            report.software,
            author(report.by, report.by_name),
            report.centre,
            sources,
        ),
    )
    return collection(head, head.all + body.all, report.made)


def _samples(report: GenomicsReport) -> list[str]:
    """Every sample once, the report's own first."""
    return list(dict.fromkeys((report.sample, *report.assemblies)))


def _specimen(report: GenomicsReport, sample: str) -> str:
    """What the Specimen of a sample is called in the bundle."""
    return "specimen" if sample == report.sample else f"specimen/{sample}"


def _genes(report: GenomicsReport, body: Entries, common: Json) -> list[Json]:
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


def _drugs(report: GenomicsReport, body: Entries, results: list[Json], common: Json) -> list[Json]:
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
                line, line.change, said, body.refer("patient"), instant(report.made)
            )
            actions.append(body.add(f"recommendation/{number}", task))
    for number, missing in enumerate(report.unanswered):
        nothing = unanswered(missing, derived(list(missing.genes)), common)
        results.append(body.add(f"unanswered/{number}", nothing))
    return actions


def _diagnostic_report(
    report: GenomicsReport, head: Entries, results: list[Json], actions: list[Json], common: Json
) -> Json:
    extensions: list[Json] = [
        {"url": extension("recommended-action"), "valueReference": each} for each in actions
    ]
    whole = {"url": extension("genomic-study-reference"), "valueReference": head.refer("study")}
    extensions += [whole, *(related(each) for each in report.sources)]
    extensions += predecessor(report.predecessor)
    extensions += [disclaimer(each) for each in report.disclaimers if tidy(each)]
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
        "resultsInterpreter": interpreters(report.by, report.by_name),
        "result": results,
    }
