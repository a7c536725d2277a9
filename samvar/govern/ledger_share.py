"""The parts of a budget: of the people within reach, of those not read, of the year."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import UTC, datetime


def hiding_part(people: Mapping[str, int], lost: Set[str], read: Mapping[str, int]) -> float:
    """The part of those who can be in an answer of whom no rows were read, 0 to 1.

    A figure of all is to a reader of some rows one of the others alone, and it betrays them as
    much more as they are fewer, whether it was asked for before the rows or after: so it is the
    budget that shrinks, and not what is asked next that grows dearer.
    """
    there = {node: number for node, number in people.items() if node not in lost}
    everybody = sum(there.values())
    known = sum(number for node, number in there.items() if node in read)
    return 1 - known / everybody if everybody else 1.0


def reached_part(people: Mapping[str, int], lost: Set[str]) -> float:
    """The part of all people whose nodes are not lost."""
    everybody = sum(people.values())
    return 1 - sum(people[node] for node in lost) / everybody if everybody else 1.0


def period_of(now: datetime) -> str:
    """The calendar year, UTC.

    >>> period_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    '2026'
    """
    return f"{now.astimezone(UTC).year}"


def begins_anew(now: datetime) -> datetime:
    """When the next period begins."""
    return datetime(now.astimezone(UTC).year + 1, 1, 1, tzinfo=UTC)


def left_part(spent: float, allowed: float, whole: float) -> float:
    """What is left of what is allowed, as a part of the whole budget."""
    return max(0.0, allowed - spent) / whole if whole else 0.0


def share_in_words(price: float, whole: float) -> str:
    """What a question costs, as a part of the whole budget, for its refusal."""
    if not whole or price > 10 * whole:
        return "many times the whole"
    return f"{price / whole:.2%}"
