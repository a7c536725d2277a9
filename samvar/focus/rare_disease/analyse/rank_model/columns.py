"""Many records scored at once: each value is looked at once, and known again by its bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from samvar.focus.rare_disease.analyse.rank_model.score import score_value
from samvar.focus.rare_disease.model.rank_model import Field, Kind, Plugin, RankModel
from samvar.formats.vcf import kernel
from samvar.formats.vcf.fast import Block
from samvar.formats.vcf.needles import MOST, Needles
from samvar.formats.vcf.spans import column_spans
from samvar.model.calls import Int16, Int32, UInt64

_KNOWN = 1 << 20
"""Values of one plugin that are remembered at most."""


class Scorer:
    """Scores of every plugin of a rank model, block after block of a file's lines.

    keys: of INFO, whose places the model needs. computed: keys that are not read from the file,
    because they are made on the way; their plugins are scored by `score_text`.
    """

    def __init__(self, model: RankModel, csq: Sequence[str], computed: frozenset[str]) -> None:
        self.model = model
        self._plugins = model.plugins
        self._csq = tuple(csq)
        info = [plugin for plugin in model.plugins if plugin.field is Field.INFO]
        self.keys = tuple(
            dict.fromkeys(plugin.key for plugin in info if plugin.key not in computed)
        )
        self._known: list[dict[bytes, int]] = [{} for _ in model.plugins]
        # Words of CSQ, whose values are long and never the same: all plugins' words at once.
        words = [
            number
            for number, plugin in enumerate(model.plugins)
            if plugin.column and plugin.kind is Kind.STRING
        ]
        every = [rule.word.lower() for number in words for rule in model.plugins[number].words]
        self._words = list(dict.fromkeys(every))
        self._needles = Needles(self._words) if 0 < len(self._words) <= MOST else None
        self._of_needles = frozenset(words if self._needles is not None else ())
        self._made = [
            plugin.field is Field.INFO and plugin.key in computed for plugin in model.plugins
        ]

    def scores(self, raw: bytes, block: Block, spans: Int32) -> Int16:
        """(lines, plugins) int16. spans: (lines, keys, 2) of `keys`."""
        lines = len(block.table)
        found = np.zeros((lines, len(self._plugins)), dtype=np.int16)
        words: UInt64 | None = None
        for number, plugin in enumerate(self._plugins):
            if self._made[number]:
                continue
            if plugin.field is not Field.INFO:
                found[:, number] = self._of_fields(number, plugin, raw, block)
                continue
            place = spans[:, self.keys.index(plugin.key)]
            found[:, number] = score_value(plugin, None)[1]
            there = np.flatnonzero(place[:, 0] >= 0)
            if number in self._of_needles and self._needles is not None:
                if words is None:
                    words = self._needles.found(block.text, place)
                found[:, number] = self._by_words(plugin, words)
            elif plugin.column:
                self._of_column(found[:, number], number, plugin, raw, block, place)
            else:
                self._of_values(found[:, number], number, raw, there, place)
        return found

    def score_text(self, key: str, texts: Sequence[str | None], scores: Int16) -> None:
        """Score the plugins of a computed key, in place. texts: (lines), the value of each."""
        for number, plugin in enumerate(self._plugins):
            if self._made[number] and plugin.key == key:
                known: dict[str | None, int] = {}
                for line, text in enumerate(texts):
                    if text not in known:
                        known[text] = score_value(plugin, text)[1]
                    scores[line, number] = known[text]

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

    def _score(self, number: int, value: bytes) -> int:
        known = self._known[number]
        score = known.get(value)
        if score is None:
            plugin = self._plugins[number]
            text = value.decode("utf-8", "replace")
            if not text and plugin.kind is not Kind.FLAG:
                score = score_value(plugin, None)[1]
            else:
                score = score_value(plugin, text)[1]
            if len(value) < 200:
                if len(known) >= _KNOWN:
                    known.clear()
                known[value] = score
        return score

    def _of_values(
        self, out: Int16, number: int, raw: bytes, there: npt.NDArray[np.int64], place: Int32
    ) -> None:
        score, known = self._score, self._known[number]
        starts, ends = place[there, 0].tolist(), place[there, 1].tolist()
        values = [raw[start:end] for start, end in zip(starts, ends, strict=True)]
        out[there] = [known[value] if value in known else score(number, value) for value in values]

    def _by_words(self, plugin: Plugin, found: UInt64) -> Int16:
        kinds, which = np.unique(found, return_inverse=True)
        scores = []
        for kind in kinds.tolist():
            words = [word for k, word in enumerate(self._words) if kind >> k & 1]
            scores.append(score_value(plugin, "&".join(words) or None)[1])
        return np.array(scores, dtype=np.int16)[which.reshape(-1)]

    def _of_column(
        self, out: Int16, number: int, plugin: Plugin, raw: bytes, block: Block, place: Int32
    ) -> None:
        if plugin.column not in self._csq:
            return
        column = self._csq.index(plugin.column)
        owner, found = column_spans(block.text, place, column, distinct=True)
        by_line: dict[int, bytes] = {}
        ends = found[:, 1].tolist()
        for line, start, end in zip(owner.tolist(), found[:, 0].tolist(), ends, strict=True):
            before = by_line.get(line)
            value = raw[start:end]
            by_line[line] = value if before is None else before + b"," + value
        for line, value in by_line.items():
            out[line] = self._score(number, value)

    def _of_fields(self, number: int, plugin: Plugin, raw: bytes, block: Block) -> list[int]:
        first, last, place = _FIELDS[plugin.field]
        score, known = self._score, self._known[number]
        found = []
        ends = block.table[:, last].tolist()
        for start, end in zip(block.table[:, first].tolist(), ends, strict=True):
            value = raw[start:end]
            if place is not None:
                value = value.strip(b"\t").split(b"\t")[place] if value else b"."
            found.append(known[value] if value in known else score(number, value))
        return found


_FIELDS: dict[Field, tuple[int, int, int | None]] = {
    Field.CHROM: (kernel.START, kernel.REF0, 0),
    Field.POS: (kernel.START, kernel.REF0, 1),
    Field.ID: (kernel.START, kernel.REF0, 2),
    Field.REF: (kernel.REF0, kernel.REF1, None),
    Field.ALT: (kernel.ALT0, kernel.ALT1, None),
    Field.QUAL: (kernel.ALT1, kernel.INFO0, 0),
    Field.FILTER: (kernel.ALT1, kernel.INFO0, 1),
    Field.FORMAT: (kernel.FORMAT0, kernel.FORMAT1, None),
}
"""Between which columns of the line table a field stands, and which of the fields there it is."""
_chosen: dict[str, Callable[[Int32], Int32]] = {
    "min": lambda own: own.min(axis=1),
    "max": lambda own: own.max(axis=1),
    "sum": lambda own: own.sum(axis=1, dtype=np.int32),
}
