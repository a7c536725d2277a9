"""What is done with the rows of a list: marks on some, on all that a filter leaves, and undo."""

from __future__ import annotations

from dataclasses import replace

from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.list_form import READS, Asked, asked_of
from samvar.focus.rare_disease.pages.lists import drawn, told_last
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import find_case
from samvar.focus.rare_disease.service.listing import see_named
from samvar.focus.rare_disease.service.mark import (
    go_through,
    last_mark,
    mark,
    mark_all,
    plan_all,
)
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.work import undo
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.model.errors import NotFound, UsageError
from samvar.present.language import N_
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes

VERBS = {each.value: each for each in (Verb.PIN, Verb.UNPIN, Verb.DISMISS, Verb.RESTORE)}
ALL_WORDS = {
    Verb.DISMISS: N_("Dismiss all that the filter leaves"),
    Verb.PIN: N_("Pin all that the filter leaves"),
}
_DRAWN = 50
"""Of more rows that changed the whole page is shown again."""
_PATH = "/nodes/{node:str}/rare/cases/{case:str}"


def take_marks(reader: Reader) -> Answer:
    """Mark the chosen rows, or take one's own last act back; then the list again, or with
    `part` only the rows that changed.

    Raises:
        UsageError: no such act or list. NotFound: a row was not sealed here; nothing to undo.
        BadInput: no row is chosen. Conflict: nothing would change.
    """
    node, form = reader.node, reader.form
    case, category = find_case(node, reader.path["case"]), _category(reader)
    if form.get("act") == "undo":
        names = _undo(reader, case)
    else:
        sealer = Sealer(node, case)
        chosen = [name[4:] for name in form if name.startswith("row.")]
        names = tuple(sealer.open(word) for word in chosen)
        verb = VERBS.get(form.get("act", ""))
        if verb is None:
            raise UsageError("there is no such act on rows of a list")
        mark(node, case, category, verb, names, reader.asker)
    if not form.get("part"):
        return Onward(_back(reader, category))
    return _part(reader, case, category, names)


def show_part(reader: Reader) -> Answer:
    """One row of a list as it is now, to be drawn in the place of what it was.

    Raises:
        NotFound: the row was not sealed here for this case.
    """
    node, category = reader.node, reader.path["category"]
    case = find_case(node, reader.path["case"])
    name = Sealer(node, case).open(reader.query.get("row", ""))
    return _part(reader, case, category, (name,))


def _part(reader: Reader, case: str, category: str, names: tuple[str, ...]) -> Answer:
    again = len(names) > _DRAWN
    found = see_named(reader.node, case, category, () if again else names, reader.asker)
    table = replace(drawn(reader, found, Asked(found.sought, {})), page=None)
    last = told_last(reader, found.case)
    return Shown("list_part.html", "", {"table": table, "last": last, "again": again})


def _undo(reader: Reader, case: str) -> tuple[str, ...]:
    """The names of the rows that are freed, or marked again."""
    found = see_named(reader.node, case, _category(reader), (), reader.asker)
    last = last_mark(found.case, reader.asker)
    if last is None:
        raise NotFound("you have done nothing in the case that could be undone here")
    undo(reader.node, case, last.number, reader.asker)
    return last.variants


def show_all(reader: Reader) -> Answer:
    """What marking all that a filter leaves would do.

    Raises:
        UsageError: no such act, or the filter makes no sense.
    """
    node, t, category = reader.node, reader.language.text, reader.path["category"]
    verb = VERBS.get(reader.query.get("act", "dismiss"))
    if verb not in ALL_WORDS:
        raise UsageError("all rows are dismissed or pinned, and nothing else")
    case = find_case(node, reader.path["case"])
    asked = asked_of(node, reader.query, category)
    planned = plan_all(node, case, category, verb, asked.sought, reader.asker)
    here = case_path(reader, case, category)
    other = next(each for each in ALL_WORDS if each is not verb)
    return Shown(
        "list_all.html",
        t(ALL_WORDS[verb]),
        {
            **frame(reader, planned.case, category),
            "heading": t(ALL_WORDS[verb]),
            "planned": planned,
            "acts": {each.value: t(words) for each, words in ALL_WORDS.items()},
            "chosen": verb.value,
            "other": asked.address(f"{here}/all", act=other.value),
            "back": asked.address(here),
            "kept_words": asked.words,
            "category": category,
        },
    )


def take_all(reader: Reader) -> Answer:
    """Mark all that a filter leaves, if it leaves what the person was shown."""
    node, category = reader.node, _category(reader)
    verb = VERBS.get(reader.form.get("act", ""))
    if verb not in ALL_WORDS:
        raise UsageError("all rows are dismissed or pinned, and nothing else")
    case = find_case(node, reader.path["case"])
    asked = asked_of(node, _words(reader), category)
    text = reader.form.get("expected", "")
    expected = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    mark_all(node, case, category, verb, asked.sought, reader.asker, expected)
    return Onward(_back(reader, category))


def take_gone(reader: Reader) -> Answer:
    """Note that somebody has gone through a filter."""
    node, category = reader.node, _category(reader)
    case, chosen = find_case(node, reader.path["case"]), reader.form.get("filter", "")
    go_through(node, case, category, chosen, reader.asker)
    here = case_path(reader, case, category)
    return Onward(f"{here}?filter={chosen}" if chosen else here)


def _category(reader: Reader) -> str:
    found = reader.form.get("category", "")
    if found not in CATEGORIES:
        raise UsageError("there is no such list")
    return found


def _words(reader: Reader) -> dict[str, str]:
    """The words of the list's address that the form brings along."""
    return {name: value for name, value in reader.form.items() if name in READS}


def _back(reader: Reader, category: str) -> str:
    """The list as it was left."""
    words = _words(reader)
    asked = asked_of(reader.node, words, category)
    here = case_path(reader, find_case(reader.node, reader.path["case"]), category)
    return asked.address(here, offset=asked.first) if asked.first else asked.address(here)


def _all(category: str) -> Page:
    return shows(
        f"{_PATH}/{category}/all",
        lambda reader: show_all(replace(reader, path={**reader.path, "category": category})),
        "answer:referral",
        "see-variants",
        CATEGORIES[category],
        about=about_path,
    ).reads("act", *READS)


def _one(category: str) -> Page:
    return shows(
        f"{_PATH}/{category}/part",
        lambda reader: show_part(replace(reader, path={**reader.path, "category": category})),
        "see:referrals",
        "see-variants",
        CATEGORIES[category],
        about=about_path,
    ).reads("row")


_FORM = ("category", *READS)
PAGES: tuple[Page, ...] = (
    *(_all(category) for category in CATEGORIES),
    *(_one(category) for category in CATEGORIES),
    takes(f"{_PATH}/marks", take_marks, "answer:referral", "case-mark", N_("Mark rows"),
          about=about_path).reads("act", "part", "row.*", *_FORM),
    takes(f"{_PATH}/marks-all", take_all, "answer:referral", "case-mark", N_("Mark all rows"),
          about=about_path).reads("act", "expected", *_FORM),
    takes(f"{_PATH}/gone-through", take_gone, "answer:referral", "case-gone-through",
          N_("Gone through"), about=about_path).reads("category", "filter"),
)  # fmt: skip
