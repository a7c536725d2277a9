"""Compiled: lines of a block again, with more behind their INFO, in one piece of memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samvar.formats.compiled import compiled
from samvar.formats.vcf.kernel import BLANK, CONTIG, END, INFO0, INFO1, START
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int32, Int64

AS_IS = -1


@compiled
def _copied(out: Text, at: int, source: Text, start: int, end: int) -> int:
    # A loop, with whole views: many times faster in compiled code than to assign a slice.
    into, own = out[at:], source[start:end]
    for k in range(len(own)):
        into[k] = own[k]
    return at + len(own)


@compiled
def _amend(
    text: Text, table: Int32, first: int, letters: Text, edges: Int64, info: Int32, which: Int32,
    out: Text,
) -> int:  # fmt: skip
    """Write the lines from `first` on; returns how many bytes. See `amended`."""
    size = 0
    for row in range(len(which)):
        line = first + row
        if table[line, CONTIG] == BLANK:
            continue
        before = size + table[line, INFO0] - table[line, START]
        if info[row] >= 0:
            size = _copied(out, size, text, table[line, START], table[line, INFO0])
            size = _copied(out, size, letters, edges[info[row]], edges[info[row] + 1])
        else:
            size = _copied(out, size, text, table[line, START], table[line, INFO1])
        if size == before + 1 and out[before] == 46:
            size = before
        for column in range(which.shape[1]):
            word = which[row, column]
            if edges[word + 1] > edges[word]:
                if size > before:
                    out[size] = 59
                    size += 1
                size = _copied(out, size, letters, edges[word], edges[word + 1])
        if size == before:
            out[size] = 46
            size += 1
        size = _copied(out, size, text, table[line, INFO1], table[line, END])
        out[size] = 10
        size += 1
    return size


@dataclass(frozen=True, slots=True)
class Wordlist:
    """Words that stand behind each other, and where each begins."""

    letters: Text
    edges: Int64

    @classmethod
    def of(cls, words: Sequence[str | bytes]) -> Wordlist:
        """From the words, which keep their numbers."""
        raw = [word.encode() if isinstance(word, str) else word for word in words]
        edges = np.zeros(len(raw) + 1, dtype=np.int64)
        np.cumsum([len(word) for word in raw], out=edges[1:])
        return cls(np.frombuffer(b"".join(raw), dtype=np.uint8), edges)

    @property
    def sizes(self) -> Int64:
        """(words) the bytes of each."""
        return np.diff(self.edges)


def amended(
    text: Text, table: Int32, first: int, words: Wordlist, info: Int32, which: Int32
) -> memoryview:
    """The lines of a block from `first` on, each ended by a line feed; empty ones are left out.

    info: (lines) the word that takes the place of INFO, or `AS_IS`. which: (lines, n) the words
    behind it, with semicolons between; an empty word is none. Where nothing is left, INFO is `.`.

    >>> from samvar.formats.vcf.fast import Names, index
    >>> from samvar.formats.vcf.opening import lengths_of
    >>> from samvar.model.genome import Assembly
    >>> raw = b"1\\t9\\t.\\tA\\tC\\t.\\t.\\tDP=3\\n"
    >>> block = index(raw, 1, 8, Names(Assembly.GRCh38), lengths_of(Assembly.GRCh38), "x")
    >>> words = Wordlist.of(["", "AC=1"])
    >>> bytes(amended(block.text, block.table, 0, words, np.array([-1]), np.array([[0, 1]])))
    b'1\\t9\\t.\\tA\\tC\\t.\\t.\\tDP=3;AC=1\\n'
    """
    lines = slice(first, first + len(which))
    most = int((table[lines, END] - table[lines, START]).astype(np.int64).clip(0).sum())
    most += int((words.sizes[which] + 1).sum()) + 2 * len(which)
    most += int(words.sizes[info[info >= 0]].sum())
    out = np.empty(most, dtype=np.uint8)
    wide, own = which.astype(np.int32), info.astype(np.int32)
    size = _amend(text, table, first, words.letters, words.edges, own, wide, out)
    return out.data[:size]
