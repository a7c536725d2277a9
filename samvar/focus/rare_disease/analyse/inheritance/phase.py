"""Whether two variants of a person are on the same copy of the chromosome, and from whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.conditions import Evidence
from samvar.model.calls import Bool, Int32


@dataclass(frozen=True, slots=True)
class Phase:
    """Of p pairs of variants that one person carries; all (p) bool, both false = not known.

    opposite, same_copy: where the two are. Of each of the two: known: a parent carries it;
    new: no parent has it; assured: and at a depth and quality that tell.
    """

    opposite: Bool
    same_copy: Bool
    known: tuple[Bool, Bool]
    new: tuple[Bool, Bool]
    assured: tuple[Bool, Bool]


def phase_of(evidence: Evidence, who: int, one: Int32, other: Int32) -> Phase:
    """By the parents, by a deletion beside it, or by the caller's phase sets, in this order.

    Source of phase sets: VCF 4.5 section 1.6.2 (PS): calls of one set may be compared.
    """
    calls = evidence.calls
    nothing = np.zeros(len(one), dtype=bool)
    opposite, same = nothing, nothing
    parents = evidence.family.parents_of(who)
    known = [nothing, nothing]
    new, assured = [nothing, nothing], [nothing, nothing]
    if len(parents) == 2:
        father, mother = parents
        origin = []
        for k, row in enumerate((one, other)):
            lacks = [_without(evidence, parent, row) for parent in parents]
            carries = [evidence.carries[row, parent] for parent in parents]
            known[k] = carries[0] | carries[1]
            new[k] = lacks[0] & lacks[1]
            assured[k] = new[k] & calls.assured[row, father] & calls.assured[row, mother]
            origin.append((carries[0] & lacks[1], carries[1] & lacks[0]))
        (from_f, from_m), (other_f, other_m) = origin
        opposite = (from_f & other_m) | (from_m & other_f)
        same = (from_f & other_f) | (from_m & other_m)
    elif len(parents) == 1:
        carries = [evidence.carries[row, parents[0]] for row in (one, other)]
        lacks = [_without(evidence, parents[0], row) for row in (one, other)]
        opposite = (carries[0] & lacks[1]) | (carries[1] & lacks[0])
        known = carries
    beside = (calls.deletion[one, who] == other) | (calls.deletion[other, who] == one)
    opposite = opposite | beside
    told = (calls.haplotype[one, who] > 0) & (calls.haplotype[other, who] > 0)
    told &= calls.phase_set[one, who] == calls.phase_set[other, who]
    told &= ~opposite & ~same
    alike = calls.haplotype[one, who] == calls.haplotype[other, who]
    opposite, same = opposite | (told & ~alike), (same | (told & alike)) & ~beside
    return Phase(opposite, same, (known[0], known[1]), (new[0], new[1]), (assured[0], assured[1]))


def _without(evidence: Evidence, parent: int, row: Int32) -> Bool:
    """Called without it, and without reads of it."""
    found: Bool = evidence.lacks[row, parent] & (
        evidence.calls.reads[row, parent] < evidence.floor.parent_reads
    )
    return found
