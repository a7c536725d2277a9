"""One table of a load config against the keys that it may have."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

from samvar.formats.scout.config import NamedFile, Said
from samvar.formats.scout.keys import Key, Kind, by_name
from samvar.formats.yaml.read import Listing, Node, Table, Text
from samvar.model.errors import Where
from samvar.model.fault import Fault

T = TypeVar("T")

NOBODY = frozenset((None, "0", "-9", ""))
_FLAGS = {
    "true": True, "yes": True, "1": True, "false": False, "no": False, "0": False,
}  # fmt: skip


class Reading:
    """A table whose keys are looked up under all their names; what is amiss goes into `faults`.

    path: the keys above, for what is told. A key that nobody knows, and one that stands twice, is
    told when the table is taken up.
    """

    def __init__(self, table: Table, known: Iterable[Key], path: str, faults: list[Fault]) -> None:
        self.table = table
        self.faults = faults
        self._known = tuple(known)
        self._path = path
        self._values: dict[str, Node] = {}
        names = by_name(self._known)
        stand_twice = {key.value for key in table.twice()}
        for key in table.twice():
            self.fault(f"the key {key.value} stands twice", key.where, "leave one out")
        for written, value in table.entries:
            known_key = names.get(written.value or "")
            if known_key is None:
                self.unknown(written, names)
            else:
                if known_key.name in self._values and written.value not in stand_twice:
                    self.fault(
                        f"{known_key.name} stands here under two of its names", written.where,
                        f"keep {known_key.name}", fatal=False,
                    )  # fmt: skip
                if known_key.name not in self._values or written.value == known_key.name:
                    self._values[known_key.name] = value

    def fault(
        self, what: str, where: Where, remedy: str | None = None, *, fatal: bool = True
    ) -> None:
        """Tell of something."""
        self.faults.append(Fault(what, where, remedy=remedy, fatal=fatal))

    def unknown(self, key: Text, names: Collection[str]) -> None:
        """Tell of a key that is none of `names`; nothing is done with it."""
        near = get_close_matches(key.value or "", names, 1)
        self.fault(
            f"{self._path}{(key.value or '')[:60]} is not a key that is known; it is left out",
            key.where,
            f"did you mean {near[0]}?" if near else None,
            fatal=False,
        )

    def node(self, key: str) -> Node | None:
        """The value as it is; None where the key is not there, or is null."""
        value = self._values.get(key)
        return None if isinstance(value, Text) and value.value is None else value

    def where(self, key: str) -> Where:
        """Where a value stands, or the table."""
        return self._values[key].where if key in self._values else self.table.where

    def places(self) -> Mapping[str, Where]:
        """Where each value stands, by the key's name of today."""
        return {key: node.where for key, node in self._values.items()}

    def text(self, key: str) -> str | None:
        """A word; None where there is none."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Text):
            self.fault(f"{self._path}{key} is one value", node.where)
            return None
        return (node.value or "").strip() or None

    def placed(self, key: str) -> Iterator[tuple[str, Where]]:
        """The words of a list, or one word, each with its place."""
        node = self.node(key)
        for item in node.items if isinstance(node, Listing) else (() if node is None else (node,)):
            if not isinstance(item, Text):
                self.fault(f"{self._path}{key} is a list of words", item.where)
            elif item.value is not None and item.value.strip():
                yield item.value.strip(), item.where

    def texts(self, key: str) -> tuple[str, ...]:
        """The words of a list, or one word as a list."""
        return tuple(text for text, _ in self.placed(key))

    def word(self, key: str, of: Mapping[str, object]) -> str | None:
        """One of certain words; None where there is none, or another is told."""
        text = self.text(key)
        if text is None or text in of:
            return text
        self.fault(
            f"'{text[:40]}' is no {self._path}{key}", self.where(key), f"use {' or '.join(of)}"
        )
        return None

    def must_word(self, key: str, of: Mapping[str, T]) -> T | None:
        """What one of certain words means; that it is missing is told."""
        if self.node(key) is None:
            self.fault(f"{self._path}{key} is missing", self.table.where, f"use {' or '.join(of)}")
            return None
        text = self.word(key, of)
        return None if text is None else of[text]

    def number(self, key: str) -> float | None:
        """A real number; None where there is none, or what is none is told."""
        text = self.text(key)
        if text is None:
            return None
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if math.isfinite(found):
            return found
        self.fault(f"{self._path}{key} is not a number", self.where(key))
        return None

    def whole(self, key: str) -> int | None:
        """A whole number, in the same way."""
        found = self.number(key)
        if found is None or found == int(found):
            return None if found is None else int(found)
        self.fault(f"{self._path}{key} is not a whole number", self.where(key))
        return None

    def flag(self, key: str) -> bool | None:
        """True or False, in the same way."""
        text = self.text(key)
        if text is None or text.lower() in _FLAGS:
            return None if text is None else _FLAGS[text.lower()]
        self.fault(f"{self._path}{key} is neither true nor false", self.where(key))
        return None

    def said(self, names: Iterable[str]) -> tuple[Said, ...]:
        """Those of certain values that are there, as they are written."""
        words = ((key, self.text(key)) for key in names)
        return tuple(Said(self._path + k, w, self.where(k)) for k, w in words if w is not None)

    def nested(self, key: str) -> tuple[Said, ...]:
        """The words of a table below, as they are written."""
        node = self.node(key)
        entries = node.entries if isinstance(node, Table) else ()
        return tuple(
            Said(f"{self._path}{key}.{name.value}", value.value, value.where)
            for name, value in entries
            if isinstance(value, Text) and value.value is not None
        )

    def below(self, key: str, known: Iterable[Key]) -> Reading | None:
        """A table below; None where there is none."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Table):
            self.fault(f"{self._path}{key} is a table of keys and values", node.where)
            return None
        return Reading(node, known, f"{self._path}{key}.", self.faults)

    def files(self, sample: str | None = None, *, prefix: bool = False) -> tuple[NamedFile, ...]:
        """The files that the table's own keys name."""
        found = []
        for key in self._known:
            path = self.text(key.name) if key.kind is Kind.FILE else None
            if path is None or key.role is None:
                continue
            found.append(
                NamedFile(
                    self._path + key.name, path, self.where(key.name), key.role, key.category,
                    key.research, sample, prefix,
                )
            )  # fmt: skip
        return tuple(found)
