"""A report for a terminal: the same rows, one under the other."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.pharmacogenomics.model import Report
from samvar.focus.pharmacogenomics.report_rows import DrugRow
from samvar.focus.pharmacogenomics.report_view import view
from samvar.present.language import Language


def as_text(report: Report, language: Language) -> str:
    """The report as plain text, in the order of reading."""
    shown = view(report, language)
    words = shown.words
    out = [words["title"], *shown.banners, ""]
    out += [f"{pair.label}: {pair.value}" for pair in shown.head]
    out += ["", words["urgent"]] + ([] if shown.urgent else [f"  {words['nothing_urgent']}"])
    out += [text for row in shown.urgent for text in _text_of(row, words)]
    if shown.silent:
        out.append(f"  {words['silent']} {', '.join(shown.silent)}")
    if shown.other:
        out += ["", words["other"]]
        out += [text for row in shown.other for text in _text_of(row, words)]
    if shown.open:
        out += ["", words["open"]]
        out += [f"  {row.why} {', '.join(row.drugs)}" for row in shown.open]
    out += ["", words["genes"]]
    for gene in shown.genes:
        so_far = f"{words['so_far']} {' | '.join(gene.so_far)}" if gene.so_far else ""
        told = (
            " | ".join(gene.diplotypes),
            so_far,
            gene.phenotype,
            gene.score,
            gene.tested,
            gene.samples,
        )
        missing = f" ({gene.untested})" if gene.untested else ""
        out.append(f"  {gene.gene}: {gene.word}; {'; '.join(filter(None, told))}{missing}")
    if shown.untested:
        out.append(f"  {words['nothing_tested']}: {', '.join(shown.untested)}")
    out += ["", words["notes"]]
    out += [f"  {note.number}. {note.about}: {note.text}" for note in shown.notes]
    out += ["", *shown.limits, shown.device, ""]
    out += [f"{each.name}, {each.date}, {each.licence}, {each.digest}" for each in shown.sources]
    return "\n".join(out) + "\n"


def _text_of(row: DrugRow, words: dict[str, str]) -> Iterable[str]:
    yield f"  [{row.mark}] {row.drug}: {row.word}" + (f" ({row.occasion})" if row.occasion else "")
    yield from (f"      {each}" for each in (*row.why, *row.beside, row.disagree) if each)
    for line in row.lines:
        said = " ".join(filter(None, (line.condition and f"{line.condition}:", line.text)))
        yield f"      {line.body} [{line.mark}] {line.strength}: {said}"
        yield f"        {line.source}; {words['release']} {line.release}"
    if row.notes:
        yield f"      {words['see_notes']}: {', '.join(map(str, row.notes))}"
