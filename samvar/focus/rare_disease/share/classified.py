"""How each centre has classified a variant: all classes, and never evidence by itself.

A row is about the laboratory's judgement of a variant. It has no case and no person, no region
finer than the centre, no day finer than a month, and no words of the laboratory's own: see
docs/decisions/0027-a-class-is-told-without-its-patient.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

import msgspec
from sqlalchemy import select

from samvar.focus.rare_disease.model.case_class import CaseClass
from samvar.focus.rare_disease.model.reading import Conclusion, Outcome, ReadingStep
from samvar.focus.rare_disease.model.reading_round import rounds_as_begun
from samvar.focus.rare_disease.records import Classes, Readings
from samvar.focus.rare_disease.tables import cases, classes, members
from samvar.model.errors import Refused
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.network.kind import Union
from samvar.network.operation import Operation
from samvar.network.tells import Listing
from samvar.network.view import View
from samvar.store.records.tables import cases as house
from samvar.store.records.tables import samples

_CODED = re.compile(r"(OMIM|MONDO|ORPHA|HP):?\s?(\d{1,7})", re.IGNORECASE)


class Solved(Enum):
    """What became of the case: solved by this variant or its gene, by another gene, not solved,
    possibly explained, or not yet known."""

    THIS = "this"
    OTHER = "other"
    POSSIBLE = "possible"
    UNSOLVED = "unsolved"
    OPEN = "open"


class ClassifiedArgs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """variant: `1-1000-A-G`, 1-based, as small as it can be written."""

    assembly: str
    variant: str


class ClassifiedRow(msgspec.Struct, frozen=True):
    """One class at one centre. number: tells rows of one answer apart, and says nothing.

    month: `2026-11`. condition: `OMIM:261600` and the like, "" where it was put in words. criteria:
    whether it rests on criteria. family: rows of one centre with the same number are of one
    family. solved: of `Solved`.
    """

    node: str
    number: int
    classed: str
    month: str
    condition: str
    zygosity: str
    criteria: bool
    family: int
    solved: str


def _key(row: ClassifiedRow) -> tuple[str, ...]:
    return (row.node, f"{row.number:06}")


def answer_classified(args: ClassifiedArgs, view: View) -> Mapping[tuple[str, ...], ClassifiedRow]:
    """The classes that hold here, of patients who let health care count them.

    Raises:
        Refused: it is not asked for somebody's care.
    """
    name = str(Variant.parse(args.variant, Assembly(args.assembly)).trimmed())
    return {_key(each): each for each in rows_here(view, args.assembly, [name])[name]}


def rows_here(
    view: View, assembly: str, names: Sequence[str]
) -> Mapping[str, tuple[ClassifiedRow, ...]]:
    """The rows of each of some variants. Numbers, of families too, begin anew with each variant, so
    that nothing tells that two of them are of one family.

    names: normalised. Raises: as `answer_classified`.
    """
    if view.asker is None or not view.asker.purpose.is_care:
        raise Refused("classes of other centres are asked for in the care of a patient only")
    wanted = (
        select(classes.c.id, classes.c.case)
        .join(cases, classes.c.case == cases.c.id)
        .join(house, cases.c.house == house.c.id)
        .where(
            classes.c.assembly == assembly,
            classes.c.variant.in_(names),
            classes.c.ended.is_(None),
        )
    )
    allowed = {row.id: row.case for row in view.rows_of_people(wanted, house.c.proband)}
    ids = sorted(set(allowed.values()))
    kept = view.read(
        lambda tx: [
            each
            for case in ids
            for each in Classes(tx.connection).of_case(case)
            if each.id in allowed
        ]
    )
    readings = view.read(lambda tx: Readings(tx.connection).of_cases(ids))
    people = view.read(
        lambda tx: tx.connection.execute(
            select(members.c.case, samples.c.person)
            .join(samples, members.c.sample == samples.c.id)
            .where(members.c.case.in_(ids))
        ).all()
    )
    families = _families(ids, ((row.case, row.person) for row in people))
    ended = {case: _concluded(readings.get(case, ())) for case in ids}
    found: dict[str, tuple[ClassifiedRow, ...]] = {}
    for name in names:
        mine = (each for each in kept if each.variant == name)
        rows = sorted(_told(each, families[each.case], ended[each.case]) for each in mine)
        numbered: dict[int, int] = {}
        found[name] = tuple(
            ClassifiedRow(view.node_id, number, *row[:5],
                          numbered.setdefault(row[5], len(numbered)), row[6])
            for number, row in enumerate(rows)
        )  # fmt: skip
    return found


_Row = tuple[str, str, str, str, bool, int, str]


def _told(held: CaseClass, family: int, concluded: Conclusion | None) -> _Row:
    return (
        held.classed.value,
        f"{held.at:%Y-%m}",
        coded(held.condition),
        held.zygosity,
        not held.told.quick,
        family,
        _solved(held, concluded).value,
    )


def coded(condition: str) -> str:
    """A condition by its number; words of a laboratory's own stay with it.

    >>> coded("OMIM:261600"), coded("orpha 716"), coded("deaf, as his brother")
    ('OMIM:261600', 'ORPHA:716', '')
    """
    found = _CODED.fullmatch(condition.strip())
    return f"{found.group(1).upper()}:{found.group(2)}" if found else ""


def _solved(held: CaseClass, concluded: Conclusion | None) -> Solved:
    if concluded is None:
        return Solved.OPEN
    if concluded.outcome is not Outcome.SOLVED:
        return Solved(concluded.outcome.value)
    answers = [each for each in concluded.findings if not each.secondary]
    mine = any(
        each.variant == held.told.listed or (held.gene and each.gene == held.gene)
        for each in answers
    )
    return Solved.THIS if mine else Solved.OTHER


def _concluded(steps: Iterable[ReadingStep]) -> Conclusion | None:
    """What the newest settled round came to; a round that goes on tells nothing."""
    for each in reversed(rounds_as_begun(steps)):
        if each.settled is not None:
            return each.settled
    return None


def _families(ids: Iterable[str], people: Iterable[tuple[str, str]]) -> dict[str, int]:
    """A number for each case, the same for cases that share somebody."""
    of: dict[str, int] = {case: number for number, case in enumerate(ids)}
    by_person: dict[str, int] = {}
    for case, person in people:
        mine, theirs = of[case], by_person.setdefault(person, of[case])
        if mine != theirs:
            low, high = sorted((mine, theirs))
            of = {each: low if number == high else number for each, number in of.items()}
            by_person = {who: low if n == high else n for who, n in by_person.items()}
    return of


def _check(args: ClassifiedArgs) -> None:
    Variant.parse(args.variant, Assembly.parse(args.assembly))


CLASSIFIED_ELSEWHERE = Operation(
    name="classified_elsewhere",
    version=1,
    title="How has any centre classified this variant?",
    args=ClassifiedArgs,
    kind=Union(row=ClassifiedRow, key=_key),
    permission="ask:national",
    disclosure="permit",
    verb="ask-classified-elsewhere",
    answer=answer_classified,
    check=_check,
    denominator=lambda _: "rare:probands",
    tells=lambda args: Listing(args.assembly),
)
