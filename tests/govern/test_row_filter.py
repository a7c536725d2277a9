"""A list holds exactly those whom the policy would let through one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.policy import Facts, Policy
from samvar.govern.purpose import Purpose
from samvar.govern.row_filter import counted, visible
from samvar.govern.subject import SubjectFacts, facts_about
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Choice, Reason, Use
from samvar.model.contribution import Scope
from samvar.model.emergency import LASTS, Cause, Emergency
from samvar.model.person import Person
from samvar.store.records import Records
from samvar.store.records.emergency_tables import emergencies, emergency_events
from samvar.store.records.persons import Registered
from samvar.store.records.tables import accounts, care_relations, choices, persons

PEOPLE = [f"per_{n}" for n in range(6)]
NOW = utc_now()
CENTRE = "stockholm"
POLICY = Policy.load()
ACTIONS = (
    "see:referrals",
    "see:choices",
    "change:choices",
    "see:own-access",
    "erase:contribution",
    "answer:referral",
    "take:report",
    "issue:passport",
)
HOUR = timedelta(hours=1)
UNITS = ("", "pharmacy", "clinical-genetics", "onkologi")

people = st.sampled_from(PEOPLE)
askers = st.builds(
    lambda user, centre, purpose, unit: Asker(_at(PERSONAS[user].at(centre), unit), purpose),
    st.sampled_from(
        ["geneticist", "pharmacist", "pathologist", "patient", "researcher", "microbiologist"]
    ),
    st.sampled_from([CENTRE, "skane"]),
    st.sampled_from([Purpose.TREAT, Purpose.ETREAT, Purpose.PATRQT, Purpose.HRESCH]),
    st.sampled_from(UNITS),
)
said = st.builds(
    lambda person, use, allowed, place: Choice(
        person, use, allowed, NOW, "test", place if use.placed else ""
    ),
    people,
    st.sampled_from(list(Use)),
    st.booleans(),
    st.sampled_from(UNITS[1:]),
)
relations = st.tuples(
    people,
    st.sampled_from(
        ["", *(f"{u}@{c}" for u in ("geneticist", "patient") for c in (CENTRE, "skane"))]
    ),
    st.sampled_from(UNITS),
    st.integers(-3, 2),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(-2, 2)),
)
glasses = st.tuples(
    people,
    st.sampled_from(
        [f"{u}@{c}" for u in ("geneticist", "microbiologist") for c in (CENTRE, "skane")]
    ),
    st.integers(-2, 1),
    st.one_of(st.none(), st.integers(-2, 1)),
)
links = st.tuples(st.sampled_from([CENTRE, "skane"]), st.one_of(st.none(), people))


def _at(user, unit):
    from dataclasses import replace

    return replace(user, unit=unit or None)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    folder: Path = tmp_path_factory.mktemp("rows")
    with Records.open(f"sqlite:///{folder / 'r.sqlite'}") as opened:
        with opened.begin() as tx:
            tx.persons.add_many([Registered(Person(each), each) for each in PEOPLE])
        yield opened


def _write(records: Records, events, opened, linked, broken=()) -> None:
    names = count()
    with records.begin() as tx:
        for table in (choices, care_relations, accounts, emergency_events, emergencies):
            tx.connection.execute(delete(table))
        for choice in events:
            tx.choices.add(choice)
        for person, user, unit, since, hours, closed in opened:
            start = NOW + since * HOUR
            relation = CareRelation(
                f"car_{next(names)}", person, user, unit, Reason.ORDER, "", start,
                start + hours * HOUR, "test",
            )  # fmt: skip
            tx.care.open(relation)
            if closed is not None:
                tx.care.close(relation.id, NOW + closed * HOUR, "test")
        for person, user, since, ended in broken:
            start = NOW + since * HOUR
            event = Emergency(
                f"eme_{next(names)}", person, user, "x", "r", "", Cause.CANNOT_ASK, "", start,
                start + LASTS,
            )  # fmt: skip
            tx.emergencies.open(event)
            if ended is not None and event.stands(NOW + ended * HOUR):
                tx.emergencies.close(event.id, NOW + ended * HOUR, "test")
        for centre, person in linked:
            tx.accounts.link(f"patient@{centre}", person, NOW, "test")


def _facts(about: SubjectFacts) -> Facts:
    return Facts(
        CENTRE,
        CENTRE,
        care_relation=about.care_relation,
        blocked=about.blocked,
        break_glass=about.break_glass,
        subject_is_self=about.subject_is_self,
    )


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asker=askers,
    action=st.sampled_from(ACTIONS),
    events=st.lists(said, max_size=12),
    opened=st.lists(relations, max_size=6),
    linked=st.lists(links, max_size=3),
    broken=st.lists(glasses, max_size=4),
)
def test_the_filter_in_sql_is_the_decision_row_by_row(
    records, asker, action, events, opened, linked, broken
):
    _write(records, events, opened, linked, broken)

    def verdict(about: SubjectFacts) -> bool:
        return POLICY.decide(asker, action, _facts(about)).allowed

    condition = visible(verdict, asker, CENTRE, persons.c.id, NOW)
    with records.read() as tx:
        filtered = set(tx.connection.execute(select(persons.c.id).where(condition)).scalars())
        about = facts_about(tx, asker, PEOPLE, CENTRE, NOW)
    assert filtered == {person for person in PEOPLE if verdict(about[person])}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(said, max_size=20), scope=st.sampled_from(list(Scope)))
def test_who_counts_is_whoever_has_not_said_no_last(records, events, scope):
    _write(records, events, (), ())
    with records.read() as tx:
        wanted = select(persons.c.id).where(counted(persons.c.id, scope))
        filtered = set(tx.connection.execute(wanted).scalars())
        allowed = tx.choices.scopes(PEOPLE)
    assert filtered == {person for person in PEOPLE if scope in allowed[person]}


def _facts_of(records, asker, person="per_0"):
    with records.read() as tx:
        return facts_about(tx, asker, [person], CENTRE, NOW)[person]


PHARMACIST = Asker.of(PERSONAS["pharmacist"])
GENETICIST = Asker.of(PERSONAS["geneticist"])
ELSEWHERE = Asker.of(PERSONAS["pharmacist"].at("skane"))

BLOCKS = [
    # said                                          pharmacy  genetics  Skåne   why
    ([],                                            False,    False,    False, "nothing said"),
    ([(Use.UNIT, False, "pharmacy")],               False,    True,     True,  "PDL 4:4"),
    ([(Use.UNIT, False, "pharmacy"), (Use.UNIT, True, "pharmacy")],
                                                    False,    False,    False, "lifted"),
    ([(Use.UNIT, False, "pharmacy"), (Use.UNIT, False, "clinical-genetics")],
                                                    False,    False,    True,  "two units"),
    ([(Use.COHERENT_CARE, False, "")],              False,    False,    True,  "SVOD 2:3"),
    ([(Use.RESEARCH, False, "")],                   False,    False,    False, "is no block"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "pharmacy", "genetics", "skane", "why"), BLOCKS)
def test_a_block_closes_a_record_to_other_units_and_providers(
    records, events, pharmacy, genetics, skane, why
):
    _write(records, [Choice("per_0", u, a, NOW, "t", p) for u, a, p in events], (), ())
    found = [_facts_of(records, who).blocked for who in (PHARMACIST, GENETICIST, ELSEWHERE)]
    assert found == [pharmacy, genetics, skane], why


def test_a_relation_of_the_centre_is_not_one_of_another_centre(records):
    _write(records, (), [("per_0", "", "", -1, 2, None)], ())
    found = [_facts_of(records, who).care_relation for who in (PHARMACIST, ELSEWHERE)]
    assert found == [True, False]
