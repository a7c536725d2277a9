"""From our record to the plain values that `formats.fhir` writes. Texts stay in English."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model import (
    Action,
    Advice,
    DrugAdvice,
    GeneCall,
    Report,
    Source,
    Status,
    Withheld,
)
from samvar.focus.pharmacogenomics.report_shown import address, cited, lines_of, missed, standing
from samvar.focus.pharmacogenomics.report_words import LIMITS, NOT_A_DEVICE
from samvar.formats.fhir.report import (
    Absent,
    Change,
    Citation,
    GeneFinding,
    GenomicsReport,
    Implication,
    Unanswered,
)

_CHANGES = {
    Action.AVOID: Change.ALTERNATIVE,
    Action.REDUCE: Change.DECREASE,
    Action.INCREASE: Change.INCREASE,
    Action.OTHER: Change.FOLLOW_UP,
    Action.MONITOR: Change.FOLLOW_UP,
}
_WHY = {
    Withheld.INCOMPLETE: "{gene} is incomplete; no standard dose may be concluded",
    Withheld.AMBIGUOUS: "{gene} is ambiguous; no standard dose may be concluded",
    Withheld.NOT_TESTED: "{gene} was not called; no standard dose may be concluded",
    Withheld.UNSAID: "the release has no line for this result of {gene}; "
    "no standard dose may be concluded",
    Withheld.NO_PHENOTYPE: "{gene} has no known phenotype; no standard dose may be concluded",
}


def as_genomics_report(report: Report) -> GenomicsReport:
    """The record in FHIR's terms; `partial` where a gene's test was not complete."""
    partial = any(each.status is Status.INCOMPLETE for each in report.genes)
    return GenomicsReport(
        id=report.id,
        status="partial" if partial else "amended" if report.supersedes else "final",
        made=report.made,
        person=report.person,
        sample=report.sample,
        order=report.order or "",
        by=report.by,
        by_name=report.by_name,
        centre=report.centre,
        laboratory=report.laboratory,
        assembly=report.assembly,
        software=report.software,
        genes=tuple(_finding(each, report) for each in report.genes),
        assemblies={each.sample: each.assembly for each in report.samples},
        implications=tuple(
            _implication(drug, line) for drug in report.advice for line in lines_of(drug)
        ),
        unanswered=tuple(_unanswered(drug) for drug in report.advice if drug.withheld),
        sources=tuple(map(_release, report.sources)),
        disclaimers=(NOT_A_DEVICE, *LIMITS),
        predecessor=report.supersedes or "",
    )


def _finding(call: GeneCall, report: Report) -> GeneFinding:
    named = tuple(each.name for each in standing(call))
    absent, why = None, ""
    if call.status is Status.INCOMPLETE:
        names = missed(call)
        absent = Absent.NOT_PERFORMED
        why = f"incomplete: {len(names)} positions not tested: {', '.join(names)}"
    elif not named:
        absent = Absent.UNKNOWN if call.tested else Absent.NOT_PERFORMED
        why = "not called"
    elif call.phenotype is None:
        absent = Absent.UNKNOWN
        why = "ambiguous" if call.status is Status.AMBIGUOUS else "no phenotype is known for it"
    so_far = " or ".join(each.name for each in call.diplotypes)
    unfinished = (f"agrees so far with {so_far}; that is not a result",)
    return GeneFinding(
        gene=call.gene,
        genotypes=named,
        phenotype=None if absent else call.phenotype,
        activity_score=None if absent else call.activity_score,
        absent=absent,
        why=why,
        preliminary=call.status is Status.INCOMPLETE,
        tested=call.tested,
        untested=call.untested,
        notes=(*(unfinished if so_far and not named else ()), *call.warnings),
        samples=report.samples_of(call.gene),
    )


def _implication(drug: DrugAdvice, line: Advice) -> Implication:
    return Implication(
        drug=drug.occasion.drug,
        genes=line.genes,
        body=line.body,
        text=line.text,
        strength=line.strength,
        change=_CHANGES.get(line.action),
        citation=Citation(f"release {line.release}", cited(line), address(line.source)),
        condition=line.condition,
        notes=(*line.implications, *((line.comments,) if line.comments else ()), *drug.notes),
    )


def _unanswered(drug: DrugAdvice) -> Unanswered:
    why = {gene: _WHY[each].format(gene=gene) for gene, each in drug.withheld.items()}
    return Unanswered(drug.occasion.drug, why)


def _release(source: Source) -> Citation:
    told = f"{source.name}, {source.date}, {source.licence}, SHA-256 {source.digest}"
    return Citation(source.name, f"{told}: {source.source}", address(source.source))
