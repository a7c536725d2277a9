"""A round of reading: who reads, what each may know of the other, and when it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property

from samvar.focus.rare_disease.model.reading import Conclusion, Finding, ReadingAct, ReadingStep

TWO = 2
"""Readers of a case that is read twice."""


class Unsettled(Enum):
    """Why a round has no conclusion that could be signed."""

    NOT_BEGUN = "not_begun"
    FIRST_READS = "first_reads"
    SECOND_MISSING = "second_missing"
    SECOND_READS = "second_reads"
    DISAGREE = "disagree"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Round:
    """One round. number: from 1. required: two readers must read. steps: all acts, in order.

    since: when it began; None of the first round, which began with the case.
    """

    number: int
    required: bool
    since: datetime | None = None
    steps: tuple[ReadingStep, ...] = ()

    @cached_property
    def undone(self) -> frozenset[int]:
        """Numbers of the acts that were taken back."""
        return frozenset(each.undoes for each in self.steps if each.undoes is not None)

    @cached_property
    def readers(self) -> tuple[str, ...]:
        """Accounts of those who read, the first one first."""
        return tuple(each.reader for each in self._standing(ReadingAct.BEGAN))

    @cached_property
    def concluded(self) -> Mapping[str, ReadingStep]:
        """Each reader's conclusion that stands."""
        return {each.reader: each for each in self._standing(ReadingAct.CONCLUDED)}

    @cached_property
    def opened(self) -> datetime | None:
        """When two readers had concluded for the first time: from then on each knows the other."""
        pair = self.first_pair
        return None if pair is None else max(each.at for each in pair)

    @cached_property
    def first_pair(self) -> tuple[ReadingStep, ReadingStep] | None:
        """What both came to before either knew of the other; the first reader's first."""
        standing: dict[str, ReadingStep] = {}
        order: list[str] = []
        for step in self.steps:
            match step.act:
                case ReadingAct.BEGAN:
                    order.append(step.reader)
                case ReadingAct.CONCLUDED:
                    standing[step.reader] = step
                case ReadingAct.REOPENED:
                    standing.pop(step.reader, None)
                case ReadingAct.LEFT:
                    order = [each for each in order if each != step.reader]
                    standing.pop(step.reader, None)
            both = [standing[each] for each in order if each in standing]
            if len(both) == TWO:
                return both[0], both[1]
        return None

    @property
    def blind(self) -> bool:
        """Whether nobody may know yet what another one thinks."""
        return self.opened is None and (self.required or len(self.readers) >= TWO)

    @cached_property
    def blind_throughout(self) -> bool:
        """Whether two had to read when the first one began: nobody saw anything before."""
        began = [each for each in self.steps if each.act is ReadingAct.BEGAN]
        return bool(began) and began[0].said.required

    @cached_property
    def written(self) -> ReadingStep | None:
        """What one reader wrote down for both, confirmed by the other or not."""
        found = self._standing(ReadingAct.ADJUDICATED)
        return found[-1] if found else None

    @cached_property
    def confirmed(self) -> ReadingStep | None:
        """The other reader's word that this is what both came to."""
        given = self._standing(ReadingAct.CONFIRMED)
        of = None if self.written is None else self.written.number
        return next((each for each in given if each.said.confirms == of), None)

    @cached_property
    def adjudicated(self) -> ReadingStep | None:
        """The conclusion that both came to together, where it stands: confirmed, or from before
        that was asked."""
        step = self.written
        if step is None or (step.said.awaits and self.confirmed is None):
            return None
        return step

    @property
    def pending(self) -> ReadingStep | None:
        """What one reader wrote down for both, while the other has not confirmed it."""
        return self.written if self.adjudicated is None else None

    @property
    def agreed(self) -> bool:
        """Whether two conclusions stand that say the same."""
        both = self._both
        return both is not None and same(*both)

    @property
    def settled(self) -> Conclusion | None:
        """What can be signed: the one reader's where one is enough, that of two who say the same
        (the first one's words), or what both came to together."""
        if self.unsettled:
            return None
        step = self.adjudicated or self.concluded[self.readers[0]]
        return step.said.conclusion

    @property
    def unsettled(self) -> tuple[Unsettled, ...]:
        """Why there is none."""
        if self.adjudicated is not None:
            return ()
        if not self.readers:
            return (Unsettled.NOT_BEGUN,)
        if self.pending is not None:
            return (Unsettled.UNCONFIRMED,)
        found = []
        if self.readers[0] not in self.concluded:
            found.append(Unsettled.FIRST_READS)
        if len(self.readers) < TWO:
            return (*found, Unsettled.SECOND_MISSING) if self.required else tuple(found)
        if self.readers[1] not in self.concluded:
            found.append(Unsettled.SECOND_READS)
        if not found and not self.agreed:
            found.append(Unsettled.DISAGREE)
        return tuple(found)

    @property
    def _both(self) -> tuple[Conclusion, Conclusion] | None:
        given = [self.concluded[each] for each in self.readers if each in self.concluded]
        said = [each.said.conclusion for each in given if each.said.conclusion is not None]
        return (said[0], said[1]) if len(said) == TWO else None

    def _standing(self, act: ReadingAct) -> list[ReadingStep]:
        return [each for each in self.steps if each.act is act and each.number not in self.undone]


def rounds_of(steps: Iterable[ReadingStep], *, required: bool) -> tuple[Round, ...]:
    """The rounds of a case, the first one first; there is always one.

    required: whether two must read it now. A round that is over keeps what held when it began.
    """
    by: dict[int, list[ReadingStep]] = {1: []}
    for step in steps:
        by.setdefault(step.round, []).append(step)
    last = max(by)
    return tuple(
        Round(
            number,
            required if number == last else _was_required(own),
            next((each.at for each in own if each.act is ReadingAct.ANEW), None),
            tuple(own),
        )
        for number, own in sorted(by.items())
    )


def rounds_as_begun(steps: Iterable[ReadingStep]) -> tuple[Round, ...]:
    """The rounds of a case by what held when each began, for those who know no rules of today."""
    given = tuple(steps)
    last = max((each.round for each in given), default=1)
    now = _was_required(each for each in given if each.round == last)
    return rounds_of(given, required=now)


def same(one: Conclusion, other: Conclusion) -> bool:
    """Whether two conclusions give the same answer: outcome, variants, classes, and what for.

    Conditions and notes are free words, and no reason to disagree.
    """
    return (
        one.outcome is other.outcome
        and keyed(one).keys() == keyed(other).keys()
        and all(_weighs(keyed(one)[each]) == _weighs(keyed(other)[each]) for each in keyed(one))
    )


def keyed(conclusion: Conclusion) -> dict[tuple[str, str], Finding]:
    """Findings by list and name."""
    return {(each.category, each.variant): each for each in conclusion.findings}


def _weighs(finding: Finding) -> tuple[object, ...]:
    return finding.classed, finding.partial, finding.secondary


def _was_required(steps: Iterable[ReadingStep]) -> bool:
    return any(each.said.required for each in steps if each.act is ReadingAct.BEGAN)
