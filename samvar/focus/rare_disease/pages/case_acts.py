"""What the forms of a case's pages do: each act, and its taking back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.pages.case import show
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.work import act, undo
from samvar.model.errors import BadInput, Conflict, UsageError
from samvar.present.language import N_
from samvar.present.page import Answer, Onward, Page, Reader, takes


def back_to(reader: Reader, event: CaseEvent, part: str = "") -> Onward:
    """To the page of the case that the form stood on, which says what was done.

    part: the anchor to come back to, on the case's own page.
    """
    own = case_path(reader, reader.path["case"])
    given = urlsplit(reader.form.get("next", ""))
    path = given.path if given.path.startswith(f"{own}/") and "//" not in given.path else own
    kept = [(name, value) for name, value in parse_qsl(given.query) if name != "done"]
    query = urlencode([*(kept if path == given.path else ()), ("done", event.number)])
    return Onward(f"{path}?{query}{f'#{part}' if part and path == own else ''}")


def _does(what: Callable[[Reader, str], KeptCase], part: str = "") -> Callable[[Reader], Answer]:
    """A form's answer: the act, then the page again; what cannot be taken is said on the page."""

    def answer(reader: Reader) -> Answer:
        try:
            case = what(reader, reader.path["case"])
        except (BadInput, Conflict) as fault:
            return show(reader, fault)
        mine = [each for each in case.events if each.by == reader.asker.user.id]
        return back_to(reader, mine[-1], part)

    return answer


def _text(verb: Verb, field: str) -> Callable[[Reader, str], KeptCase]:
    def do(reader: Reader, case: str) -> KeptCase:
        return act(reader.node, case, verb, reader.asker, text=reader.form.get(field, ""))

    return do


def _term(reader: Reader, case: str) -> KeptCase:
    verb = _TERM_ACTS.get(reader.form.get("say", ""))
    if verb is None:
        raise UsageError("a feature is present, absent or removed")
    return act(reader.node, case, verb, reader.asker, text=reader.form.get("term", ""))


def _assign(reader: Reader, case: str) -> KeptCase:
    verb = Verb.UNASSIGN if reader.form.get("say") == "no" else Verb.ASSIGN
    return act(reader.node, case, verb, reader.asker, text=reader.form.get("who", ""))


def _archive(reader: Reader, case: str) -> KeptCase:
    verb = Verb.REOPEN if reader.form.get("say") == "no" else Verb.ARCHIVE
    return act(reader.node, case, verb, reader.asker, text=reader.form.get("text", ""))


def _undo(reader: Reader) -> Answer:
    number = reader.form.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise UsageError("an act is named by its number")
    try:
        event = undo(reader.node, reader.path["case"], int(number), reader.asker)
    except Conflict as fault:
        return show(reader, fault)
    return back_to(reader, event)


_TERM_ACTS = {"present": Verb.PRESENT, "absent": Verb.ABSENT, "remove": Verb.REMOVE}


def _page(name: str, answer: Callable[[Reader], Answer], title: str, *fields: str) -> Page:
    return takes(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{name}",
        answer,
        "answer:referral",
        f"case-{name}",
        title,
        about=about_path,
    ).reads(*fields, "next")


PAGES: tuple[Page, ...] = (
    _page("synopsis", _does(_text(Verb.SYNOPSIS, "text")), N_("Synopsis"), "text"),
    _page("term", _does(_term, "features"), N_("Features"), "term", "say"),
    _page("assign", _does(_assign), N_("Assign"), "who", "say"),
    _page("archive", _does(_archive), N_("Archive"), "text", "say"),
    _page("comment", _does(_text(Verb.COMMENT, "text"), "activity"), N_("Comment"), "text"),
    _page("undo", _undo, N_("Undo"), "number"),
)
