"""Diseases as columns by term: who has a term or a kind of it, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samvar.focus.rare_disease.analyse.phenotype.feature import Features
from samvar.knowledge.phenotype.model import Floats, Ints, Ontology


class Column(NamedTuple):
    """The diseases that have a term, each once, with which frequency, and its fourth root."""

    disease: Ints
    frequency: NDArray[np.float32]
    root: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """What diseases have, with everything above it: a disease with a term has its parents, too,
    with at least its frequency.

    features: what was said itself. first: (diseases + 1) where each disease's features begin.
    """

    features: Features
    first: NDArray[np.int64]
    _start: NDArray[np.int64]
    _disease: Ints
    _frequency: NDArray[np.float32]
    _root: NDArray[np.float32]
    _absent_start: NDArray[np.int64]
    _absent: Ints

    @property
    def count(self) -> int:
        """How many diseases."""
        return self.features.count

    def column(self, term: int) -> Column:
        """Who has a term, as views."""
        part = slice(self._start[term], self._start[term + 1])
        return Column(self._disease[part], self._frequency[part], self._root[part])

    def lacking(self, term: int) -> Ints:
        """The diseases of which it is said that they do not have this very term."""
        return self._absent[self._absent_start[term] : self._absent_start[term + 1]]

    def having(self) -> NDArray[np.int64]:
        """(terms) how many diseases have each."""
        return np.diff(self._start)

    def mean(self) -> Floats:
        """(terms) the mean frequency over all diseases, those without it too."""
        total = np.concatenate([[0.0], np.cumsum(self._frequency, dtype=np.float64)])
        found: Floats = (total[self._start[1:]] - total[self._start[:-1]]) / max(self.count, 1)
        return found

    def gathered(self, values: Floats) -> Floats:
        """(diseases) the sum of a value that each term has, over all terms of a disease.

        values: (terms).
        """
        each = np.repeat(values, np.diff(self._start))
        return np.bincount(self._disease, each, self.count).astype(np.float64)

    def summed(self, values: Floats) -> Floats:
        """(diseases) the sum of a value that each feature has."""
        found = np.zeros(self.count)
        some = self.first[1:] > self.first[:-1]
        if some.any():
            found[some] = np.add.reduceat(values, self.first[:-1][some])
        return found


def profiles(features: Features, ontology: Ontology) -> Profiles:
    """Close features under the ontology."""
    above, terms = ontology.ancestors, len(ontology)
    lengths = np.diff(above.start)[features.term]
    rep = np.repeat(np.arange(len(features.term)), lengths)
    nth = np.arange(len(rep)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    term = above.item[above.start[features.term][rep] + nth]
    key = term.astype(np.int64) * features.count + features.disease[rep]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)])
    most = features.frequency[rep][order]
    if len(new):
        most = np.maximum.reduceat(most, new)
    kept = ordered[new]
    owner, lacked = features.absent
    by_term = np.argsort(lacked, kind="stable")
    return Profiles(
        features=features,
        first=np.searchsorted(features.disease, np.arange(features.count + 1)),
        _start=np.searchsorted(kept // max(features.count, 1), np.arange(terms + 1)),
        _disease=(kept % max(features.count, 1)).astype(np.int32),
        _frequency=most.astype(np.float32),
        _root=most.astype(np.float32) ** np.float32(0.25),
        _absent_start=np.searchsorted(lacked[by_term], np.arange(terms + 1)),
        _absent=owner[by_term],
    )
