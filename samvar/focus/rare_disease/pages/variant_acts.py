"""What is done with one variant on its page: it is pinned, dismissed, commented; and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.mark import mark
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.work import act, undo
from samvar.focus.rare_disease.words import CATEGORIES, CLASSES, VERBS
from samvar.model.errors import BadInput
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, takes
from samvar.present.words import word

BY_HAND = (Verb.PIN, Verb.DISMISS, Verb.UNPIN, Verb.RESTORE, Verb.COMMENT)
"""What is taken back here; an act on many rows is taken back on their list."""


def acts_of(
    reader: Reader, case: KeptCase, name: str, sealed: str, category: str
) -> dict[str, Any]:
    """What a template needs to show and do them. case: as the reader may see it."""
    mine = [each for each in case.events if name in each.variants]
    return {
        "post": case_path(reader, case.id, category, sealed),
        "classes": case_path(reader, case.id, "class"),
        "sealed": sealed,
        "category": category,
        "tiers": tiers_of(reader.language),
        "may_act": reader.may("answer:referral"),
        "pinned": name in case.standing(Verb.PIN),
        "dismissed": name in case.standing(Verb.DISMISS),
        "history": [
            (each, word(VERBS, each.verb.value, reader.language), _may_be_undone(each))
            for each in reversed(mine)
        ],
    }


def tiers_of(language: Language) -> list[tuple[str, str]]:
    """The classes as a form chooses them, the gravest first; `0` takes one's own back."""
    graded = sorted(Class, key=lambda each: -each.tier)
    words = [(str(each.tier), word(CLASSES, each.value, language)) for each in graded]
    return [*words, ("0", language.text("no class"))]


def _may_be_undone(event: CaseEvent) -> bool:
    return event.verb in BY_HAND and not event.undone


def _does(category: str, do: Callable[[Reader, str, str, str], Any]) -> Callable[[Reader], Answer]:
    """A form's answer: the act on the variant of the address, then its page again."""

    def answer(reader: Reader) -> Answer:
        case, sealed = reader.path["case"], reader.path["sealed"]
        do(reader, case, category, Sealer(reader.node, case).open(sealed))
        return Onward(case_path(reader, case, category, sealed))

    return answer


def _marks(verb: Verb) -> Callable[[Reader, str, str, str], Any]:
    def do(reader: Reader, case: str, category: str, name: str) -> KeptCase:
        return mark(reader.node, case, category, verb, [name], reader.asker)

    return do


def _comment(reader: Reader, case: str, _category: str, name: str) -> KeptCase:
    text = reader.form.get("text", "")
    return act(reader.node, case, Verb.COMMENT, reader.asker, variant=name, text=text)


def _undo(reader: Reader, case: str, _category: str, _name: str) -> CaseEvent:
    number = reader.form.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise BadInput("an act is named by its number")
    return undo(reader.node, case, int(number), reader.asker)


_ACTS = (
    ("pin", _marks(Verb.PIN), N_("Pin a variant"), ()),
    ("dismiss", _marks(Verb.DISMISS), N_("Dismiss a variant"), ()),
    ("unpin", _marks(Verb.UNPIN), N_("Unpin a variant"), ()),
    ("restore", _marks(Verb.RESTORE), N_("Restore a variant"), ()),
    ("comment", _comment, N_("Comment on a variant"), ("text",)),
    ("undo", _undo, N_("Take an act back"), ("number",)),
)


def _page(name: str, category: str, do: Callable[[Reader, str, str, str], Any], title: str) -> Page:
    return takes(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{category}/{{sealed:str}}/{name}",
        _does(category, do),
        "answer:referral",
        f"case-{name}",
        title,
        about=about_path,
    )


PAGES: tuple[Page, ...] = tuple(
    _page(name, category, do, title).reads(*fields)
    for category in CATEGORIES
    for name, do, title, fields in _ACTS
)
