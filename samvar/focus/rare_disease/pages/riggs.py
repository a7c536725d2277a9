"""A lost or gained stretch of a case: the items of the metric of 2020, and its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from samvar.focus.rare_disease.model.classification import StandingLine
from samvar.focus.rare_disease.model.copy_number import Line
from samvar.focus.rare_disease.pages.acmg import class_in_form, step_number
from samvar.focus.rare_disease.pages.acmg_shown import class_cell, history, shared
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.reading_words import SECTIONS, STATES
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.copies import (
    item_text,
    see_copies,
    set_item,
    settle_copies,
    suggest_copies_anew,
    undo_copies,
)
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words import CLASSES
from samvar.model.errors import BadInput
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.words import word

PATH = "/nodes/{node:str}/rare/cases/{case:str}/sv/{sealed:str}/acmg"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the metric in words. points, chosen: as the guideline writes them, `+0.45`."""

    item: str
    text: str
    state: str
    words: str
    points: str
    why: str
    evidence: Sequence[str]
    missing: Sequence[str]
    by_person: bool
    suggested: str
    chosen: str


def show(reader: Reader) -> Answer:
    """The stretch as this reader classifies it."""
    seen = see_copies(reader.node, reader.path["case"], _variant(reader), reader.asker)
    language = reader.language
    own = seen.mine.history.own_class
    path = _path(reader)
    sections: dict[str, list[ItemLine]] = {}
    counted = {each.item: each for each in seen.mine.result.lines}
    for each in seen.mine.history.standing_lines:
        line = _line(each, counted.get(each.line.item, each.line), seen.mine.result.change.value,
                     language)  # fmt: skip
        sections.setdefault(each.line.item[:1], []).append(line)
    return Shown(
        "riggs.html",
        language.text("Classification"),
        {
            **frame(reader, seen.case, "sv"),
            "seen": seen,
            "here": path,
            "back": path.removesuffix("/acmg"),
            "by_points": class_cell(seen.mine.result.by_points, language),
            "score": f"{seen.mine.result.score:+.2f}",
            "sections": [(word(SECTIONS, key, language), found)
                         for key, found in sorted(sections.items())],
            "history": history(reader, seen.mine.history),
            "others": [
                (each, class_cell(each.result.by_points, language), f"{each.result.score:+.2f}",
                 history(reader, each.history))
                for each in seen.others
            ],
            "shared": shared(reader, seen.shared),
            "classes": [(key, word(CLASSES, key, language)) for key in CLASSES],
            "own": own,
            "may_change": reader.may("answer:referral"),
        },
    )  # fmt: skip


def _line(each: StandingLine, counted: Line, change: str, language: Language) -> ItemLine:
    line = each.line
    return ItemLine(
        line.item,
        item_text(change, line.item),
        line.state.value,
        word(STATES, line.state.value, language),
        f"{counted.points / 100:+.2f}" if counted.points else "0",
        line.why,
        line.evidence,
        line.missing,
        each.by_person,
        "" if each.suggested is None else word(STATES, each.suggested.state.value, language),
        f"{line.points / 100:.2f}" if line.points else "",
    )


def _variant(reader: Reader) -> str:
    return Sealer(reader.node, reader.path["case"]).open(reader.path["sealed"])


def _path(reader: Reader) -> str:
    return case_path(reader, reader.path["case"], "sv", reader.path["sealed"], "acmg")


def hundredths(text: str) -> int | None:
    """Points as a form has them, in hundredths; None for none: it is not so.

    >>> hundredths("0.45"), hundredths("-0,3"), hundredths("")
    (45, -30, None)

    Raises:
        BadInput: no number with at most two places.
    """
    if not text.strip():
        return None
    try:
        found = Decimal(text.strip().replace(",", ".")) * 100
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found != int(found) or abs(found) > 1000:
        raise BadInput("points are a number such as 0.45, or nothing where it is not so")
    return int(found)


def _set(reader: Reader) -> Answer:
    set_item(
        reader.node, reader.path["case"], _variant(reader), reader.form.get("item", ""),
        hundredths(reader.form.get("points", "")), reader.form.get("why", ""), reader.asker,
    )  # fmt: skip
    return Onward(f"{_path(reader)}#criteria")


def _suggest(reader: Reader) -> Answer:
    suggest_copies_anew(reader.node, reader.path["case"], _variant(reader), reader.asker)
    return Onward(_path(reader))


def _undo(reader: Reader) -> Answer:
    why = reader.form.get("why", "") or reader.language.text("taken back on the page")
    undo_copies(
        reader.node, reader.path["case"], _variant(reader), step_number(reader), why, reader.asker
    )
    return Onward(f"{_path(reader)}#history")


def _settle(reader: Reader) -> Answer:
    settle_copies(
        reader.node, reader.path["case"], _variant(reader), reader.asker,
        condition=reader.form.get("condition", ""), classed=class_in_form(reader),
        why=reader.form.get("why", ""),
    )  # fmt: skip
    return Onward(_path(reader))


PAGES: tuple[Page, ...] = (
    shows(
        PATH, show, "see:referrals", "see-classification", N_("Classification"), about=about_path
    ),
    takes(
        f"{PATH}/suggest", _suggest, "answer:referral", "classify-suggest", N_("Suggest again"),
        about=about_path,
    ),
    takes(
        f"{PATH}/set", _set, "answer:referral", "classify-set", N_("Change an item"),
        about=about_path,
    ).reads("item", "points", "why"),
    takes(
        f"{PATH}/undo", _undo, "answer:referral", "classify-undo", N_("Take a step back"),
        about=about_path,
    ).reads("step", "why"),
    takes(
        f"{PATH}/settle", _settle, "answer:referral", "classify-settle", N_("Give the class"),
        about=about_path,
    ).reads("condition", "class", "why"),
)  # fmt: skip
