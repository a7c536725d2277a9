"""Everything that was done in the case, and comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.model.mark import Gone, Many
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.pages.variant_link import variant_links
from samvar.focus.rare_disease.reading_words import READING_ACTS
from samvar.focus.rare_disease.report.method import sought_said
from samvar.focus.rare_disease.service.reading_seen import acts_seen
from samvar.focus.rare_disease.service.relatives import relatives_answers
from samvar.focus.rare_disease.service.terms import names_of
from samvar.focus.rare_disease.service.work import UNDOABLE
from samvar.focus.rare_disease.words import CATEGORIES, RELATIONS, VERBS
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.words import word

_TERMS = (Verb.PRESENT, Verb.ABSENT, Verb.REMOVE)


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is shown. what: with which verb; of: on what, by its own name; said: why.

    number: of an act that can be undone here, None of others; those of reading are undone on their
    own page. href: of what it is on.
    """

    at: datetime
    by: str
    what: str
    of: str
    href: str
    said: str
    moment: str
    undone: bool
    number: int | None


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The acts, the newest first: those in the case, and those of reading it."""
    links = variant_links(reader, case, (each.variant for each in case.events if each.variant))
    terms = names_of(each.text or "" for each in case.events if each.verb in _TERMS)

    def line(event: CaseEvent) -> Line:
        of, said = _told(event, terms, reader.language)
        href = ""
        if event.variant is not None:
            of, href = event.variant, links.get(event.variant, "")
        return Line(
            event.at,
            event.by,
            word(VERBS, event.verb.value, reader.language),
            of,
            href,
            said,
            reader.language.moment(event.at),
            event.undone,
            event.number if event.verb in UNDOABLE and not event.undone else None,
        )

    lines = [line(each) for each in case.events]
    lines += _of_reading(reader, case)
    lines += _of_relatives(reader, case)
    return {"lines": sorted(lines, key=lambda each: each.at, reverse=True)}


def _of_reading(reader: Reader, case: KeptCase) -> list[Line]:
    steps = acts_seen(reader.node, case, reader.asker)
    undone = {each.undoes for each in steps}
    page = case_path(reader, case.id, "reading")
    return [
        Line(
            each.at,
            each.said.by or each.reader,
            word(READING_ACTS, each.act.value, reader.language),
            reader.language.text("Reading"),
            page,
            each.said.why,
            reader.language.moment(each.at),
            each.number in undone,
            None,
        )
        for each in steps
    ]


def _of_relatives(reader: Reader, case: KeptCase) -> list[Line]:
    """Relatives' answers that stand; the section of them has noted that they were looked at."""
    language = reader.language
    answers = relatives_answers(reader.node, case, reader.asker, noted=False)
    links = variant_links(reader, case, (each.line.variant for each in answers))
    return [
        Line(
            each.signed,
            each.by,
            language.text("signed a relative's answer on"),
            each.line.variant,
            links.get(each.line.variant, ""),
            f"{word(RELATIONS, each.relation, language)}: {sought_said(each.line, language)}",
            language.moment(each.signed),
            False,
            None,
        )
        for each in answers
    ]


def _told(event: CaseEvent, terms: Mapping[str, str], language: Language) -> tuple[str, str]:
    """On what an act was, and what was said with it."""
    text = event.text or ""
    if event.verb in _TERMS:
        return f"{terms.get(text, '')} {text}".strip(), ""
    if event.verb in (Verb.ASSIGN, Verb.UNASSIGN):
        return text, ""
    if event.verb in (Verb.PIN_MANY, Verb.DISMISS_MANY):
        many = Many.read(text)
        return language.count("%(n)s variant", "%(n)s variants", len(many.variants)), ""
    if event.verb is Verb.GONE_THROUGH:
        return word(CATEGORIES, Gone.read(text).category, language), Gone.read(text).name
    if event.verb is Verb.PANEL:
        return text.partition(" (")[0], ""
    return "", text


SECTION = Section("activity", values, wide=True)
