"""Structural events and repeats made by hand, and what an obvious loop says of them."""

from __future__ import annotations

import numpy as np
from variant_twin import B38, EVERYWHERE
from variant_twin import stretches as stretches_of

from samvar.model.errors import BadVariant
from samvar.model.genome import CODE, ploidy
from samvar.model.repeat import Locus, RepeatCalls
from samvar.model.structural import WINDOW_BP, Event, EventCalls, EventKind
from samvar.store.variants.beside import STRUCTURAL
from samvar.store.variants.event import rows_of

SAMPLES = tuple(f"sam_{n}" for n in range(5))
ALL_KINDS = frozenset(EventKind)


def calls_of(rows, samples=SAMPLES):
    """rows: sample index, event or None and contig, copies, copy number."""
    events = [row[1] for row in rows]

    def column(values, width):
        return np.array(list(values), dtype=width)

    return EventCalls(
        samples,
        column((row[0] for row in rows), np.int32),
        column((0 if row[4] else row[1].kind.code for row in rows), np.int8),
        column((CODE[e.contig] for e in events), np.int8),
        column((e.start for e in events), np.int32),
        column((e.end for e in events), np.int32),
        column((CODE[e.mate] for e in events), np.int8),
        column((row[5] for row in rows), np.int32),
        column((row[5] for row in rows), np.int32),
        column((-1 for _ in rows), np.int32),
        column((row[2] for row in rows), np.int8),
        column((row[3] for row in rows), np.int16),
        ALL_KINDS,
    )


def like(one: Event, other: Event, overlap: float, slack: int) -> bool:
    """Whether two events are the same, as the documentation says it."""
    if one.kind is not other.kind or one.contig != other.contig or one.mate != other.mate:
        return False
    if one.kind.spans:
        shared = min(one.end, other.end) - max(one.start, other.start)
        return shared >= overlap * one.length and shared >= overlap * other.length
    window = WINDOW_BP[one.kind] + slack
    return abs(one.start - other.start) <= window and abs(one.end - other.end) <= window


def make(kind, contig, start, length):
    """An event of any kind, or None where there cannot be one."""
    mate, end = contig, start + length
    if kind in (EventKind.INS, EventKind.ME):
        end = start
    try:
        return Event(B38, kind, contig, start, end, mate)
    except BadVariant:
        return None


def told(row, sex):
    """What a row says of its sample: kind and state of each event that is kept."""
    _, one, copies, number, by_number, _ = row
    have = ploidy(B38, one.contig, one.start, sex)
    if by_number:
        if have == 0:
            return []
        if number < 0 or have is None:
            return [(EventKind.DEL, 0), (EventKind.DUP, 0)]
        if number < have:
            return [(EventKind.DEL, have - number)]
        return [(EventKind.DUP, 1)] if number > have else []
    if have == 0:
        return []
    return [(one.kind, max(0, min(copies, have or 1)))]


def put(store, people, rows, looked_at):
    """Load people without small variants, and what was told of their structural ones."""
    with store.writer() as writer:
        writer.load(
            people, [], {p.sample: p.sample for p in people},
            {p.sample: stretches_of(EVERYWHERE) for p in people}, "loa_1",
        )  # fmt: skip
        index = {sample: i for i, sample in enumerate(looked_at)}
        own = [(index[SAMPLES[r[0]]], *r[1:]) for r in rows if SAMPLES[r[0]] in index]
        # A copy number is of a stretch; the reader gives one for no other kind.
        own = [r for r in own if not r[4] or r[1].end > r[1].start]
        rows[:] = [r for r in rows if not r[4] or r[1].end > r[1].start]
        by_sample = {p.sample: p for p in people}
        if looked_at:
            table = rows_of(calls_of(own, tuple(looked_at)), [by_sample[s] for s in looked_at])
            kinds = [kind.value for kind in EventKind]
            writer.attach(STRUCTURAL, table, looked_at, kinds, "loa_1")
        writer.commit()


def lengths_of(rows, samples=SAMPLES):
    loci = tuple(Locus(name, 4, 10, 20, "CAG") for name in ("HTT", "FMR1"))
    units = np.array([r[2] for r in rows], dtype=np.int32).reshape(len(rows), 2)
    none = np.full_like(units, -1)
    return RepeatCalls(
        samples, loci, np.array([r[1] for r in rows], np.int32),
        np.array([r[0] for r in rows], np.int32), units, none, none,
        (units >= 0).sum(axis=1).astype(np.int16),
    )  # fmt: skip
