"""How answers merge: a sum, a set or a ranking. Each is associative, commutative, with a zero.

Everything the nation says is one of these, so any node can coordinate, a missing one leaves an
honest part, and what was added can be taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import numpy as np

from samvar.model.calls import Int64, UInt64
from samvar.model.errors import BadInput, Incompatible
from samvar.model.shape import learned
from samvar.network.vector import Vector, pack, pack_keys, unpack, unpack_keys
from samvar.network.wire import UNREADABLE

SumValue = Mapping[str, Int64]

_FEW = 8
_LIMIT = 1 << 63
MOST_OF_ANYTHING = 1 << 48
"""No node counts more alleles than this; so one that lies cannot make the national sum overflow."""


class Kind(Protocol):
    """A way to merge. `pack` and `unpack` are the value's form on the wire, checked on arrival."""

    @property
    def name(self) -> str: ...

    def zero(self, args: Any) -> Any: ...

    def merge(self, one: Any, other: Any) -> Any: ...

    def pack(self, value: Any) -> bytes: ...

    def unpack(self, raw: bytes, args: Any, node: str) -> Any: ...


def add_exact(one: Int64, other: Int64) -> Int64:
    """The sum of two int64 vectors.

    >>> add_exact(np.array([1, 2]), np.array([3, 4])).tolist()
    [4, 6]

    Raises:
        BadInput: a sum does not fit; numpy alone would wrap around in silence.
    """
    if len(one) <= _FEW:
        # For a question about one variant plain integers are six times as fast as numpy.
        few = [a + b for a, b in zip(one.tolist(), other.tolist(), strict=True)]
        if not all(-_LIMIT <= number < _LIMIT for number in few):
            raise BadInput("a national sum does not fit into 64 bits")
        return np.array(few, dtype=np.int64)
    low = int(one.min()) + int(other.min())
    high = int(one.max()) + int(other.max())
    total: Int64 = one + other
    # Extremes that fit prove it for all; only where they do not is each number looked at.
    if (low < -_LIMIT or high >= _LIMIT) and bool((((one ^ total) & (other ^ total)) < 0).any()):
        raise BadInput("a national sum does not fit into 64 bits")
    return total


@dataclass(frozen=True, slots=True)
class Sum:
    """Vectors of int64 that are added.

    columns: names, the guarded ones first; a sum that counts no people guards none.
    length: column -> numbers, from the arguments.
    per_person: the most that one person can add to one number of a column, for bounds.
    frequency: (numerator, denominator) columns, for bounds of a frequency; or None.
    carriers: column -> people behind each number, for floors; only guarded columns occur.
    people: guarded column -> the column of the people who could have been carriers, as long.
    others: guarded column -> people who were looked at and are not carriers: the floor holds for
    them as well, because where nearly everybody is one it is they who are few.
    least_stratum: the part of the people, 0 to 1, that a stratum must have to be shown.
    strata: number of strata; a column is then the total, followed by each stratum's vector.
    partitions: guarded columns whose numbers, of one stratum, add up to a number that is shown:
    one that is hidden alone would follow from the others, so that a floor hides more of them.
    names: what each number of a column is of, within one stratum, from the arguments; where a
    column is not among them its numbers are of the variants that were asked for, or of all.
    """

    columns: tuple[str, ...]
    length: Callable[[Any], Mapping[str, int]]
    per_person: Mapping[str, int]
    carriers: Callable[[SumValue], Mapping[str, Int64]]
    people: Mapping[str, str]
    strata: Callable[[Any], int]
    frequency: tuple[str, str] | None = None
    partitions: frozenset[str] = frozenset()
    names: Callable[[Any], Mapping[str, tuple[str, ...]]] = lambda _: {}
    others: Callable[[SumValue], Mapping[str, Int64]] = lambda _: {}
    least_stratum: float = 0.0
    name: str = "sum"

    def zero(self, args: Any) -> SumValue:
        """Nobody."""
        return {c: np.zeros(n, dtype=np.int64) for c, n in self.length(args).items()}

    def merge(self, one: SumValue, other: SumValue) -> SumValue:
        """Add, exactly.

        Raises:
            BadInput: overflow.
        """
        return {column: add_exact(one[column], other[column]) for column in self.columns}

    def pack(self, value: SumValue) -> bytes:
        """Column by column, in order."""
        return _SUM_ENCODER.encode(
            [pack(np.asarray(value[c], dtype=np.int64)) for c in self.columns]
        )

    def unpack(self, raw: bytes, args: Any, node: str) -> SumValue:
        """The columns, each of the length that the arguments imply, each number possible.

        Raises:
            Incompatible: anything else; `node` is not believed.
        """
        try:
            vectors = _SUM_DECODER.decode(raw)
        except UNREADABLE:
            raise Incompatible(f"the answer of {node} cannot be read") from None
        lengths = self.length(args)
        if len(vectors) != len(self.columns):
            raise Incompatible(f"the answer of {node} has other columns")
        value = {c: unpack(v, lengths[c]) for c, v in zip(self.columns, vectors, strict=True)}
        if not all(map(_possible, value.values())):
            raise Incompatible(f"the answer of {node} counts what cannot be")
        return value


