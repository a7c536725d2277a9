"""ConfigObj: INI files whose sections have sections, as genmod's rank models are written.

Source: ConfigObj 5, "The Config File Format"; what no rank model uses (interpolation, values over
several lines, line continuation) is refused rather than misread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where

Value = str | tuple[str, ...]
_SECTION = re.compile(r"(\[+)\s*(.*?)\s*(\]+)\s*(?:#.*)?")
_ITEM = re.compile(r"""("[^"]*"|'[^']*'|[^'",#\s](?:[^,#]*[^,#\s])?)""")

_PLAIN = re.compile(r"[^'\",#]*")


@dataclass(slots=True)
class Section:
    """One section: its values and sections in the order of the file, and the line of each."""

    name: str
    line: int
    values: dict[str, Value] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_configobj(path: Path) -> Section:
    """The whole file as one section without a name.

    Raises:
        BadFile: a line is no section, no `key = value` and no comment; a section is nested too
            deep, or something is named twice; with the line.
    """
    root = Section("", 1)
    stack = [root]
    for number, raw in enumerate(read_text(path).splitlines(), 1):
        line = raw.strip()
        if not line or line[0] == "#":
            continue
        where = Where(path.name, line=number)
        if line[0] == "[":
            _open(line, number, stack, where)
            continue
        key, equals, value = line.partition("=")
        key = _unquoted(key.strip())
        if not equals or not key:
            raise BadFile(
                "a line is neither a section nor a value",
                where=where,
                why="lines are [section], [[section inside]], key = value, or # a comment",
            )
        section = stack[-1]
        if key in section.values or key in section.sections:
            raise BadFile(f"'{key[:40]}' is given twice in one section", where=where)
        section.values[key] = _value(value.strip(), where)
        section.lines[key] = number
    return root


def _open(line: str, number: int, stack: list[Section], where: Where) -> None:
    match = _SECTION.fullmatch(line)
    if match is None or len(match.group(1)) != len(match.group(3)) or not match.group(2):
        raise BadFile("a section is not closed as it is opened", where=where)
    depth, name = len(match.group(1)), _unquoted(match.group(2))
    if depth > len(stack):
        raise BadFile("a section is inside of none", where=where)
    del stack[depth:]
    parent = stack[-1]
    if name in parent.sections or name in parent.values:
        raise BadFile(f"'{name[:40]}' is given twice in one section", where=where)
    parent.sections[name] = Section(name, number)
    parent.lines[name] = number
    stack.append(parent.sections[name])


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _value(text: str, where: Where) -> Value:
    """One word, or a list where there is a comma: `',',` is a list of one comma."""
    if text.startswith(('"""', "'''")):
        raise BadFile("a value over several lines is not read", where=where)
    if _PLAIN.fullmatch(text):
        return text
    found: list[str] = []
    at = 0
    commas = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text) or text[at] == "#":
            break
        if text[at] == ",":
            commas += 1
            at += 1
            if commas > len(found) and (found or text[at:].strip()):
                raise BadFile("a list has a comma too many", where=where)
            continue
        match = _ITEM.match(text, at)
        if match is None or len(found) > commas:
            raise BadFile("a value's quotes are not closed", where=where)
        found.append(_unquoted(match.group(1)))
        at = match.end()
    return tuple(found) if commas else (found[0] if found else "")
