"""The memory of what was seen: it forgets by age only, and never to make room."""

from __future__ import annotations

import pytest

from samvar.model.errors import Expired, Refused, Replayed
from samvar.network.nonce import NonceMemory


def test_the_memory_forgets_only_what_would_be_refused_by_age():
    memory = NonceMemory(now_ms=0)
    for n in range(100):
        memory.accept("a", str(n).encode(), sent_ms=n * 10_000, now_ms=n * 10_000)
    now = 99 * 10_000
    for n in range(100):
        with pytest.raises((Replayed, Expired)):
            memory.accept("a", str(n).encode(), sent_ms=n * 10_000, now_ms=now)
    assert len(memory._seen) < 40


def test_the_memory_never_makes_room_by_forgetting():
    memory = NonceMemory(now_ms=0, most=2)
    memory.accept("a", b"1", sent_ms=1, now_ms=1)
    memory.accept("a", b"2", sent_ms=1, now_ms=1)
    with pytest.raises(Refused, match="remember"):
        memory.accept("a", b"3", sent_ms=1, now_ms=1)
    with pytest.raises(Replayed):
        memory.accept("a", b"1", sent_ms=1, now_ms=2)


def test_two_senders_may_choose_the_same_nonce():
    memory = NonceMemory(now_ms=0)
    memory.accept("a", b"1", sent_ms=1, now_ms=1)
    memory.accept("b", b"1", sent_ms=1, now_ms=1)
