"""Everything that was done in the case, and comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.model.mark import Gone, Many
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.pages.variant_link import variant_links
from samvar.focus.rare_disease.service.terms import names_of
from samvar.focus.rare_disease.service.work import UNDOABLE
from samvar.focus.rare_disease.words import CATEGORIES, VERBS
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.words import word

_TERMS = (Verb.PRESENT, Verb.ABSENT, Verb.REMOVE)


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is shown. what: with which verb; of: on what, by its own name; said: why."""

    event: CaseEvent
    what: str
    of: str
    href: str
    said: str
    moment: str
    undoable: bool


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The acts, the newest first."""
    links = variant_links(reader, case, (each.variant for each in case.events if each.variant))
    terms = names_of(each.text or "" for each in case.events if each.verb in _TERMS)

    def line(event: CaseEvent) -> Line:
        of, said = _told(event, terms, reader.language)
        href = ""
        if event.variant is not None:
            of, href = event.variant, links.get(event.variant, "")
        return Line(
            event,
            word(VERBS, event.verb.value, reader.language),
            of,
            href,
            said,
            reader.language.moment(event.at),
            event.verb in UNDOABLE and not event.undone,
        )

    return {"lines": [line(each) for each in reversed(case.events)]}


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
