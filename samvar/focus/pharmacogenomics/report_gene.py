"""A gene as a row of a report."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model import GeneCall, Report, Status
from samvar.focus.pharmacogenomics.report_label import first, label, some
from samvar.focus.pharmacogenomics.report_notes import Notes
from samvar.focus.pharmacogenomics.report_rows import GeneRow
from samvar.focus.pharmacogenomics.report_shown import missed, standing
from samvar.focus.pharmacogenomics.report_words import LABELS, PHENOTYPES
from samvar.focus.pharmacogenomics.rules.trust import NOT_STATED
from samvar.focus.pharmacogenomics.words import STATUSES
from samvar.present.language import Language
from samvar.present.words import word


def gene_row(call: GeneCall, report: Report, notes: Notes, language: Language) -> GeneRow:
    """A gene's result, what was tested and what was not; half a test gives no result."""
    known = len(call.tested) + len(call.untested)
    score = call.activity_score
    complete = call.status is not Status.INCOMPLETE
    unknown = label(language, "not_known")
    return GeneRow(
        gene=call.gene,
        status=call.status.value,
        word=word(STATUSES, call.status.value, language),
        diplotypes=first(each.name for each in standing(call)),
        so_far=() if complete else first(each.name for each in call.diplotypes),
        phenotype=word(PHENOTYPES, call.phenotype, language)
        if complete and call.phenotype
        else unknown,
        score=f"{score:g}" if complete and score is not None else "",
        tested=_tested(call, language) if known else unknown,
        untested=some(missed(call)),
        samples=_samples_of(call, report, language),
        notes=notes.refer((*call.warnings, *_unstated(call)), call.gene),
    )


def _tested(call: GeneCall, language: Language) -> str:
    """`7 of 8`, and the depth that all of them have at least, where the file states it."""
    known = len(call.tested) + len(call.untested)
    depth = f" (≥ {call.least_depth}x)" if isinstance(call.least_depth, int) else ""
    return f"{len(call.tested)} {label(language, 'of')} {known}{depth}"


def _unstated(call: GeneCall) -> tuple[str, ...]:
    return (NOT_STATED,) if call.tested and not isinstance(call.least_depth, int) else ()


def _samples_of(call: GeneCall, report: Report, language: Language) -> str:
    mine = report.samples_of(call.gene)
    if len(report.samples) < 2 or not mine:
        return ""
    numbers = (str(n) for n, each in enumerate(report.samples, start=1) if each.sample in mine)
    return f"{language.text(LABELS['sample'])} {', '.join(numbers)}"
