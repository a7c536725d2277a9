"""Consent, blocks and care relations as conditions in SQL: the one place for lists of people.

`counted` is for sums: who may be in them. `visible` is for lists of patients: it asks the policy
once for each combination of facts and lets the database find for whom they hold, so that a list
holds exactly those whom the policy would let through one by one (`tests/govern` compares).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true

from samvar.govern.identity import Asker
from samvar.govern.subject import SubjectFacts, is_patient, unit_of, works_here
from samvar.model.consent import Use
from samvar.model.contribution import Scope
from samvar.store.records.care import theirs
from samvar.store.records.emergencies import standing as opened_in_emergency
from samvar.store.records.tables import (
    accounts,
    care_relations,
    choices,
    persons,
    samples,
)

Verdict = Callable[[SubjectFacts], bool]

_USE_OF = {use.scope: use for use in Use if use.scope is not None}


def counted(person: ColumnElement[str], scope: Scope) -> ColumnElement[bool]:
    """Whether a person is here and allows this family of sums.

    person: a column that holds a person's id.
    """
    erased = select(persons.c.id).where(persons.c.erased.is_not(None))
    return and_(person.not_in(refusing(_USE_OF[scope])), person.not_in(erased))


def sample_counted(sample: ColumnElement[str], scope: Scope) -> ColumnElement[bool]:
    """Whether a sample's person allows this family of sums.

    sample: a column that holds a sample's id.
    """
    theirs_of = select(samples.c.id).where(samples.c.person.in_(refusing(_USE_OF[scope])))
    return sample.not_in(theirs_of)


def visible(
    verdict: Verdict, asker: Asker, centre: str, person: ColumnElement[str], now: datetime
) -> ColumnElement[bool]:
    """Whether the policy lets `asker` see this person's record at the node of `centre`.

    verdict: what the policy says under given facts. person: a column that holds a person's id.
    """
    conditions = (
        person.in_(treated(asker, centre, now)),
        _blocked(person, asker, centre),
        person.in_(_self(asker)) if is_patient(asker) else false(),
        person.in_(opened_in_emergency(asker.user.account, now))
        if works_here(asker, centre)
        else false(),
    )
    open_cells = [
        facts
        for facts in product((False, True), repeat=len(conditions))
        if verdict(SubjectFacts(*facts))
    ]
    if len(open_cells) == 2 ** len(conditions):
        return true()
    return or_(
        false(),
        *(
            and_(*(c if fact else not_(c) for c, fact in zip(conditions, facts, strict=True)))
            for facts in open_cells
        ),
    )


def refusing(use: Use, place: ColumnElement[str] | str | None = "") -> Select[Any]:
    """The people whose last word on a use is no; place None: on any of its places."""
    latest = select(func.max(choices.c.number)).where(choices.c.scope == use.value)
    if place is not None:
        latest = latest.where(choices.c.place == place)
    latest = latest.group_by(choices.c.person, choices.c.place)
    return select(choices.c.person).where(
        choices.c.number.in_(latest), choices.c.allowed.is_(False)
    )


def treated(asker: Asker, centre: str, now: datetime) -> Select[Any]:
    """The people to whom somebody has a care relation now."""
    opened, ended = care_relations.alias("opened"), care_relations.alias("ended")
    over = select(ended.c.id).where(ended.c.act == "close", ended.c.at <= now)
    wanted = select(opened.c.person).where(
        opened.c.act == "open",
        opened.c.at <= now,
        opened.c.until > now,
        opened.c.id.not_in(over),
        theirs(opened, asker.user.account, unit_of(asker)),
    )
    return wanted if works_here(asker, centre) else wanted.where(opened.c.user != "")


def _blocked(person: ColumnElement[str], asker: Asker, centre: str) -> ColumnElement[bool]:
    closed = person.in_(refusing(Use.UNIT, None))
    if works_here(asker, centre):
        return and_(closed, person.not_in(refusing(Use.UNIT, unit_of(asker))))
    return or_(closed, person.in_(refusing(Use.COHERENT_CARE)))


def _self(asker: Asker) -> Select[Any]:
    newest = select(func.max(accounts.c.number)).where(accounts.c.user == asker.user.account)
    return select(accounts.c.person).where(
        accounts.c.number.in_(newest), accounts.c.person.is_not(None)
    )
