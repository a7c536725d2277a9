"""What a rank model says of one value, of one variant, and what each part of it contributed.

As genmod scores: a string rule holds where its word stands anywhere in the value, the rule with
the highest (or lowest) priority first; of numbers the highest or lowest counts; a number of zero
counts as not reported; a score is a whole number, cut towards zero.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    if text is None:
        return None, int(plugin.not_reported)
    if plugin.kind is Kind.FLAG:
        absent = plugin.field is not Field.INFO and text == "."
        return (None, int(plugin.not_reported)) if absent else ("", int(plugin.present))
    if plugin.kind is Kind.STRING:
        return _word(plugin, text)
    return _number(plugin, text)


def _word(plugin: Plugin, text: str) -> tuple[str | None, int]:
    lower = text.lower()
    best = None
    for rule in plugin.words:
        if best is not None and not _before(plugin, rule.priority, best.priority):
            continue
        if rule.word.lower() in lower:
            best = rule
    if best is None:
        return None, int(plugin.not_reported)
    # Of two rules with one word the last one's score stands.
    same = [rule.score for rule in plugin.words if rule.word.lower() == best.word.lower()]
    return best.word, int(same[-1])


def _before(plugin: Plugin, priority: int, best: int) -> bool:
    return priority < best if plugin.record_rule is Choice.MIN else priority > best


def _number(plugin: Plugin, text: str) -> tuple[str | None, int]:
    parse = int if plugin.kind is Kind.INTEGER else float
    values: list[float] = []
    for part in cut(text, plugin):
        try:
            values.append(parse(part))
        except ValueError:
            continue
    if not values:
        return None, int(plugin.not_reported)
    value = choose(plugin.record_rule, values)
    if not value:
        return None, int(plugin.not_reported)
    return f"{value:g}", int(_worth(plugin, value))


def _worth(plugin: Plugin, value: float) -> float:
    if plugin.as_is:
        return value
    if plugin.exact:
        # genmod compares what Python writes: 2.0 is not 2.
        return dict(plugin.exact).get(str(value), 0.0)
    for rule in plugin.ranges:
        if rule.low <= value < rule.high:
            return rule.score
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
