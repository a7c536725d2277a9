"""Saved filters of a node: what each asks for, who stands for it; saved, locked, retired."""

from __future__ import annotations

from samvar.focus.rare_disease.filter_words import FIELDS
from samvar.focus.rare_disease.model.saved_filter import SavedFilter
from samvar.focus.rare_disease.model.sought import ASKED, Sought, sought_of, words_of
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.pages.list_form import READS
from samvar.focus.rare_disease.service.filters import (
    default_of,
    lock_filter,
    retire_filter,
    save_filter,
    saved_filters,
    unlock_filter,
)
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.model.errors import UsageError
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word

_PATH = "/nodes/{node:str}/rare/filters"


def show_filters(reader: Reader) -> Answer:
    """The filters in use of all lists, or of one; and those that lists open with.

    Raises:
        UsageError: there is no such list.
    """
    t, language = reader.language.text, reader.language
    category = reader.query.get("category", "")
    found = saved_filters(reader.node, reader.asker, category)
    chosen = [category] if category else [*ASKED]
    opens = [
        Row(
            [
                Cell(t("The filter that the list opens with")),
                Cell(word(CATEGORIES, each, language)),
                Cell(told(default_of(each), language)),
                Cell(t("comes with samvar")),
            ]
        )
        for each in chosen
    ]
    table = Table(
        t("Saved filters"),
        [Column(t("Filter")), Column(t("List")), Column(t("Asks for")), Column(t("By"))],
        [*opens, *(_row(each, language) for each in found)],
        Empty(t("There are no saved filters.")),
        key="filters",
        caption_hidden=True,
    )
    return Shown(
        "filters.html",
        t("Filters of lists"),
        {
            "table": table,
            "filters": found,
            "me": reader.asker.user.account,
            "may_change": reader.may("answer:referral"),
            "post": f"/nodes/{reader.node.id}/rare/filters",
            "categories": CATEGORIES,
            "category": category,
        },
    )


def _row(saved: SavedFilter, language: Language) -> Row:
    t = language.text
    by = t("%(who)s, locked by %(lock)s", who=saved.owner, lock=saved.locked)
    return Row(
        [
            Cell(saved.name, data=True),
            Cell(word(CATEGORIES, saved.category, language)),
            Cell(told(saved.sought, language)),
            Cell(by) if saved.locked else Cell(saved.owner, data=True),
        ],
        key=saved.id,
    )


def told(sought: Sought, language: Language) -> str:
    """What a filter asks for, in words.

    >>> told(Sought(frequency=0.05), Language.of("en"))
    'Frequency at most 0.05'
    """
    said = []
    for name, value in words_of(sought).items():
        words = word(FIELDS, name, language)
        said.append(words if name in ("passed", "all", "strict") else f"{words} {value}")
    return "; ".join(said) or language.text("everything that the patient carries")


def take_filter(reader: Reader) -> Answer:
    """Save a filter, and go on to the list that it was made in.

    Raises:
        BadInput: the name is none. Conflict: it is taken. UsageError: the words make no sense.
    """
    category = reader.form.get("category", "")
    if category not in ASKED:
        raise UsageError("there is no such list")
    sought = sought_of(reader.form, category)
    saved = save_filter(
        reader.node, reader.form.get("name", ""), category, sought, reader.asker,
        reader.form.get("instead_of", ""),
    )  # fmt: skip
    case = reader.form.get("case", "")
    if case.startswith("cas_") and case[4:].isalnum():
        return Onward(f"{case_path(reader, case, category)}?filter={saved.id}")
    return Onward(f"/nodes/{reader.node.id}/rare/filters")


def change_filter(reader: Reader) -> Answer:
    """Lock a filter, open it again, or retire it.

    Raises:
        UsageError: nothing of these. NotFound: no such filter. Conflict: as the acts say.
    """
    acts = {"lock": lock_filter, "unlock": unlock_filter, "retire": retire_filter}
    act = acts.get(reader.form.get("act", ""))
    if act is None:
        raise UsageError("a filter is locked, opened again or retired")
    act(reader.node, reader.form.get("filter", ""), reader.asker)
    return Onward(f"/nodes/{reader.node.id}/rare/filters")


PAGES: tuple[Page, ...] = (
    shows(_PATH, show_filters, "see:referrals", "see-filters", N_("Filters of lists"),
          menu=("rare_disease", 80)).reads("category"),
    takes(_PATH, take_filter, "answer:referral", "save-filter", N_("Save a filter")).reads(
        "name", "category", "case", "instead_of", *READS),
    takes(f"{_PATH}/change", change_filter, "answer:referral", "change-filter",
          N_("Change a filter")).reads("filter", "act"),
)  # fmt: skip
