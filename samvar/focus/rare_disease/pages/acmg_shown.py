"""What the pages of a classification share: a class in letters and words, steps, past classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samvar.focus.rare_disease.model.case_class import CaseClass
from samvar.focus.rare_disease.model.classification import Act, History, Step
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.reading_words import STEPS, ZYGOSITIES
from samvar.focus.rare_disease.words import CLASS_LETTERS, CLASSES
from samvar.present.language import N_, Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step in words. what: labels, data. rules: what a suggestion went by."""

    number: int
    at: str
    iso: str
    by: str
    act: str
    what: str
    why: str
    rules: Sequence[str]
    undone: bool
    can_undo: bool


def class_cell(classed: Class, language: Language) -> tuple[str, str, str]:
    """A class as value, letters and words: never a colour alone."""
    value = classed.value
    return value, CLASS_LETTERS[value], word(CLASSES, value, language)


def history(reader: Reader, steps: History) -> list[HistoryLine]:
    """All steps, the newest first. Only one's own can be taken back."""
    live = steps.live
    return [
        HistoryLine(
            each.number,
            reader.language.moment(each.at),
            each.at.isoformat(),
            each.by,
            word(STEPS, each.act.value, reader.language),
            _what(each, reader.language),
            each.why,
            each.rules,
            each.number not in live,
            each.act in (Act.SET, Act.CLASSED)
            and each.number in live
            and each.by == reader.asker.user.account,
        )
        for each in reversed(steps.steps)
    ]


def _what(step: Step, language: Language) -> str:
    if step.undoes is not None:
        return language.text(N_("step %(number)s"), number=step.undoes)
    if step.classed is not None:
        said = word(CLASSES, step.classed.value, language)
        return f"{said} ({language.text(N_('without criteria'))})" if step.quick else said
    met = [each.label for each in step.verdicts if each.met]
    met += [f"{each.item} {each.points / 100:+.2f}" for each in step.lines if each.points]
    if step.act is Act.SET and not met:
        return ", ".join(
            [each.criterion for each in step.verdicts] + [each.item for each in step.lines]
        )
    return ", ".join(met) or "–"


def shared(reader: Reader, classes: Iterable[CaseClass]) -> Table:
    """The classes that the case has given a variant, the newest first."""
    language = reader.language
    t = language.text
    rows = [
        Row(
            [
                Cell(language.moment(each.at), moment=each.at.isoformat()),
                Cell(
                    word(CLASSES, each.classed.value, language),
                    note=t(N_("without criteria")) if each.told.quick else "",
                ),
                Cell(each.condition or "–", data=True),
                Cell(word(ZYGOSITIES, each.zygosity, language)),
                Cell(", ".join(each.told.labels) or "–", data=True),
                Cell(language.moment(each.ended) if each.ended else t(N_("holds"))),
            ],
            muted=each.ended is not None,
        )
        for each in reversed(tuple(classes))
    ]
    columns = [
        Column(t(N_("Given")), unit="UTC"),
        Column(t(N_("Class"))),
        Column(t(N_("Condition"))),
        Column(t(N_("Zygosity"))),
        Column(t(N_("Criteria"))),
        Column(t(N_("Until")), unit="UTC"),
    ]
    return Table(
        t(N_("Class of the case")),
        columns,
        rows,
        Empty(t(N_("The case has given this variant no class yet."))),
        key="shared",
        caption_hidden=True,
    )
