"""Types that msgspec reads into, learned by one thread at a time.

msgspec (0.22) learns a class's fields when it first reads one. Two threads that do so at once for
the same class end the process with a segmentation fault. So every type goes through `learned`
before msgspec sees it; `tests/architecture/test_shape.py` holds that, and shows the fault.
"""

from __future__ import annotations

from threading import RLock
from typing import TypeVar

import msgspec

T = TypeVar("T")

_LEARNING = RLock()
_LEARNED: set[object] = set()


def learned(kind: type[T]) -> type[T]:
    """The same type, once msgspec knows it and all that it is made of; safe in any thread.

    Raises:
        TypeError: msgspec cannot read into such a type.

    >>> msgspec.json.decode(b"[1, 2]", type=learned(tuple[int, int]))
    (1, 2)
    """
    if kind not in _LEARNED:
        with _LEARNING:
            if kind not in _LEARNED:
                msgspec.json.Decoder(kind)
                _LEARNED.add(kind)
    return kind
