"""Structural events of a shard: sorted so that a question looks at few rows, and what they say.

The key of a row sorts by kind, contig, octave and start: 4 + 5 + 5 + 28 bits. An octave holds the
events whose length has the same number of binary digits, so that a question about a small deletion
never sees the large ones around it, nor a large one the thousands of small ones within; insertions
and breakends have octave 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from samvar.model.calls import Int8, Int32, Int64
from samvar.model.contribution import Contribution
from samvar.model.genome import CODE, Assembly, Sex
from samvar.model.structural import (
    MOST_SLACK_BP,
    WINDOW_BP,
    Event,
    EventCalls,
    EventKind,
    overlaps,
)
from samvar.store.variants.beside import FORMS, STRUCTURAL
from samvar.store.variants.callability import ploidy_classes, ploidy_of

_KIND_SHIFT, _CONTIG_SHIFT, _OCTAVE_SHIFT = 38, 33, 28
_MEASURED = (EventKind.DEL.code, EventKind.DUP.code, EventKind.INV.code)
UNKNOWN = 0


def octave(length: int) -> int:
    """Number of binary digits of a length, at most 31.

    >>> octave(1), octave(1023), octave(1024)
    (1, 10, 11)
    """
    return min(31, int(length).bit_length())


def key_of(kind: Int8, contig: Int8, start: Int32, end: Int32) -> Int64:
    """The keys of n events; see the module's text."""
    length = np.where(np.isin(kind, _MEASURED), end.astype(np.int64) - start, 0)
    digits = np.frexp(np.maximum(length, 0).astype(np.float64))[1].astype(np.int64)
    wide = kind.astype(np.int64) << _KIND_SHIFT | contig.astype(np.int64) << _CONTIG_SHIFT
    found: Int64 = wide | digits << _OCTAVE_SHIFT | start.astype(np.int64)
    return found


def kinds_of(keys: Int64) -> Int64:
    """The code of each row's kind."""
    return keys >> _KIND_SHIFT


def starts_of(keys: Int64) -> Int64:
    """The start of each row's event."""
    return keys & ((1 << _OCTAVE_SHIFT) - 1)


def rows_of(calls: EventCalls, people: Sequence[Contribution | None]) -> Any:
    """What calls of a file's samples add, as a table of the form `structural`.

    people: of each of the file's samples, None for those that are left out; `person` is the
    index there. A copy number alone is a deletion below, and a duplication above, the copies that
    the person has there; where that is not known, so are both.
    """
    taken = np.array([each is not None for each in people], dtype=bool)
    rows = np.flatnonzero(taken[calls.sample]) if len(calls) else np.zeros(0, np.int64)
    sexes = list(Sex)
    sex = np.array([sexes.index(p.sex) if p else 0 for p in people], dtype=np.int64)
    assembly = next((p.assembly for p in people if p is not None), Assembly.GRCh38)
    classes = ploidy_classes(assembly, calls.contig[rows], calls.start[rows])
    number = np.array([[ploidy_of(c, s) for s in sexes] for c in range(5)], dtype=np.int8)
    own_sex = sex[calls.sample[rows]]
    ploidy = number[classes, own_sex]
    unsure = (ploidy == 0) & (own_sex == sexes.index(Sex.UNKNOWN))
    kind, state = _decide(
        calls.kind[rows], calls.copies[rows], calls.copy_number[rows], ploidy, unsure
    )
    pick = np.flatnonzero(kind[:, 0] | kind[:, 1])
    which = np.concatenate([pick[kind[pick, column] > 0] for column in (0, 1)])
    column = np.concatenate([np.full(int((kind[pick, c] > 0).sum()), c) for c in (0, 1)])
    at, decided = rows[which], kind[which, column]
    start, end = calls.start[at], calls.end[at]
    arrays = {
        "key": key_of(decided, calls.contig[at], start, end),
        "end": end,
        "mate": calls.mate[at],
        "person": calls.sample[at],
        "slack_start": calls.slack_start[at],
        "slack_end": calls.slack_end[at],
        "length": calls.length[at],
        "state": state[which, column],
        "copy_number": calls.copy_number[at],
    }
    schema = FORMS[STRUCTURAL].schema
    return pa.Table.from_arrays(
        [pa.array(arrays[field.name]).cast(field.type) for field in schema], schema=schema
    )


