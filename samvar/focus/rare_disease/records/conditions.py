"""Which cases a list is about, as conditions in SQL on what was done in them.

Whether an act stands is told by a later row that takes it back; of opposite acts the last one that
stands decides.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, not_, select, true

from samvar.focus.rare_disease.analyse.acmg.agree import ACTED_ON
from samvar.focus.rare_disease.model.kept import MARKS, Verb
from samvar.focus.rare_disease.model.wanted import Show, Wanted
from samvar.focus.rare_disease.tables import cases, classes, events, orders
from samvar.store.records.tables import referrals

_later = events.alias("later")

STANDS: ColumnElement[bool] = events.c.undoes.is_(None) & ~(
    select(_later.c.number)
    .where(_later.c.case == events.c.case, _later.c.undoes == events.c.number)
    .exists()
)
"""Of a row of `events`: it is an act, and nobody has taken it back."""


def condition_of(wanted: Wanted, user: str) -> ColumnElement[bool]:
    """On a row of `cases` beside its referral and order. user: who asks."""
    found: ColumnElement[bool] = true()
    if wanted.show is not Show.ALL:
        archived = cases.c.id.in_(_last(Verb.ARCHIVE, Verb.REOPEN))
        found &= archived if wanted.show is Show.ARCHIVED else not_(archived)
    if wanted.mine:
        found &= cases.c.id.in_(_last(Verb.ASSIGN, Verb.UNASSIGN, user))
    if wanted.region:
        found &= referrals.c.referring_region == wanted.region
    if wanted.indication:
        found &= orders.c.indication == wanted.indication
    return found


def mattering() -> ColumnElement[bool]:
    """Cases in which a variant was pinned, or has a class that is acted on."""
    marks = [verb.value for verb in (Verb.PIN, *MARKS[Verb.PIN][:1])]
    pinned = select(events.c.case).where(STANDS, events.c.verb.in_(marks))
    given = [each.value for each in ACTED_ON]
    classed = select(classes.c.case).where(classes.c.ended.is_(None), classes.c["class"].in_(given))
    return cases.c.id.in_(pinned) | cases.c.id.in_(classed)


def _last(verb: Verb, opposite: Verb, text: str | None = None) -> Select[tuple[str]]:
    """Cases in which `verb` was the last of the two; text: of both."""
    last = select(func.max(events.c.number)).where(
        STANDS, events.c.verb.in_([verb.value, opposite.value])
    )
    if text is not None:
        last = last.where(events.c.text == text)
    return select(events.c.case).where(
        events.c.number.in_(last.group_by(events.c.case)), events.c.verb == verb.value
    )
