"""A text of each of many lines, of which most say one of a few things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from samvar.model.calls import Int32, Int64
from samvar.model.distinct import distinct, distinct_rows


class Said(NamedTuple):
    """words: the different texts; which: (lines) the number of each line's."""

    words: list[str]
    which: Int32

    @classmethod
    def of(cls, values: Int32 | Int64, say: Callable[[int], str]) -> Said:
        """Say each different value once. values: (lines).

        >>> Said.of(np.array([3, 0, 3], np.int32), lambda value: f"x{value}").texts
        ['x3', 'x0', 'x3']
        """
        kinds, which = distinct(values)
        return cls([say(kind) for kind in kinds.tolist()], which.astype(np.int32))

    @classmethod
    def alone(cls, lines: Int64, texts: Sequence[str], count: int) -> Said:
        """Some lines say something of their own, the others of `count` nothing."""
        which = np.zeros(count, dtype=np.int32)
        which[lines] = np.arange(1, len(lines) + 1, dtype=np.int32)
        return cls(["", *texts], which)

    @classmethod
    def joined(cls, several: Sequence[Said]) -> Said:
        """What all of them say of each line, with commas between; who says nothing is left out."""
        if len(several) == 1:
            return several[0]
        whole = np.stack([each.which for each in several], axis=1)
        kinds, which = distinct_rows(whole)
        words = [
            ",".join(filter(None, (own.words[k] for own, k in zip(several, row, strict=True))))
            for row in whole[kinds].tolist()
        ]
        return cls(words, which.astype(np.int32))

    @property
    def texts(self) -> list[str]:
        """(lines) what each line says."""
        return [self.words[number] for number in self.which.tolist()]
