"""Find terms by what somebody types: an id, the beginning of words, a synonym, with slips.

Every word that is typed must be found in a name or synonym, as itself, as its beginning, or, from
four letters on, with one slip (from eight on with two). A phrase ranks by how well its words are
met, rare words counting more, and by how little of it was not asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
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

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        phrases = [
            (term, text, not at)
            for term, (name, more) in enumerate(zip(ontology.names, ontology.synonyms, strict=True))
            for at, text in enumerate((name, *more))
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
        self._trigrams = _trigrams_of(self._words)

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
        own = np.zeros(len(self._text))
        weight = 0.0
        for at, closeness in self._like(word):
            phrases = self._holds.of(at)
            own[phrases] = np.maximum(own[phrases], closeness * self._rarity[at])
            weight = max(weight, closeness * float(self._rarity[at]))
        return own, weight

    def _like(self, word: str) -> Iterator[tuple[int, float]]:
        """Words of the ontology that a typed one may stand for, and how close they are."""
        first = bisect_left(self._words, word)
        exact = first < len(self._words) and self._words[first] == word
        at = first
        while at < len(self._words) and self._words[at].startswith(word):
            known = self._words[at]
            share = len(word) / len(known)
            yield at, 1.0 if known == word else _BEGUN * (0.5 + 0.5 * share)
            at += 1
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if exact or not allowed or at - first > 50:
            return
        for near in self._near(word, allowed):
            away = slips(word, self._words[near], allowed)
            if 0 < away <= allowed:
                yield near, _SLIPPED / away**0.5

    def _near(self, word: str, allowed: int) -> NDArray[np.intp]:
        """Words that share so many triples of letters that they may be as near as that."""
        shared = np.zeros(len(self._words), np.int16)
        own = _trigrams(word)
        for three in own:
            shared[self._trigrams.get(three, _NONE)] += 1
        # A slip touches three triples at most, two neighbours changing places four.
        return np.flatnonzero(shared >= max(1, len(own) - 4 * allowed))

    def _by_id(self, typed: str, digits: str, limit: int) -> Iterator[Hit]:
        ontology = self._ontology
        full = f"HP:{digits.zfill(7)}"
        known = ontology.number.get(full)
        if known is not None:
            yield Hit(known, ontology.ids[known], ontology.names[known], full, 1.0)
        if len(digits) < 7 and (typed[:2].lower() == "hp" or digits.startswith("0")):
            beginning = f"HP:{digits}"
            begun = sorted(id for id in ontology.ids if id.startswith(beginning) and id != full)
            for id in begun[: limit - (known is not None)]:
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


_NONE = np.zeros(0, np.int64)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _trigrams_of(words: list[str]) -> dict[str, NDArray[np.int64]]:
    held: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        for three in _trigrams(word):
            held.setdefault(three, []).append(at)
    return {three: np.array(own, np.int64) for three, own in held.items()}
