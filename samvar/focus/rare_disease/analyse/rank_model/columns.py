"""Many records scored at once: each value is looked at once, and known again by its bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from samvar.focus.rare_disease.analyse.rank_model.score import Rules
from samvar.focus.rare_disease.model.rank_model import Field, Kind, RankModel
from samvar.focus.rare_disease.model.said import Said
from samvar.formats.vcf import kernel
from samvar.formats.vcf.alike import alike, field_spans
from samvar.formats.vcf.fast import Block
from samvar.formats.vcf.needles import MOST, Needles
from samvar.formats.vcf.spans import column_spans
from samvar.model.calls import Int16, Int32, UInt64
from samvar.model.distinct import distinct

_KNOWN = 1 << 20
"""Values of one plugin that are remembered at most."""


class Looked(NamedTuple):
    """What a plugin finds in some lines. which: (lines) the number of each line's value, -1 for
    none; values: the different ones."""

    which: Int32
    values: list[bytes]


class Seen(NamedTuple):
    """What a scorer finds in some lines, before anything is scored. looked: of each plugin that
    reads its value alone. words: (lines) bits of the words that stand in CSQ; None: not asked."""

    lines: int
    looked: dict[int, Looked]
    words: UInt64 | None


class Scorer:
    """Scores of every plugin of a rank model, block after block of a file's lines.

    keys: of INFO, whose places the model needs. computed: keys that are not read from the file,
    because they are made on the way; their plugins are scored by `score_text`.
    """

    def __init__(self, model: RankModel, csq: Sequence[str], computed: frozenset[str]) -> None:
        self.model = model
        self._plugins = model.plugins
        self._rules = [Rules(plugin) for plugin in self._plugins]
        self._csq = tuple(csq)
        info = [plugin for plugin in self._plugins if plugin.field is Field.INFO]
        self.keys = tuple(
            dict.fromkeys(plugin.key for plugin in info if plugin.key not in computed)
        )
        self._known: list[dict[bytes, int]] = [{} for _ in self._plugins]
        # Words of CSQ, whose values are long and never the same: all plugins' words at once.
        words = [
            number
            for number, plugin in enumerate(self._plugins)
            if plugin.column and plugin.kind is Kind.STRING
        ]
        every = [rule.word.lower() for number in words for rule in self._plugins[number].words]
        self._words = list(dict.fromkeys(every))
        self._needles = Needles(self._words) if 0 < len(self._words) <= MOST else None
        self._of_needles = frozenset(words if self._needles is not None else ())
        self._made = [
            plugin.field is Field.INFO and plugin.key in computed for plugin in self._plugins
        ]

    def look(self, raw: bytes, block: Block, spans: Int32) -> Seen:
        """Find the values of some lines; threads may look at several blocks at once.

        spans: (lines, keys, 2) of `keys`.
        """
        looked: dict[int, Looked] = {}
        words: UInt64 | None = None
        for number, plugin in enumerate(self._plugins):
            if self._made[number]:
                continue
            if plugin.field is not Field.INFO:
                looked[number] = _values(raw, block, _place(plugin.field, block))
                continue
            place = spans[:, self.keys.index(plugin.key)]
            if number in self._of_needles and self._needles is not None:
                if words is None:
                    words = self._needles.found(block.text, place)
            elif not plugin.column:
                looked[number] = _values(raw, block, place)
            elif plugin.column in self._csq:
                column = self._csq.index(plugin.column)
                looked[number] = _of_entries(raw, block, place, column)
        return Seen(len(block.table), looked, words)

    def score(self, seen: Seen) -> Int16:
        """(lines, plugins) int16; plugins of computed keys score nothing yet."""
        found = np.zeros((len(self._plugins), seen.lines), dtype=np.int16)
        for number, rules in enumerate(self._rules):
            if self._made[number]:
                continue
            own = seen.looked.get(number)
            if number in self._of_needles and seen.words is not None:
                found[number] = self._by_words(rules, seen.words)
            elif own is None:
                found[number] = rules.score(None)
            else:
                scores = [*self._scores(number, own.values), rules.score(None)]
                table = np.array(scores, dtype=np.int16)
                found[number] = table[own.which]
        return found.T

    def scores(self, raw: bytes, block: Block, spans: Int32) -> Int16:
        """Both at once."""
        return self.score(self.look(raw, block, spans))

    def score_text(self, key: str, texts: Said, scores: Int16) -> None:
        """Score the plugins of a computed key, in place. texts: of each line; an empty one is
        not there."""
        for number, rules in enumerate(self._rules):
            if self._made[number] and self._plugins[number].key == key:
                given = [rules.score(text or None) for text in texts.words]
                scores[:, number] = np.array(given, dtype=np.int16)[texts.which]

    def totals(self, scores: Int16) -> tuple[Int32, Int32]:
        """(lines) rank scores, and (lines, categories) what each category gave."""
        parts = np.zeros((len(scores), len(self.model.categories)), dtype=np.int32)
        at = 0
        for number, category in enumerate(self.model.categories):
            own = scores[:, at : at + len(category.plugins)].astype(np.int32)
            at += len(category.plugins)
            if own.shape[1]:
                parts[:, number] = _chosen[category.choice.value](own)
        return parts.sum(axis=1, dtype=np.int32), parts

    def _scores(self, number: int, values: Sequence[bytes]) -> list[int]:
        """Of each value; what is short is known again in the next block."""
        known, score = self._known[number], self._rules[number].score
        flag = self._plugins[number].kind is Kind.FLAG
        if len(known) >= _KNOWN:
            known.clear()
        found = []
        for value in values:
            own = known.get(value)
            if own is None:
                own = score(value.decode("utf-8", "replace") if value or flag else None)
                if len(value) < 200:
                    known[value] = own
            found.append(own)
        return found

    def _by_words(self, rules: Rules, found: UInt64) -> Int16:
        kinds, which = distinct(found.astype(np.int64))
        scores = []
        for kind in kinds.tolist():
            words = [word for k, word in enumerate(self._words) if kind >> k & 1]
            scores.append(rules.score("&".join(words) or None))
        return np.array(scores, dtype=np.int16)[which]


def _values(raw: bytes, block: Block, spans: Int32) -> Looked:
    which, first = alike(block.text, spans)
    return Looked(which, [raw[start:end] for start, end in spans[first].tolist()])


def _of_entries(raw: bytes, block: Block, place: Int32, column: int) -> Looked:
    """One column of all entries of each line, with commas between where they differ."""
    owner, spans = column_spans(block.text, place, column, distinct=True)
    entry, values = _values(raw, block, spans)
    which = np.full(len(place), -1, dtype=np.int32)
    which[owner] = entry
    counts = np.bincount(owner, minlength=len(place))
    several: dict[int, list[bytes]] = {}
    for at in np.flatnonzero(counts[owner] > 1).tolist():
        several.setdefault(int(owner[at]), []).append(values[entry[at]])
    for line, parts in several.items():
        which[line] = len(values)
        values.append(b",".join(parts))
    return Looked(which, values)


def _place(field: Field, block: Block) -> Int32:
    """Where a field of the record stands."""
    first, last, skip = _FIELDS[field]
    if skip is not None:
        return field_spans(block.text, block.table, first, skip)
    return np.ascontiguousarray(block.table[:, [first, last]])


_FIELDS: dict[Field, tuple[int, int, int | None]] = {
    Field.CHROM: (kernel.START, kernel.REF0, 0),
    Field.POS: (kernel.START, kernel.REF0, 1),
    Field.ID: (kernel.START, kernel.REF0, 2),
    Field.REF: (kernel.REF0, kernel.REF1, None),
    Field.ALT: (kernel.ALT0, kernel.ALT1, None),
    Field.QUAL: (kernel.ALT1, kernel.INFO0, 1),
    Field.FILTER: (kernel.ALT1, kernel.INFO0, 2),
    Field.FORMAT: (kernel.FORMAT0, kernel.FORMAT1, None),
}
"""Between which columns of the line table a field stands; and, where those are not its own, how
many tabs lie before it."""
_chosen: dict[str, Callable[[Int32], Int32]] = {
    "min": lambda own: own.min(axis=1),
    "max": lambda own: own.max(axis=1),
    "sum": lambda own: own.sum(axis=1, dtype=np.int32),
}
