"""The lines behind the rows of a list, in compressed blocks of which one is read for one line.

One Arrow IPC file, mapped: each value of its one column is a block of lines under zstd.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from samvar.model.errors import CorruptStore, Where

LINES = 64
"""Lines of a block."""
_BLOCKS = 256
_KEPT = 64
_SCHEMA = pa.schema(
    [pa.field("block", pa.binary(), nullable=False), pa.field("bytes", pa.int32(), nullable=False)]
)


class TextWriter:
    """Takes lines in their order into a new file, its owner's alone; `close` makes it whole."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600, exist_ok=False)
        self._sink = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._sink, _SCHEMA)
        self._codec = pa.Codec("zstd", compression_level=1)
        self._lines: list[bytes] = []
        self._done: list[tuple[bytes, int]] = []
        self._closed = False
        self.count = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Lines without their ends."""
        self._lines.extend(lines)
        whole = len(self._lines) - len(self._lines) % LINES
        for start in range(0, whole, LINES):
            self._block(self._lines[start : start + LINES])
        del self._lines[:whole]

    def _block(self, lines: Sequence[bytes]) -> None:
        text = b"\n".join(lines)
        self._done.append((self._codec.compress(text, asbytes=True), len(text)))
        self.count += len(lines)
        if len(self._done) == _BLOCKS:
            self._flush()

    def _flush(self) -> None:
        blocks, lengths = zip(*self._done, strict=True)
        arrays = [pa.array(blocks, pa.binary()), pa.array(lengths, pa.int32())]
        self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA))
        self._done.clear()

    def close(self) -> None:
        """Write what is still held; `count` is of all lines then."""
        if self._closed:
            return
        if self._lines:
            self._block(self._lines)
            self._lines = []
        if self._done:
            self._flush()
        self._writer.close()
        self._sink.close()
        self._closed = True

    def __enter__(self) -> TextWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._sink.close()


class Texts:
    """The lines of a file, by number from 0. The last blocks stay at hand."""

    def __init__(self, path: Path) -> None:
        """Raises CorruptStore."""
        self._where = Where(path.name)
        self._codec = pa.Codec("zstd")
        self._kept: OrderedDict[int, list[bytes]] = OrderedDict()
        self._batches: dict[int, tuple[pa.Array, pa.Array]] = {}
        try:
            with pa.memory_map(str(path)) as source:
                whole = source.read_buffer()
            self._reader = pa.ipc.open_file(whole)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._corrupt() from error

    def line(self, number: int) -> bytes:
        """One line. Raises IndexError, CorruptStore."""
        block, place = divmod(number, LINES)
        return self._lines(block)[place]

    def lines(self, numbers: Iterable[int]) -> list[bytes]:
        """Several lines, each block read once as long as neighbours follow each other."""
        return [self.line(number) for number in numbers]

    def _lines(self, number: int) -> list[bytes]:
        found = self._kept.get(number)
        if found is None:
            batch, place = divmod(number, _BLOCKS)
            if not 0 <= batch < self._reader.num_record_batches:
                raise IndexError("the list has no such line")
            try:
                blocks, lengths = self._batch(batch)
                packed, length = blocks[place].as_buffer(), lengths[place].as_py()
                text = self._codec.decompress(packed, length, asbytes=True)
            except (pa.ArrowInvalid, OSError) as error:
                raise self._corrupt() from error
            found = self._kept[number] = text.split(b"\n")
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _batch(self, number: int) -> tuple[pa.Array, pa.Array]:
        """The packed blocks of a batch and their lengths, as they lie in the file."""
        found = self._batches.get(number)
        if found is None:
            table = self._reader.get_batch(number)
            found = self._batches[number] = table.column(0), table.column(1)
        return found

    def _corrupt(self) -> CorruptStore:
        return CorruptStore("the text of a list cannot be read", where=self._where)
