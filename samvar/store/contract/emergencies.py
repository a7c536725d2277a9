"""What every record store must do with emergency access."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from samvar.model.emergency import LASTS, Cause, Emergency, EmergencyReview, Finding
from samvar.model.errors import Conflict, NotFound
from samvar.model.person import Person
from samvar.store.contract import refused
from samvar.store.records import Records, Transaction
from samvar.store.records.destroy import destroy_rows
from samvar.store.records.emergency_tables import emergencies, emergency_events
from samvar.store.records.persons import Registered

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
USER = "geneticist@orebro"


def opening(number: int = 1, person: str = "per_c", since: datetime = NOON) -> Emergency:
    """One opening of a record."""
    return Emergency(
        f"eme_{number}", person, USER, "geneticist", "clinical_geneticist", "clinical-genetics",
        Cause.CANNOT_ASK, "Medvetslös på akuten.", since, since + LASTS,
    )  # fmt: skip


def word(number: int, finding: Finding, minutes: int = 90) -> EmergencyReview:
    """A reviewer's word, some minutes past noon."""
    return EmergencyReview(
        f"eme_{number}", finding, "Journalen visar det.", NOON + minutes * MINUTE, "auditor"
    )


def something_of_emergencies(tx: Transaction) -> None:
    """Something in every table of emergency access, about a person who is there."""
    tx.emergencies.open(opening())
    tx.emergencies.close("eme_1", NOON + MINUTE, "geneticist")
    tx.emergencies.review(word(1, Finding.JUSTIFIED))


class EmergenciesContract:
    """Mixed into a test class with a fixture `records`."""

    def test_an_opening_stands_for_its_hour_and_not_a_moment_longer(self, records: Records) -> None:
        _with_people(records)
        with records.begin() as tx:
            tx.emergencies.open(opening())
        tick = timedelta(microseconds=1)
        for moment, stands in (
            (NOON - tick, False),
            (NOON, True),
            (NOON + LASTS - tick, True),
            (NOON + LASTS, False),
        ):
            with records.read() as tx:
                assert tx.emergencies.standing(USER, moment) == ({"per_c"} if stands else set())
                assert tx.emergencies.get("eme_1").stands(moment) is stands

    def test_it_is_for_that_user_and_that_patient(self, records: Records) -> None:
        _with_people(records)
        with records.begin() as tx:
            tx.emergencies.open(opening())
        with records.read() as tx:
            assert tx.emergencies.standing("pharmacist@orebro", NOON) == frozenset()
            assert tx.emergencies.standing("geneticist@skane", NOON) == frozenset()
            assert tx.emergencies.of_user(USER) == tx.emergencies.of_person("per_c")
            assert tx.emergencies.of_person("per_d") == ()

    def test_it_ends_once_by_hand(self, records: Records) -> None:
        _with_people(records)
        with records.begin() as tx:
            tx.emergencies.open(opening())
            tx.emergencies.close("eme_1", NOON + 5 * MINUTE, "geneticist")
        with records.read() as tx:
            assert tx.emergencies.standing(USER, NOON + 5 * MINUTE) == frozenset()
            assert tx.emergencies.standing(USER, NOON + 4 * MINUTE) == {"per_c"}
            closed = replace(opening(), closed=NOON + 5 * MINUTE)
            assert tx.emergencies.get("eme_1") == closed
        with refused(Conflict), records.begin() as tx:
            tx.emergencies.close("eme_1", NOON + 6 * MINUTE, "geneticist")
        with refused(NotFound), records.begin() as tx:
            tx.emergencies.close("eme_9", NOON, "geneticist")

    def test_it_waits_until_somebody_has_the_last_word(self, records: Records) -> None:
        _with_people(records)
        with records.begin() as tx:
            for number in (1, 2, 3):
                tx.emergencies.open(opening(number, since=NOON + number * MINUTE))
            tx.emergencies.review(word(1, Finding.FOLLOW_UP))
            tx.emergencies.review(word(2, Finding.FOLLOW_UP))
            tx.emergencies.review(word(2, Finding.NOT_JUSTIFIED, 99))
        with records.read() as tx:
            assert [each.id for each in tx.emergencies.waiting()] == ["eme_1", "eme_3"]
            second = tx.emergencies.get("eme_2")
            since = [each.id for each in tx.emergencies.since(NOON + 2 * MINUTE)]
        assert since == ["eme_3", "eme_2"]
        assert [each.finding for each in second.reviews] == [
            Finding.FOLLOW_UP, Finding.NOT_JUSTIFIED
        ]  # fmt: skip
        assert (second.waits, second.reviewed) == (False, True)
        with refused(NotFound), records.begin() as tx:
            tx.emergencies.review(word(9, Finding.JUSTIFIED))

    def test_no_event_is_rewritten(self, records: Records) -> None:
        _with_people(records)
        with records.begin() as tx:
            something_of_emergencies(tx)
        for table, column in ((emergencies, "told"), (emergency_events, "note")):
            with refused(Conflict), records.begin() as tx:
                tx.connection.execute(update(table).values({column: "other"}))

    def test_a_destroyed_record_takes_its_openings_along(self, records: Records) -> None:
        _with_people(records)
        with records.begin() as tx:
            something_of_emergencies(tx)
            gone = destroy_rows(tx.connection, "per_c")
        assert (gone["emergencies"], gone["emergency_events"]) == (1, 2)

    def test_it_is_about_somebody_who_is_here(self, records: Records) -> None:
        with refused(Conflict), records.begin() as tx:
            tx.emergencies.open(opening(person="per_z"))


def _with_people(records: Records) -> None:
    with records.begin() as tx:
        tx.persons.add_many([Registered(Person(each), each) for each in ("per_c", "per_d")])
