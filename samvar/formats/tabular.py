"""Tables with a header line: cells by column title, and numbers that say where they are none."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where
from samvar.model.fault import Fault

LIMIT = 64 << 20
_NOTHING = frozenset(("", ".", "NA", "na", "nan", "NaN", "None", "none", "null"))
_FLAGS = {
    "true": True, "yes": True, "1": True, "false": False, "no": False, "0": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line. cells: by title; columns: 1-based number of each title."""

    file: str
    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def where(self, title: str | None = None) -> Where:
        """The place of a cell, or of the line."""
        return Where(self.file, self.line, self.columns.get(title) if title else None)

    def text(self, title: str) -> str | None:
        """The cell; None where it is empty, says that nothing is known, or has no column."""
        cell = self.cells.get(title, "").strip()
        return None if cell in _NOTHING else cell

    def must(self, title: str) -> str:
        """The cell of a name without which the line means nothing.

        Raises:
            BadFile: it is empty.
        """
        cell = self.text(title)
        if cell is None:
            raise BadFile(f"{title} is empty", where=self.where(title))
        return cell

    def number(self, title: str) -> float | None:
        """A real number; None where none is given.

        Raises:
            BadFile: it is something else.
        """
        cell = self.text(title)
        if cell is None:
            return None
        try:
            found = float(cell)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise BadFile(f"{title} is not a number", where=self.where(title))
        return found

    def whole(self, title: str) -> int | None:
        """A whole number, also written as 4.0; None where none is given.

        Raises:
            BadFile: it is something else.
        """
        found = self.number(title)
        if found is None:
            return None
        if found != int(found) or abs(found) > 1 << 53:
            raise BadFile(f"{title} is not a whole number", where=self.where(title))
        return int(found)

    def flag(self, title: str) -> bool | None:
        """True or False; None where neither is given.

        Raises:
            BadFile: it is something else.
        """
        cell = self.text(title)
        if cell is None:
            return None
        if cell.lower() not in _FLAGS:
            raise BadFile(f"{title} is neither True nor False", where=self.where(title))
        return _FLAGS[cell.lower()]

    def told_whole(self, title: str, faults: list[Fault]) -> int | None:
        """The same as `whole` of a cell that a row can do without: unknown, and the reader told."""
        try:
            return self.whole(title)
        except BadFile as error:
            faults.append(Fault.of(error, self.where(title), fatal=False))
            return None


def read_table(path: Path, needs: Collection[str], mark: str = "\t") -> tuple[Row, ...]:
    """The lines below a header, in order; a `#` before the first title is left out.

    needs: titles that must be there. Lines that begin with `##`, and empty ones, are no rows.

    Raises:
        BadFile: no header, a title missing or twice, or a line of another number of cells.
    """
    titles: list[str] = []
    columns: dict[str, int] = {}
    rows: list[Row] = []
    for number, line in enumerate(read_text(path, LIMIT).splitlines(), 1):
        if not line.strip() or line.startswith("##"):
            continue
        try:
            cells = next(csv.reader([line]), []) if mark == "," else line.split(mark)
        except csv.Error:
            raise BadFile("a cell is too long", where=Where(path.name, number)) from None
        if not titles:
            titles = [title.strip() for title in (cells[0].lstrip("#"), *cells[1:])]
            columns = _columns(titles, needs, Where(path.name, number))
            continue
        if len(cells) != len(titles):
            raise BadFile(
                f"the line has {len(cells)} cells, the header {len(titles)}",
                where=Where(path.name, number),
            )
        rows.append(Row(path.name, number, dict(zip(titles, cells, strict=True)), columns))
    if not titles:
        raise BadFile("the table is empty", where=Where(path.name))
    return tuple(rows)


def _columns(titles: list[str], needs: Collection[str], where: Where) -> dict[str, int]:
    columns = {title: number for number, title in enumerate(titles, 1)}
    if len(columns) != len(titles):
        raise BadFile("a title stands twice in the header", where=where)
    missing = [title for title in needs if title not in columns]
    if missing:
        raise BadFile(
            f"the header has no column {', '.join(missing)}",
            where=where,
            remedy="give the file as its program wrote it",
        )
    return columns
