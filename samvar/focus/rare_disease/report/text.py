"""A report for a terminal: the same rows, one under the other."""

from __future__ import annotations

from collections.abc import Iterator

from samvar.focus.rare_disease.model.report import RareReport
from samvar.focus.rare_disease.report.view import FindingRow, view
from samvar.present.language import Language


def as_text(report: RareReport, language: Language, *, withdrawn: str = "") -> str:
    """The report as plain text, in the order of reading."""
    shown = view(report, language, withdrawn=withdrawn)
    words = shown.words
    out = [words["title"], *shown.banners, ""]
    out += [f"{pair.label}: {pair.value}" for pair in shown.head]
    out += ["", f"{words['answer']}: {shown.outcome}"] + ([shown.text] if shown.text else [])
    out += ["", words["findings"]]
    out += [line for row in shown.findings for line in _lines(row, words)]
    out += [] if shown.findings else [f"  {words['no_findings']}"]
    if shown.sought:
        out += ["", words["sought"], *(f"  {each.label}: {each.value}" for each in shown.sought)]
    out += ["", words["secondary"], f"  {shown.secondary_said}"]
    out += [line for row in shown.secondary for line in _lines(row, words)]
    if shown.seen or shown.absent:
        out += ["", words["features"]]
        out += [f"  {pair.label} {pair.value}" for pair in shown.seen]
        out += [f"  {pair.label} {pair.value} ({words['absent']})" for pair in shown.absent]
    if shown.quality:
        out += ["", words["quality"]]
    for row in shown.quality:
        line = f"  {row.what}, {row.whom}: {row.standing}"
        out.append(f"{line} ({row.reasons})" if row.reasons else line)
        out += [f"    {words['overridden']} {row.override}"] if row.override else []
    if shown.not_examined:
        out += ["", words["not_examined"], *(f"  {each}" for each in shown.not_examined)]
    out += ["", f"{words['readers']}: {', '.join(shown.readers)}. {shown.agreement}"]
    out += ["", words["depths"]] + [f"  {each.label}: {each.value}" for each in shown.depths]
    out += [f"  {shown.depths_said}"]
    out += ["", words["filters"]] + [f"  {shown.filters_said}"] * bool(shown.filters_said)
    for kept in shown.filters:
        out.append(f"  {kept.category}: {', '.join(filter(None, (kept.name, kept.said)))}")
        out += [f"    {kept.asks} · SHA-256 {kept.digest}"] if kept.digest else []
    out += ["", words["method"]]
    for pin in shown.pins:
        told = filter(None, (pin.name, pin.version, pin.digest))
        out.append(f"  {pin.kind}: {', '.join(told)}")
    out += ["", *shown.limits, shown.device, f"{shown.software} · {shown.id}"]
    return "\n".join(out) + "\n"


def _lines(row: FindingRow, words: dict[str, str]) -> Iterator[str]:
    yield f"  {row.gene} {row.variant}: {row.classed} ({row.letters}), {row.zygosity}"
    yield from (f"    {name}" for name in row.names)
    told = (row.criteria, row.condition, *row.facts)
    if any(told):
        yield f"    {'; '.join(filter(None, told))}"
    if row.nation:
        yield f"    {words['nation']}: {row.nation}"
