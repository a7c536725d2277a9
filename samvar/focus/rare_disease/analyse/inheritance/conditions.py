"""What each model asks of the affected, of the unaffected, and of parents and child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.copies import FamilyCalls, Floor
from samvar.focus.rare_disease.analyse.inheritance.judge import Judged
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import Reason
from samvar.model.calls import Bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bounds of a family's calls as answers, each (v, s) bool.

    carries, lacks: certainly at least one copy, certainly none. full, spared: certainly every
    copy, certainly not every one; who has no copy there is spared.
    """

    family: Family
    calls: FamilyCalls
    floor: Floor
    carries: Bool
    lacks: Bool
    full: Bool
    spared: Bool

    @classmethod
    def of(cls, family: Family, calls: FamilyCalls, floor: Floor) -> Evidence:
        """The answers of calls whose columns are the members of the family."""
        whole = np.where(calls.copies < 0, 2, calls.copies)
        return cls(
            family,
            calls,
            floor,
            calls.least >= 1,
            calls.most == 0,
            (whole > 0) & (calls.least >= whole),
            (calls.most < whole) | (whole == 0),
        )

    def start(self) -> Judged:
        """Everything is met; or nothing is assessed, where nobody is affected."""
        judged = Judged(len(self.calls))
        if not self.family.affected:
            judged.doubt(np.ones(len(self.calls), dtype=bool), Reason.NOBODY_AFFECTED)
        return judged

    def affected_carry(self, judged: Judged) -> None:
        """Each affected person has at least one copy."""
        for who in self.family.affected:
            judged.refute(self.lacks[:, who], Reason.AFFECTED_LACKS, who)
            judged.doubt(~self.carries[:, who], self.calls.doubt[:, who], who)

    def affected_full(self, judged: Judged) -> None:
        """Each affected person has it on every copy."""
        for who in self.family.affected:
            judged.refute(self.lacks[:, who], Reason.AFFECTED_LACKS, who)
            judged.refute(self.spared[:, who], Reason.AFFECTED_NOT_ALL, who)
            judged.doubt(~self.full[:, who], self.calls.doubt[:, who], who)

    def unaffected_lack(self, judged: Judged, excused: Bool) -> None:
        """No unaffected person has a copy; where `excused` (v), none has it on every copy.

        An unaffected parent of somebody affected who has it in a part of the reads only may be
        a mosaic, and refutes nothing.
        """
        parents = {parent for who in self.family.affected for parent in self.family.parents_of(who)}
        for who in self.family.unaffected:
            carries = self.carries[:, who]
            if who in parents:
                mosaic = carries & self.mosaic(who)
                judged.doubt(mosaic & ~excused, Reason.MOSAIC_PARENT, who)
                carries = carries & ~mosaic
            judged.refute(carries & ~excused, Reason.UNAFFECTED_CARRIES, who)
            judged.refute(self.full[:, who] & excused, Reason.UNAFFECTED_ALL, who)
            clear = np.where(excused, self.spared[:, who], self.lacks[:, who])
            judged.doubt(~clear, self.calls.doubt[:, who], who)

    def unaffected_spared(self, judged: Judged) -> None:
        """No unaffected person has it on every copy."""
        for who in self.family.unaffected:
            judged.refute(self.full[:, who], Reason.UNAFFECTED_ALL, who)
            judged.doubt(~self.spared[:, who], self.calls.doubt[:, who], who)

    def mosaic(self, who: int) -> Bool:
        """(v) whether a person's reads speak of a mosaic."""
        part = self.calls.part()[:, who]
        low, high = self.floor.mosaic
        found: Bool = (part > low) & (part < high)
        return found & (self.calls.reads[:, who] >= self.floor.parent_reads)

    def inherited(self, judged: Judged, child: int, parents: tuple[int, ...], every: bool) -> None:
        """A child who carries it has it from one of the parents, or (`every`) from each.

        A parent who is called without it and yet has reads of it refutes nothing.
        """
        if not parents:
            return
        reads = self._has_reads(*parents)
        without = [
            self.lacks[:, parent] & ~(self._has_reads(parent) if every else reads)
            for parent in parents
        ]
        carries = [self.carries[:, parent] for parent in parents]
        refuted = np.any(without, axis=0) if every else np.all(without, axis=0)
        sure = np.all(carries, axis=0) if every else np.any(carries, axis=0)
        judged.refute(refuted, Reason.NOT_TRANSMITTED, child)
        for parent in parents:
            some = self.calls.reads[:, parent] > 0
            judged.doubt(
                ~sure & self.lacks[:, parent] & some & ~refuted, Reason.PARENT_HAS_READS, parent
            )
            unsure = ~sure & ~self.lacks[:, parent] & ~self.carries[:, parent]
            judged.doubt(unsure, self.calls.doubt[:, parent], parent)

    def _has_reads(self, *parents: int) -> Bool:
        """(v) whether these people together have too many reads of it to be without it."""
        reads = np.maximum(self.calls.reads[:, list(parents)], 0).sum(axis=1)
        found: Bool = reads >= self.floor.parent_reads
        return found

    def new(self, child: int, parents: tuple[int, ...], every: bool) -> Judged:
        """Whether it is new in a child: no parent has it, or (`every`) not each of them.

        To be new, a parent without it has to be without reads of it, at a stated depth and
        quality.
        """
        each = [self._without(parent) for parent in parents]
        judged = each[0]
        for other in each[1:]:
            judged = _either(judged, other) if every else _both(judged, other)
        if not every:
            together = self.lacks[:, list(parents)].all(axis=1) & self._has_reads(*parents)
            judged.refute(together, Reason.PARENT_HAS_READS)
        judged.refute(self.lacks[:, child], Reason.AFFECTED_LACKS, child)
        judged.because(np.ones(len(self.calls), dtype=bool), Reason.NOT_TRANSMITTED, child)
        return judged

    def _without(self, parent: int) -> Judged:
        judged = Judged(len(self.calls))
        judged.refute(self.carries[:, parent], Reason.TRANSMITTED, parent)
        some = self.lacks[:, parent] & self._has_reads(parent)
        judged.refute(some, Reason.PARENT_HAS_READS, parent)
        judged.doubt(~self.lacks[:, parent], self.calls.doubt[:, parent], parent)
        assured = self.calls.assured[:, parent] & (self.calls.reads[:, parent] >= 0)
        judged.doubt(~assured, Reason.PARENT_NOT_ASSURED, parent)
        return judged


def _both(one: Judged, other: Judged) -> Judged:
    one.also(other)
    return one


def _either(one: Judged, other: Judged) -> Judged:
    higher = other.status > one.status
    one.status[higher] = other.status[higher]
    one.reason[higher] = other.reason[higher]
    one.who[higher] = other.who[higher]
    return one


def any_of(judged: list[Judged]) -> Judged:
    """The best verdict of several; there is at least one."""
    found = judged[0]
    for other in judged[1:]:
        found = _either(found, other)
    return found
