"""Genotypes of a family as what is certain of them: at least and at most so many copies.

Everything that the models ask is a question about these bounds, so a missing, half or poor call
needs no rule of its own: its bounds are wide, and no verdict follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import Reason
from samvar.model.calls import Bool, Int8, Int32
from samvar.model.genome import CODE, Assembly

AUTOSOME, X, Y, MT = range(4)
"""Places: pseudoautosomal stretches of X and Y count as autosomes."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What a genotype has to rest on.

    depth, quality: DP and GQ that are stated have to be above these, or the call is not trusted.
    parent_reads: a parent with as many reads of the allele is not without it. mosaic: the part of
    a parent's reads, above the first and below the second, that speaks of a mosaic.
    full: the part from which a mitochondrial variant counts as homoplasmic.

    Source: depth, quality and reads as slivar's published trio filters (Pedersen et al. 2021,
    doi:10.1038/s41525-021-00227-3); the rest is the design of this area.
    """

    depth: int = 10
    quality: int = 10
    parent_reads: int = 2
    mosaic: tuple[float, float] = (0.01, 0.2)
    full: float = 0.95


FLOOR = Floor()


@dataclass(frozen=True, slots=True)
class FamilyCalls:
    """Variants v (one alternative each) in the s members of a family.

    place: (v) int8, one of AUTOSOME, X, Y, MT. copies: (v, s) int8, how many a person has there;
    -1 = not known. least, most: (v, s) int8, how many of them carry the variant.
    doubt: (v, s) int8, the `Reason` why the two differ. assured: (v, s) bool, the file states
    enough depth and quality. reads, depth: (v, s) int32, of the variant and of all, -1 = not
    stated. haplotype: (v, s) int8, 1 or 2 where a phased call has it on the first or the second
    copy, else 0; phase_set: (v, s) int32, haplotypes of one set may be compared.
    deletion: (v, s) int32, the row of a deletion that took the person's other copy, or -1.
    """

    place: Int8
    copies: Int8
    least: Int8
    most: Int8
    doubt: Int8
    assured: Bool
    reads: Int32
    depth: Int32
    haplotype: Int8
    phase_set: Int32
    deletion: Int32

    def __len__(self) -> int:
        return len(self.place)

    def part(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """(v, s) the variant's part of the reads; NaN where it is not stated."""
        known = (self.reads >= 0) & (self.depth > 0)
        return np.where(known, self.reads / np.maximum(self.depth, 1), np.nan)


def places(contig: Int8, position: Int32, assembly: Assembly) -> Int8:
    """(v) the place of each variant, from contig codes and 0-based positions.

    >>> places(np.array([23, 23], np.int8), np.array([100_000, 50_000_000], np.int32),
    ...        Assembly.GRCh38).tolist()
    [0, 1]
    """
    found = np.full(len(contig), AUTOSOME, dtype=np.int8)
    for name, place in (("X", X), ("Y", Y)):
        on = contig == CODE[name]
        for start, end in assembly.par(name):
            on &= ~((position >= start) & (position < end))
        found[on] = place
    found[contig == CODE["MT"]] = MT
    return found


def copies_of(place: Int8, family: Family) -> Int8:
    """(v, s) how many copies each member has at each variant; -1 where sex decides and is unknown.

    Mitochondria count as one copy: what part of them carries a variant is told by the reads.
    """
    table = np.full((4, len(family)), 2, dtype=np.int8)
    for column, member in enumerate(family.members):
        x, y = member.x_copies, member.y_copies
        table[X, column] = -1 if x is None else x
        table[Y, column] = -1 if y is None else y
        table[MT, column] = 1
    return table[place]


