"""Jobs of several threads: in order, bounded, and a failure in its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from samvar.formats.abreast import abreast, threads


def test_results_come_in_order_whichever_is_ready_first() -> None:
    later = threading.Event()

    def first() -> int:
        later.wait(10)
        return 1

    def second() -> int:
        later.set()
        return 2

    with threads("x") as pool:
        if pool._max_workers < 2:
            later.set()
        assert list(abreast(pool, [first, second])) == [1, 2]


def test_no_more_are_begun_than_the_depth_says() -> None:
    asked = 0

    def jobs() -> Iterator[partial[int]]:
        nonlocal asked
        for number in range(100):
            asked += 1
            yield partial(int, number)

    with threads("x") as pool:
        results = abreast(pool, jobs(), depth=3)
        for number in range(50):
            assert next(results) == number
            assert asked <= number + 4
        results.close()
    assert asked <= 54


@pytest.mark.parametrize("by", ["job", "source"])
def test_a_failure_comes_after_what_stands_before_it(by: str) -> None:
    def fail() -> int:
        raise ValueError("here")

    def jobs() -> Iterator[partial[int]]:
        yield partial(int, 1)
        if by == "source":
            fail()
        yield partial(fail)

    with threads("x") as pool:
        results = abreast(pool, jobs())
        assert next(results) == 1
        with pytest.raises(ValueError, match="here"):
            next(results)
        assert list(results) == []


def test_who_leaves_early_leaves_no_thread() -> None:
    before = threading.active_count()
    with threads("x") as pool:
        results = abreast(pool, (partial(int, n) for n in range(100)))
        next(results)
        results.close()
    assert threading.active_count() == before
