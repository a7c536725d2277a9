"""Cases with their members and what was done in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from samvar.focus.rare_disease.model.kept import CaseEvent, CaseTold, KeptCase, KeptMember, Verb
from samvar.focus.rare_disease.model.mention import Mention, mentioned_in
from samvar.focus.rare_disease.records.conditions import STANDS
from samvar.focus.rare_disease.records.gene_depths import CATEGORY
from samvar.focus.rare_disease.records.lists import Lists
from samvar.focus.rare_disease.tables import cases, events, members, orders, watched
from samvar.model.errors import NotFound
from samvar.model.genome import Assembly, Sex
from samvar.model.shape import learned
from samvar.store.records.events import with_undone
from samvar.store.records.noun import Noun
from samvar.store.records.samples import SampleState
from samvar.store.records.tables import cases as house
from samvar.store.records.tables import referrals, samples

_JOINED = (
    cases.join(house, cases.c.house == house.c.id)
    .join(referrals, house.c.referral == referrals.c.id)
    .outerjoin(orders, orders.c.referral == referrals.c.id)
)
"""A case, whose it is, the referral that it answers, and what was ordered."""


class RareCases(Noun):
    """The cases of rare diseases of this node."""

    __slots__ = ()

    def add(self, case: KeptCase, house_id: str) -> None:
        """Write a new case and its members. house_id: of its row in the house's `cases`."""
        self._sql.execute(insert(cases).values(id=case.id, house=house_id, **_values(case)))
        self._add_members(case)

    def change(self, case: KeptCase) -> None:
        """The same case from newer sources; what was done in it stays."""
        self._sql.execute(update(cases).where(cases.c.id == case.id).values(**_values(case)))
        self._sql.execute(delete(members).where(members.c.case == case.id))
        self._add_members(case)

    def _add_members(self, case: KeptCase) -> None:
        rows = [
            {
                "case": case.id,
                "place": place,
                "sample": each.sample,
                "name": each.name,
                "father": each.father,
                "mother": each.mother,
                "sex": each.sex.value,
                "karyotype": each.karyotype,
                "affected": each.affected,
            }
            for place, each in enumerate(case.members)
        ]
        if rows:
            self._sql.execute(insert(members), rows)

    def note(
        self,
        case: str,
        at: datetime,
        by: str,
        verb: Verb,
        variant: str | None = None,
        text: str | None = None,
        undoes: int | None = None,
    ) -> int:
        """Write an act, or the taking back of one; returns its number."""
        written = insert(events).values(
            case=case, at=at, by=by, verb=verb.value, variant=variant, text=text, undoes=undoes
        )
        key = self._sql.execute(written).inserted_primary_key
        return int(key[0]) if key else 0

    def get(self, identifier: str) -> KeptCase:
        """One case.

        Raises:
            NotFound: no such case at this node.
        """
        found = self._read(cases.c.id == identifier, 1, 0)
        if not found:
            raise NotFound("there is no such case at this node")
        return found[0]

    def of_label(self, label: str) -> KeptCase | None:
        """The case of a laboratory's own id."""
        found = self._read(cases.c.label == label, 1, 0)
        return found[0] if found else None

    def of_name(self, name: str) -> str | None:
        """The id of the one case of that name; None where there is none, or several."""
        found = self._sql.execute(select(cases.c.id).where(cases.c.name == name).limit(2)).all()
        return str(found[0].id) if len(found) == 1 else None

    def listed(self, seen: ColumnElement[bool], size: int, first: int) -> tuple[KeptCase, ...]:
        """A page of the cases whose proband may be seen, the newest first. seen: see `seen_by`."""
        return self._read(seen, size, first)

    def count(self, seen: ColumnElement[bool]) -> int:
        """How many there are."""
        joined = select(func.count()).select_from(_JOINED)
        return int(self._sql.execute(joined.where(seen)).scalar_one())

    def indications(self, seen: ColumnElement[bool]) -> tuple[str, ...]:
        """The codes of what is asked in those cases."""
        wanted = select(orders.c.indication).select_from(_JOINED).where(seen)
        found = self._sql.execute(wanted.where(orders.c.indication.is_not(None)).distinct())
        return tuple(sorted(found.scalars()))

    def mentions(self, user: str, seen: ColumnElement[bool]) -> tuple[Mention, ...]:
        """Comments that stand and name `user` with an @, of cases in which that person has done
        nothing since; the newest first."""
        after = events.alias("after")
        answered = (
            select(after.c.number)
            .where(after.c.case == events.c.case, after.c.number > events.c.number)
            .where(after.c.by == user)
            .exists()
        )
        wanted = (
            select(events, cases.c.label, cases.c.name)
            .select_from(_JOINED.join(events, events.c.case == cases.c.id))
            .where(
                STANDS,
                events.c.verb == Verb.COMMENT.value,
                events.c.text.contains(f"@{user}", autoescape=True),
                events.c.by != user,
                ~answered,
                seen,
            )
            .order_by(events.c.number.desc())
        )
        return tuple(
            Mention(row.case, row.label, row.name, _event(row))
            for row in self._sql.execute(wanted)
            if user in mentioned_in(row.text)
        )

    def workers(self) -> tuple[str, ...]:
        """The accounts of all who have done something in a case here."""
        return tuple(sorted(self._sql.execute(select(events.c.by).distinct()).scalars()))

    def of_person(self, person: str) -> tuple[KeptCase, ...]:
        """The cases of a proband."""
        return self._read(house.c.proband == person, 10_000, 0)

    def kin(self, case: str) -> frozenset[str]:
        """This case and those of the same family: they share somebody, or one is a relative's test
        of the other."""
        of = orders.c.of_case
        mine = (
            select(samples.c.person)
            .join(members, members.c.sample == samples.c.id)
            .where(members.c.case == case)
        )
        sharing = (
            select(members.c.case)
            .join(samples, members.c.sample == samples.c.id)
            .where(samples.c.person.in_(mine))
        )
        found = {case, *self._sql.execute(sharing).scalars()}
        tested = select(cases.c.id, of).select_from(_JOINED).where(of.is_not(None))
        pairs = [{row.id, row.of_case} for row in self._sql.execute(tested)]
        while more := set().union(*(pair for pair in pairs if pair & found)) - found:
            found |= more
        return frozenset(found)

    def people(self, ids: Iterable[str]) -> frozenset[str]:
        """Everybody whose sample one of these cases has."""
        wanted = (
            select(samples.c.person)
            .join(members, members.c.sample == samples.c.id)
            .where(members.c.case.in_(list(ids)))
        )
        return frozenset(self._sql.execute(wanted).scalars())

    def unrelated(self, kin: Iterable[str]) -> ColumnElement[bool]:
        """Not one of these cases."""
        return cases.c.id.not_in(list(kin))

    def bring_over(self, replaced: Mapping[str, str]) -> None:
        """Members follow where a sample takes another's place. replaced: the old one by the new."""
        for fresh, old in replaced.items():
            self._sql.execute(update(members).where(members.c.sample == old).values(sample=fresh))

    def forget_withdrawn(self) -> None:
        """Members whose samples are gone leave; the lists of their cases go, for they hold them,
        and what is remembered of their rows."""
        gone = select(samples.c.id).where(samples.c.state == SampleState.WITHDRAWN.value)
        mine = select(members.c.case).where(members.c.sample.in_(gone)).distinct()
        touched = list(self._sql.execute(mine).scalars())
        Lists(self._sql).let_go(touched)
        self._sql.execute(delete(watched).where(watched.c.case.in_(touched)))
        self._sql.execute(delete(members).where(members.c.sample.in_(gone)))

    def _read(self, condition: ColumnElement[bool], size: int, first: int) -> tuple[KeptCase, ...]:
        wanted = (
            select(
                cases,
                house.c.referral,
                house.c.proband,
                referrals.c.referring_region,
                orders.c.indication,
            )
            .select_from(_JOINED)
            .where(condition)
            .order_by(cases.c.at.desc(), cases.c.id)
            .limit(size)
            .offset(first)
        )
        rows = self._sql.execute(wanted).all()
        ids = [row.id for row in rows]
        family = self._members(ids)
        acts = self._events(ids)
        kept = Lists(self._sql).of_cases(ids)
        return tuple(
            _case(row, family.get(row.id, []), kept.get(row.id, []), acts.get(row.id, []))
            for row in rows
        )

    def _members(self, ids: Iterable[str]) -> dict[str, list[tuple[KeptMember, str]]]:
        wanted = select(members, samples.c.person).join(samples, members.c.sample == samples.c.id)
        found: dict[str, list[tuple[KeptMember, str]]] = {}
        ordered = wanted.order_by(members.c.case, members.c.place)
        for row in self._among(ordered, members.c.case, ids):
            found.setdefault(row.case, []).append((_member(row), row.person))
        return found

    def _events(self, ids: Iterable[str]) -> dict[str, list[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        ordered = select(events).order_by(events.c.number)
        for row in self._among(ordered, events.c.case, ids):
            found.setdefault(row.case, []).append(row)
        return found


def history(rows: Sequence[Row[Any]]) -> tuple[CaseEvent, ...]:
    """Acts in their order, those taken back marked; a taking back is no act of its own."""
    return tuple(_event(row, undone=undone) for row, undone in with_undone(rows))


def _event(row: Row[Any], *, undone: bool = False) -> CaseEvent:
    return CaseEvent(row.number, row.at, row.by, Verb(row.verb), row.variant, row.text, undone)


def _values(case: KeptCase) -> dict[str, Any]:
    return {
        "label": case.label,
        "name": case.name,
        "assembly": case.assembly.value,
        "told": msgspec.to_builtins(case.told),
        "digest": case.digest,
        "load": case.load,
        "at": case.at,
        "by": case.by,
    }


def _member(row: Row[Any]) -> KeptMember:
    return KeptMember(
        row.sample, row.name, Sex(row.sex), row.affected, row.father, row.mother, row.karyotype
    )


def _case(
    row: Row[Any],
    family: Sequence[tuple[KeptMember, str]],
    kept: Sequence[Any],
    acts: Sequence[Row[Any]],
) -> KeptCase:
    proband = next((each.name for each, person in family if person == row.proband), None)
    return KeptCase(
        row.id,
        row.label,
        row.name,
        Assembly(row.assembly),
        row.proband,
        row.referral,
        row.referring_region,
        msgspec.convert(row.told, learned(CaseTold)),
        row.digest,
        row.load,
        row.at,
        row.by,
        tuple(each for each, _ in family),
        tuple(each for each in kept if each.category != CATEGORY),
        history(acts),
        proband,
        row.indication,
        next((each for each in kept if each.category == CATEGORY), None),
    )
