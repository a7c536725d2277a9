"""A case's other lists: events, repeats and mitochondrial variants, each row kept whole.

They are hundreds of rows, or some ten thousands: a row is one line of JSON, and nothing is filtered
by columns. The order is that of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from samvar.focus.rare_disease.model.row import EventRow, MitochondrialRow, RepeatRow
from samvar.model.errors import CorruptStore, Where
from samvar.model.shape import learned
from samvar.store.listing import Columns, Texts, TextWriter, write_columns

Row = EventRow | RepeatRow | MitochondrialRow
KINDS: dict[str, type[Row]] = {
    "sv": EventRow, "mei": EventRow, "fusion": EventRow, "str": RepeatRow, "mt": MitochondrialRow,
}  # fmt: skip
"""The lists there are, by category, and what a row of each is."""


def write_rows(rows: Iterable[Row], columns: Path, texts: Path) -> int:
    """Write a list to new files; returns how many rows it has."""
    with TextWriter(texts) as writer:
        writer.add(msgspec.json.encode(row) for row in rows)
        writer.close()
    write_columns(columns, {"line": np.arange(writer.count, dtype=np.int32)}, {})
    return writer.count


class Rows:
    """An open list. category: of `KINDS`. name: of the file that it was made of, for errors."""

    def __init__(self, columns: Path, texts: Path, category: str, name: str) -> None:
        """Raises CorruptStore."""
        self._count = len(Columns(columns))
        self._texts = Texts(texts)
        self._kind = KINDS[category]
        self._name = name

    def __len__(self) -> int:
        return self._count

    def page(self, first: int, size: int) -> Sequence[Row]:
        """Some rows, from 0.

        Raises:
            CorruptStore: a row cannot be read.
        """
        return self._read(self._texts.lines(range(first, min(first + size, self._count))))

    def holding(self, words: Sequence[str]) -> Sequence[Row]:
        """The rows that have one of some texts, or a value that is one of some numbers: few are
        read whole.

        Raises:
            CorruptStore: a row cannot be read.
        """
        marks = [b":" + w.encode() if w.isdecimal() else msgspec.json.encode(w) for w in words]
        lines = self._texts.lines(range(self._count))
        return self._read(line for line in lines if any(mark in line for mark in marks))

    def on(self, contig: str) -> Sequence[Row]:
        """The rows of one contig.

        Raises:
            CorruptStore: a row cannot be read.
        """
        mark = b'"contig":' + msgspec.json.encode(contig)
        return self._read(line for line in self._texts.lines(range(self._count)) if mark in line)

    def _read(self, lines: Iterable[bytes]) -> Sequence[Row]:
        try:
            return [msgspec.json.decode(line, type=learned(self._kind)) for line in lines]
        except msgspec.MsgspecError as error:
            raise CorruptStore("a row of a list cannot be read", where=Where(self._name)) from error
