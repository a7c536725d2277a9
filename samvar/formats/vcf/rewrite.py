"""Add INFO fields to a VCF on its way through: the header's lines, then block after block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from samvar.formats.vcf import info
from samvar.formats.vcf.fast import Block
from samvar.formats.vcf.words import Text
from samvar.formats.vcf.write import InfoField
from samvar.model.calls import Int32, Int64


@dataclass(frozen=True, slots=True)
class Told:
    """One field for each alternative: its key, its declaration, and what it tells.

    kind: `info.COUNT`, `RATIO` or `DIFFERENCE` of columns a and b.
    """

    key: str
    declared: InfoField
    kind: int
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Items:
    """Text for each of n alternatives, end to end. letters: uint8. edges: (n + 1) int64."""

    letters: Text
    edges: Int64


NO_ITEMS = Items(np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64))
"""No text for any alternative."""


class Rewriter:
    """Writes the lines of one file with its new fields.

    fields: in the order in which they are written. own: what the keys of all of them begin with;
    items and declarations of such keys that a file brings are replaced. text: key and declaration
    of a field whose values are `Items`, written last.
    """

    def __init__(
        self, fields: Sequence[Told], own: str, text: tuple[str, InfoField] | None = None
    ) -> None:
        self._fields = tuple(fields)
        self._own = own
        self._text = text
        self._key = np.frombuffer(f"{text[0]}=".encode() if text else b"", dtype=np.uint8)
        names = [f"{field.key}=".encode() for field in fields]
        self._names = np.frombuffer(b"".join(names), dtype=np.uint8)
        self._ends = np.cumsum([len(name) for name in names], dtype=np.int64).astype(np.int32)
        plan = [(field.kind, field.a, field.b) for field in fields]
        self._plan = np.array(plan, dtype=np.int32).reshape(len(plan), 3)
        self._begins = np.frombuffer(own.encode(), dtype=np.uint8)

    def head(self, lines: Sequence[bytes], said: Iterable[tuple[str, str]]) -> bytes:
        """The header: what it was, less our own of an earlier time, and the new declarations.

        said: key and value of header lines that say where the figures are from.
        """
        said = list(said)
        ours = [f"##INFO=<ID={self._own}".encode(), *(f"##{key}=".encode() for key, _ in said)]
        kept = [line for line in lines[:-1] if not any(line.startswith(own) for own in ours)]
        added = [f"##{key}={value}".encode() for key, value in said]
        added += [_declaration(field.key, field.declared).encode() for field in self._fields]
        if self._text:
            added.append(_declaration(*self._text).encode())
        return b"\n".join([*kept, *added, lines[-1]]) + b"\n"

    def lines(self, block: Block, values: Int32, items: Items = NO_ITEMS) -> memoryview:
        """The lines of a block. values: (alternatives, columns), negative = nothing known.

        items: of each alternative, nothing where there is nothing to say.
        """
        table, rows = block.table, block.rows
        known = int((values >= 0).any(axis=1).sum()) if len(values) else 0
        # Only a line with a known value grows, by names once and values for each alternative.
        names = known * (len(self._names) + len(self._fields))
        room = len(block.text) + names + len(rows) * len(self._fields) * info.LONGEST
        room += len(items.letters) + len(rows) + (len(self._key) + 1) * len(table)
        out = np.empty(room + 2 * len(table), dtype=np.uint8)
        size = info.write_lines(
            block.text, table, rows, len(table), values, self._plan, self._names, self._ends,
            self._begins, self._key, items.letters, items.edges, out,
        )  # fmt: skip
        return out[:size].data


def _declaration(key: str, declared: InfoField) -> str:
    return (
        f"##INFO=<ID={key},Number={declared.number},Type={declared.kind},"
        f'Description="{declared.description}">'
    )