def _possible(column: Int64) -> bool:
    """Whether every number can be a count."""
    if len(column) <= _FEW:
        return all(0 <= number <= MOST_OF_ANYTHING for number in column.tolist())
    return 0 <= int(column.min()) <= int(column.max()) <= MOST_OF_ANYTHING


_SUM_ENCODER = msgspec.msgpack.Encoder()
_SUM_DECODER = msgspec.msgpack.Decoder(learned(list[Vector]))


@dataclass(frozen=True, slots=True)
class Union:
    """Rows by key. row: the struct. key: a row's key, which begins with its node's id.

    A node speaks for itself only: a row of another node's is refused. Where a key occurs twice
    the row with the greater bytes stays, so that order never matters.
    """

    row: type[msgspec.Struct]
    key: Callable[[Any], tuple[str, ...]]
    name: str = "union"

    def zero(self, args: Any) -> Mapping[tuple[str, ...], Any]:  # noqa: ARG002 - same for all kinds
        """No rows."""
        return {}

    def merge(
        self, one: Mapping[tuple[str, ...], Any], other: Mapping[tuple[str, ...], Any]
    ) -> Mapping[tuple[str, ...], Any]:
        """All rows of both."""
        merged = dict(one)
        for key, row in other.items():
            held = merged.get(key)
            if held is None or msgspec.msgpack.encode(row) > msgspec.msgpack.encode(held):
                merged[key] = row
        return merged

    def pack(self, value: Mapping[tuple[str, ...], Any]) -> bytes:
        """The rows; keys are read from them again."""
        return msgspec.msgpack.encode(list(value.values()))

    def unpack(self, raw: bytes, args: Any, node: str) -> Mapping[tuple[str, ...], Any]:  # noqa: ARG002
        """The rows of one node by key.

        Raises:
            Incompatible: not such rows, or about another node.
        """
        try:
            rows: list[Any] = msgspec.msgpack.decode(raw, type=learned(list[self.row]))  # type: ignore[name-defined]
        except UNREADABLE:
            raise Incompatible(f"the answer of {node} cannot be read") from None
        value = {self.key(row): row for row in rows}
        if any(key[0] != node for key in value):
            raise Incompatible(f"{node} speaks for another node")
        return value


@dataclass(frozen=True, slots=True)
class Keys:
    """Variant keys: `short` sorted, distinct uint64 that hold their alleles; `long` in words."""

    short: UInt64
    long: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.short) + len(self.long)


@dataclass(frozen=True, slots=True)
class KeySet:
    """A union of variant keys. most: how many one answer may hold."""

    most: int
    name: str = "union"

    def zero(self, args: Any) -> Keys:  # noqa: ARG002
        """No keys."""
        return Keys(np.empty(0, dtype=np.uint64))

    def merge(self, one: Keys, other: Keys) -> Keys:
        """The keys of either."""
        return Keys(np.union1d(one.short, other.short), one.long | other.long)

    def pack(self, value: Keys) -> bytes:
        """Little-endian, 8 bytes each; then the long ones, sorted."""
        return msgspec.msgpack.encode((pack_keys(value.short), sorted(value.long)))

    def unpack(self, raw: bytes, args: Any, node: str) -> Keys:  # noqa: ARG002
        """The keys of one node.

        Raises:
            Incompatible: not sorted and distinct, or more than `most`.
        """
        try:
            short, long = msgspec.msgpack.decode(raw, type=learned(tuple[bytes, list[str]]))
        except UNREADABLE:
            raise Incompatible(f"the answer of {node} cannot be read") from None
        if len(long) > self.most:
            raise Incompatible(f"{node} has more keys than an answer may hold")
        return Keys(unpack_keys(short, self.most), frozenset(long))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best rows, best first, at most `most`. order: sorts best first.

    key: a row's key, which begins with its node's id: a node speaks for itself only.
    """

    row: type[msgspec.Struct]
    order: Callable[[Any], tuple[Any, ...]]
    key: Callable[[Any], tuple[str, ...]]
    most: int
    name: str = "ranking"

    def zero(self, args: Any) -> tuple[Any, ...]:  # noqa: ARG002
        """Nothing ranked."""
        return ()

    def merge(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """The best of both; a key that occurs twice keeps its better row."""
        best: dict[tuple[str, ...], Any] = {}
        for row in sorted((*one, *other), key=self._total_order):
            best.setdefault(self.key(row), row)
        return tuple(best.values())[: self.most]

    def pack(self, value: tuple[Any, ...]) -> bytes:
        """The rows in order."""
        return msgspec.msgpack.encode(value)

    def unpack(self, raw: bytes, args: Any, node: str) -> tuple[Any, ...]:  # noqa: ARG002
        """The rows, sorted again: a node's own order is not believed.

        Raises:
            Incompatible: not such rows, about another node, or too many.
        """
        try:
            rows: list[Any] = msgspec.msgpack.decode(raw, type=learned(list[self.row]))  # type: ignore[name-defined]
        except UNREADABLE:
            raise Incompatible(f"the answer of {node} cannot be read") from None
        if len(rows) > self.most:
            raise Incompatible(f"{node} ranked more than was asked for")
        if any(self.key(row)[0] != node for row in rows):
            raise Incompatible(f"{node} speaks for another node")
        return self.merge((), tuple(rows))

    def _total_order(self, row: Any) -> tuple[Any, ...]:
        return (*self.order(row), msgspec.msgpack.encode(row))
