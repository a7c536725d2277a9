"""The lines of a text file, and faults that say where in it they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where


class Lines:
    """A whole text file, packed or not, line by line.

    Raises:
        NotFound: there is no such file. BadFile: empty, damaged, or not UTF-8.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._lines = read_text(path).split("\n")
        if self._lines[-1] == "":
            self._lines.pop()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Each line with its number, from 1 on, without a carriage return at its end."""
        for number, line in enumerate(self._lines, 1):
            yield number, line.rstrip("\r")

    def fault(
        self, what: str, line: int, column: int | None = None, *, why: str | None = None,
        remedy: str | None = None,
    ) -> BadFile:  # fmt: skip
        """An error at a line; `column` counts characters and begins with 1."""
        return BadFile(what, where=Where(self.name, line, column), why=why, remedy=remedy)

    def cell(self, what: str, line: int, cells: list[str], at: int, why: str = "") -> BadFile:
        """An error at a cell of a line of tab-separated cells."""
        column = sum(len(cell) + 1 for cell in cells[:at]) + 1
        return self.fault(what, line, column, why=why or None)
