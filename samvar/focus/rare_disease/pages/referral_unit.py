"""The care unit of a referral on the laboratory's page: whose it is, and how that was put right."""

from __future__ import annotations

from typing import Any

from samvar.focus.rare_disease.model.referral import RareReferral, UnitChange
from samvar.focus.rare_disease.pages.referrals import referral_path
from samvar.focus.rare_disease.service.about_referral import about_path
from samvar.focus.rare_disease.service.unit import correct_unit, undo_unit, unit_changes
from samvar.present.language import N_, Language
from samvar.present.own_words import UNITS
from samvar.present.page import Page, Reader, after, takes
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def unit_values(reader: Reader, found: RareReferral) -> dict[str, Any]:
    """Whose the referral is, whether the reader may put it right, and every change of it."""
    changes = unit_changes(reader.node, found.id)
    return {
        "unit": word(UNITS, found.unit, reader.language) if found.unit else "",
        "units": sorted(UNITS),
        "may_correct_unit": reader.may("place:referral"),
        "unit_undoable": any(not each.undone for each in changes),
        "unit_changes": changes_table(changes, reader.language) if changes else None,
    }


def changes_table(changes: tuple[UnitChange, ...], language: Language) -> Table:
    """Who put it right, when, from what, to what; those taken back marked."""
    t = language.text

    def name(unit: str) -> Cell:
        return Cell(word(UNITS, unit, language) if unit else t("no account here"))

    return Table(
        t("Changes of the care unit"),
        [Column(t("Time"), unit="UTC"), Column(t("By")), Column(t("From")), Column(t("To")),
         Column(t("Note"))],
        [
            Row(
                [
                    Cell(language.moment(each.at), moment=each.at.isoformat()),
                    Cell(each.by, data=True),
                    name(each.was),
                    name(each.now),
                    Cell(t("taken back"), state="unknown") if each.undone else Cell(""),
                ],
                muted=each.undone,
            )
            for each in changes
        ],
        Empty(t("The care unit has not been changed.")),
        key="unit-changes",
    )  # fmt: skip


_PATH = "/nodes/{node:str}/rare/referrals/{referral:str}"

PAGES: tuple[Page, ...] = (
    takes(
        f"{_PATH}/unit",
        after(
            lambda reader, referral: correct_unit(
                reader.node, referral, reader.form.get("unit", ""), reader.asker
            ),
            "referral",
            referral_path,
        ),
        "place:referral",
        "correct-rare-unit",
        N_("Put the care unit right"),
        about=about_path,
    ).reads("unit"),
    takes(
        f"{_PATH}/unit-undo",
        after(
            lambda reader, referral: undo_unit(reader.node, referral, reader.asker),
            "referral",
            referral_path,
        ),
        "place:referral",
        "undo-rare-unit",
        N_("Take the change of the care unit back"),
        about=about_path,
    ),
)
