"""How often one person asks: buckets under a clock of our own, and a nation that refuses."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.govern.disclosure import Tier
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.errors import TooMany
from samvar.network.limit import Limits, too_many
from tests.network.conftest import VARIANTS

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
CARE = Asker.of(PERSONAS["geneticist"])
OTHER = Asker.of(PERSONAS["pharmacist"])
RESEARCH = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
ONE = {"assembly": "GRCh38", "variants": VARIANTS[:1]}


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def answered(limits: Limits, moment: datetime, account: str = "anna@skane") -> bool:
    try:
        limits.take(account, moment)
    except TooMany:
        return False
    return True


def test_a_bucket_empties_and_fills_as_time_passes():
    limits = Limits(60)
    assert [answered(limits, NOW) for _ in range(61)] == [True] * 60 + [False]
    assert not answered(limits, after(59.9))
    assert answered(limits, after(60.1))
    assert not answered(limits, after(60.2))
    assert [answered(limits, after(86_400)) for _ in range(61)] == [True] * 60 + [False]


@pytest.mark.parametrize("second", [0, 100, 511.3, 514])
def test_who_is_refused_is_told_when_to_come_again_and_then_is_answered(second):
    limits = Limits(7)
    for _ in range(7):
        limits.take("anna@skane", NOW)
    with pytest.raises(TooMany) as caught:
        limits.take("anna@skane", after(second))
    assert str(caught.value).endswith(f"ask again in {caught.value.retry_s} s")
    due = second + caught.value.retry_s
    assert not answered(limits, after(due - 1.01))
    assert answered(limits, after(due))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 600), min_size=1, max_size=60), st.integers(1, 50))
def test_in_no_hour_are_more_answered_than_two_buckets(pauses, an_hour):
    """The bound of a token bucket: what was in it, and what ran in."""
    limits, at, times = Limits(an_hour), NOW, []
    for pause in pauses:
        at += timedelta(seconds=pause)
        times += [at for _ in range(3) if answered(limits, at)]
    for first in times:
        assert sum(first <= one < first + timedelta(hours=1) for one in times) <= 2 * an_hour


def test_one_person_does_not_ask_for_another_and_a_clock_set_back_fills_nothing():
    limits = Limits(1)
    assert answered(limits, NOW)
    assert not answered(limits, NOW)
    assert answered(limits, NOW, "anna@uppsala")
    assert not answered(limits, after(-7200))
    assert not answered(limits, NOW)


def test_it_is_about_care_and_nothing_else():
    limits = Limits(1)
    for tier in Tier:
        if tier is not Tier.CARE:
            for _ in range(3):
                limits.check(CARE, tier, NOW)
    limits.check(CARE, Tier.CARE, NOW)
    with pytest.raises(TooMany):
        limits.check(CARE, Tier.CARE, NOW)


def test_refusals_of_a_minute_are_one_and_the_next_minute_tells_how_many():
    limits = Limits(1)
    limits.take("anna@skane", NOW)
    missed = []
    for second in (0, 1, 2, 59.9, 60, 61, 125):
        with pytest.raises(TooMany) as caught:
            limits.take("anna@skane", after(second))
        missed.append(caught.value.missed)
    assert missed == [0, None, None, None, 3, None, 1]


def test_the_memory_is_bounded():
    limits = Limits(1, most=3)
    for account in ("a@", "b@", "c@", "a@", "d@"):
        answered(limits, NOW, account)
    assert not answered(limits, NOW, "a@")
    assert answered(limits, NOW, "b@")  # asked longest ago: begins anew
    assert len(limits._buckets) == 3


def limited(nation, an_hour: int):
    moment = utc_now()
    for answerer in nation.answerers.values():
        answerer._limits = Limits(an_hour)
        answerer._clock = lambda: moment
    return nation.network()


def test_the_nation_refuses_who_asks_too_often_and_nobody_else(nation):
    network = limited(nation, 3)
    for _ in range(3):
        assert network.ask_now("variant_frequency", ONE, CARE, 10).coverage.complete
    answer = network.ask_now("variant_frequency", ONE, CARE, 10)
    assert (answer.state, answer.value) == ("refused", None)
    assert {m.reason for m in answer.missing} == {"too many questions — ask again in 1200 s"}
    error = too_many(answer.value, answer.missing)
    assert (error.retry_s, error.status, error.exit) == (1200, 429, 4)
    assert network.ask_now("variant_frequency", ONE, OTHER, 10).coverage.complete
    for _ in range(5):
        assert network.ask_now("variant_frequency", ONE, RESEARCH, 10).coverage.complete


def test_what_policy_refuses_empties_no_bucket(nation):
    network = limited(nation, 1)
    controller = Asker.of(PERSONAS["controller"])
    for _ in range(3):
        answer = network.ask_now("variant_frequency", ONE, controller, 10)
        assert too_many(answer.value, answer.missing) is None
    assert network.ask_now("variant_frequency", ONE, CARE, 10).coverage.complete


def test_a_node_that_refuses_alone_is_named_and_bounded(nation):
    network = nation.network()
    nation.answerers["skane"]._limits = Limits(1)
    whole = network.ask_now("variant_frequency", ONE, CARE, 10)
    part = network.ask_now("variant_frequency", ONE, CARE, 10)
    (missing,) = part.missing
    assert (missing.node, missing.state) == ("skane", "refused")
    assert too_many(part.value, part.missing) is None
    assert part.bounds.lower["ac"][0] <= whole.value["ac"][0] <= part.bounds.upper["ac"][0]


@pytest.mark.parametrize("masked", [False, True])
def test_many_refusals_are_one_entry_and_each_reply_has_its_receipt(nation, masked):
    network = limited(nation, 1)
    network.ask_now("variant_frequency", ONE, CARE, 10)
    before = len(nation.nodes["skane"].sink.entries)

    async def many() -> list:
        asking = (network.ask("variant_frequency", ONE, CARE, 20, masked=masked) for _ in range(20))
        return await asyncio.gather(*asking)

    answers = [*asyncio.run(many()), network.ask_now("variant_frequency", ONE, CARE, 10)]
    assert all(answer.state == "refused" for answer in answers)
    fresh = nation.nodes["skane"].sink.entries[before:]
    often = [one for one in fresh if one.reason.startswith("too-many-questions")]
    assert 1 <= len(often) <= 5  # one, and at most one for each thread that came first
    assert len(fresh) == len(often)
    assert {one.person for one in often} == {CARE.user.id}
    if not masked:
        known = {number for number, _ in enumerate(nation.nodes["skane"].sink.entries, 1)}
        for answer in answers:
            (receipt,) = [r for r in answer.receipts if r.node == "skane"]
            assert receipt.sequence in known
            assert receipt.sequence > before


def test_a_reason_is_read_only_where_all_of_them_say_so():
    def said(*rows: tuple[str, str]) -> TooMany | None:
        return too_many(None, [SimpleNamespace(state=s, reason=r) for s, r in rows])

    often = ("refused", "too many questions — ask again in 12 s")
    assert said(often, often).retry_s == 12
    assert said(often, ("refused", "too many questions — ask again in 99 s")).retry_s == 99
    assert said(("refused", "too many questions — ask again in 99999 s")).retry_s == 60
    assert said(("refused", "too many questions — ask again in 9999 s")).retry_s == 3600
    assert said(("refused", "too many questions")).retry_s == 60
    assert said() is None
    assert said(often, ("refused", "no permit")) is None
    assert said(often, ("late", often[1])) is None
    assert too_many({"ac": 1}, [SimpleNamespace(state=often[0], reason=often[1])]) is None
