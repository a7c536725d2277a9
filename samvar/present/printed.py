"""Values as text for a terminal or a pipe: a table, tab-separated lines, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Cell = str | int | float | None


def table(
    columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, aligned: bool
) -> Iterator[str]:
    """Lines of a table: aligned by column for eyes, or tab-separated for a program.

    >>> list(table(("contig", "ac"), [("10", 7), ("X", None)], aligned=False))
    ['contig\\tac', '10\\t7', 'X\\t']
    >>> list(table(("contig", "ac"), [("10", 7)], aligned=True))
    ['contig  ac', '10       7']
    """
    if not aligned:
        yield "\t".join(columns)
        for row in rows:
            yield "\t".join("" if cell is None else _one_line(str(cell)) for cell in row)
        return
    lines = [list(columns), *(["-" if c is None else _one_line(str(c)) for c in r] for r in rows)]
    width = [max(map(len, column)) for column in zip(*lines, strict=True)]
    right = [
        bool(rows) and all(isinstance(cell, int | float) for cell in column if cell is not None)
        for column in (zip(*rows, strict=True) if rows else [()] * len(columns))
    ]
    for line in lines:
        parts = (
            text.rjust(size) if numeric else text.ljust(size)
            for text, size, numeric in zip(line, width, right, strict=True)
        )
        yield "  ".join(parts).rstrip()


def as_json(value: object, *, indent: bool = False) -> str:
    """Any value of the house as JSON, on one line or indented; times as ISO 8601, arrays as lists.

    >>> as_json({"ac": (1, 2), "af": None})
    '{"ac":[1,2],"af":null}'
    """
    import msgspec

    line = msgspec.json.encode(value, enc_hook=_plain)
    return (msgspec.json.format(line, indent=2) if indent else line).decode()


def _plain(value: Any) -> Any:
    for method in ("tolist", "to_pylist"):
        if hasattr(value, method):
            return getattr(value, method)()
    return str(value)


def _one_line(text: str) -> str:
    """A cell can never start a new cell, a new row, or a terminal's escape sequence."""
    return "".join(c if c.isprintable() else " " for c in text)
