"""Work in a case: each act is an event that can be taken back, and stays in the history."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

from samvar.focus.rare_disease.model.kept import ON_VARIANTS, CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.model.standing import (
    assigned_to,
    features_of,
    is_archived,
    synopsis_of,
)
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.reading import as_seen, hidden_from
from samvar.focus.rare_disease.service.terms import term_of
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadVariant, Conflict, NotFound
from samvar.model.personal_number import PersonalNumber
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

BY_HAND = (
    Verb.PIN, Verb.DISMISS, Verb.COMMENT, Verb.SYNOPSIS, Verb.PRESENT, Verb.ABSENT, Verb.REMOVE,
    Verb.ASSIGN, Verb.UNASSIGN, Verb.ARCHIVE, Verb.REOPEN,
)  # fmt: skip
"""What `act` does; whatever else is done in a case has a door of its own."""
UNDOABLE = frozenset((*BY_HAND, *ON_VARIANTS, Verb.GONE_THROUGH, Verb.OVERRIDE, Verb.PANEL))
"""What `undo` takes back."""
ON_A_VARIANT = (Verb.PIN, Verb.DISMISS)
_LONGEST = 4_000
_NUMBER = re.compile(r"\d{6,8}[-+]?\d{4}")
_ACCOUNT = re.compile(r"[^\W_][\w.@+-]{0,79}")


def act(
    node: NodeLike,
    identifier: str,
    verb: Verb,
    asker: Asker,
    *,
    variant: str | None = None,
    text: str = "",
) -> KeptCase:
    """Do something in a case.

    variant: its name, as `row_name` gives it; a comment may be about the case itself. text: what
    `Verb` says of the kind of act; why, of one on a variant.

    Raises:
        Refused: the person may not. NotFound: no such case, or its list has no such variant.
        BadInput: nothing is said, or too much, or what is said is none. Conflict: it stands
            already.
    """
    if verb not in BY_HAND:
        raise BadInput(f"'{verb.value}' is not done by hand")
    text = _readable(verb, text)
    if verb in ON_A_VARIANT and variant is None:
        raise BadInput(f"a variant is named to {verb.value} it")
    if verb not in (*ON_A_VARIANT, Verb.COMMENT) and variant is not None:
        raise BadInput(f"'{verb.value}' is not about a variant")
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", f"case-{verb.value}", case):
        name = None if variant is None else _name(node, case, variant)
        if verb in _MEANT:
            text = _MEANT[verb](text)
        before = as_seen(node, case_of(node, case), asker)
        _refuse_what_stands(before, verb, name, text)
        with node.records.begin() as tx:
            cases = RareCases(tx.connection)
            cases.note(case, utc_now(), asker.user.id, verb, name, text or None)
        return as_seen(node, case_of(node, case), asker)


def undo(node: NodeLike, identifier: str, number: int | None, asker: Asker) -> CaseEvent:
    """Take an act back; it stays in the history. number: None for the last one that stands.

    Raises:
        Refused: the person may not. NotFound: no such case, or no such act in it.
        Conflict: it is undone already, or cannot be.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", "case-undo", case):
        hidden = hidden_from(node, case_of(node, case), asker)
        with node.records.begin() as tx:
            cases = RareCases(tx.connection)
            done = [each for each in cases.get(case).events if each.verb in UNDOABLE]
            done = [each for each in done if not hidden.hides_event(each)]
            if number is None:
                done = [each for each in done if not each.undone]
                number = done[-1].number if done else -1
            event = next((each for each in done if each.number == number), None)
            if event is None:
                raise NotFound("there is no such act in the case that could be undone")
            if event.undone:
                raise Conflict("it is undone already")
            cases.note(
                case, utc_now(), asker.user.id, event.verb, event.variant, None, event.number
            )
        return event


def _readable(verb: Verb, text: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if len(text) > _LONGEST or not text.replace("\n", "").isprintable():
        raise BadInput(f"a text has at most {_LONGEST:,} readable letters")
    if not text and verb not in (*ON_A_VARIANT, Verb.SYNOPSIS, Verb.ARCHIVE, Verb.REOPEN):
        raise BadInput(_SAYS[verb])
    if any(map(PersonalNumber.recognise, _NUMBER.findall(text))):
        raise BadInput(
            "a personal number stands in no text of a case",
            remedy="name the patient by the laboratory's label, or not at all",
        )
    return text


_SAYS: Mapping[Verb, str] = {
    Verb.COMMENT: "a comment says something",
    Verb.PRESENT: "a feature is named",
    Verb.ABSENT: "a feature is named",
    Verb.REMOVE: "a feature is named",
    Verb.ASSIGN: "somebody is named",
    Verb.UNASSIGN: "somebody is named",
}


def _account(text: str) -> str:
    name = text.removeprefix("@")
    if not _ACCOUNT.fullmatch(name):
        raise BadInput("that is no account", remedy="write it as it stands in the history")
    return name


_MEANT: Mapping[Verb, Callable[[str], str]] = {
    Verb.PRESENT: term_of,
    Verb.ABSENT: term_of,
    Verb.ASSIGN: _account,
    Verb.UNASSIGN: _account,
}


def _refuse_what_stands(case: KeptCase, verb: Verb, variant: str | None, text: str) -> None:
    """Raises Conflict where the act would change nothing."""
    features = {each.term: each.present for each in features_of(case)}
    if verb in ON_A_VARIANT and variant in case.standing(verb):
        raise Conflict(f"there is a {verb.value} on that variant already")
    if verb is Verb.REMOVE and text not in features:
        raise Conflict("the case has no such feature")
    if verb in (Verb.PRESENT, Verb.ABSENT) and features.get(text) is (verb is Verb.PRESENT):
        raise Conflict("the case has that feature already")
    if verb is Verb.SYNOPSIS and text == synopsis_of(case):
        raise Conflict("the synopsis says that already")
    if verb is Verb.ASSIGN and text in assigned_to(case):
        raise Conflict("they work on the case already")
    if verb is Verb.UNASSIGN and text not in assigned_to(case):
        raise Conflict("they do not work on the case")
    if verb in (Verb.ARCHIVE, Verb.REOPEN) and is_archived(case) is (verb is Verb.ARCHIVE):
        raise Conflict("the case is archived already" if verb is Verb.ARCHIVE else "it is open")


def _name(node: NodeLike, case: str, variant: str) -> str:
    """The variant's name as one of the case's lists has it."""
    found = case_of(node, case)
    try:
        wanted = Variant.parse(variant, found.assembly)
    except BadVariant:
        if not rows_named(node, found, variant):
            raise
        return variant
    with suppress(NotFound), opened(node, found, small_of(found)) as small:
        if small.at(wanted):
            return str(wanted)
    if not rows_named(node, found, str(wanted)):
        raise NotFound("no list of the case has such a variant")
    return str(wanted)
