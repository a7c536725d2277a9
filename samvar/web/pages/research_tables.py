"""Applications, the centres' replies and a cohort's figures as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from samvar.govern.duo import LABELS
from samvar.govern.mondo import LABELS as DISEASES
from samvar.model.permit import Application
from samvar.node.permit_follow import Followed, Reply
from samvar.node.research import Measured
from samvar.present.answer import rows
from samvar.present.bounded import unpaid
from samvar.present.coverage import centre_name, coverage_line, is_whole, state_name
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import PERMIT_GRANTS, PERMIT_STATES, word

_MARKS = {
    "granted": "answered", "refused": "refused", "asked-more": "late", "withdrawn": "suppressed",
    "expired": "suppressed", "waiting": "unknown",
}  # fmt: skip
_TITLES = {
    "carriers_count": N_("People who carry any of the variants, and each of them"),
    "variant_frequency": N_("How often each variant is seen"),
    "phenotype_frequency": N_("People of each phenotype"),
}


def figures(one: Measured, language: Language) -> dict[str, Any]:
    """One question's figures as a table: the nation's, then the parts that may be seen."""
    columns, lines = rows(one.answer, one.args, one.operation.kind)
    table = Table(
        language.text(_TITLES[one.operation.name]),
        [Column(name, data=True, align="text" if at < 2 else "number")
         for at, name in enumerate(columns)],
        [Row([_number(cell, language) for cell in line]) for line in lines],
        Empty(state_name(one.answer.state, language)),
        key=one.operation.name,
    )  # fmt: skip
    return {
        "table": table,
        "regions": _regions(one, language),
        "coverage": coverage_line(one.answer.coverage, one.answer.missing, language),
        "whole": is_whole(one.answer.coverage),
        "hash": one.operation.hash(one.args),
        "unpaid": unpaid(one.answer),
    }


def _regions(one: Measured, language: Language) -> Table | None:
    """What each node lets this asker see of its own part, first column of the answer only."""
    visible = [part for part in one.answer.parts if part.value is not None]
    if not visible:
        return None
    names = [name for name in visible[0].value if name in visible[0].hidden] or list(
        visible[0].value
    )
    return Table(
        language.text("By centre"),
        [
            Column(language.text("Centre")),
            *(Column(name, data=True, align="number") for name in names),
            Column(language.text("Epoch"), align="number"),
        ],
        [
            Row(
                [
                    Cell(centre_name(part.node), data=True),
                    *(_number(_first(part.value[name]), language) for name in names),
                    Cell(language.number(part.epoch or 0), data=True),
                ]
            )
            for part in visible
        ],
        Empty(""),
        key=f"{one.operation.name}-regions",
    )


def _first(vector: Any) -> int | None:
    """The first number; None where it is hidden."""
    number = int(vector[0])
    return None if number < 0 else number


def _number(cell: str | int | float | None, language: Language) -> Cell:
    if cell is None:
        return Cell("–", data=True)
    if isinstance(cell, float):
        return Cell(f"{cell:.4g}", data=True)
    return Cell(language.number(cell) if isinstance(cell, int) else str(cell), data=True)


def replies_table(followed: Followed, language: Language) -> Table:
    """What each centre has said to an application, silence included."""
    t = language.text
    return Table(
        t("What each centre has said"),
        [
            Column(t("Centre")),
            Column(t("Answer")),
            Column(t("Since"), unit="UTC"),
            Column(t("Opens")),
            Column(t("Until"), unit="UTC"),
            Column(t("Reason")),
        ],
        [_reply(reply, language) for reply in followed.replies],
        Empty(t("No centre is in the network.")),
        key="replies",
    )


def _reply(reply: Reply, language: Language) -> Row:
    row = reply.row
    state = (
        Cell(word(PERMIT_STATES, reply.state, language), state=_MARKS[reply.state])
        if row is not None or reply.state == "waiting"
        else Cell(state_name(reply.state, language), state=reply.state)
    )
    if row is None:
        return Row([Cell(centre_name(reply.node), data=True), state, *[Cell("–")] * 4], muted=True)
    return Row(
        [
            Cell(centre_name(reply.node), data=True),
            state,
            Cell(row.at[:16].replace("T", " "), moment=row.at),
            Cell(grants_words(row.grants, language) or "–"),
            Cell(row.until[:16].replace("T", " "), moment=row.until) if row.until else Cell("–"),
            Cell(row.reason or "–", data=True),
        ],
        muted=not reply.granted,
    )


def grants_words(names: Sequence[str], language: Language) -> str:
    """What is asked for or granted, in words."""
    return ", ".join(word(PERMIT_GRANTS, name, language) for name in names)


def terms_of(application: Application) -> list[tuple[str, str]]:
    """The terms of an application with their names in the ontologies."""
    return [
        (term, LABELS.get(term) or DISEASES.get(term, ""))
        for term in (*application.uses, *application.diseases)
    ]
