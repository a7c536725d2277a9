"""Sampling reviews as a work list, and contents that grow old while the tree stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samvar.govern.audit import entry
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.errors import Conflict, CorruptStore, NotFound, Refused, UsageError
from samvar.node.expire import expire
from samvar.node.prove import prove, verify
from samvar.node.review import draw_now, draw_when_due, mark
from samvar.store.records.audit_entry import Entry
from tests.node.log_country import LogCountry, LogNode

AUDITOR = Asker.of(PERSONAS["auditor"].at("skane"))
OPERATOR = Asker.of(PERSONAS["operator"].at("skane"))
GENETICIST = Asker.of(PERSONAS["geneticist"])


@pytest.fixture
def country(tmp_path: Path) -> Iterator[LogCountry]:
    made = LogCountry(tmp_path)
    yield made
    made.close()


@pytest.fixture
def skane(country: LogCountry) -> LogNode:
    """Thirty acts of care, one in an emergency."""
    node = country.nodes["skane"]
    node.audit.append_many([entry("skane", GENETICIST, "ask:a", "answered") for _ in range(30)])
    person = Asker.of(PERSONAS["pharmacist"])
    emergency = entry("skane", person, "ask:b", "answered")
    node.audit.append(Entry(**{**_fields(emergency), "purpose": "ETREAT"}))
    return node


def _fields(one: Entry) -> dict[str, object]:
    return {name: getattr(one, name) for name in Entry.__dataclass_fields__}


def open_reviews(node: LogNode) -> list[int]:
    with node.records.read() as tx:
        found = [one.number for one in tx.reviews.newest() if one.open]
        assert tx.reviews.waiting() == len(found)
    return found


def test_a_draw_takes_everything_since_the_last_and_says_so_in_the_log(skane: LogNode) -> None:
    first = draw_now(skane, AUDITOR, size=8)
    assert (first.draw, first.first, first.last, first.drawn) == (1, 1, 32, 8)
    second = draw_now(skane, AUDITOR, size=8)
    assert (second.draw, second.first, second.drawn) == (2, 33, 0)
    with skane.records.read() as tx:
        assert any(one.stratum == "pharmacist ETREAT" for one in tx.reviews.newest())
        newest = tx.audit.page(limit=1)[0].entry
    assert (newest.verb, newest.reason) == ("draw-reviews", "draw 2: 0 of 33 to 34")


def test_a_review_is_open_until_it_is_fine_or_reported(skane: LogNode) -> None:
    draw_now(skane, AUDITOR, size=4)
    one, two, *_ = open_reviews(skane)
    mark(skane, AUDITOR, one, "explain", "Asked the head of the unit")
    assert one in open_reviews(skane)
    found = mark(skane, AUDITOR, one, "fine", "Was on  call\nthat night")
    assert [each.reason for each in found.marks] == [
        "Asked the head of the unit",
        "Was on call that night",
    ]
    mark(skane, AUDITOR, two, "reported", "Not in their care; reported to the head")
    assert not {one, two} & set(open_reviews(skane))
    with skane.records.read() as tx:
        told = [r.entry for r in tx.audit.page(verb="mark-review", outcome="done")]
    assert {each.person for each in told} == {"auditor"}
    assert told[-1].reason.startswith(f"review {one} of entry ")
    assert "night" not in str(told)  # the finding is in the work list, not in the log


WRONG = [("good", "why"), ("fine", ""), ("fine", "   \n"), ("fine", "x" * 501)]


@pytest.mark.parametrize(("word", "reason"), WRONG)
def test_a_mark_is_one_of_three_and_has_a_reason(skane, word: str, reason: str) -> None:
    draw_now(skane, AUDITOR, size=4)
    with pytest.raises(UsageError):
        mark(skane, AUDITOR, open_reviews(skane)[0], word, reason)


def test_only_an_auditor_of_the_centre_reviews(skane: LogNode) -> None:
    draw_now(skane, AUDITOR, size=4)
    number = open_reviews(skane)[0]
    for asker in (OPERATOR, GENETICIST, Asker.of(PERSONAS["auditor"].at("orebro"))):
        with pytest.raises(Refused):
            mark(skane, asker, number, "fine", "I say so")
        with pytest.raises(Refused):
            draw_now(skane, asker)
    with pytest.raises(NotFound):
        mark(skane, AUDITOR, 999, "fine", "There is none")
    with pytest.raises(UsageError):
        draw_now(skane, AUDITOR, size=0)


def test_nobody_reviews_what_they_did_themselves(skane: LogNode) -> None:
    skane.audit.append(entry("skane", AUDITOR, "see-audit", "allowed"))
    draw_now(skane, AUDITOR, size=40)
    with skane.records.read() as tx:
        own = [r.number for r in tx.reviews.newest() if r.recorded.entry.person == "auditor"]
    assert own
    with pytest.raises(Refused, match="themselves"):
        mark(skane, AUDITOR, own[0], "fine", "It was me")


def test_a_draw_comes_by_itself_when_its_days_have_passed(skane: LogNode) -> None:
    now = utc_now()
    assert draw_when_due(skane, now) is None
    week = now + timedelta(days=skane.config.review_days, seconds=1)
    made = draw_when_due(skane, week)
    assert (made.first, made.last, made.drawn) == (1, 31, 20)
    assert draw_when_due(skane, week + timedelta(days=6)) is None
    assert draw_when_due(skane, week + timedelta(days=8)).first == 32
    with skane.records.read() as tx:
        assert tx.audit.page(limit=1)[0].entry.role == "mandate"


# Retention.


def old_log(country: LogCountry, years: float, count: int = 300) -> LogNode:
    """Entries that are so old, ten of last year, and a cosigned checkpoint over them."""
    node = country.nodes["skane"]
    then = utc_now() - timedelta(days=365.25 * years)
    node.audit.append_many(
        [entry("skane", GENETICIST, "ask:old", "answered", at=then) for _ in range(count)]
    )
    last_year = utc_now() - timedelta(days=365)
    node.audit.append_many(
        [entry("skane", GENETICIST, "ask:new", "answered", at=last_year) for _ in range(10)]
    )
    assert country.logs["skane"].checkpoint().cosigned
    return node


def test_contents_that_are_old_go_and_the_tree_stands(country: LogCountry) -> None:
    node, circle = old_log(country, 11), country.logs["skane"].circle
    with node.records.read() as tx:
        before, note = list(tx.audit.leaves()), tx.checkpoints.newest().note
    rehearsed = expire(node, OPERATOR, rehearse=True)
    assert (rehearsed.first, rehearsed.last, rehearsed.entries) == (1, 300, 300)
    done = expire(node, OPERATOR)
    assert (done.first, done.last) == (1, 300)
    assert verify(node, circle, note).cosigned == 310
    with node.records.read() as tx:
        assert list(tx.audit.leaves())[:310] == before
        gone, kept = tx.audit.find(300).entry, tx.audit.find(301).entry
        (told,) = tx.audit.page(verb="expire-audit", outcome="done")
    assert (gone.id, gone.person, gone.verb, gone.question) == ("gone_300", "", "", None)
    assert kept.verb == "ask:new"
    assert told.entry.reason.endswith("entries 1 to 300")
    assert expire(node, OPERATOR).entries == 0
    with pytest.raises(NotFound, match="lost its content"):
        prove(node, circle, 300)
    assert prove(node, circle, 301).check(circle).cosigned
    node.write(4)
    assert country.logs["skane"].checkpoint().cosigned


def test_no_old_id_or_act_is_left_in_the_database_file(country: LogCountry) -> None:
    node = old_log(country, 11)
    with node.records.read() as tx:
        identifier = tx.audit.find(7).entry.id.encode()
    assert _holds(node, identifier)
    expire(node, OPERATOR)
    assert not _holds(node, identifier)
    assert not _holds(node, b"ask:old")


def _holds(node: LogNode, text: bytes) -> bool:
    return any(text in path.read_bytes() for path in node.folder.glob("records.sqlite*"))


@pytest.mark.parametrize("years", [4.9, 9.9])
def test_younger_contents_stay(country: LogCountry, years: float) -> None:
    node = old_log(country, years, 20)
    assert expire(node, OPERATOR).entries == 0


def test_the_database_itself_refuses_to_forget_what_is_younger_than_five_years(country) -> None:
    node = old_log(country, 4.9, 20)
    with pytest.raises(Conflict), node.records.begin() as tx:
        tx.audit.expire(1, 20)
    with node.records.read() as tx:
        assert tx.audit.find(1).entry.verb == "ask:old"


def test_only_an_operator_of_the_centre_ends_a_retention(country: LogCountry) -> None:
    node = old_log(country, 11, 20)
    for asker in (AUDITOR, GENETICIST, Asker.of(PERSONAS["operator"].at("orebro"))):
        with pytest.raises(Refused):
            expire(node, asker)
    with node.records.read() as tx:
        assert tx.audit.find(1).entry.verb == "ask:old"


def test_contents_that_went_without_the_act_are_found(country: LogCountry) -> None:
    node = old_log(country, 11, 20)
    with node.records.begin() as tx:
        assert tx.audit.expire(1, 20) == 20
    with pytest.raises(CorruptStore, match="nobody said so"):
        verify(node, country.logs["skane"].circle)


def test_an_entry_younger_than_one_before_it_keeps_both(country: LogCountry) -> None:
    """A clock that was set back expires nothing early."""
    node = country.nodes["skane"]
    new, old = datetime.now(UTC), datetime(2010, 1, 1, tzinfo=UTC)
    for at in (old, new, old):
        node.audit.append(entry("skane", GENETICIST, "ask:x", "answered", at=at))
    report = expire(node, OPERATOR)
    assert (report.first, report.last) == (1, 1)
