"""Compiled: which of a few words stand in each of many long values, letter case aside.

The walk leaps by as many letters as the two behind a place allow, whatever the number of words.
Source: Wu and Manber 1994, "A fast algorithm for multi-pattern searching", TR-94-17.
"""

# Compiled code: one long function beats many short ones, and sets are slow in it.
# ruff: noqa: SIM110

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int32, UInt64

MOST = 63
"""Words that can be looked for at once."""
_SIZE = 1 << 12
_ONE, _NONE = np.uint64(1), np.uint64(0)


@compiled
def _lower(letter: int) -> int:
    return letter + 32 if 65 <= letter <= 90 else letter


@compiled
def _prepare(words: Text, ends: Int32, shortest: int, leap: Int32, ending: UInt64) -> None:
    """leap: how far the next place may be behind two letters; ending: words that those two end,
    of each word's first `shortest` letters."""
    leap[:] = max(shortest - 1, 1)
    begin = 0
    for number in range(len(ends)):
        for k in range(shortest - 1):
            pair = (int(words[begin + k]) * 31 + int(words[begin + k + 1])) & 4095
            leap[pair] = min(leap[pair], shortest - 2 - k)
            if k == shortest - 2:
                ending[pair] |= _ONE << np.uint64(number)
        begin = ends[number]


@compiled
def _walk(
    text: Text, spans: Int32, words: Text, ends: Int32, shortest: int, leap: Int32,
    ending: UInt64, out: UInt64,
) -> None:  # fmt: skip
    every = (_ONE << np.uint64(len(ends))) - _ONE
    for row in range(len(spans)):
        start, stop = int(spans[row, 0]), int(spans[row, 1])
        found = _NONE
        at = start + shortest - 1  # of the last letter of the window
        while start >= 0 and at < stop and found != every:
            maybe = every
            if shortest > 1:
                here, after = _lower(int(text[at - 1])), _lower(int(text[at]))
                pair = (here * 31 + after) & 4095
                if leap[pair] > 0:
                    at += leap[pair]
                    continue
                maybe = ending[pair]
            maybe &= ~found
            begin = 0
            first = at - shortest + 1
            for number in range(len(ends)):
                if maybe == _NONE:
                    break
                bit = _ONE << np.uint64(number)
                if maybe & bit != _NONE:
                    maybe &= ~bit
                    if _stands(text, first, stop, words, begin, ends[number]):
                        found |= bit
                begin = ends[number]
            at += 1
        out[row] = found


@compiled
def _stands(text: Text, at: int, stop: int, words: Text, begin: int, end: int) -> bool:
    if at + end - begin > stop:
        return False
    for k in range(end - begin):
        if _lower(int(text[at + k])) != words[begin + k]:
            return False
    return True


class Needles:
    """Words to look for.

    Raises:
        ValueError: none, an empty one, or more than `MOST`.
    """

    def __init__(self, words: Sequence[str]) -> None:
        letters = [word.lower().encode() for word in words]
        if not 0 < len(letters) <= MOST or not all(letters):
            raise ValueError(f"one to {MOST} words are looked for, none of them empty")
        self._words = np.frombuffer(b"".join(letters), dtype=np.uint8)
        self._ends = np.cumsum([len(each) for each in letters], dtype=np.int64).astype(np.int32)
        self._shortest = min(map(len, letters))
        self._leap = np.zeros(_SIZE, dtype=np.int32)
        self._ending: UInt64 = np.zeros(_SIZE, dtype=np.uint64)
        _prepare(self._words, self._ends, self._shortest, self._leap, self._ending)

    def found(self, text: Text, spans: Int32) -> UInt64:
        """(rows) the words that stand in each span of the text, as bits in the order given.

        spans: (rows, 2) start and end; a start below 0 is nothing.

        >>> text = np.frombuffer(b"tolerated&Benign", dtype=np.uint8)
        >>> Needles(["benign", "damaging"]).found(text, np.array([[0, 16]], np.int32)).tolist()
        [1]
        """
        out: UInt64 = np.empty(len(spans), dtype=np.uint64)
        _walk(text, spans, self._words, self._ends, self._shortest, self._leap, self._ending, out)
        return out
