"""Referrals and their steps: a referral of the house, and what this area asks with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, case, func, insert, select, true, update

from samvar.focus.rare_disease.model.referral import (
    Asked,
    Kind,
    Priority,
    RareReferral,
    ReferralEvent,
    Step,
)
from samvar.focus.rare_disease.tables import cases, orders, reports, steps
from samvar.model.errors import NotFound
from samvar.model.shape import learned
from samvar.store.records.events import with_undone
from samvar.store.records.noun import Noun
from samvar.store.records.tables import cases as house
from samvar.store.records.tables import persons, referrals

_OPEN = referrals.c.acknowledged.is_(None)
_JOINED = orders.join(referrals, orders.c.referral == referrals.c.id).join(
    persons, referrals.c.person == persons.c.id
)
_SOONEST = case(
    {each.value: number for number, each in enumerate(Priority)}, value=orders.c.priority, else_=9
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Referrals in a list. listed: those that may be seen; blocked: those that may not."""

    listed: int
    blocked: int


class RareReferrals(Noun):
    """The referrals of rare diseases that this node's laboratory has received."""

    __slots__ = ()

    def add(self, new: RareReferral) -> None:
        """Write one whose house referral is written in the same transaction, with its events."""
        self._sql.execute(
            insert(orders).values(
                referral=new.id,
                label=new.label,
                kind=new.kind.value,
                priority=new.priority.value,
                indication=new.indication,
                second_reader=new.second_reader,
                of_case=new.of_case,
                relation=new.relation,
                told=msgspec.to_builtins(new.asked),
                by=new.by,
                unit=new.unit,
            )
        )
        for each in new.events:
            self.note(new.id, each.step, each.at, each.by)

    def note(
        self,
        referral: str,
        step: Step,
        at: datetime,
        by: str,
        *,
        report: str | None = None,
        undoes: int | None = None,
        told: str = "",
    ) -> int:
        """Write a step, or the taking back of one; returns its number."""
        written = insert(steps).values(
            referral=referral,
            step=step.value,
            at=at,
            by=by,
            report=report,
            undoes=undoes,
            told=told,
        )
        key = self._sql.execute(written).inserted_primary_key
        return int(key[0]) if key else 0

    def ask(self, referral: str, asked: Asked) -> None:
        """Set what is asked, as when the name of a sample becomes known."""
        changed = update(orders).where(orders.c.referral == referral)
        self._sql.execute(changed.values(told=msgspec.to_builtins(asked)))

    def get(self, identifier: str) -> RareReferral:
        """One referral with its history.

        Raises:
            NotFound: no such referral of a rare disease at this node.
        """
        found = self._read(orders.c.referral == identifier)
        if not found:
            raise NotFound("there is no such referral at this node")
        return found[0]

    def find(self, identifier: str) -> RareReferral | None:
        """One referral by its id, or by the sender's."""
        found = self._read((orders.c.referral == identifier) | (orders.c.label == identifier))
        return found[0] if found else None

    def of_person(self, person: str) -> tuple[RareReferral, ...]:
        """One person's referrals, oldest first."""
        return self._read(referrals.c.person == person)

    def of_relatives(self, case: str) -> tuple[RareReferral, ...]:
        """The referrals of relatives that belong to a case, oldest first."""
        return self._read(orders.c.of_case == case)

    def page(
        self,
        allowed: ColumnElement[bool],
        *,
        closed: bool,
        first: int,
        size: int,
        unit: str | None = None,
    ) -> tuple[RareReferral, ...]:
        """Who waits, the soonest priority and then the oldest first; or those acknowledged, the
        last one first. allowed: a condition on `referrals.c.person`.

        unit: only what this care unit sent, those whose answer waits to be acknowledged first.
        """
        wanted = select(orders.c.referral).select_from(_JOINED).where(allowed, _of_unit(unit))
        if closed:
            wanted = wanted.where(~_OPEN).order_by(
                referrals.c.acknowledged.desc(), orders.c.referral
            )
        else:
            answered = [] if unit is None else [referrals.c.answered.is_(None)]
            wanted = wanted.where(_OPEN).order_by(
                *answered, _SOONEST, referrals.c.received, orders.c.referral
            )
        ids = list(self._sql.execute(wanted.limit(size).offset(first)).scalars())
        found = {each.id: each for each in self._read(orders.c.referral.in_(ids))}
        return tuple(found[each] for each in ids if each in found)

    def counts(
        self, allowed: ColumnElement[bool], *, closed: bool, unit: str | None = None
    ) -> Counts:
        """How many the list holds."""
        seen = func.sum(case((allowed, 1), else_=0))
        wanted = select(func.count(), seen).select_from(_JOINED).where(_of_unit(unit))
        every, listed = self._sql.execute(wanted.where(~_OPEN if closed else _OPEN)).one()
        return Counts(int(listed or 0), int(every) - int(listed or 0))

    def waiting(self, allowed: ColumnElement[bool]) -> int:
        """How many wait for an answer, of those that may be seen."""
        wanted = select(func.count()).select_from(_JOINED)
        unanswered = and_(referrals.c.answered.is_(None), allowed)
        return int(self._sql.execute(wanted.where(unanswered)).scalar_one())

    def to_acknowledge(self, allowed: ColumnElement[bool], unit: str) -> int:
        """How many answers to a care unit wait to be acknowledged, of those it may see."""
        wanted = select(func.count()).select_from(_JOINED).where(allowed, _of_unit(unit))
        answered = and_(referrals.c.answered.is_not(None), _OPEN)
        return int(self._sql.execute(wanted.where(answered)).scalar_one())

    def _read(self, condition: ColumnElement[bool]) -> tuple[RareReferral, ...]:
        wanted = select(
            orders,
            referrals.c.person,
            referrals.c.referring_region,
            referrals.c.received,
            persons.c.label.label("patient"),
        ).select_from(_JOINED)
        rows = self._sql.execute(
            wanted.where(condition).order_by(referrals.c.received, orders.c.referral)
        ).all()
        ids = [row.referral for row in rows]
        history: dict[str, list[Row[Any]]] = {}
        for each in self._among(select(steps).order_by(steps.c.number), steps.c.referral, ids):
            history.setdefault(each.referral, []).append(each)
        signed: dict[str, Row[Any]] = {}
        for each in self._among(select(reports).order_by(reports.c.made), reports.c.referral, ids):
            signed[each.referral] = each
        loaded = {
            each.referral: str(each.id)
            for each in self._among(
                select(cases.c.id, house.c.referral).join(house, cases.c.house == house.c.id),
                house.c.referral,
                ids,
            )
        }
        return tuple(
            _referral(row, history.get(row.referral, ()), signed.get(row.referral),
                      loaded.get(row.referral))
            for row in rows
        )  # fmt: skip


def _of_unit(unit: str | None) -> ColumnElement[bool]:
    return true() if unit is None else orders.c.unit == unit


def _referral(
    row: Row[Any], rows: Sequence[Row[Any]], signed: Row[Any] | None, loaded: str | None
) -> RareReferral:
    events = tuple(
        ReferralEvent(
            each.number, Step(each.step), each.at, each.by, each.report, undone, each.told
        )
        for each, undone in with_undone(rows)
    )
    standing = [each.step for each in events if not each.undone]
    return RareReferral(
        id=row.referral,
        label=row.label,
        person=row.person,
        patient=row.patient or "",
        referring_region=row.referring_region,
        kind=Kind(row.kind),
        priority=Priority(row.priority),
        indication=row.indication,
        second_reader=row.second_reader,
        asked=msgspec.convert(row.told, learned(Asked)),
        received=row.received,
        by=row.by,
        step=max(standing, key=lambda step: step.number, default=Step.RECEIVED),
        events=events,
        of_case=row.of_case,
        relation=row.relation,
        case=loaded,
        report=signed.id if signed is not None else None,
        withdrawn=signed is not None and signed.withdrawn is not None,
        unit=row.unit,
    )
