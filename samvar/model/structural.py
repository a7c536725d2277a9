"""Structural variants: events that span or join places, matched by overlap and never by a key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from samvar.model.calls import Bool, Int8, Int16, Int32, Int64
from samvar.model.errors import BadVariant
from samvar.model.genome import CODE, Assembly, contig_name


class EventKind(Enum):
    """What happened. The value is the word of VCF's SVTYPE; ME is an inserted mobile element."""

    DEL = "DEL"
    DUP = "DUP"
    INV = "INV"
    INS = "INS"
    ME = "ME"
    BND = "BND"

    @property
    def code(self) -> int:
        """A small number for tables; it never changes."""
        return _CODES[self]

    @property
    def spans(self) -> bool:
        """Whether two events are compared by overlap; else by their breakpoints."""
        return self in (EventKind.DEL, EventKind.DUP)


KINDS: tuple[EventKind, ...] = tuple(EventKind)
_CODES = {kind: number for number, kind in enumerate(KINDS, 1)}

OVERLAP = 0.7
"""Reciprocal overlap from which two deletions or duplications are the same one.

Source: SVDB as Swedish clinical pipelines merge calls with it (FindSV: `--overlap 0.7`); it may be
asked for between 0.5 and 0.8.
"""
LEAST_OVERLAP, MOST_OVERLAP = 0.5, 0.8
WINDOW_BP = {EventKind.INS: 150, EventKind.ME: 150, EventKind.INV: 2500, EventKind.BND: 2500}
"""How far apart two breakpoints of one event may be called.

Source: SVDB as it is run for mobile elements (`--bnd_distance 150`, in the header of Scout's demo
trio) and for other breakpoints (FindSV: `--bnd_distance 2500`).
"""
MOST_WINDOW_BP = 10_000
MOST_SLACK_BP = 1_000
"""A caller's own confidence interval widens the window by at most this."""


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One event; `start` and `end` are 0-based half-open on `contig`, `end` on `mate` for a BND.

    An insertion has start == end: the place between two bases. A BND joins the places `start` and
    `end`, which are in the order of the genome; the direction of its ends is not kept.

    >>> event = Event.parse("DEL:13:21732262-21734037", Assembly.GRCh37)
    >>> event.start, event.length, str(event)
    (21732261, 1776, 'DEL:13:21732262-21734037')
    """

    assembly: Assembly
    kind: EventKind
    contig: str
    start: int
    end: int
    mate: str

    def __post_init__(self) -> None:
        places = ((self.contig, self.start), (self.mate, self.end))
        if any(c not in CODE or not 0 <= p <= self.assembly.length(c) for c, p in places):
            raise BadVariant(f"{str(self)[:60]} lies outside {self.assembly.value}")
        if self.kind is EventKind.BND:
            right = (CODE[self.contig], self.start) <= (CODE[self.mate], self.end)
        elif self.kind in (EventKind.INS, EventKind.ME):
            right = self.mate == self.contig and self.start == self.end
        else:
            right = self.mate == self.contig and self.start < self.end
        if not right:
            raise BadVariant(f"{str(self)[:60]} does not end after it starts")

    @property
    def length(self) -> int:
        """Bases between start and end; 0 for an insertion and between two contigs."""
        return self.end - self.start if self.mate == self.contig else 0

    def __str__(self) -> str:
        if self.kind is EventKind.BND:
            return f"BND:{self.contig}:{self.start}-{self.mate}:{self.end}"
        if self.start == self.end:
            return f"{self.kind.value}:{self.contig}:{self.start}"
        return f"{self.kind.value}:{self.contig}:{self.start + 1}-{self.end}"

    @classmethod
    def parse(cls, text: str, assembly: Assembly) -> Event:
        """Read the form people type: kind and 1-based, inclusive places.

        `DEL:13:100-200` (also DUP, INV), `INS:7:1000` (also ME: behind base 1000) and
        `BND:1:2440844-10:99665147` (POS of both ends, in any order).

        >>> str(Event.parse("BND:chr10:99665147-1:2440844", Assembly.GRCh37))
        'BND:1:2440844-10:99665147'

        Raises:
            BadVariant: another shape, or outside the assembly.
        """
        match = _FORM.fullmatch(text.strip())
        contig = contig_name(match.group(2)) if match else None
        if match is None or contig is None:
            raise bad_event(text)
        kind = EventKind(match.group(1).upper())
        first = _number(match.group(3))
        last = None if match.group(5) is None else _number(match.group(5))
        if kind is EventKind.BND:
            mate = None if match.group(4) is None else contig_name(match.group(4))
            if mate is None or last is None:
                raise bad_event(text)
            ends = sorted(((CODE[contig], first, contig), (CODE[mate], last, mate)))
            return cls(assembly, kind, ends[0][2], ends[0][1], ends[1][1], ends[1][2])
        if match.group(4) is not None or (kind in WINDOWED_POINTS) != (last is None):
            raise bad_event(text)
        start = first if last is None else first - 1
        return cls(assembly, kind, contig, start, first if last is None else last, contig)


WINDOWED_POINTS = frozenset({EventKind.INS, EventKind.ME})
_FORM = re.compile(
    r"(DEL|DUP|INV|INS|ME|BND):([A-Za-z0-9]+):([\d,]{1,12})(?:-(?:([A-Za-z0-9]+):)?([\d,]{1,12}))?",
    re.ASCII | re.I,
)


def bad_event(text: str) -> BadVariant:
    """The error for a text that is no structural variant."""
    return BadVariant(
        f"'{text[:60]}' is not a structural variant",
        remedy="write DEL:13:21732262-21734037, INS:7:144343218 or BND:1:2440844-10:99665147",
    )


def _number(text: str) -> int:
    return int(text.replace(",", "") or 0)


@dataclass(frozen=True, slots=True)
class EventCalls:
    """What one file says of n pairs of an event and a sample, of those that tell something.

    samples: the file's sample names. sample: (n) index among them. kind: codes of `EventKind`;
    0 where only a copy number is given, so that the sample's ploidy decides. contig, mate: codes.
    start, end: as in `Event`. slack_start, slack_end: bp to both sides, from CIPOS and CIEND.
    length: bases inserted; -1 = not given. copies: of the event, 0 to 2; -1 = not known.
    copy_number: FORMAT/CN, or -1. All int32 except contig, mate, kind, copies (int8) and
    copy_number (int16).
    examined: kinds that the file could have had an event of.
    """

    samples: tuple[str, ...]
    sample: Int32
    kind: Int8
    contig: Int8
    start: Int32
    end: Int32
    mate: Int8
    slack_start: Int32
    slack_end: Int32
    length: Int32
    copies: Int8
    copy_number: Int16
    examined: frozenset[EventKind]

    def __len__(self) -> int:
        return len(self.sample)


def overlaps(
    start: Int32 | Int64, end: Int32 | Int64, event_start: int, event_end: int, least: float
) -> Bool:
    """Whether each stretch and the event share at least this part of the longer of both.

    >>> overlaps(np.array([0, 40]), np.array([100, 140]), 0, 100, 0.7).tolist()
    [True, False]
    """
    shared = np.minimum(end, event_end) - np.maximum(start, event_start)
    longer = np.maximum(end - start, event_end - event_start)
    found: npt.NDArray[np.bool_] = shared >= least * longer
    return found
