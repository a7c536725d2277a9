"""How a classification came about: what was suggested, who changed what and why, what was undone.

Nothing is ever taken away: each step is added, and the state follows from all of them.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

import msgspec

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.copy_number import Line
from samvar.focus.rare_disease.model.verdict import Verdict
from samvar.model.errors import BadInput, Conflict, NotFound

LONGEST_REASON = 4_000


class Act(Enum):
    """What a step does."""

    SUGGESTED = "suggested"
    SET = "set"
    CLASSED = "classed"
    UNDONE = "undone"


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step. number: its place in the history, from 1. by: an account, or a program's version.

    verdicts: every criterion of a suggestion; the one that a person set. why: a person's reason.
    undoes: number of the step that an undo takes back. rules: of a suggestion, what it went by.
    lines: items of the copy-number metric, as verdicts. classed: of CLASSED, the class; quick: it
    was chosen without criteria. given: what a suggestion or a class was made for: `condition`,
    `inheritance`, `fit`, `zygosity`.
    """

    number: int
    act: Act
    by: str
    at: datetime
    verdicts: tuple[Verdict, ...] = ()
    why: str = ""
    undoes: int | None = None
    rules: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    classed: Class | None = None
    quick: bool = False
    given: dict[str, str] = {}


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


class StandingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the copy-number metric as it stands; as `Standing`."""

    line: Line
    step: int
    by_person: bool
    suggested: Line | None = None


class History(msgspec.Struct, frozen=True):
    """All steps of one reader's classification of one variant, the oldest first."""

    steps: tuple[Step, ...] = ()

    def suggest(
        self,
        verdicts: tuple[Verdict, ...],
        *,
        by: str,
        at: datetime,
        rules: tuple[str, ...] = (),
        lines: tuple[Line, ...] = (),
        given: dict[str, str] | None = None,
    ) -> History:
        """With a suggestion added; it replaces earlier ones, and no person's word."""
        return self._add(
            Act.SUGGESTED, by, at, verdicts=verdicts, rules=rules, lines=lines, given=given or {}
        )

    def set(self, verdict: Verdict, *, by: str, at: datetime, why: str) -> History:
        """With one criterion as a person sees it.

        Raises:
            BadInput: no reason.
        """
        return self._add(Act.SET, by, at, verdicts=(verdict,), why=_reason(why))

    def set_line(self, line: Line, *, by: str, at: datetime, why: str) -> History:
        """With one item of the copy-number metric as a person sees it.

        Raises:
            BadInput: no reason.
        """
        return self._add(Act.SET, by, at, lines=(line,), why=_reason(why))

    def classify(
        self,
        classed: Class,
        *,
        by: str,
        at: datetime,
        quick: bool = False,
        given: dict[str, str] | None = None,
        why: str = "",
    ) -> History:
        """With the class that this reader gives it. quick: without criteria."""
        return self._add(
            Act.CLASSED, by, at, classed=classed, quick=quick, given=given or {}, why=why.strip()
        )

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
            if step.number in live and step.act in (Act.SUGGESTED, Act.SET):
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
    def own_class(self) -> Step | None:
        """The step with this reader's class; None where they gave none."""
        live = self.live
        given = [each for each in self.steps if each.act is Act.CLASSED and each.number in live]
        return given[-1] if given else None

    @property
    def given(self) -> dict[str, str]:
        """What the newest suggestion was made for."""
        made = [each.given for each in self.steps if each.act is Act.SUGGESTED]
        return dict(made[-1]) if made else {}

    @property
    def standing_lines(self) -> tuple[StandingLine, ...]:
        """Each item of the copy-number metric: the newest word of a person, else the suggestion."""
        live = self.live
        said: dict[str, tuple[int, Line]] = {}
        offered: dict[str, tuple[int, Line]] = {}
        for step in self.steps:
            if step.number not in live:
                continue
            if step.act is Act.SUGGESTED:
                offered = {each.item: (step.number, each) for each in step.lines}
            elif step.act is Act.SET:
                said |= {each.item: (step.number, each) for each in step.lines}
        return tuple(
            StandingLine(
                line=said[item][1] if item in said else offered[item][1],
                step=said[item][0] if item in said else offered[item][0],
                by_person=item in said,
                suggested=offered[item][1] if item in said and item in offered else None,
            )
            for item in {**offered, **said}
        )

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

    def _add(self, act: Act, by: str, at: datetime, **what: Any) -> History:
        step = Step(number=len(self.steps) + 1, act=act, by=by, at=at, **what)
        return History((*self.steps, step))


def _reason(why: str) -> str:
    if not why.strip() or len(why) > LONGEST_REASON:
        raise BadInput(f"a reason is a text of at most {LONGEST_REASON:,} letters")
    return why.strip()
