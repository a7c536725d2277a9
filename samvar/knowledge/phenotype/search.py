"""Find terms by what somebody types: an id, the beginning of words, a synonym, with slips.

Every word that is typed must be found in a name or synonym, as itself, as its beginning, or, from
four letters on, with one slip (from eight on with two). A phrase ranks by how well its words are
met, rare words counting more, and by how little of it was not asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samvar.knowledge.phenotype.model import Ontology, Rows
from samvar.knowledge.phenotype.slip import slips

_WORD = re.compile(r"\w+")
_ID = re.compile(r"(?:hp[:_]?)?(\d{1,7})", re.IGNORECASE)
_BEGUN, _SLIPPED = 0.85, 0.6
_SYNONYM = 0.97
"""Of two equal phrases the name comes before the synonym."""
_MOST_WORDS = 12
_MOST_BEGUN, _MOST_NEAR = 400, 50
"""Words of which one typed letter is the beginning are too many to be told apart."""
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that was found. matched: the name or synonym by which; score: 0 to 1, best first."""

    term: int
    id: str
    name: str
    matched: str
    score: float


class Finder:
    """An index over one ontology; made once, then asked by each key that is pressed."""

    def __init__(self, ontology: Ontology, more: Mapping[str, Sequence[str]] | None = None) -> None:
        """more: further words for terms, by their id, such as those of another language."""
        self._ontology = ontology
        given = {ontology.number[id]: tuple(words) for id, words in (more or {}).items()}
        phrases = [
            (term, text, not at)
            for term, (name, more) in enumerate(zip(ontology.names, ontology.synonyms, strict=True))
            for at, text in enumerate((name, *more, *given.get(term, ())))
        ]
        self._term = np.array([term for term, _, _ in phrases], np.int32)
        self._text = [text for _, text, _ in phrases]
        self._worth = np.where([first for _, _, first in phrases], 1.0, _SYNONYM)
        split = [list(dict.fromkeys(words_of(text))) for text in self._text]
        self._words = sorted({word for each in split for word in each})
        number = {word: at for at, word in enumerate(self._words)}
        holds: list[list[int]] = [[] for _ in self._words]
        for phrase, each in enumerate(split):
            for word in each:
                holds[number[word]].append(phrase)
        self._holds = Rows.gathered(holds)
        held = np.diff(self._holds.start)
        self._rarity = np.log1p(len(phrases) / np.maximum(held, 1))
        self._total = np.array([sum(self._rarity[number[w]] for w in each) for each in split])
        self._letters = np.array([_letters(word) for word in self._words], np.int8)
        self._ids = sorted(ontology.ids)

    def search(self, typed: str, limit: int = 20) -> list[Hit]:
        """The best terms first; nothing where nothing fits, and where nothing is typed."""
        if (id := _ID.fullmatch(typed.strip())) is not None:
            return list(self._by_id(typed.strip(), id.group(1), limit))
        words = words_of(typed)[:_MOST_WORDS]
        if not words:
            return []
        met, asked = np.zeros(len(self._text)), 0.0
        every = np.ones(len(self._text), bool)
        for word in dict.fromkeys(words):
            own, weight = self._meets(word)
            every &= own > 0
            met += own
            asked += weight
        found = np.flatnonzero(every)
        score = (
            self._worth[found]
            * met[found]
            / (0.7 * np.maximum(asked, 1e-9) + 0.3 * np.maximum(self._total[found], asked))
        )
        return self._best(found, np.minimum(score, 1.0), limit)

    def _meets(self, word: str) -> tuple[NDArray[np.float64], float]:
        """(phrases) how much of a typed word each has, and how much there was to have."""
        known, closeness = self._like(word)
        worth = closeness * self._rarity[known]
        own = np.zeros(len(self._text))
        for at in np.argsort(worth):  # the best of a phrase's words is written last
            own[self._holds.of(known[at])] = worth[at]
        return own, float(worth.max(initial=0))

    def _like(self, word: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Words of the ontology that a typed one may stand for, and how close they are."""
        first = bisect_left(self._words, word)
        past = bisect_left(self._words, word + _LAST)
        begun = np.arange(first, min(past, first + _MOST_BEGUN))
        share = len(word) / np.array([len(self._words[at]) for at in begun], float)
        close = np.where(share == 1, 1.0, _BEGUN * (0.5 + 0.5 * share))
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not allowed or 1.0 in share or len(begun) > _MOST_NEAR:
            return begun, close
        near, far = [], []
        for at in self._near(word, allowed):
            away = slips(word, self._words[at], allowed)
            if 0 < away <= allowed:
                near.append(at)
                far.append(_SLIPPED / away**0.5)
        return np.append(begun, np.array(near, np.intp)), np.append(close, far)

    def _near(self, word: str, allowed: int) -> NDArray[np.intp]:
        """Words whose letters, in whatever order, are as near: no word that is near is missed."""
        apart = self._letters - np.array(_letters(word), np.int8)
        more, less = np.maximum(apart, 0).sum(axis=1), np.maximum(-apart, 0).sum(axis=1)
        return np.flatnonzero(np.maximum(more, less) <= allowed)

    def _by_id(self, typed: str, digits: str, limit: int) -> Iterator[Hit]:
        ontology = self._ontology
        full = f"HP:{digits.zfill(7)}"
        known = ontology.number.get(full)
        if known is not None:
            yield Hit(known, ontology.ids[known], ontology.names[known], full, 1.0)
        if len(digits) < 7 and (typed[:2].lower() == "hp" or digits.startswith("0")):
            beginning = f"HP:{digits}"
            first = bisect_left(self._ids, beginning)
            last = bisect_left(self._ids, beginning + _LAST)
            left = limit - (known is not None)
            for id in [each for each in self._ids[first:last][: limit + 1] if each != full][:left]:
                at = ontology.number[id]
                yield Hit(at, id, ontology.names[at], id, len(digits) / 7)

    def _best(self, phrases: NDArray[np.intp], score: NDArray[np.float64], limit: int) -> list[Hit]:
        """One hit a term, by its best phrase; equals by the length of the name, then by id."""
        order = np.lexsort((self._term[phrases], -score))
        best: dict[int, tuple[float, int]] = {}
        for at in order[: 20 * limit]:
            best.setdefault(int(self._term[phrases[at]]), (float(score[at]), int(phrases[at])))
        ontology = self._ontology
        hits = [
            Hit(term, ontology.ids[term], ontology.names[term], self._text[phrase], value)
            for term, (value, phrase) in best.items()
        ]
        return sorted(hits, key=lambda h: (-round(h.score, 6), len(h.name), h.id))[:limit]


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters.

    >>> words_of("Café-au-lait spot")
    ['café', 'au', 'lait', 'spot']
    """
    return _WORD.findall(text.casefold())


def _letters(word: str) -> list[int]:
    """How often each letter stands in a word; what is no letter from a to z counts as one."""
    counts = [0] * 27
    for letter in word:
        counts[ord(letter) - 97 if "a" <= letter <= "z" else 26] += 1
    return counts
