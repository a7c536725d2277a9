"""Marks on rows of a list: one, several, or all that a filter leaves; each act is undone by one.

Dismissing hides nothing: the row stays, and is greyed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from samvar.focus.rare_disease.model.kept import MARKS, ON_VARIANTS, CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.model.mark import MOST, Gone, Many
from samvar.focus.rare_disease.model.sought import Sought, words_of
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.about import changing_of, permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.filters import default_of, filter_of
from samvar.focus.rare_disease.service.listing import names_of, through
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict
from samvar.present.area import NodeLike

_FREEING = {free: verb for verb, (_, free) in MARKS.items()}


@dataclass(frozen=True, slots=True)
class Planned:
    """What marking all that a filter leaves would do. fresh: names that are not marked yet; empty
    where there are too many to mark at once."""

    case: KeptCase
    passed: int
    total: int
    fresh: tuple[str, ...]


def mark(
    node: NodeLike, identifier: str, category: str, verb: Verb, names: Iterable[str], asker: Asker
) -> KeptCase:
    """Pin or dismiss rows, by the names that this node gave them, or free them again.

    verb: PIN, DISMISS, UNPIN or RESTORE. What stands already stays as it is; several are one act.

    Raises:
        Refused: the person may not. NotFound: no such case here. BadInput: another verb, or none.
        Conflict: nothing would change.
    """
    if verb not in MARKS and verb not in _FREEING:
        raise BadInput(f"'{verb.value}' is no mark")
    chosen = tuple(dict.fromkeys(names))
    if not chosen or len(chosen) > MOST:
        raise BadInput(f"1 to {MOST:,} rows are marked at once", remedy="choose rows first")
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", f"case-{verb.value}", case):
        before = as_seen(node, case_of(node, case), asker)
        with node.records.begin() as tx:
            cases = RareCases(tx.connection)
            if verb in _FREEING:
                done = _free(cases, before, verb, chosen, asker)
            else:
                done = _give(cases, before, category, verb, chosen, asker)
        if not done:
            raise Conflict("nothing would change: it is so already")
        return as_seen(node, case_of(node, case), asker)


def plan_all(
    node: NodeLike, identifier: str, category: str, verb: Verb, sought: Sought, asker: Asker
) -> Planned:
    """What `mark_all` would do, before anybody does it.

    Raises:
        Refused: the person may not see the case. NotFound: no such case or list here.
        UsageError: the filter makes no sense.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-variants", case)
    return _planned(node, as_seen(node, case_of(node, case), asker), category, verb, sought)


def mark_all(
    node: NodeLike,
    identifier: str,
    category: str,
    verb: Verb,
    sought: Sought,
    asker: Asker,
    expected: int,
) -> KeptCase:
    """Pin or dismiss all that a filter leaves, as one act.

    expected: how many fresh ones the person was shown.

    Raises:
        Refused: the person may not. NotFound: no such case or list here. BadInput: too many.
        Conflict: there are others by now than were shown.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", f"case-{MARKS[verb][0].value}", case):
        shown = as_seen(node, case_of(node, case), asker)
        planned = _planned(node, shown, category, verb, sought)
        if planned.passed > MOST:
            raise BadInput(f"at most {MOST:,} rows are marked at once", remedy="filter further")
        if len(planned.fresh) != expected or not expected:
            raise Conflict("there are others by now than you were shown", remedy="look again")
        with node.records.begin() as tx:
            _note_many(RareCases(tx.connection), shown, category, verb, planned.fresh, asker)
        return as_seen(node, case_of(node, case), asker)


def last_mark(case: KeptCase, asker: Asker) -> CaseEvent | None:
    """The asker's last act on a case's lists that stands: what an undo there takes back."""
    mine = (
        each
        for each in reversed(case.events)
        if each.by == asker.user.id and each.verb in ON_VARIANTS and not each.undone
    )
    return next(mine, None)


def go_through(
    node: NodeLike, identifier: str, category: str, filter_: str, asker: Asker
) -> KeptCase:
    """Note that the asker has gone through all that a filter leaves of a list.

    filter_: id of a saved one, "" for the one that the list opens with.

    Raises:
        Refused: the person may not. NotFound: no such case, list or filter here. Conflict: the
            filter is one of another list.
    """
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", "case-gone-through", case):
        name, sought = "", default_of(category)
        if filter_:
            saved = filter_of(node, filter_)
            if saved.category != category:
                raise Conflict("that filter is one of another list")
            name, sought = saved.name, saved.sought
        found = through(node, case_of(node, case), category, sought)
        said = Gone(
            filter=filter_,
            name=name,
            category=category,
            words=words_of(sought),
            passed=len(found.selected.rows),
            total=found.selected.total,
            made=found.made,
        )
        with node.records.begin() as tx:
            RareCases(tx.connection).note(
                case, utc_now(), asker.user.id, Verb.GONE_THROUGH, None, _text(said)
            )
        return as_seen(node, case_of(node, case), asker)


def gone_through(case: KeptCase, category: str = "") -> tuple[tuple[CaseEvent, Gone], ...]:
    """The filters that somebody has gone through in a case, the newest first; as it was seen."""
    found = (
        (each, Gone.read(each.text))
        for each in reversed(case.events)
        if each.verb is Verb.GONE_THROUGH and not each.undone
    )
    return tuple((event, gone) for event, gone in found if category in ("", gone.category))


def _planned(node: NodeLike, case: KeptCase, category: str, verb: Verb, sought: Sought) -> Planned:
    selected = through(node, case, category, sought).selected
    fresh: tuple[str, ...] = ()
    if len(selected.rows) <= MOST:
        standing = case.standing(verb)
        names = names_of(node, case, category, selected.rows.tolist())
        fresh = tuple(dict.fromkeys(name for name in names if name not in standing))
    return Planned(case, len(selected.rows), selected.total, fresh)


def _give(
    cases: RareCases, before: KeptCase, category: str, verb: Verb, names: Sequence[str], by: Asker
) -> bool:
    standing = before.standing(verb)
    fresh = tuple(name for name in names if name not in standing)
    if len(fresh) == 1:
        cases.note(before.id, utc_now(), by.user.id, verb, fresh[0])
    elif fresh:
        _note_many(cases, before, category, verb, fresh, by)
    return bool(fresh)


def _note_many(
    cases: RareCases, case: KeptCase, category: str, verb: Verb, names: tuple[str, ...], by: Asker
) -> None:
    text = _text(Many(category, names))
    cases.note(case.id, utc_now(), by.user.id, MARKS[verb][0], None, text)


def _free(cases: RareCases, before: KeptCase, free: Verb, names: Sequence[str], by: Asker) -> bool:
    """A mark of one row alone is taken back; one that it shares with others is ended for it."""
    verb = _FREEING[free]
    standing = before.standing(verb)
    alone = {
        each.variant: each.number
        for each in before.events
        if each.verb is verb and not each.undone and each.variant is not None
    }
    shared = {
        name
        for each in before.events
        if each.verb is MARKS[verb][0] and not each.undone
        for name in each.variants
    }
    done = False
    for name in names:
        if name not in standing:
            continue
        if name in alone and name not in shared:
            cases.note(before.id, utc_now(), by.user.id, verb, name, None, alone[name])
        else:
            cases.note(before.id, utc_now(), by.user.id, free, name)
        done = True
    return done


def _text(said: Many | Gone) -> str:
    return msgspec.json.encode(said).decode()
