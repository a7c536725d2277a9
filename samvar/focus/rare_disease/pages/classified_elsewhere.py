"""How every centre has classified a small variant: a section of its page, and no evidence."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.focus.rare_disease.pages.acmg_shown import class_cell
from samvar.focus.rare_disease.pages.variant_subject import Section, Subject
from samvar.focus.rare_disease.reading_words import SOLVED, ZYGOSITIES
from samvar.focus.rare_disease.service.classified import ClassifiedRow, class_named
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.language import N_, Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def classified_section(reader: Reader, subject: Subject) -> Section | None:
    """All classes that centres' cases have given it; None where the nation cannot be asked."""
    if subject.normal is None or subject.normal.variant is None:
        return None
    if not reader.may("ask:national") or not reader.asker.purpose.is_care:
        return None
    answer = reader.ask(
        "classified_elsewhere",
        assembly=subject.case.assembly.value,
        variant=str(subject.normal.variant),
    )
    found: Mapping[tuple[str, ...], ClassifiedRow] = answer.value
    language = reader.language
    return Section(
        "rare_disease/classified_elsewhere.html",
        {
            "table": _table(found, reader.node.id, language),
            "coverage": coverage_line(answer.coverage, answer.missing, language),
            "whole": is_whole(answer.coverage),
        },
    )


def _table(found: Mapping[tuple[str, ...], ClassifiedRow], here: str, language: Language) -> Table:
    t = language.text
    families: dict[tuple[str, int], int] = {}
    for each in found.values():
        families[each.node, each.family] = families.get((each.node, each.family), 0) + 1
    rows = []
    for _, each in sorted(found.items(), key=lambda one: (one[1].node != here, one[0])):
        _, letters, words = class_cell(class_named(each.classed), language)
        notes = [] if each.criteria else [t(N_("without criteria"))]
        if families[each.node, each.family] > 1:
            letter = chr(ord("A") + each.family % 26)
            notes.append(t(N_("family %(letter)s"), letter=letter))
        rows.append(
            Row(
                [
                    Cell(centre_name(each.node), data=True),
                    Cell(f"{letters} · {words}", note=" · ".join(notes)),
                    Cell(each.month, data=True),
                    Cell(each.condition or "–", data=True),
                    Cell(word(ZYGOSITIES, each.zygosity, language)),
                    Cell(word(SOLVED, each.solved, language)),
                ]
            )
        )
    columns = [
        Column(t(N_("Centre"))),
        Column(t(N_("Class"))),
        Column(t(N_("Month"))),
        Column(t(N_("Condition"))),
        Column(t(N_("Zygosity"))),
        Column(t(N_("The case"))),
    ]
    empty = Empty(t(N_("No centre that answered has given this variant a class.")))
    title = t(N_("How centres have classified it"))
    return Table(title, columns, rows, empty, key="classified", caption_hidden=True)
