"""How a classification came about: what was suggested, who changed what and why, what was undone.

Nothing is ever taken away: each step is added, and the state follows from all of them.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from samvar.focus.rare_disease.model.verdict import Verdict
from samvar.model.errors import BadInput, Conflict, NotFound

LONGEST_REASON = 4_000


class Act(Enum):
    """What a step does."""

    SUGGESTED = "suggested"
    SET = "set"
    UNDONE = "undone"


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step. number: its place in the history, from 1. by: an account, or a program's version.

    verdicts: every criterion of a suggestion; the one that a person set. why: a person's reason.
    undoes: number of the step that an undo takes back. rules: of a suggestion, what it went by.
    """

    number: int
    act: Act
    by: str
    at: datetime
    verdicts: tuple[Verdict, ...] = ()
    why: str = ""
    undoes: int | None = None
    rules: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as it stands. step: which step said so. by_person: whether a person did.

    suggested: the newest suggestion, where a person has said otherwise. outdated: that suggestion
    came after the person's word and is not the one that they saw.
    """

    verdict: Verdict
    step: int
    by_person: bool
    suggested: Verdict | None = None
    outdated: bool = False


class History(msgspec.Struct, frozen=True):
    """All steps of one reader's classification of one variant, the oldest first."""

    steps: tuple[Step, ...] = ()

    def suggest(
        self, verdicts: tuple[Verdict, ...], *, by: str, at: datetime, rules: tuple[str, ...] = ()
    ) -> History:
        """With a suggestion added; it replaces earlier ones, and no person's word."""
        return self._add(Act.SUGGESTED, by, at, verdicts=verdicts, rules=rules)

    def set(self, verdict: Verdict, *, by: str, at: datetime, why: str) -> History:
        """With one criterion as a person sees it.

        Raises:
            BadInput: no reason.
        """
        return self._add(Act.SET, by, at, verdicts=(verdict,), why=_reason(why))

    def undo(self, number: int, *, by: str, at: datetime, why: str) -> History:
        """With a person's step taken back; an undo can be undone.

        Raises:
            NotFound: no such step of a person. Conflict: it is undone already. BadInput: no reason.
        """
        step = next((each for each in self.steps if each.number == number), None)
        if step is None or step.act is Act.SUGGESTED:
            raise NotFound(f"step {number} is not one that a person took")
        if number not in self.live:
            raise Conflict(f"step {number} is undone already")
        return self._add(Act.UNDONE, by, at, why=_reason(why), undoes=number)

    @property
    def live(self) -> frozenset[int]:
        """Numbers of the steps that hold: those that no step that holds has undone."""
        dead: set[int] = set()
        for step in reversed(self.steps):
            if step.undoes is not None and step.number not in dead:
                dead.add(step.undoes)
        return frozenset(each.number for each in self.steps) - dead

    @property
    def standing(self) -> tuple[Standing, ...]:
        """Each criterion spoken of: the newest word of a person, else the suggestion."""
        live = self.live
        said: dict[str, tuple[Step, Verdict]] = {}
        offered: dict[str, tuple[Step, Verdict]] = {}
        for step in self.steps:
            if step.number in live and step.act is not Act.UNDONE:
                table = offered if step.act is Act.SUGGESTED else said
                if step.act is Act.SUGGESTED:
                    offered.clear()
                table.update({each.criterion: (step, each) for each in step.verdicts})
        found = []
        for code in {**offered, **said}:
            person, machine = said.get(code), offered.get(code)
            step, verdict = person or machine  # type: ignore[misc]
            found.append(
                Standing(
                    verdict=verdict,
                    step=step.number,
                    by_person=person is not None,
                    suggested=machine[1] if person and machine else None,
                    outdated=bool(person and machine) and self._changed_since(step, code),
                )
            )
        return tuple(found)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the class follows from."""
        return tuple(each.verdict for each in self.standing)

    def _changed_since(self, word: Step, code: str) -> bool:
        """Whether the suggestion for a criterion became another one after a person's step."""
        before, after = None, None
        for step in self.steps:
            if step.act is Act.SUGGESTED:
                now = next((each for each in step.verdicts if each.criterion == code), None)
                if step.number < word.number:
                    before = now
                after = now
        return before != after

    def _add(
        self,
        act: Act,
        by: str,
        at: datetime,
        *,
        verdicts: tuple[Verdict, ...] = (),
        why: str = "",
        undoes: int | None = None,
        rules: tuple[str, ...] = (),
    ) -> History:
        step = Step(
            number=len(self.steps) + 1,
            act=act,
            by=by,
            at=at,
            verdicts=verdicts,
            why=why,
            undoes=undoes,
            rules=rules,
        )
        return History((*self.steps, step))


def _reason(why: str) -> str:
    if not why.strip() or len(why) > LONGEST_REASON:
        raise BadInput(f"a reason is a text of at most {LONGEST_REASON:,} letters")
    return why.strip()
