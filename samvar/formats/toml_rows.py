"""A TOML file of rows whose faults are told with the line and column that they stand on.

The standard reader forgets where a value stood, so a file of rows keeps to a shape in which the
place is certain: one key to a line, and no string over several lines.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from samvar.model.errors import BadFile, Where

LIMIT_BYTES = 8 << 20
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


class Rows:
    """The head of a file and its tables of one name, such as `[[advice]]`, in order.

    Raises:
        BadFile: the text is not TOML, or not in the shape; with line and column.
    """

    def __init__(self, path: Path, table: str) -> None:
        self.name = path.name
        self._table = table
        text = self._read(path)
        self._lines = text.splitlines()
        for number, line in enumerate(self._lines, 1):
            for mark in ('"""', "'''"):
                if mark in line:
                    where = Where(self.name, line=number, column=line.index(mark) + 1)
                    remedy = "write each text on one line, between single quotation marks"
                    raise BadFile("a text goes over several lines", where=where, remedy=remedy)
        try:
            value: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._not_toml(str(error)) from None
        self._starts = [
            number for number, line in enumerate(self._lines) if line.strip() == f"[[{table}]]"
        ]
        found = value.pop(table, [])
        self.head: Mapping[str, Any] = value
        if not isinstance(found, list) or len(found) != len(self._starts):
            remedy = f"begin each row with a line that holds [[{table}]] and nothing else"
            raise BadFile("the rows cannot be told apart", where=Where(self.name), remedy=remedy)
        self.rows: list[dict[str, Any]] = found

    def fault(
        self,
        what: str,
        row: int | None,
        key: str | None = None,
        *,
        part: str | None = None,
        why: str | None = None,
        remedy: str | None = None,
    ) -> BadFile:
        """An error at a key of a row (None: of the head), or at `part` of its value."""
        return BadFile(what, where=self.where(row, key, part), why=why, remedy=remedy)

    def where(self, row: int | None, key: str | None = None, part: str | None = None) -> Where:
        """The place of a key, or of the first `part` behind it; of the row if it has no such."""
        first = 0 if row is None else self._starts[row]
        nth = 0 if row is None else row + 1
        end = self._starts[nth] if nth < len(self._starts) else len(self._lines)
        for number in range(first, end if key else first):
            found = _KEY.match(self._lines[number])
            if found and found.group(1) == key:
                for later in range(number, end if part else number):
                    if part and part in self._lines[later]:
                        column = self._lines[later].index(part) + 1
                        return Where(self.name, line=later + 1, column=column)
                return Where(self.name, line=number + 1, column=found.start(1) + 1)
        return Where(self.name, line=first + 1)

    def only(self, row: int | None, known: Collection[str]) -> None:
        """Refuse a key that is not known, and name the nearest.

        Raises:
            BadFile: there is one.
        """
        here = self.head if row is None else self.rows[row]
        for key in here:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                remedy = f"did you mean '{near[0]}'?" if near else f"one of {', '.join(known)}"
                raise self.fault(f"'{key}' is not a key of the format", row, key, remedy=remedy)

    def text(self, row: int | None, key: str, *, needed: bool = True) -> str | None:
        """A text, None where it may be missing and is.

        Raises:
            BadFile: it is missing, not a text, empty, or has white space at an end.
        """
        here = self.head if row is None else self.rows[row]
        if key not in here and not needed:
            return None
        value = here.get(key)
        if value is None:
            raise self.fault(f"'{key}' is missing", row)
        if not isinstance(value, str) or not value:
            raise self.fault(f"'{key}' is not a text", row, key)
        if value != value.strip():
            raise self.fault(f"'{key}' begins or ends with white space", row, key)
        return value

    def texts(self, row: int, key: str, known: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts, empty where it is missing; each one of `known`, if that is given.

        Raises:
            BadFile: a member is not one of them, or stands twice.
        """
        value = self.rows[row].get(key, [])
        if not isinstance(value, list):
            raise self.fault(f"'{key}' is not a list", row, key)
        for at, each in enumerate(value):
            if not isinstance(each, str) or not each or each != each.strip():
                raise self.fault(f"a member of '{key}' is not a text", row, key)
            if known and each not in known:
                remedy = f"one of {', '.join(known)}"
                raise self.fault(f"'{each}' is not known", row, key, part=each, remedy=remedy)
            if each in value[:at]:
                raise self.fault(f"'{each}' stands twice", row, key, part=each)
        return tuple(value)

    def _not_toml(self, message: str) -> BadFile:
        place = _PLACE.search(message)
        line = column = None
        if place:
            line = int(place.group(1)) if place.group(1) else max(1, len(self._lines))
            column = int(place.group(2)) if place.group(2) else None
        why = message[: place.start()] if place else message
        return BadFile("this is not TOML", where=Where(self.name, line, column), why=why)

    def _read(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                data = file.read(LIMIT_BYTES + 1)
        except OSError:
            raise BadFile("the file cannot be read", where=Where(self.name)) from None
        if len(data) > LIMIT_BYTES:
            raise BadFile(f"the file is over {LIMIT_BYTES >> 20} MiB", where=Where(self.name))
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise BadFile("the text is not UTF-8", where=Where(self.name, line=line)) from None
