"""How often one person may vary what they ask with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import Refused
from samvar.network.sparing import Sparing

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


def taken(sparing: Sparing, thing: str, hours: float = 0, account: str = "anna@skane") -> bool:
    try:
        sparing.take(account, thing, NOW + timedelta(hours=hours))
    except Refused:
        return False
    return True


def test_so_many_sets_a_day_and_the_same_again_costs_nothing():
    sparing = Sparing(a_day=3, a_month=100)
    assert [taken(sparing, one) for one in "abc"] == [True] * 3
    assert not taken(sparing, "d")
    assert [taken(sparing, one) for one in "abcabc"] == [True] * 6
    assert taken(sparing, "d", hours=24)
    assert taken(sparing, "d", account="bo@skane"), "another person has a count of their own"


def test_so_many_a_month_however_they_are_spread():
    sparing = Sparing(a_day=10, a_month=4)
    assert [taken(sparing, str(day), hours=24 * day) for day in range(6)] == [True] * 4 + [
        False
    ] * 2
    assert taken(sparing, "9", hours=24 * 30), "the first one is forgotten after 30 days"
    assert not taken(sparing, "10", hours=24 * 30)


def test_a_refused_set_is_not_counted_and_says_why():
    sparing = Sparing(a_day=1, a_month=2)
    sparing.take("anna@skane", "a", NOW)
    for _ in range(5):
        with pytest.raises(Refused, match="sets of features"):
            sparing.take("anna@skane", "b", NOW)
    assert taken(sparing, "b", hours=24)


def test_only_operations_with_something_to_be_sparing_with_are_counted():
    sparing = Sparing(a_day=1, a_month=1)
    asker = Asker.of(PERSONAS["geneticist"])
    free = SimpleNamespace(sparing=lambda _: None)
    own = SimpleNamespace(sparing=lambda args: args)
    for _ in range(3):
        sparing.check(free, "x", asker, NOW)
    sparing.check(own, "x", asker, NOW)
    sparing.check(own, "x", asker, NOW)
    with pytest.raises(Refused):
        sparing.check(own, "y", asker, NOW)