def family_calls(
    place: Int8,
    family: Family,
    dosage: Int8,
    called: Int8,
    written: Int8,
    *,
    depth: Int32 | None = None,
    quality: Int32 | None = None,
    reads: Int32 | None = None,
    haplotype: Int8 | None = None,
    phase_set: Int32 | None = None,
    floor: Floor = FLOOR,
) -> FamilyCalls:
    """What is certain of genotypes; all arrays are (v, s), as `samvar.model.calls.Calls` has them.

    quality and depth: -1 = not stated. A call that states too little of either is not trusted.
    """
    shape = dosage.shape
    unstated = np.full(shape, -1, dtype=np.int32)
    depth = unstated if depth is None else depth
    quality = unstated if quality is None else quality
    reads = unstated if reads is None else reads
    copies = copies_of(place, family)
    known = np.where(copies < 0, 2, copies).astype(np.int8)
    whole = (called == written) & (called > 0)
    # A half call still says what its called alleles are.
    least = np.minimum(dosage, known)
    most = np.minimum(dosage + np.where(whole, 0, np.maximum(written - called, 0)), known)
    every = whole & (dosage == called) & (written > 1)
    some = whole & (dosage > 0) & ~every & (known > 2)
    least, most = np.where(every, known, least), np.where(every, known, most)
    most = np.where(some, known - 1, np.where(called == 0, known, most))
    doubt = np.where(called == 0, np.int8(Reason.NOT_CALLED), np.int8(Reason.HALF_CALLED))
    single = known == 1
    mixed = single & (called > 1) & (dosage > 0) & (dosage < called)
    level = place[:, None] == MT
    least = np.where(mixed & ~level, 0, least)
    most = np.where(mixed, 1, most)
    doubt = np.where(mixed, np.int8(Reason.TWO_ALLELES_ONE_COPY), doubt)
    # One allele written where there are two copies: the caller thinks that both are the same,
    # or that one is gone.
    alone = (known == 2) & whole & (written == 1)
    most = np.where(alone & (dosage > 0), 2, most)
    least, most = _by_reads(level, least, most, reads, depth, floor)
    poor = ((depth >= 0) & (depth <= floor.depth)) | ((quality >= 0) & (quality <= floor.quality))
    poor &= (called > 0) & (known > 0)
    least, most = np.where(poor, 0, least), np.where(poor, known, most)
    doubt = np.where(poor, np.int8(Reason.POOR_CALL), doubt)
    unknown = copies < 0
    most = np.where(unknown & (most > 0), 2, most)
    doubt = np.where(unknown & ~poor & (called > 0), np.int8(Reason.SEX_UNKNOWN), doubt)
    doubt = np.where(least == most, np.int8(Reason.FITS), doubt)
    return FamilyCalls(
        place,
        copies,
        least.astype(np.int8),
        most.astype(np.int8),
        doubt.astype(np.int8),
        (depth > floor.depth) & (quality > floor.quality),
        reads,
        depth,
        np.zeros(shape, dtype=np.int8) if haplotype is None else haplotype,
        np.full(shape, -1, dtype=np.int32) if phase_set is None else phase_set,
        np.full(shape, -1, dtype=np.int32),
    )


def _by_reads(
    level: Bool, least: Int8, most: Int8, reads: Int32, depth: Int32, floor: Floor
) -> tuple[Int8, Int8]:
    """A mitochondrial variant is there where some reads have it, whatever the genotype says."""
    some = (reads >= floor.parent_reads) & (reads > floor.mosaic[0] * np.maximum(depth, 1))
    some &= level
    return np.where(some, 1, least), np.where(some, 1, most)


def over_deletions(
    calls: FamilyCalls, rows: Int32, start: Int32, end: Int32, position: Int32, contig: Int8
) -> FamilyCalls:
    """The same calls, where each variant over a deletion of one copy has one copy less.

    rows: (d) which of the variants are deletions, `start` to `end` (0-based half-open) on their
    own contig. position, contig: (v) of all variants. A deletion only counts where it is certain
    that a person carries it on one of two copies.
    """
    copies, least, most = calls.copies.copy(), calls.least.copy(), calls.most.copy()
    deletion, doubt = calls.deletion.copy(), calls.doubt.copy()
    order = np.lexsort((position, contig))
    place = (contig.astype(np.int64) << 32 | position)[order]
    for row, first, last in zip(rows.tolist(), start.tolist(), end.tolist(), strict=True):
        offset = int(contig[row]) << 32
        low, high = np.searchsorted(place, [offset + first, offset + last])
        under = order[low:high]
        under = under[~np.isin(under, rows)]
        one = (calls.least[row] == 1) & (calls.most[row] == 1) & (calls.copies[row] == 2)
        for person in np.flatnonzero(one):
            own = under[copies[under, person] == 2]
            copies[own, person] = 1
            deletion[own, person] = row
            least[own, person] = np.minimum(least[own, person], 1)
            most[own, person] = np.minimum(most[own, person], 1)
            doubt[own, person] = np.where(
                least[own, person] == most[own, person], Reason.FITS, doubt[own, person]
            )
    return replace(calls, copies=copies, least=least, most=most, deletion=deletion, doubt=doubt)
