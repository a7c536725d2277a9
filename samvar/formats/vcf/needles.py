"""Compiled: which of a few words stand in each of many long values, letter case aside.

Two letters decide whether a word may begin at a place, so a value is walked through once whatever
the number of words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

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
def _starts(words: Text, ends: Int32, table: UInt64) -> None:
    begin = 0
    for number in range(len(ends)):
        bit = _ONE << np.uint64(number)
        first = int(words[begin])
        if ends[number] - begin > 1:
            table[(first * 31 + int(words[begin + 1])) & 4095] |= bit
        else:
            for second in range(256):
                table[(first * 31 + second) & 4095] |= bit
        begin = ends[number]


@compiled
def _walk(text: Text, spans: Int32, words: Text, ends: Int32, table: UInt64, out: UInt64) -> None:
    every = (_ONE << np.uint64(len(ends))) - _ONE
    for row in range(len(spans)):
        start, stop = int(spans[row, 0]), int(spans[row, 1])
        found = _NONE
        if start >= 0 and start < stop:
            here = _lower(int(text[start]))
            for k in range(start, stop):
                after = _lower(int(text[k + 1])) if k + 1 < stop else 0
                maybe = table[(here * 31 + after) & 4095] & ~found
                here = after
                if maybe == _NONE:
                    continue
                begin = 0
                for number in range(len(ends)):
                    length = ends[number] - begin
                    bit = _ONE << np.uint64(number)
                    if maybe & bit != _NONE and k + length <= stop:
                        same = True
                        for j in range(length):
                            if _lower(int(text[k + j])) != words[begin + j]:
                                same = False
                                break
                        if same:
                            found |= bit
                    begin = ends[number]
                if found == every:
                    break
        out[row] = found


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
        self._table: npt.NDArray[np.uint64] = np.zeros(_SIZE, dtype=np.uint64)
        _starts(self._words, self._ends, self._table)

    def found(self, text: Text, spans: Int32) -> UInt64:
        """(rows) the words that stand in each span of the text, as bits in the order given.

        spans: (rows, 2) start and end; a start below 0 is nothing.

        >>> text = np.frombuffer(b"tolerated&Benign", dtype=np.uint8)
        >>> Needles(["benign", "damaging"]).found(text, np.array([[0, 16]], np.int32)).tolist()
        [1]
        """
        out: UInt64 = np.empty(len(spans), dtype=np.uint64)
        _walk(text, spans, self._words, self._ends, self._table, out)
        return out
