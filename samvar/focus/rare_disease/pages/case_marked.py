"""The variants that were pinned or dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase, Verb
from samvar.focus.rare_disease.model.standing import acts_of
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.pages.variant_link import variant_links
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The pinned ones as a table; how many were dismissed."""
    return {
        "table": pinned_table(reader, case),
        "dismissed": len(case.standing(Verb.DISMISS)),
    }


def pinned_table(reader: Reader, case: KeptCase) -> Table:
    """The variant is the link, by an address that does not tell it."""
    language = reader.language
    t = language.text
    marked = {
        name: event
        for event in acts_of(case, Verb.PIN, Verb.PIN_MANY)
        for name in event.variants
        if name in case.standing(Verb.PIN)
    }
    links = variant_links(reader, case, marked)
    return Table(
        t("Pinned variants"),
        [Column(t("Variant")), Column(t("Why")), Column(t("By")), Column(t("Time"), unit="UTC")],
        [
            Row(
                [
                    Cell(name, href=links.get(name, ""), data=True, mono=True),
                    Cell(each.text or "" if each.verb is Verb.PIN else "", data=True),
                    Cell(each.by, data=True),
                    Cell(language.moment(each.at), moment=each.at.isoformat()),
                ]
            )
            for name, each in marked.items()
        ],
        Empty(t("No variant has been pinned yet.")),
        key="pinned",
        caption_hidden=True,
    )


SECTION = Section("marked", values)
