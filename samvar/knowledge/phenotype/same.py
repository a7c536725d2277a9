"""Which entries of two catalogues are one disease: Orphanet's under OMIM's.

OMIM and Orphanet both annotate most diseases, each with features that the other lacks. An entry of
Orphanet is counted as the entries of OMIM that

1. have the same name, whatever the order and the little words; else
2. share a gene, and most words of the name and no other number; else
3. have nearly the same name and the same numbers, and no other gene; else
4. are the only one of its only gene; else
5. share a gene and most features: information shared by both over that of either is 0.2 at least,
   and 0.8 of the best.

An entry for a group of diseases is counted as each of them. One that meets none of these stands
for itself, as every entry of OMIM and DECIPHER does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from samvar.knowledge.phenotype.model import Annotations, Aspect, GeneLinks, Ontology, Rows

_LITTLE = frozenset((
    "syndrome", "disease", "disorder", "type", "of", "the", "and", "with", "due", "to", "or", "in",
    "a", "an", "by", "autosomal", "dominant", "recessive", "linked", "x", "susceptibility",
    "deficiency",
))  # fmt: skip
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
          "ix": "9"}  # fmt: skip
_SHARED, _OF_BEST = 0.2, 0.8
Words = frozenset[str]


def same_diseases(ontology: Ontology, said: Annotations, links: GeneLinks) -> Rows:
    """(diseases) the numbers of those that each is counted as: itself, or OMIM's entries."""
    finder = _Finder(ontology, said, links)
    return Rows.gathered(
        [
            finder.omim_of(disease) if id.startswith("ORPHA:") else [disease]
            for disease, id in enumerate(said.diseases)
        ]
    )


def name_words(name: str) -> Words:
    """What is left of a disease's name without order, plurals and little words.

    >>> sorted(name_words("Thumb syndromes, type II"))
    ['2', 'thumb']
    """
    words = (_ROMAN.get(word, word) for word in re.findall(r"[a-z0-9]+", name.lower()))
    single = (word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words)
    return frozenset(word for word in single if word not in _LITTLE)


def _numbers(words: Words) -> Words:
    return frozenset(word for word in words if word.isdigit() or len(word) == 1)


class _Finder:
    """Looks up what an entry of Orphanet may be."""

    def __init__(self, ontology: Ontology, said: Annotations, links: GeneLinks) -> None:
        self._words = [name_words(name) for name in said.names]
        self._genes: defaultdict[int, set[int]] = defaultdict(set)
        self._by_gene: defaultdict[int, set[int]] = defaultdict(set)
        self._by_name: defaultdict[Words, list[int]] = defaultdict(list)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        omim = {at for at, id in enumerate(said.diseases) if id.startswith("OMIM:")}
        for gene, disease in zip(links.gene.tolist(), links.disease.tolist(), strict=True):
            self._genes[disease].add(gene)
            if disease in omim:
                self._by_gene[gene].add(disease)
        for disease in sorted(omim):
            self._by_name[self._words[disease]].append(disease)
            for word in self._words[disease]:
                self._by_word[word].append(disease)
        self._features = _Overlap(ontology, said)

    def omim_of(self, disease: int) -> list[int]:
        """The entries of OMIM that one of Orphanet is counted as, or itself."""
        words, genes = self._words[disease], self._genes[disease]
        related = sorted(set().union(*(self._by_gene[gene] for gene in genes)))
        return (
            (self._by_name.get(words, []) if words else [])
            or [other for other in related if self._alike(words, self._words[other])]
            or self._nearly(words, genes)
            or (related if len(genes) == len(related) == 1 else [])
            or self._features.nearest(disease, related)
            or [disease]
        )

    @staticmethod
    def _alike(one: Words, other: Words) -> bool:
        """Of two that share a gene."""
        ours, theirs = one - _numbers(one), other - _numbers(other)
        both = len(ours & theirs)
        numbers = _numbers(one), _numbers(other)
        return (
            both >= 0.75 * max(1, min(len(ours), len(theirs)))
            and both >= 0.5 * max(1, len(ours | theirs))
            and (not all(numbers) or bool(numbers[0] & numbers[1]))
        )

    def _nearly(self, words: Words, genes: set[int]) -> list[int]:
        plain = words - _numbers(words)
        shared = Counter(other for word in plain for other in self._by_word[word])
        return sorted(
            other
            for other, both in shared.items()
            if both >= 2
            and both >= 0.75 * len(plain | (self._words[other] - _numbers(self._words[other])))
            and _numbers(words) == _numbers(self._words[other])
            and not (genes and self._genes[other] and not genes & self._genes[other])
        )


class _Overlap:
    """How much of what is known of two diseases is known of both, rare features counting more."""

    def __init__(self, ontology: Ontology, said: Annotations) -> None:
        kept = (said.aspect == Aspect.P) & ~said.negated & ~(said.share == 0)
        self._ontology = ontology
        rows = np.flatnonzero(kept)
        order = rows[np.argsort(said.disease[rows], kind="stable")]
        self._term = said.term[order]
        self._start = np.searchsorted(said.disease[order], np.arange(len(said.diseases) + 1))
        self._known: dict[int, NDArray[np.int32]] = {}
        count = np.zeros(len(ontology))
        for disease in range(len(said.diseases)):
            count[self._all(disease)] += 1
        self._weight = -np.log(np.maximum(count, 1) / len(said.diseases))

    def nearest(self, disease: int, others: Iterable[int]) -> list[int]:
        """Those of the others that share enough."""
        found = {other: self._share(disease, other) for other in others}
        least = max(_SHARED, _OF_BEST * max(found.values(), default=0))
        return [other for other, share in found.items() if share >= least]

    def _all(self, disease: int) -> NDArray[np.int32]:
        if disease not in self._known:
            above = self._ontology.ancestors
            terms = self._term[self._start[disease] : self._start[disease + 1]]
            lists = [above.of(term) for term in terms.tolist()]
            self._known[disease] = np.unique(np.concatenate([*lists, _NONE]))
        return self._known[disease]

    def _share(self, one: int, other: int) -> float:
        ours, theirs = self._all(one), self._all(other)
        both = float(self._weight[np.intersect1d(ours, theirs, assume_unique=True)].sum())
        all_ = float(self._weight[ours].sum() + self._weight[theirs].sum()) - both
        return both / all_ if all_ > 0 else 0.0


_NONE = np.zeros(0, np.int32)
