"""A report as plain rows in a reader's language: what paper, page and text are drawn from.

Here stands what is shown and in which order; how it looks is the template's.
"""

from __future__ import annotations

from samvar.focus.pharmacogenomics.model import Report, Status
from samvar.focus.pharmacogenomics.report_drug import (
    drug_row,
    notes_of,
    open_rows,
    silent,
    speaks,
    urgency,
)
from samvar.focus.pharmacogenomics.report_gene import gene_row
from samvar.focus.pharmacogenomics.report_head import banners, head
from samvar.focus.pharmacogenomics.report_label import label
from samvar.focus.pharmacogenomics.report_notes import Notes
from samvar.focus.pharmacogenomics.report_rows import ReportView, SourceRow
from samvar.focus.pharmacogenomics.report_shown import lines_of
from samvar.focus.pharmacogenomics.report_words import LABELS, LIMITS, NOT_A_DEVICE
from samvar.present.language import Language


def view(report: Report, language: Language) -> ReportView:
    """The rows, in the order of reading: what to do first, other drugs, genes, warnings, sources.

    A drug on the order or the list is always shown; of the others, those that ask somebody to act.
    """
    say = language.text
    notes = Notes(language)
    calls = {each.gene: each for each in report.genes}
    mine = sorted((each for each in report.advice if each.on_list and speaks(each)), key=urgency)
    rest = sorted(
        (each for each in report.advice if not each.on_list and each.matters and lines_of(each)),
        key=urgency,
    )
    of_genes = {sentence for each in report.genes for sentence in each.warnings}
    urgent = tuple(
        drug_row(each, calls, language, notes, beside=notes_of(each) - of_genes) for each in mine
    )
    other = tuple(drug_row(each, calls, language, notes) for each in rest)
    looked_at = [
        each for each in report.genes if each.status is not Status.NOT_CALLED or each.tested
    ]
    genes = tuple(gene_row(each, report, notes, language) for each in looked_at)
    quiet = any(not each.on_list and not each.matters for each in report.advice)
    return ReportView(
        id=report.id,
        words={name: say(text) for name, text in LABELS.items() if "%(" not in text},
        patient=report.patient,
        banners=banners(report, language),
        head=head(report, language),
        urgent=urgent,
        silent=silent(report),
        other=other,
        open=open_rows(report, calls, language),
        usual=label(language, "usual") if quiet else "",
        genes=genes,
        untested=tuple(each.gene for each in report.genes if each not in looked_at),
        notes=notes.rows(),
        limits=tuple(map(say, LIMITS)),
        sources=tuple(
            SourceRow(s.name, s.date, s.licence, s.source, s.digest) for s in report.sources
        ),
        device=say(NOT_A_DEVICE),
        signer=report.signer if report.signature else "",
        signature=report.signature,
        software=report.software,
    )
