"""A mask: a vector of uint64 that follows from 32 bytes, and is noise to everybody else.

ChaCha20 (RFC 8439) under a key that is used for one mask only. All arithmetic is modulo 2^64,
where adding a mask and taking it away again leaves every number as it was.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from samvar.model.calls import UInt64

_CHUNK = 1 << 15
"""Numbers at a time: 256 kB of mask and 256 kB of vector stay in a core's cache."""

_SEGMENT = 1 << 18
"""Numbers above which the work is split among threads; the cipher and numpy both let go of
Python's lock."""

_BLOCK = 8
"""Numbers in one block of ChaCha20; its counter is where a segment begins."""

_ZEROS = bytes(8 * _CHUNK)

Signed = tuple[bytes, bool]
"""The 32-byte key of a mask, and whether it is added (else it is taken away)."""


class Masker(Protocol):
    """Adds and takes away masks in place. `stream.apply`, or what a proof puts in its place."""

    def __call__(self, vector: UInt64, masks: Sequence[Signed]) -> None: ...


def apply(vector: UInt64, masks: Sequence[Signed]) -> None:
    """Add these masks to a vector, in place.

    >>> vector = np.array([1, 2, 3], dtype=np.uint64)
    >>> apply(vector, [(b"k" * 32, True), (b"m" * 32, True)])
    >>> apply(vector, [(b"m" * 32, False), (b"k" * 32, False)])
    >>> vector.tolist()
    [1, 2, 3]
    """
    starts = range(0, len(vector), _SEGMENT)
    if len(starts) <= 1:
        _segment(vector, 0, masks)
    else:
        list(_threads().map(lambda s: _segment(vector[s : s + _SEGMENT], s, masks), starts))


def _segment(vector: UInt64, start: int, masks: Sequence[Signed]) -> None:
    noise = np.empty(min(_CHUNK, len(vector)), dtype="<u8")
    # The first four bytes of what the library calls a nonce are the counter of blocks.
    counter = (start // _BLOCK).to_bytes(4, "little") + bytes(12)
    streams = [
        (Cipher(algorithms.ChaCha20(key, counter), None).encryptor(), added) for key, added in masks
    ]
    for at in range(0, len(vector), _CHUNK):
        piece = vector[at : at + _CHUNK]
        some = noise[: len(piece)]
        zeros, room = memoryview(_ZEROS)[: 8 * len(piece)], some.data.cast("B")
        for stream, added in streams:
            stream.update_into(zeros, room)
            (np.add if added else np.subtract)(piece, some, out=piece)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, "samvar-masks")
