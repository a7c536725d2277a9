"""The columns of a list, of one length each, in one Arrow IPC file that is mapped.

Uncompressed and in one piece, so that a filter over five million rows is a comparison of an array
that is already there. Columns are of signed numbers, and `Ragged` ones, of several numbers a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from samvar.model.calls import Bool, Int32
from samvar.model.errors import CorruptStore, Where

_FACTS = b"samvar"


@dataclass(frozen=True, slots=True)
class Ragged:
    """Several numbers a row. starts: (n + 1) int32, where those of each row begin in values."""

    starts: Int32
    values: Int32

    @classmethod
    def of(cls, rows: list[list[int]]) -> Ragged:
        """Of lists of numbers.

        >>> Ragged.of([[3], [], [1, 2]]).row(2).tolist()
        [1, 2]
        """
        starts = np.zeros(len(rows) + 1, dtype=np.int32)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        return cls(starts, np.array([each for row in rows for each in row], dtype=np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> Int32:
        """The numbers of one row."""
        found: Int32 = self.values[self.starts[number] : self.starts[number + 1]]
        return found

    def any_of(self, wanted: Bool) -> Bool:
        """(n) whether a row has one of the wanted numbers. wanted: by number."""
        found: Bool = np.zeros(len(self), dtype=bool)
        hits = np.flatnonzero(wanted[self.values])
        found[np.searchsorted(self.starts, hits, side="right") - 1] = True
        return found

    def take(self, order: np.ndarray) -> Ragged:
        """The rows in another order."""
        length = np.diff(self.starts)[order]
        starts = np.concatenate(([0], np.cumsum(length))).astype(np.int32)
        shift = np.repeat(self.starts[:-1][order] - starts[:-1], length)
        return Ragged(starts, self.values[shift + np.arange(len(shift))])


Column = np.ndarray | Ragged


def write_columns(path: Path, columns: Mapping[str, Column], facts: Mapping[str, Any]) -> None:
    """Write a new file, its owner's alone. facts: plain data about the list, kept with it."""
    arrays = {name: _array(column) for name, column in columns.items()}
    batch = pa.RecordBatch.from_pydict(arrays)
    schema = batch.schema.with_metadata({_FACTS: msgspec.json.encode(facts)})
    path.touch(mode=0o600, exist_ok=False)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))


def _array(column: Column) -> Any:
    if isinstance(column, Ragged):
        return pa.ListArray.from_arrays(pa.array(column.starts), pa.array(column.values))
    return pa.array(np.ascontiguousarray(column))


class Columns:
    """A file of columns, mapped; arrays are as they lie in the file, and cannot be written to.

    facts: as they were written.
    """

    def __init__(self, path: Path) -> None:
        """Raises CorruptStore."""
        try:
            with pa.memory_map(str(path)) as source:
                whole = source.read_buffer()
            reader = pa.ipc.open_file(whole)
            self._batch = reader.get_batch(0)
            self.facts: dict[str, Any] = msgspec.json.decode(reader.schema.metadata[_FACTS])
        except (pa.ArrowInvalid, OSError, KeyError, TypeError, msgspec.DecodeError) as error:
            raise CorruptStore("a list cannot be read", where=Where(path.name)) from error
        self._names = frozenset(self._batch.schema.names)

    def __len__(self) -> int:
        return int(self._batch.num_rows)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> np.ndarray:
        """The numbers of a column. Raises KeyError."""
        found: np.ndarray = self._batch.column(self._place(name)).to_numpy(zero_copy_only=True)
        return found

    def ragged(self, name: str) -> Ragged:
        """A column of several numbers a row. Raises KeyError."""
        column = self._batch.column(self._place(name))
        return Ragged(column.offsets.to_numpy(), column.values.to_numpy())

    def _place(self, name: str) -> int:
        if name not in self._names:
            raise KeyError(name)
        return int(self._batch.schema.get_field_index(name))
