"""Genotype calls as arrays: what a reader hands to the store, a few thousand sites at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Int8 = npt.NDArray[np.int8]
Int16 = npt.NDArray[np.int16]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt64 = npt.NDArray[np.uint64]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calls:
    """Biallelic, normalised calls of v sites and s samples; sites in any order, no duplicates.

    samples: the file's own sample names, length s.
    contig: (v) int8, contig code 1 to 25. position: (v) int32, 0-based.
    ref, alt: (v) upper-case sequences of A, C, G, T, N; a reader's are `Bases`.
    dosage: (v, s) int8, copies of `alt` among the called alleles, 0 or more.
    called: (v, s) int8, alleles called: `0/1` 2, `1` 1, `./1` 1, `.` and `./.` 0. An allele
        that is neither `ref` nor `alt` (a split multi-allelic site, `*`) counts as called.
    written: (v, s) int8, alleles written in the genotype, called or not: `./.` 2, `.` 1.
    passed: (v) bool, FILTER is PASS or '.'.
    dp, gq, ad: (v, s) int32 or None; -1 = not given. ad = reads that carry `alt`.
    """

    samples: tuple[str, ...]
    contig: Int8
    position: Int32
    ref: Sequence[str]
    alt: Sequence[str]
    dosage: Int8
    called: Int8
    written: Int8
    passed: Bool
    dp: Int32 | None = None
    gq: Int32 | None = None
    ad: Int32 | None = None

    def __len__(self) -> int:
        return len(self.ref)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Sorted, disjoint stretches, one row each: contig code, start, end; 0-based half-open."""

    contig: Int8
    start: Int32
    end: Int32

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def of(cls, rows: list[tuple[int, int, int]], close_gap_bp: int = 0) -> Stretches:
        """Sort and join (contig code, start, end) rows; gaps of at most `close_gap_bp` vanish.

        >>> Stretches.of([(1, 5, 9), (1, 0, 5), (2, 3, 4)]).start.tolist()
        [0, 3]
        """
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return cls.join(table[:, 0], table[:, 1], table[:, 2], close_gap_bp)

    @classmethod
    def join(
        cls,
        contig: npt.ArrayLike,
        start: npt.ArrayLike,
        end: npt.ArrayLike,
        close_gap_bp: int = 0,
    ) -> Stretches:
        """The union of any stretches, sorted; empty ones vanish. Three arrays of one length."""
        c, a, b = (np.asarray(x, dtype=np.int64) for x in (contig, start, end))
        keep = b > a
        c, a, b = c[keep], a[keep], b[keep]
        place = (c << 32) + a
        if not bool((place[1:] >= place[:-1]).all()):
            order = np.argsort(place, kind="stable")
            c, a, b = c[order], a[order], b[order]
        # Contigs laid end to end, so that one running maximum serves all of them.
        offset = c << 32
        reach = np.maximum.accumulate(b + offset) if len(b) else b
        fresh = np.ones(len(a), dtype=bool)
        fresh[1:] = (a + offset)[1:] > reach[:-1] + close_gap_bp
        first = np.flatnonzero(fresh)
        last = np.append(first[1:], len(a)) - 1 if len(first) else first
        return cls(
            c[first].astype(np.int8),
            a[first].astype(np.int32),
            (reach[last] - offset[last]).astype(np.int32),
        )


@dataclass(slots=True)
class Tally:
    """What happened to the records of one file; `refused` holds the first 1,000 with a reason."""

    records: int = 0
    accepted: int = 0
    normalised: int = 0
    split: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def skip(self, reason: str, count: int = 1) -> None:
        """Count records that are left out for a reason that is no fault."""
        self.skipped[reason] = self.skipped.get(reason, 0) + count
