"""A rank model out of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from samvar.focus.rare_disease.model.rank_model import (
    Category,
    Choice,
    Field,
    Kind,
    Plugin,
    RangeRule,
    RankModel,
    WordRule,
)
from samvar.formats.configobj import Section, Value, read_configobj
from samvar.model.errors import BadFile, Where

E = TypeVar("E", bound=Enum)
_OWN = ("Version", "Categories")
_ANY = {
    "field", "data_type", "category", "record_rule", "separators", "info_key", "csq_key",
    "description", "vep_key", "family_level",
}  # fmt: skip
"""Of a plugin; genmod no longer looks at `family_level` and `vep_key`."""


def rank_model(path: Path) -> RankModel:
    """Read a rank model as genmod's `score` takes it.

    Raises:
        BadFile: not a rank model: something is missing, misnamed, or two ranges of one plugin
            overlap; with the line.
    """
    root = read_configobj(path)
    reader = _Reader(path.name)
    version = reader.section(root, "Version")
    listed = reader.section(root, "Categories")
    plugins: dict[str, list[Plugin]] = {name: [] for name in listed.sections}
    for name, section in root.sections.items():
        if name not in _OWN:
            plugin = reader.plugin(section)
            if plugin.category not in plugins:
                raise reader.bad(f"category '{plugin.category[:40]}' is not listed", section)
            plugins[plugin.category].append(plugin)
    categories = tuple(
        Category(
            name,
            reader.one_of(Choice, each, "category_aggregation", Choice.MIN),
            tuple(plugins[name]),
        )
        for name, each in listed.sections.items()
    )
    number = reader.word(version, "version")
    reader.number(version, "version")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return RankModel(reader.word(version, "name"), number, categories, digest)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file

    def bad(self, what: str, section: Section, key: str = "") -> BadFile:
        return BadFile(
            what,
            where=Where(self._file, line=section.lines.get(key, section.line)),
            remedy="see genmod's documentation of rank models, or its example",
        )

    def section(self, root: Section, name: str) -> Section:
        if name not in root.sections:
            raise self.bad(f"the section [{name}] is missing", root)
        return root.sections[name]

    def value(self, section: Section, key: str) -> Value:
        if key not in section.values:
            raise self.bad(f"'{key}' is missing in [{section.name}]", section)
        return section.values[key]

    def word(self, section: Section, key: str) -> str:
        value = self.value(section, key)
        if not isinstance(value, str) or not value:
            raise self.bad(f"'{key}' is one word", section, key)
        return value

    def number(self, section: Section, key: str) -> float:
        text = self.word(section, key)
        try:
            return float(text)
        except ValueError:
            raise self.bad(f"'{key}' is not a number", section, key) from None

    def one_of(self, kind: Callable[[str], E], section: Section, key: str, default: E) -> E:
        if key not in section.values:
            return default
        text = self.word(section, key)
        try:
            return kind(text)
        except ValueError:
            known = ", ".join(each.value for each in type(default))
            raise self.bad(f"'{key}' is one of {known}", section, key) from None

    def plugin(self, section: Section) -> Plugin:
        unknown = [key for key in section.values if key not in _ANY]
        if unknown:
            raise self.bad(f"'{unknown[0][:40]}' is not a setting of a plugin", section, unknown[0])
        field = self.one_of(Field, section, "field", Field.INFO)
        kind = self.one_of(Kind, section, "data_type", Kind.STRING)
        for needed in ("field", "data_type", "category"):
            self.word(section, needed)
        rule = self.one_of(Choice, section, "record_rule", Choice.MAX)
        if rule is Choice.SUM:
            raise self.bad("'record_rule' is min or max", section, "record_rule")
        key = self.word(section, "info_key") if field is Field.INFO else ""
        column = ""
        if key == "CSQ":
            column = self.word(section, "csq_key" if "csq_key" in section.values else "vep_key")
        separators = section.values.get("separators", ())
        if not separators and kind is not Kind.FLAG:
            raise self.bad("'separators' is missing", section)
        rules = [each for name, each in section.sections.items() if name != "not_reported"]
        missing = section.sections.get("not_reported")
        number = kind in (Kind.FLOAT, Kind.INTEGER)
        exact = [each for each in rules if number and "value" in each.values]
        ranges = [
            each
            for each in rules
            if number and "value" not in each.values and each.values.get("score") != "eq"
        ]
        if exact and ranges:
            raise self.bad("a plugin has either values or ranges", ranges[0])
        words = rules if kind is Kind.STRING else []
        if kind is Kind.STRING and not words:
            raise self.bad("a plugin of strings has rules", section)
        return Plugin(
            section.name,
            self.word(section, "category"),
            field,
            kind,
            key,
            column,
            tuple(separators),
            rule,
            0.0 if missing is None else self.number(missing, "score"),
            self.number(rules[-1], "score") if kind is Kind.FLAG and rules else 0.0,
            tuple(self._word_rule(each) for each in words),
            self._ranges(ranges),
            tuple((self.word(each, "value"), self.number(each, "score")) for each in exact),
            any(number and each.values.get("score") == "eq" for each in rules),
            _said(section.values.get("description", "")),
        )

    def _word_rule(self, section: Section) -> WordRule:
        priority = self.number(section, "priority")
        if priority != int(priority):
            raise self.bad("'priority' is a whole number", section, "priority")
        word = self.word(section, "string")
        return WordRule(word, self.number(section, "score"), int(priority))

    def _ranges(self, sections: list[Section]) -> tuple[RangeRule, ...]:
        found = []
        for section in sections:
            low, high = self.number(section, "lower"), self.number(section, "upper")
            if not low < high:
                raise self.bad("a range does not end after it starts", section, "upper")
            found.append((RangeRule(low, high, self.number(section, "score")), section))
        found.sort(key=lambda each: each[0].low)
        for (one, _), (other, section) in pairwise(found):
            if other.low < one.high:
                raise self.bad("two ranges overlap", section, "lower")
        return tuple(rule for rule, _ in found)


def _said(value: Value) -> str:
    return value if isinstance(value, str) else ", ".join(value)
