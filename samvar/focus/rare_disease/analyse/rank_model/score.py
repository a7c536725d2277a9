"""What a rank model says of one value, of one variant, and what each part of it contributed.

As genmod scores: a string rule holds where its word stands anywhere in the value, the rule with
the highest (or lowest) priority first; of numbers the highest or lowest counts; a number of zero
counts as not reported; a score is a whole number, cut towards zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samvar.focus.rare_disease.model.rank_model import (
    Choice,
    Contribution,
    Field,
    Kind,
    Plugin,
    Ranked,
    RankModel,
    choose,
)


def score_value(plugin: Plugin, text: str | None) -> tuple[str | None, int]:
    """The part of a value that decides, and its score. text: as it is in the file, or None.

    Of CSQ, `text` is the columns of all entries with commas between, for numbers, and the whole
    of CSQ for strings, where genmod looks for its words.
    """
    return Rules(plugin).of(text)


class Rules:
    """A plugin's rules in the order in which they are tried, for whoever scores many values."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin
        self._absent = int(plugin.not_reported)
        # Of two rules with one word the last one's score stands.
        scores = {rule.word.lower(): int(rule.score) for rule in plugin.words}
        sign = 1 if plugin.record_rule is Choice.MIN else -1
        ordered = sorted(plugin.words, key=lambda rule: sign * rule.priority)
        self._words = [(rule.word.lower(), rule.word, scores[rule.word.lower()])
                       for rule in ordered]  # fmt: skip
        self._parse: Callable[[str], float] = int if plugin.kind is Kind.INTEGER else float
        self._is_number = plugin.kind is not Kind.FLAG and plugin.kind is not Kind.STRING
        self._as_is = plugin.as_is
        self._exact = dict(plugin.exact)
        self._cuts = (*("," if plugin.column else ""), *plugin.separators)
        self._ranges = [(rule.low, rule.high, rule.score) for rule in plugin.ranges]

    def of(self, text: str | None) -> tuple[str | None, int]:
        """As `score_value`."""
        plugin = self._plugin
        if text is None:
            return None, self._absent
        if plugin.kind is Kind.FLAG:
            absent = plugin.field is not Field.INFO and text == "."
            return (None, self._absent) if absent else ("", int(plugin.present))
        if plugin.kind is Kind.STRING:
            lower = text.lower()
            for word, written, score in self._words:
                if word in lower:
                    return written, score
            return None, self._absent
        value = self._number(text)
        return (f"{value:g}", int(self._worth(value))) if value else (None, self._absent)

    def score(self, text: str | None) -> int:
        """The score alone."""
        if text is None or not self._is_number:
            return self.of(text)[1]
        value = self._number(text)
        return int(self._worth(value)) if value else self._absent

    def _number(self, text: str) -> float:
        """The number that counts; 0 where there is none, which counts as not reported."""
        for cut_at in self._cuts:
            if cut_at in text:
                break
        else:  # nearly always
            try:
                return self._parse(text)
            except ValueError:
                return 0.0
        values: list[float] = []
        for part in cut(text, self._plugin):
            try:
                values.append(self._parse(part))
            except ValueError:
                continue
        return choose(self._plugin.record_rule, values) if values else 0.0

    def _worth(self, value: float) -> float:
        if self._as_is:
            return value
        if self._exact:
            # genmod compares what Python writes: 2.0 is not 2.
            return self._exact.get(str(value), 0.0)
        for low, high, score in self._ranges:
            if low <= value < high:
                return score
        return 0.0


def cut(text: str, plugin: Plugin) -> list[str]:
    """A value cut at every separator of a plugin; entries of CSQ are cut at commas first."""
    parts = text.split(",") if plugin.column else [text]
    for separator in plugin.separators:
        parts = [piece for part in parts for piece in part.split(separator)]
    return parts


def value_of(plugin: Plugin, fields: Mapping[str, str], csq: tuple[str, ...] = ()) -> str | None:
    """The text that a plugin looks at. fields: of a record, by column name or `INFO/KEY`.

    csq: names of the columns of CSQ.
    """
    if plugin.field is not Field.INFO:
        return fields.get(plugin.field.value)
    text = fields.get(f"INFO/{plugin.key}")
    if text is None or plugin.kind is Kind.FLAG:
        return text
    if not plugin.column or plugin.kind is Kind.STRING:
        return text or None
    if plugin.column not in csq:
        return None
    place = csq.index(plugin.column)
    entries = (entry.split("|") for entry in text.split(","))
    return ",".join(entry[place] for entry in entries if place < len(entry))


def rank(model: RankModel, fields: Mapping[str, str], csq: tuple[str, ...] = ()) -> Ranked:
    """Score one variant, and keep what each plugin gave.

    fields, csq: as of `value_of`.
    """
    contributions = []
    categories = []
    for category in model.categories:
        scores = []
        for plugin in category.plugins:
            value, score = score_value(plugin, value_of(plugin, fields, csq))
            contributions.append(Contribution(category.name, plugin.name, value, score))
            scores.append(float(score))
        total = int(choose(category.choice, scores)) if scores else 0
        categories.append((category.name, total))
    score = sum(each for _, each in categories)
    return Ranked(score, normalised(model.bounds, score), tuple(categories), tuple(contributions))


def normalised(bounds: tuple[float, float] | None, score: float) -> float | None:
    """A score between a model's bounds as 0-1; None where it has none.

    Source: genmod 3.12, RankScoreNormalized.
    """
    if bounds is None or bounds[0] == bounds[1]:
        return None
    return (score - bounds[0]) / (bounds[1] - bounds[0])
