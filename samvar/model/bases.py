"""Many sequences as one text: no object for each of millions of alleles until somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import overload

import numpy as np
import numpy.typing as npt


class Bases(Sequence[str]):
    """n sequences, read like a tuple of str.

    letters: uint8, ASCII. edges: (n + 1) int32; sequence i is `letters[edges[i]:edges[i + 1]]`.
    A slice shares the letters.

    >>> some = Bases.of(["A", "CT", ""])
    >>> some[1], len(some), some[1:] == ("CT", "")
    ('CT', 3, True)
    """

    __slots__ = ("edges", "letters")

    def __init__(self, letters: npt.NDArray[np.uint8], edges: npt.NDArray[np.int32]) -> None:
        self.letters = letters
        self.edges = edges

    @classmethod
    def of(cls, sequences: Iterable[str]) -> Bases:
        """The same sequences, in one text."""
        raw = [sequence.encode("ascii") for sequence in sequences]
        edges = np.zeros(len(raw) + 1, dtype=np.int32)
        np.cumsum([len(each) for each in raw], out=edges[1:])
        return cls(np.frombuffer(b"".join(raw), dtype=np.uint8), edges)

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """(n) letters of each sequence."""
        return np.diff(self.edges)

    def take(self, rows: npt.NDArray[np.int64]) -> Bases:
        """These sequences, by index, with letters of their own."""
        lengths = self.lengths[rows]
        edges = np.zeros(len(rows) + 1, dtype=np.int32)
        np.cumsum(lengths, out=edges[1:])
        place = np.repeat(self.edges[rows] - edges[:-1], lengths) + np.arange(edges[-1])
        return Bases(self.letters[place], edges)

    def __len__(self) -> int:
        return len(self.edges) - 1

    @overload
    def __getitem__(self, which: int) -> str: ...
    @overload
    def __getitem__(self, which: slice) -> Bases: ...
    def __getitem__(self, which: int | slice) -> str | Bases:
        if isinstance(which, slice):
            low, high, step = which.indices(len(self))
            if step != 1:
                return self.take(np.arange(low, high, step))
            return Bases(self.letters, self.edges[low : max(low, high) + 1])
        size = len(self.edges) - 1
        row = which + size if which < 0 else which
        if not 0 <= row < size:
            raise IndexError("there is no such sequence")
        raw: bytes = self.letters[self.edges[row] : self.edges[row + 1]].tobytes()
        return raw.decode("ascii")

    def __iter__(self) -> Iterator[str]:
        first = int(self.edges[0])
        text = self.letters[first : self.edges[-1]].tobytes().decode("ascii")
        return (text[a:b] for a, b in pairwise((self.edges - first).tolist()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # arrays can change

    def __repr__(self) -> str:
        return f"Bases.of({list(self)!r})" if len(self) < 10 else f"<{len(self)} sequences>"


def picked(sequences: Sequence[str], rows: npt.NDArray[np.int64]) -> list[str]:
    """Some of many sequences, by index.

    >>> picked(("A", "C", "GT"), np.array([2, 0]))
    ['GT', 'A']
    """
    if isinstance(sequences, Bases):
        return list(sequences.take(rows))
    return [str(sequences[row]) for row in rows.tolist()]
