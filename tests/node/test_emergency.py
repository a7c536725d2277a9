"""One clinician, one patient, sixty minutes; and somebody else looks at each use."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from samvar.govern.identity import PERSONAS, Asker, Role, User
from samvar.govern.patient import facts_for, seen_by
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Choice, Reason, Use
from samvar.model.emergency import LASTS, REVIEW_WITHIN, Cause, Finding
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.model.ids import new_id
from samvar.model.person import Person
from samvar.node import emergency
from samvar.node.emergency import (
    close_record,
    event_digest,
    looks_under,
    my_emergencies,
    open_record,
    own_open,
    review_queue,
    review_record,
    told_to,
)
from samvar.node.node import Node
from samvar.store.records.emergency_tables import emergencies
from samvar.store.records.persons import Registered
from samvar.store.records.tables import audit, persons

TOLD = "Medvetslös på akuten, behöver svar om DPYD."
NOTE = "Jour den natten, enligt schemat."
TICK = timedelta(microseconds=1)


def in_emergency(persona: str, centre: str = "stockholm") -> Asker:
    return Asker(PERSONAS[persona].at(centre), Purpose.ETREAT)


GENETICIST, MICROBIOLOGIST = in_emergency("geneticist"), in_emergency("microbiologist")
AUDITOR = Asker.of(PERSONAS["auditor"])


@pytest.fixture
def people(node: Node) -> tuple[str, str]:
    """Two patients; both have closed their record to all but the pharmacy."""
    both = (new_id("person"), new_id("person"))
    with node.records.begin() as tx:
        tx.persons.add_many([Registered(Person(one), f"L-{n}") for n, one in enumerate(both)])
        for one in both:
            tx.choices.add(Choice(one, Use.UNIT, False, utc_now(), "test", "pharmacy"))
    return both


def broken(node: Node, person: str, asker: Asker = GENETICIST) -> emergency.Emergency:
    return open_record(node, person, asker, Cause.CANNOT_ASK, TOLD, stepped_up=True)


def sees(node: Node, asker: Asker, person: str, permission: str = "see:referrals") -> bool:
    return node.policy.decide(asker, permission, facts_for(node, asker, person)).allowed


def clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """From now on it is this moment, where acts and facts are decided."""
    for place in ("samvar.node.emergency.utc_now", "samvar.govern.patient.utc_now"):
        monkeypatch.setattr(place, lambda: moment)


def entries(node: Node, **which: str) -> list[tuple[str, str]]:
    with node.records.read() as tx:
        return [(e.entry.verb, e.entry.outcome) for e in tx.audit.page(limit=100, **which)]


def test_it_opens_that_patient_to_that_person(node, people):
    first, second = people
    assert not sees(node, GENETICIST, first)
    broken(node, first)
    assert sees(node, GENETICIST, first)
    assert not sees(node, GENETICIST, second), "another patient"
    assert not sees(node, in_emergency("pathologist"), first), "another person"
    elsewhere = in_emergency("geneticist", "skane")
    assert not sees(node, elsewhere, first), "the same name at another centre"


def test_lists_hold_that_patient_and_no_other(node, people):
    broken(node, people[0], MICROBIOLOGIST)
    condition = seen_by(node, MICROBIOLOGIST, "see:referrals", persons.c.id)
    with node.records.read() as tx:
        listed = tx.connection.execute(select(persons.c.id).where(condition)).scalars().all()
    assert listed == [people[0]]


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.ETREAT])
def test_it_opens_nothing_for_another_purpose(node, people, purpose):
    broken(node, people[0])
    assert not sees(node, replace(GENETICIST, purpose=purpose), people[0])


def test_it_ends_after_sixty_minutes_to_the_moment(node, people, monkeypatch):
    event = broken(node, people[0])
    assert event.until - event.since == LASTS == timedelta(minutes=60)
    for moment, open_ in (
        (event.since - TICK, False),
        (event.since, True),
        (event.until - TICK, True),
        (event.until, False),
        (event.until + timedelta(days=1), False),
    ):
        clock(monkeypatch, moment)
        assert sees(node, GENETICIST, people[0]) is open_, moment - event.since
    with pytest.raises(Refused, match="over"):
        own_open(node, event.id, GENETICIST)


def test_it_ends_by_its_own_hand_and_no_other(node, people):
    event = broken(node, people[0])
    with pytest.raises(Refused, match="only whoever opened it"):
        close_record(node, event.id, MICROBIOLOGIST)
    assert ("close-emergency", "refused") in entries(node, subject=people[0])
    assert sees(node, GENETICIST, people[0])
    closed = close_record(node, event.id, GENETICIST)
    assert closed.closed is not None
    assert not sees(node, GENETICIST, people[0])
    with pytest.raises(Conflict, match="over"):
        close_record(node, event.id, GENETICIST)
    with pytest.raises(NotFound):
        own_open(node, event.id, MICROBIOLOGIST)


@pytest.mark.parametrize("permission", ["take:report", "issue:passport", "export:data"])
def test_nothing_goes_out_while_the_glass_is_broken(node, people, permission):
    """Even for whoever could take a file from an unblocked record."""
    with node.records.begin() as tx:
        tx.choices.add(Choice(people[0], Use.UNIT, True, utc_now(), "test", "pharmacy"))
    before = sees(node, GENETICIST, people[0], permission)
    assert before is (permission != "export:data")
    broken(node, people[0])
    decision = node.policy.decide(GENETICIST, permission, facts_for(node, GENETICIST, people[0]))
    assert (decision.allowed, decision.reasons) == (False, ("nothing-out-of-the-glass",))


def test_it_needs_a_sign_in_of_moments_ago(node, people):
    with pytest.raises(Refused):
        open_record(node, people[0], GENETICIST, Cause.CANNOT_ASK, TOLD, stepped_up=False)
    assert entries(node, subject=people[0])[0] == ("open-emergency", "refused")
    assert not sees(node, GENETICIST, people[0])


@pytest.mark.parametrize(
    "asker",
    [
        in_emergency("bioinformatician"),
        in_emergency("operator"),
        in_emergency("researcher"),
        in_emergency("auditor"),
        in_emergency("geneticist", "skane"),
        Asker.of(PERSONAS["geneticist"]),
    ],
    ids=lambda one: f"{one.user.account}-{one.purpose.value}",
)
def test_nobody_else_breaks_the_glass(node, people, asker):
    with pytest.raises(Refused):
        broken(node, people[0], asker)
    with node.records.read() as tx:
        assert tx.emergencies.of_person(people[0]) == ()


def test_where_another_way_is_open_the_glass_stays_whole(node, people):
    with node.records.begin() as tx:
        tx.choices.add(Choice(people[0], Use.UNIT, True, utc_now(), "test", "pharmacy"))
        now = utc_now()
        tx.care.open(
            CareRelation(
                "car_x", people[0], GENETICIST.user.account, "", Reason.VISIT, "",
                now, now + timedelta(days=1), "test",
            )
        )  # fmt: skip
    with pytest.raises(Refused, match="in your care"):
        broken(node, people[0])


@pytest.mark.parametrize(
    "told",
    [
        "",
        "   akut        ",
        "x" * 1001,
        "akut läge nu\x00\x07 och mer",
        "Patienten 640823-3234 kom akut",
    ],
)
def test_a_reason_that_says_nothing_or_too_much_opens_nothing(node, people, told):
    with pytest.raises(BadInput) as caught:
        open_record(node, people[0], GENETICIST, Cause.OTHER, told, stepped_up=True)
    assert not told.strip() or told.strip() not in str(caught.value)
    assert not sees(node, GENETICIST, people[0])


def test_whoever_is_not_here_is_said_not_to_be_and_a_second_opening_is_refused(node, people):
    stranger = new_id("person")
    with pytest.raises(NotFound):
        broken(node, stranger)
    assert entries(node, subject=stranger)[0] == ("open-emergency", "failed")
    broken(node, people[0])
    with pytest.raises(Conflict, match="stands open"):
        broken(node, people[0])


def test_no_opening_without_its_entry(node, people, monkeypatch):
    """The log cannot be written: then the record does not open either."""
    from samvar.store.records.audit import Audit

    def fails(*_: object) -> None:
        raise Conflict("the disk is full")

    monkeypatch.setattr(Audit, "append", fails)
    with pytest.raises(Conflict):
        broken(node, people[0])
    with node.records.read() as tx:
        assert tx.emergencies.of_person(people[0]) == ()
    assert not sees(node, GENETICIST, people[0])


def test_the_log_holds_the_opening_and_never_the_reason_in_words(node, people):
    event = broken(node, people[0])
    with node.records.read() as tx:
        done = tx.audit.page(subject=people[0], verb="open-emergency", outcome="done")[0]
        rows = tx.connection.execute(select(audit)).all()
        kept = tx.connection.execute(select(emergencies.c.told)).scalar_one()
    assert (done.entry.question, done.entry.reason) == (event_digest(event), event.id)
    assert done.entry.purpose == "ETREAT"
    assert kept == TOLD
    assert not any("DPYD" in str(field) for row in rows for field in row)
    assert event_digest(event) == event_digest(replace(event, told="other words altogether"))


def test_the_patient_is_told_with_the_receipt_of_the_log(node, people):
    event = broken(node, people[0])
    ((told),) = told_to(node, people[0])
    assert told.event == event
    assert told.recorded is not None
    assert told.recorded.entry.reason == event.id
    assert told_to(node, people[1]) == ()


def test_each_use_waits_for_somebody_else(node, people, monkeypatch):
    event = broken(node, people[0])
    assert [one.id for one in review_queue(node, AUDITOR)] == [event.id]
    with pytest.raises(Conflict, match="not over"):
        review_record(node, event.id, AUDITOR, Finding.JUSTIFIED, NOTE)
    close_record(node, event.id, GENETICIST)
    oneself = Asker(User(GENETICIST.user.id, "", Role.AUDITOR, "stockholm"), Purpose.HQUALIMP)
    with pytest.raises(Refused, match="themselves"):
        review_record(node, event.id, oneself, Finding.JUSTIFIED, NOTE)
    assert entries(node, subject=people[0])[0] == ("review-emergency", "refused")
    with pytest.raises(Refused):
        review_record(node, event.id, GENETICIST, Finding.JUSTIFIED, NOTE)
    with pytest.raises(BadInput):
        review_record(node, event.id, AUDITOR, Finding.JUSTIFIED, "fine")
    review_record(node, event.id, AUDITOR, Finding.FOLLOW_UP, NOTE)
    assert [one.id for one in review_queue(node, AUDITOR)] == [event.id]
    last = review_record(node, event.id, AUDITOR, Finding.NOT_JUSTIFIED, NOTE)
    assert [word.finding for word in last.reviews] == [Finding.FOLLOW_UP, Finding.NOT_JUSTIFIED]
    assert review_queue(node, AUDITOR) == []
    assert [one.id for one in review_queue(node, AUDITOR, everything=True)] == [event.id]
    assert ("review-emergency", "done") in entries(node, subject=people[0])


def test_the_overdue_come_first(node, people, monkeypatch):
    now = utc_now()
    monkeypatch.setattr(emergency, "utc_now", lambda: now - REVIEW_WITHIN + TICK)
    fresh = broken(node, people[0])
    monkeypatch.setattr(emergency, "utc_now", lambda: now - REVIEW_WITHIN)
    late = broken(node, people[1])
    monkeypatch.setattr(emergency, "utc_now", lambda: now)
    review_record(node, fresh.id, AUDITOR, Finding.FOLLOW_UP, NOTE)
    found = review_queue(node, AUDITOR)
    assert [(one.id, one.overdue(now)) for one in found] == [(late.id, True), (fresh.id, False)]
    assert not replace(late, since=late.since + TICK).overdue(now)


def test_a_reviewer_sees_what_was_done_while_it_stood(node, people):
    event = broken(node, people[0])
    from samvar.govern.patient import permit_about

    permit_about(node, GENETICIST, "see:referrals", "see-report", people[0])
    with pytest.raises(Refused):
        permit_about(node, GENETICIST, "see:referrals", "see-report", people[1])
    with pytest.raises(Refused):
        permit_about(node, MICROBIOLOGIST, "see:referrals", "see-report", people[0])
    verbs = [one.entry.verb for one in looks_under(node, event)]
    assert verbs == ["open-emergency", "see-report"]


def test_the_own_list_is_ones_own(node, people):
    event = broken(node, people[0])
    assert [one.id for one in my_emergencies(node, GENETICIST)] == [event.id]
    assert my_emergencies(node, MICROBIOLOGIST) == ()
    with pytest.raises(Refused):
        my_emergencies(node, in_emergency("bioinformatician"))
