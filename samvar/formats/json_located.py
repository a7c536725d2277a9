"""Where in a JSON text a value stands, so that an importer can point at the row at fault."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from samvar.model.errors import BadFile, Where
from samvar.model.shape import learned

T = TypeVar("T")
Step = str | int
_AT = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
LIMIT_BYTES = 64 << 20
_DECODER = json.JSONDecoder()


class Located:
    """One JSON file, plain or gzip, whose faults are told with the line they stand on."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._text = _text(path)
        try:
            self.value: Any = json.loads(self._text)
        except json.JSONDecodeError as error:
            where = Where(self.name, line=error.lineno, column=error.colno)
            raise BadFile("this is not JSON", where=where, why=error.msg) from None
        except RecursionError:
            raise BadFile("the JSON is nested too deeply", where=Where(self.name)) from None

    def fault(self, what: str, path: Sequence[Step], why: str | None = None) -> BadFile:
        """An error that names the line of the value at `path` (keys and indices from the root)."""
        return BadFile(what, where=Where(self.name, line=line_of(self._text, path)), why=why)

    def shaped(self, kind: type[T], what: str) -> T:
        """The whole file as a type that msgspec reads into.

        Raises:
            BadFile: it is not of that shape, with the line.
        """
        try:
            return msgspec.convert(self.value, learned(kind))
        except msgspec.ValidationError as fault:
            said = str(fault)
            raise self.fault(f"this is not {what}", _path(said), _AT.sub("", said)) from None

    def get(
        self, path: Sequence[Step], kind: type | tuple[type, ...], what: str, *, tidy: bool = False
    ) -> Any:
        """The value at a path, of the kind it must have; `tidy` is for words, not for names.

        Raises:
            BadFile: it is missing or of another kind, with the line.
        """
        value = self.value
        for depth, step in enumerate(path):
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                raise self.fault(f"{what} is missing: {_name(path)}", path[:depth]) from None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.fault(f"{what} is not of the kind that it must be: {_name(path)}", path)
        if isinstance(value, str) and value != value.strip() and not tidy:
            # A stray tab in a public rules file once silenced two DPYD variants.
            raise self.fault(f"{what} begins or ends with white space: {_name(path)}", path)
        return value


def line_of(text: str, path: Sequence[Step]) -> int:
    """The line, from 1, on which the value at `path` begins; as deep as the path exists.

    >>> line_of('{"a": [1,\\n 2]}', ["a", 1])
    2
    """
    at = _space(text, 0)
    for step in path:
        found = _enter(text, at, step)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _path(message: str) -> list[Step]:
    """Where msgspec found the fault, as far as it says."""
    at = _AT.search(message)
    path: list[Step] = []
    for found in _STEP.finditer(at.group(1) if at else ""):
        if found.group(2) == "...":
            break
        path.append(found.group(1) or int(found.group(2)))
    unknown = _UNKNOWN.search(message)
    return [*path, unknown.group(1)] if unknown else path


def _enter(text: str, at: int, step: Step) -> int | None:
    if text[at] != ("{" if isinstance(step, str) else "["):
        return None
    at = _space(text, at + 1)
    index = 0
    while text[at] not in "}]":
        key: Step = index
        if isinstance(step, str):
            key, at = scanstring(text, at + 1)
            at = _space(text, _space(text, at) + 1)
        if key == step:
            return at
        _, at = _DECODER.raw_decode(text, at)
        at = _space(text, at)
        if text[at] == ",":
            at = _space(text, at + 1)
        index += 1
    return None


def _space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _name(path: Sequence[Step]) -> str:
    return ".".join(str(step) for step in path)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            data = file.read(LIMIT_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise BadFile("the file is damaged or cannot be read", where=Where(path.name)) from None
    if len(data) > LIMIT_BYTES:
        raise BadFile(f"the file is over {LIMIT_BYTES >> 20} MiB", where=Where(path.name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("the text is not UTF-8", where=Where(path.name)) from None
