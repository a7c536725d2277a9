"""What has been seen before is refused: a bounded memory of nonces and warrant ids."""

from __future__ import annotations

import threading
from collections import deque

from samvar.model.errors import Expired, Refused, Replayed
from samvar.network.warrant import LIFETIME_MS, SKEW_MS

MOST_REMEMBERED = 2_000_000


class NonceMemory:
    """Remembers for as long as a message could be accepted; forgets nothing to make room.

    Messages sent before this memory began are refused, because it cannot know whether they were
    seen: a restart opens no door to replays. Each process that answers has its own memory, so
    one node is answered by one process.

    >>> memory = NonceMemory(now_ms=1_000)
    >>> memory.accept("skane", b"n", sent_ms=1_000, now_ms=1_001)
    >>> memory.accept("skane", b"n", sent_ms=1_000, now_ms=1_002)
    Traceback (most recent call last):
    samvar.model.errors.Replayed: this message has been seen before
    """

    def __init__(self, now_ms: int, most: int = MOST_REMEMBERED) -> None:
        self._since_ms = now_ms
        self._most = most
        self._seen: set[tuple[str, bytes]] = set()
        self._order: deque[tuple[int, tuple[str, bytes]]] = deque()
        self._lock = threading.Lock()

    def accept(self, sender: str, nonce: bytes, *, sent_ms: int, now_ms: int) -> None:
        """Nothing, the first time.

        Raises:
            Replayed: seen before. Expired: sent too long ago, too far ahead, or before this
            memory began. Refused: more messages than can be remembered.
        """
        if not now_ms - LIFETIME_MS < sent_ms <= now_ms + SKEW_MS:
            raise Expired("the message was not sent now", remedy="check the clocks of both nodes")
        if sent_ms < self._since_ms:
            raise Expired("the message was sent before this node started", remedy="ask again")
        mark = (sender, nonce)
        with self._lock:
            self._forget(now_ms)
            if mark in self._seen:
                raise Replayed("this message has been seen before")
            if len(self._seen) >= self._most:
                raise Refused("more messages than this node can remember", remedy="ask later")
            self._seen.add(mark)
            self._order.append((sent_ms, mark))

    def _forget(self, now_ms: int) -> None:
        """Drop what would be refused by its age anyway; arrival order is near enough to sort by."""
        horizon = now_ms - LIFETIME_MS - SKEW_MS
        while self._order and self._order[0][0] < horizon:
            self._seen.discard(self._order.popleft()[1])
