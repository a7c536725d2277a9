"""Read YAML as text with places: no tag makes an object, and no alias fills memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where

LIMIT = 1 << 20
"""Bytes of a document; a load config of a hundred samples has some fifty thousand."""

MOST_NODES = 100_000
DEEPEST = 32
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as it is written, never turned into a number or a date; None for null."""

    value: str | None
    where: Where


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    items: tuple[Node, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in order. A key may stand twice: whoever reads the table says so."""

    entries: tuple[tuple[Text, Node], ...]
    where: Where

    def twice(self) -> Iterator[Text]:
        """The keys that stood before."""
        seen: set[str | None] = set()
        for key, _ in self.entries:
            if key.value in seen:
                yield key
            seen.add(key.value)


Node = Text | Listing | Table


def read_yaml(path: Path) -> Node:
    """The first document of a file.

    Raises:
        BadFile: not YAML, too large, too deep, or with a tag of its own; with line and column.

    Source: YAML 1.1, the processing model's representation graph without tags.
    """
    return parse(read_text(path, LIMIT), path.name)


def parse(text: str, file: str) -> Node:
    """The first document of a text; `file` for messages.

    >>> table = parse("samples:\\n  - sex: male\\n", "case.yaml")
    >>> str(table.entries[0][1].items[0].entries[0][0].where)
    'case.yaml, line 2, column 5'

    Raises: as `read_yaml`.
    """
    tree = _Tree()
    for event in _events(text, file):
        where = Where(file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            tree.again(event.anchor, where)
        elif isinstance(event, yaml.ScalarEvent):
            tree.add(_scalar(event, where), event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            _no_tag(event.tag, where)
            kind = Listing if isinstance(event, yaml.SequenceStartEvent) else Table
            tree.open(kind, where, event.anchor)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            tree.close()
        if tree.root is not None:
            return tree.root
    raise BadFile("the document is empty", where=Where(file))


@dataclass(slots=True)
class _Open:
    """A listing or table whose end has not come. height: levels below it so far."""

    kind: type[Listing] | type[Table]
    where: Where
    anchor: str | None
    first: int
    parts: list[Node] = field(default_factory=list)
    height: int = 0


class _Tree:
    """Nodes as they come; what an alias stands for counts again, so that it cannot grow unseen."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._named: dict[str, tuple[Node, int, int]] = {}
        self._count = 0

    def open(self, kind: type[Listing] | type[Table], where: Where, anchor: str | None) -> None:
        self._deep(1, where)
        self._open.append(_Open(kind, where, anchor, self._count))

    def close(self) -> None:
        done = self._open.pop()
        node = _closed(done.kind, done.where, done.parts)
        self.add(node, done.anchor, done.height + 1, self._count - done.first)

    def add(self, node: Node, anchor: str | None, height: int = 0, below: int = 0) -> None:
        self._more(1, node.where)
        if anchor is not None:
            self._named[anchor] = node, below + 1, height
        self._put(node, height)

    def again(self, anchor: str, where: Where) -> None:
        if anchor not in self._named:
            raise BadFile("an alias names nothing that stands whole before it", where=where)
        node, size, height = self._named[anchor]
        self._deep(height, where)
        self._more(size, where)
        self._put(node, height)

    def _put(self, node: Node, height: int) -> None:
        if self._open:
            self._open[-1].parts.append(node)
            self._open[-1].height = max(self._open[-1].height, height)
        else:
            self.root = node

    def _deep(self, levels: int, where: Where) -> None:
        if len(self._open) + levels > DEEPEST:
            raise BadFile(f"the document has more than {DEEPEST} levels", where=where)

    def _more(self, nodes: int, where: Where) -> None:
        self._count += nodes
        if self._count > MOST_NODES:
            raise BadFile(f"the document has more than {MOST_NODES:,} parts", where=where)


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
        # PyYAML's problem names a token or a character, never the line.
        raise BadFile("this is not YAML", where=where, why=error.problem) from None
    except yaml.YAMLError:
        raise BadFile("the text holds a character that YAML forbids", where=Where(file)) from None


def _scalar(event: yaml.ScalarEvent, where: Where) -> Text:
    _no_tag(event.tag, where)
    nothing = event.implicit[0] and event.value in _NOTHING
    return Text(None if nothing else event.value, where)


def _no_tag(tag: str | None, where: Where) -> None:
    if tag not in (None, "!", "tag:yaml.org,2002:str"):
        raise BadFile("a tag (!name) is not taken", where=where, remedy="leave the tag out")


def _closed(kind: type[Listing] | type[Table], where: Where, parts: list[Node]) -> Node:
    if kind is Listing:
        return Listing(tuple(parts), where)
    entries = []
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        if not isinstance(key, Text) or key.value is None:
            raise BadFile("a key is not a word", where=key.where)
        entries.append((key, value))
    return Table(tuple(entries), where)