def _decide(
    kind: Int8, copies: Int8, copy_number: np.ndarray, ploidy: Int8, unsure: np.ndarray
) -> tuple[Int8, Int8]:
    """(n, 2) kinds and states; kind 0 is no row. unsure: the sex decides, and is not known."""
    most = np.where(unsure, 1, ploidy)
    kinds, states = np.zeros((2, len(kind), 2), dtype=np.int8)
    plain = (kind > 0) & (most > 0)
    kinds[plain, 0] = kind[plain]
    states[plain, 0] = np.clip(copies, 0, most)[plain]
    by_number = (kind == 0) & (most > 0)
    unknown = by_number & ((copy_number < 0) | unsure)
    kinds[unknown] = EventKind.DEL.code, EventKind.DUP.code
    fewer = by_number & ~unknown & (copy_number < ploidy)
    kinds[fewer, 0] = EventKind.DEL.code
    states[fewer, 0] = (ploidy - copy_number)[fewer]
    more = by_number & ~unknown & (copy_number > ploidy)
    kinds[more, 0] = EventKind.DUP.code
    states[more, 0] = 1
    return kinds, states


def told_anew(examined: frozenset[EventKind]) -> Any:
    """Which rows no longer hold once these kinds have been looked for again."""
    codes = [kind.code for kind in examined]

    def stale(table: Any) -> Any:
        return np.isin(kinds_of(table.column("key").to_numpy()), codes)

    return stale


@dataclass(frozen=True, slots=True)
class Question:
    """An event, and how much like it another must be. window_bp: of breakpoints; None: usual."""

    event: Event
    overlap: float
    window_bp: int | None = None

    @property
    def window(self) -> int:
        """How far apart breakpoints may be; 0 where overlap decides."""
        return WINDOW_BP.get(self.event.kind, 0) if self.window_bp is None else self.window_bp


class Events:
    """The structural table of one shard."""

    def __init__(self, table: Any) -> None:
        """table: as `beside.read_beside` maps it."""
        named = ("key", "end", "mate", "person", "slack_start", "slack_end", "state")
        columns = {name: table.column(name).to_numpy() for name in named}
        self._key, self._end, self._mate = (columns[n] for n in ("key", "end", "mate"))
        self._person, self._state = columns["person"], columns["state"]
        self._near, self._far = columns["slack_start"], columns["slack_end"]

    def stretches(self, question: Question) -> Iterator[tuple[int, int]]:
        """The rows that have to be looked at, as first and end index of each stretch of them."""
        event = question.event
        first, last, low, high = _reach(question)
        base = event.kind.code << _KIND_SHIFT | CODE[event.contig] << _CONTIG_SHIFT
        edges = [
            base | number << _OCTAVE_SHIFT | max(0, min(place, (1 << _OCTAVE_SHIFT) - 1))
            for number in range(low, high + 1)
            for place in (first, last + 1)
        ]
        found = np.searchsorted(self._key, np.array(edges, dtype=np.int64)).tolist()
        for at in range(0, len(found), 2):
            if found[at + 1] > found[at]:
                yield found[at], found[at + 1]

    def at(self, question: Question) -> tuple[Int64, Int64, Int64]:
        """People of the shard who carry a like event, who carry it twice, and who lack a call."""
        persons, states = [], []
        for low, high in self.stretches(question):
            rows = slice(low, high)
            start, end = starts_of(self._key[rows]), self._end[rows]
            event = question.event
            if event.kind.spans:
                like = overlaps(start, end, event.start, event.end, question.overlap)
            else:
                like = np.abs(start - event.start) <= question.window + self._near[rows]
                like &= (
                    np.abs(end.astype(np.int64) - event.end) <= question.window + self._far[rows]
                )
                like &= self._mate[rows] == CODE[event.mate]
            persons.append(self._person[rows][like])
            states.append(self._state[rows][like])
        person = np.concatenate([np.zeros(0, np.int32), *persons])
        state = np.concatenate([np.zeros(0, np.int8), *states])
        carriers = np.unique(person[state > UNKNOWN]).astype(np.int64)
        unknown = np.setdiff1d(person[state == UNKNOWN], carriers).astype(np.int64)
        return carriers, np.unique(person[state == 2]).astype(np.int64), unknown


def _reach(question: Question) -> tuple[int, int, int, int]:
    """First and last start, and first and last octave, that a like event can have."""
    event = question.event
    if event.kind.spans:
        least = math.ceil(question.overlap * event.length)
        most = math.floor(event.length / question.overlap)
        before, after = most - least, event.length - least
        # One base more on every side: rounding must not lose what `overlaps` would keep.
        low, high = octave(max(1, least - 1)), octave(most + 1)
        return event.start - before - 1, event.start + after + 1, low, high
    reach = question.window + MOST_SLACK_BP
    if event.kind is not EventKind.INV:
        return event.start - reach, event.start + reach, 0, 0
    shortest, longest = max(1, event.length - 2 * reach), event.length + 2 * reach
    return event.start - reach, event.start + reach, octave(shortest), octave(longest)
