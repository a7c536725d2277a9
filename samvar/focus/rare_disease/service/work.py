"""Work in a case: variants are pinned, dismissed and commented, and every act can be undone."""

from __future__ import annotations

from contextlib import suppress

from samvar.focus.rare_disease.model.kept import ON_VARIANTS, CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import case_of, find_case, opened, small_of
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.reading import as_seen, hidden_from
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, BadVariant, Conflict, NotFound
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

BY_HAND = (Verb.PIN, Verb.DISMISS, Verb.COMMENT)
_UNDONE = frozenset((*BY_HAND, *ON_VARIANTS, Verb.GONE_THROUGH))
_LONGEST = 4_000


def act(
    node: NodeLike,
    identifier: str,
    verb: Verb,
    asker: Asker,
    *,
    variant: str | None = None,
    text: str = "",
) -> KeptCase:
    """Pin, dismiss or comment.

    variant: its name, as `row_name` gives it; a comment may be about the case itself.

    Raises:
        Refused: the person may not. NotFound: no such case, or its list has no such variant.
        BadInput: nothing is said, or too much. Conflict: it stands already.
    """
    text = text.strip()
    if verb not in BY_HAND:
        raise BadInput(f"'{verb.value}' is not done by hand")
    if len(text) > _LONGEST or not text.replace("\n", "").isprintable():
        raise BadInput(f"a comment has at most {_LONGEST:,} readable letters")
    if verb is Verb.COMMENT and not text:
        raise BadInput("a comment says something")
    if verb is not Verb.COMMENT and variant is None:
        raise BadInput(f"a variant is named to {verb.value} it")
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", f"case-{verb.value}", case):
        name = None if variant is None else _name(node, case, variant)
        before = as_seen(node, case_of(node, case), asker)
        with node.records.begin() as tx:
            cases = RareCases(tx.connection)
            if verb is not Verb.COMMENT and name in before.standing(verb):
                raise Conflict(f"there is a {verb.value} on that variant already")
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
            done = [each for each in cases.get(case).events if each.verb in _UNDONE]
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
