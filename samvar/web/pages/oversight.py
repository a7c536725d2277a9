"""The published figure: how often records are opened in an emergency, and what waits for review."""

from __future__ import annotations

from litestar import Response, get

from samvar.model.emergency import REVIEW_WITHIN
from samvar.model.place import CENTRES
from samvar.network.operations.emergency_access import YEAR
from samvar.present.coverage import centre_name, coverage_line, is_whole, state_name
from samvar.present.language import N_, Language
from samvar.present.oversight import NATION, OPERATION, Line, lines_of
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.web.menu import on_menu
from samvar.web.question import ask
from samvar.web.render import page
from samvar.web.visit import Here

_PLACES = 2


@get(
    "/oversight",
    opt=on_menu(
        "ask:oversight",
        "see-oversight",
        N_("Emergency access in the country"),
        group="nation",
        order=60,
    ),
    sync_to_thread=True,
)
def show(visit: Here) -> Response[str]:
    """The nation and each centre; a centre that is silent is named, and is no zero."""
    answer = ask(visit, OPERATION, centres=tuple(CENTRES))
    lines = lines_of(answer)
    return page(
        visit,
        "oversight.html",
        title=visit.language.text("Emergency access in the country"),
        coverage=coverage_line(answer.coverage, answer.missing, visit.language),
        whole=is_whole(answer.coverage),
        nation=lines[0],
        share=_share(lines[0], visit.language),
        days=REVIEW_WITHIN.days,
        year=YEAR.days,
        table=_table(lines, visit.language),
    )


def _table(lines: tuple[Line, ...], language: Language) -> Table:
    t = language.text
    return Table(
        t("By centre"),
        [
            Column(t("Centre")),
            Column(t("State")),
            Column(t("Uses"), align="number"),
            Column(t("Not reviewed"), unit=t("uses"), align="number"),
            Column(t("Share not reviewed"), unit="0–1", align="number"),
            Column(t("Overdue"), unit=t("uses"), align="number"),
        ],
        [
            Row(
                [
                    Cell(
                        t("Sweden") if one.centre == NATION else centre_name(one.centre),
                        data=one.centre != NATION,
                    ),
                    Cell(state_name(one.state, language), state=one.state),
                    *(_number(number, language) for number in (one.uses, one.unreviewed)),
                    Cell(_share(one, language), data=True),
                    _number(one.overdue, language),
                ],
                strong=one.centre == NATION,
            )
            for one in lines
        ],
        Empty(t("The roster names no node.")),
        key="oversight",
        caption_hidden=True,
    )


def _number(number: int | None, language: Language) -> Cell:
    return Cell("–" if number is None else language.number(number), data=True)


def _share(line: Line, language: Language) -> str:
    return "–" if line.share is None else language.decimal(line.share, _PLACES)
