"""What changed after an order was reported, and its history, as tables."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.pharmacogenomics.model import Cause, GeneChange, Order, OrderChange
from samvar.focus.pharmacogenomics.pages.recall import advice_words, phenotype_cell
from samvar.focus.pharmacogenomics.words import STATUSES, STEPS
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

CAUSES = {
    Cause.CALL.value: N_("The patient was called again"),
    Cause.REPORT.value: N_("An amended report was signed"),
}


def changes_table(order: Order, language: Language) -> Table:
    """What nobody has seen yet: each gene then and now, and the advice that is another one."""
    t = language.text
    return Table(
        t("Changed after it was reported"),
        [
            Column(t("Gene")),
            Column(t("In the report that was read")),
            Column(t("Now")),
            Column(t("Advice then and now")),
            Column(t("Since"), unit="UTC"),
        ],
        [row for each in order.changed for row in _rows(each, language)],
        Empty(t("Nothing changed.")),
        key="changes",
    )


def _rows(change: OrderChange, language: Language) -> Iterable[Row]:
    since = Cell(
        language.moment(change.at),
        note=word(CAUSES, change.cause.value, language),
        moment=change.at.isoformat(),
    )
    if not change.found:
        same = language.text("as in the report that was read")
        yield Row([Cell(language.text("All genes")), Cell("–"), Cell(same), Cell("–"), since])
    for one in change.found:
        then, now = _side(one.old, one.old_score, language), _side(one.new, one.new_score, language)
        yield Row([Cell(one.gene, data=True), then, now, Cell(_advice(one, language)), since])


def _side(told: str, score: float | None, language: Language) -> Cell:
    points = "" if score is None else f"{score:g}"
    note = language.text("activity score %(score)s", score=points) if points else ""
    if not told:
        return Cell(language.text("no result"))
    if told in STATUSES:
        return Cell(word(STATUSES, told, language), note=note)
    cell = phenotype_cell(told, language)
    return Cell(cell.words, note=note, data=cell.data)


def _advice(change: GeneChange, language: Language) -> str:
    told = (
        f"{drug}: {advice_words(then, language)} → {advice_words(now, language)}"
        for drug, (then, now) in change.advice.items()
    )
    return "; ".join(told) or language.text("as before")


def history_table(order: Order, language: Language) -> Table:
    """Every step and every change, the newest first; what was taken back stays."""
    t = language.text
    lines = [
        (event.at, word(STEPS, event.step.value, language), event.by, event.undone, "")
        for event in order.events
    ]
    lines += [
        (
            each.at,
            word(CAUSES, each.cause.value, language),
            each.by,
            False,
            ", ".join(dict.fromkeys(one.gene for one in each.found)),
        )
        for each in order.changes
    ]
    lines.sort(key=lambda line: line[0])
    rows = [
        Row(
            [
                Cell(language.moment(at), moment=at.isoformat()),
                Cell(what),
                Cell(by, data=True),
                Cell(t("taken back")) if undone else Cell(genes, data=True),
            ],
            muted=undone,
        )
        for at, what, by, undone, genes in reversed(lines)
    ]
    return Table(
        t("History"),
        [
            Column(t("Time"), unit="UTC"),
            Column(t("Step")),
            Column(t("By")),
            Column(t("Note")),
        ],
        rows,
        Empty(t("Nothing has happened yet.")),
        key="history",
    )
