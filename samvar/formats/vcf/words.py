"""Compiled: tabs and line feeds in a text, eight bytes at a time.

Each byte of a 64-bit word is compared at once; the low byte of a word is the first of the text.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samvar.formats.compiled import compiled

Text = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]  # the same bytes by eights, the last few left out

_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)
_NONE, _ONE = np.uint64(0), np.uint64(1)
_SEVEN, _TOP = np.uint64(7), np.uint64(56)
_TABS = np.uint64(0x0909090909090909)
SEMICOLONS = np.uint64(0x3B3B3B3B3B3B3B3B)
COMMAS = np.uint64(0x2C2C2C2C2C2C2C2C)
_BARS = np.uint64(0x7C7C7C7C7C7C7C7C)


@compiled
def _places(word: np.uint64, letters: np.uint64) -> np.uint64:
    """The high bit of each byte of `word` that is the letter, exact; no carry crosses a byte."""
    x = word ^ letters
    found: np.uint64 = ~(((x & ~_HIGHS) + ~_HIGHS) | x) & _HIGHS
    return found


@compiled
def _sum(word: np.uint64) -> int:
    """The bytes of a word added up; signed, because numba makes mixed signs real numbers."""
    return int(np.int64(word * _ONES >> _TOP))


@compiled
def _first(places: np.uint64) -> int:
    """Index of the lowest byte that `_places` marked; 8 where there is none."""
    below = (places & (~places + _ONE)) - _ONE
    return _sum(below & _ONES) - int(places != _NONE)


@compiled
def field_end(text: Text, words: Words, at: int) -> int:
    """Place of the next tab or line feed from `at`; eight bytes at a time."""
    word = at >> 3
    if word < len(words):
        wanted = ~((_ONE << np.uint64((at & 7) << 3)) - _ONE)
        while word < len(words):
            found = (_places(words[word], _TABS) | _places(words[word], _NEWLINES)) & wanted
            if found:
                return (word << 3) + _first(found)
            wanted = ~_NONE
            word += 1
        at = word << 3
    while text[at] != 9 and text[at] != 10:
        at += 1
    return at


@compiled
def letter_end(text: Text, words: Words, at: int, stop: int, letters: np.uint64) -> int:
    """Place of the next letter from `at`, or `stop`; eight bytes at a time.

    letters: the letter eight times, as `SEMICOLONS`.
    """
    word = at >> 3
    if word < len(words):
        wanted = ~((_ONE << np.uint64((at & 7) << 3)) - _ONE)
        while word < len(words) and word << 3 < stop:
            found = _places(words[word], letters) & wanted
            if found:
                return min((word << 3) + _first(found), stop)
            wanted = ~_NONE
            word += 1
        at = max(at, word << 3)
    letter = np.uint8(letters & np.uint64(255))
    while at < stop and text[at] != letter:
        at += 1
    return min(at, stop)


@compiled
def column_start(text: Text, words: Words, at: int, stop: int, column: int) -> tuple[int, int]:
    """Where a `|`-separated column of the entry at `at` begins, and its number; of an entry that
    is too short, where it ends at a comma or `stop`, and the number of its last column."""
    place = 0
    while at < stop and place < column:
        # Whole words without the bar that is wanted, and without a comma, are passed over.
        word = at >> 3
        if at & 7 == 0 and word < len(words) and at + 8 <= stop:
            bars = _sum(_places(words[word], _BARS) >> _SEVEN)
            if place + bars < column and _places(words[word], COMMAS) == _NONE:
                place += bars
                at += 8
                continue
        if text[at] == 44:
            break
        place += text[at] == 124
        at += 1
    return at, place


@compiled
def tabs_to_end(text: Text, words: Words, at: int) -> tuple[int, int]:
    """Place of the next line feed from `at`, and how many tabs stand before it."""
    tabs = 0
    word = at >> 3
    if word < len(words):
        wanted = ~((_ONE << np.uint64((at & 7) << 3)) - _ONE)
        while word < len(words):
            found = _places(words[word], _NEWLINES) & wanted
            marked = _places(words[word], _TABS) & wanted
            if found:
                marked &= (found & (~found + _ONE)) - _ONE
            tabs += _sum(marked >> _SEVEN)
            if found:
                return (word << 3) + _first(found), tabs
            wanted = ~_NONE
            word += 1
        at = word << 3
    while text[at] != 10:
        tabs += text[at] == 9
        at += 1
    return at, tabs


@compiled
def count_lines(text: Text, words: Words) -> int:
    """Line feeds in a text."""
    count = 0
    for word in range(len(words)):
        count += _sum(_places(words[word], _NEWLINES) >> _SEVEN)
    for k in range(len(words) << 3, len(text)):
        count += text[k] == 10
    return count


def as_arrays(raw: bytes) -> tuple[Text, Words]:
    """A text as bytes, and its whole words of eight."""
    text = np.frombuffer(raw, dtype=np.uint8)
    return text, words_of(text)


def words_of(text: Text) -> Words:
    """The whole words of eight of a text, without a copy."""
    return text[: len(text) // 8 * 8].view(np.uint64)
