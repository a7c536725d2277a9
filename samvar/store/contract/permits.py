"""What every record store must do with permits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import delete, update

from samvar.model.errors import Conflict, NotFound
from samvar.model.permit import Application, Outcome, PermitDecision
from samvar.store.contract import refused
from samvar.store.records import Records, Transaction
from samvar.store.records.permit_tables import permit_applications, permit_decisions

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
APPLICATION = Application(
    id="prm_1",
    node="uppsala",
    applicant="researcher@uppsala",
    title="Åldrande",
    purpose="How often?",
    holders=("researcher@uppsala",),
    ethics="2024-01234-01",
    asks=("ask:national", "ask:regional"),
    until="2028-01-01T00:00:00.000000Z",
    at="2026-11-23T12:00:00.000000Z",
)


def said(outcome: Outcome, minutes: int = 0, permit: str = "prm_1") -> PermitDecision:
    """A controller's word, some minutes past noon."""
    granted = outcome is Outcome.GRANTED
    return PermitDecision(
        permit=permit,
        digest=APPLICATION.digest,
        outcome=outcome,
        by="controller@skane",
        at=NOON + timedelta(minutes=minutes),
        grants=APPLICATION.asks if granted else (),
        until=NOON + timedelta(days=9) if granted else None,
        reason="" if granted else "why",
    )


def something_of_permits(tx: Transaction) -> None:
    """Something in every table of permits."""
    tx.permits.keep(APPLICATION)
    tx.permits.decide(said(Outcome.GRANTED))
    tx.permits.decide(said(Outcome.WITHDRAWN, 1))


class PermitsContract:
    """Mixed into a test class with a fixture `records`."""

    def test_an_application_is_kept_once_and_as_it_was(self, records: Records) -> None:
        with records.begin() as tx:
            tx.permits.keep(APPLICATION)
            tx.permits.keep(APPLICATION)
        other = msgspec.structs.replace(APPLICATION, title="Other")
        with refused(Conflict), records.begin() as tx:
            tx.permits.keep(other)
        with records.read() as tx:
            assert tx.permits.get("prm_1") == APPLICATION
            assert tx.permits.applications() == (APPLICATION,)
            assert tx.permits.applications("skane") == ()
        with refused(NotFound), records.read() as tx:
            tx.permits.get("prm_2")

    def test_the_newest_word_holds_and_none_is_lost(self, records: Records) -> None:
        with records.begin() as tx:
            assert tx.permits.newest() == 0
            tx.permits.keep(APPLICATION)
            first = tx.permits.decide(said(Outcome.GRANTED))
            last = tx.permits.decide(said(Outcome.WITHDRAWN, 1))
        with records.read() as tx:
            assert tx.permits.newest() == last > first
            assert tx.permits.standing()["prm_1"].outcome is Outcome.WITHDRAWN
            history = tx.permits.history("prm_1")
        assert [each.outcome for each in history] == [Outcome.GRANTED, Outcome.WITHDRAWN]
        granted = msgspec.structs.replace(said(Outcome.GRANTED), number=first)
        assert history[0] == granted

    def test_a_decision_is_about_an_application_that_is_here(self, records: Records) -> None:
        with refused(Conflict), records.begin() as tx:
            tx.permits.decide(said(Outcome.GRANTED, permit="prm_9"))

    def test_no_event_is_rewritten_or_taken_away(self, records: Records) -> None:
        with records.begin() as tx:
            something_of_permits(tx)
        for table in (permit_decisions, permit_applications):
            with refused(Conflict), records.begin() as tx:
                tx.connection.execute(update(table).values(digest="0" * 64))
            with refused(Conflict), records.begin() as tx:
                tx.connection.execute(delete(table))
