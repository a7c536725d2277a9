"""Compiled: what each call of a batch adds. The plain twin of it is `keep.keep_plain`."""

# ruff: noqa: PLR1714 (sets are slow in compiled code)

from __future__ import annotations

from samvar.formats.compiled import compiled
from samvar.model.calls import Bool, Int8, Int32, Int64


@compiled
def keep_rows(
    dosage: Int8,
    called: Int8,
    good: Bool,
    ploidy: Int8,
    row_of: Int8,
    within: Bool,
    stretches_of: Int64,
    repeated: Bool,
    site: Int32,
    column: Int32,
    counted: Int8,
    missed: Int8,
    hemizygous: Int8,
) -> tuple[int, int, int]:
    """Fill the last five, which have room for every call, with those that are kept.

    The rest as in `keep.Batch`; an empty `good` or `repeated` says nothing of any call.
    Returns (kept, duplicates, outside).
    """
    count = duplicates = outside = 0
    sites, samples = dosage.shape
    for v in range(sites):
        row = row_of[v]
        for s in range(samples):
            copies, alleles = dosage[v, s], called[v, s]
            own = ploidy[row, s]
            if not within[stretches_of[s], v]:
                own = 0
                outside += copies > 0
            if copies == 0 and alleles == own and own > 0 and len(good) == 0:
                continue  # the reference, as nearly all are
            sound = alleles > 0 and (len(good) == 0 or good[v, s])
            add = given = one = 0
            if own == 2 and sound and alleles <= 2:
                add, given = copies, alleles
            elif own == 1 and sound and (copies == 0 or copies == alleles):
                given = 1
                one = 1 if copies > 0 else 0
                add = one
            if copies == 0 and own == given:
                continue
            if len(repeated) > 0 and repeated[v, s]:
                duplicates += 1
                continue
            site[count], column[count] = v, s
            counted[count], missed[count], hemizygous[count] = add, own - given, one
            count += 1
    return count, duplicates, outside
