"""A rank model: which fields of a variant are looked at, and what each is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Field(Enum):
    """Where in a record a plugin looks."""

    CHROM = "CHROM"
    POS = "POS"
    ID = "ID"
    REF = "REF"
    ALT = "ALT"
    QUAL = "QUAL"
    FILTER = "FILTER"
    INFO = "INFO"
    FORMAT = "FORMAT"


class Kind(Enum):
    """What a plugin takes a value for."""

    INTEGER = "integer"
    FLOAT = "float"
    FLAG = "flag"
    STRING = "string"


class Choice(Enum):
    """Which of several values or scores counts."""

    MIN = "min"
    MAX = "max"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class WordRule:
    """A word that a value holds. Of several the priority decides, by the record rule."""

    word: str
    score: float
    priority: int


@dataclass(frozen=True, slots=True)
class RangeRule:
    """A number from `low` up to but not `high`."""

    low: float
    high: float
    score: float


@dataclass(frozen=True, slots=True)
class Plugin:
    """One field and its rules.

    key: of INFO; column: of CSQ, where `key` is CSQ. separators: a value is cut at all of them.
    record_rule: MIN or MAX, of the values that are left. not_reported: the score where there is
    none. words, ranges, exact: the rules; `exact` by the number as it is written. as_is: the
    number itself is the score. present: the score of a flag.
    """

    name: str
    category: str
    field: Field
    kind: Kind
    key: str = ""
    column: str = ""
    separators: tuple[str, ...] = ()
    record_rule: Choice = Choice.MAX
    not_reported: float = 0.0
    present: float = 0.0
    words: tuple[WordRule, ...] = ()
    ranges: tuple[RangeRule, ...] = ()
    exact: tuple[tuple[str, float], ...] = ()
    as_is: bool = False
    description: str = ""

    @property
    def scores(self) -> tuple[float, ...] | None:
        """Every score that it can give; None where the number itself is the score."""
        if self.as_is:
            return None
        if self.exact:
            rules = [score for _, score in self.exact]
        elif self.words:
            rules = [rule.score for rule in self.words]
        else:
            rules = [rule.score for rule in self.ranges]
        if self.kind is Kind.FLAG:
            rules = [self.present]
        return (*rules, self.not_reported)


@dataclass(frozen=True, slots=True)
class Category:
    """Plugins whose scores become one: the least, the highest, or their sum."""

    name: str
    choice: Choice
    plugins: tuple[Plugin, ...]


@dataclass(frozen=True, slots=True)
class RankModel:
    """A whole model; the rank score is the sum over its categories.

    digest: SHA-256 of the file, by which a stored score can be reproduced.
    """

    name: str
    version: str
    categories: tuple[Category, ...]
    digest: str

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Lowest and highest score, as genmod has them; None where a plugin has no bounds."""
        low = high = 0.0
        for category in self.categories:
            scores = [plugin.scores for plugin in category.plugins]
            if not scores:
                continue
            known = [each for each in scores if each is not None]
            if len(known) < len(scores):
                return None
            low += choose(category.choice, [min(each) for each in known])
            high += choose(category.choice, [max(each) for each in known])
        return low, high

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """Of all categories, in their order."""
        return tuple(plugin for each in self.categories for plugin in each.plugins)


def choose(choice: Choice, values: list[float]) -> float:
    """The least, the highest, or the sum.

    >>> choose(Choice.SUM, [1.0, 2.0]), choose(Choice.MIN, [1.0, 2.0])
    (3.0, 1.0)
    """
    if choice is Choice.SUM:
        return sum(values)
    return min(values) if choice is Choice.MIN else max(values)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one plugin gave a variant: the value that decided (None: not reported) and its score."""

    category: str
    plugin: str
    value: str | None
    score: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A variant's score with everything that it is made of.

    categories: name and score, in the model's order. normalised: 0-1 between the model's bounds,
    None where it has none.
    """

    score: int
    normalised: float | None
    categories: tuple[tuple[str, int], ...]
    contributions: tuple[Contribution, ...]
