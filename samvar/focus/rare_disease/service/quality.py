"""Questions of quality that keep a case from being signed, until a second person overrides them.

A sample that may be somebody else's is the one fault that no reading of variants finds: sex and
relatedness hold the answer where a tool only flags them; depth and contamination where they fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, ToldGate, Verb
from samvar.focus.rare_disease.records import RareCases
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import find_case
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, NotFound, without_numbers
from samvar.present.area import NodeLike

_WHOSE = ("sex", "relatedness")
_HOLDING = {"failed": (*_WHOSE, "coverage", "contamination"), "flagged": _WHOSE}
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a case. name: by which it is overridden. holds: whether it keeps the answer.

    override: the act that stands against it, with its reason.
    """

    name: str
    gate: ToldGate
    holds: bool
    override: CaseEvent | None = None

    @property
    def why(self) -> str:
        """The reason of the override, "" where there is none."""
        return "" if self.override is None else _reason(self.override)

    def blocks(self, signer: str) -> bool:
        """Whether it keeps `signer` (a user's id) from signing: nobody overrides for themselves."""
        return self.holds and (self.override is None or self.override.by == signer)


def questions_of(case: KeptCase, until: datetime | None = None) -> tuple[Asked, ...]:
    """Every question of a case, with what stands against it. until: as things were then.

    An override is of the figures that somebody has seen: one from before the case was loaded
    again no longer stands.
    """
    events = [each for each in case.events if until is None or each.at <= until]
    loaded = max((e.number for e in events if e.verb in (Verb.LOAD, Verb.RELOAD)), default=0)
    standing = {
        (each.text or "").partition(": ")[0]: each
        for each in events
        if each.verb is Verb.OVERRIDE and not each.undone and each.number > loaded
    }
    return tuple(
        Asked(name, gate, gate.gate in _HOLDING.get(gate.standing, ()), standing.get(name))
        for gate in case.told.quality
        for name in (name_of(gate),)
    )


def name_of(gate: ToldGate) -> str:
    """A question by what is asked, and of whom.

    >>> name_of(ToldGate("relatedness", ("son", "mum"), "failed"))
    'relatedness son–mum'
    """
    return f"{gate.gate} {'–'.join(gate.members)}"


def blocking(asked: Iterable[Asked], signer: str) -> tuple[Asked, ...]:
    """Those that keep somebody from signing."""
    return tuple(each for each in asked if each.blocks(signer))


def override(node: NodeLike, identifier: str, name: str, why: str, asker: Asker) -> Asked:
    """State why a question of quality does not keep the answer; another person then signs it.

    name: as `name_of` makes it.

    Raises:
        Refused: the person may not. NotFound: no such case, or it has no such question.
        BadInput: no reason. Conflict: it keeps nobody, or is overridden already.
    """
    why = without_numbers(why.strip())
    if not 0 < len(why) <= _LONGEST or not why.replace("\n", "").isprintable():
        raise BadInput(f"an override has a reason, of at most {_LONGEST:,} letters")
    case = find_case(node, identifier)
    with (
        changing_of(node, asker, "answer:referral", "case-override", case),
        node.records.begin() as tx,
    ):
        cases = RareCases(tx.connection)
        found = _named(cases.get(case), name)
        if not found.holds:
            raise Conflict("the question keeps no answer from being signed")
        if found.override is not None:
            raise Conflict("it is overridden already", remedy="take that back first")
        cases.note(case, utc_now(), asker.user.id, Verb.OVERRIDE, None, f"{found.name}: {why}")
        return _named(cases.get(case), name)


def undo_override(node: NodeLike, identifier: str, name: str, asker: Asker) -> Asked:
    """Take an override back; it stays in the history.

    Raises:
        Refused: the person may not. NotFound: no such case or question. Conflict: none stands.
    """
    case = find_case(node, identifier)
    with (
        changing_of(node, asker, "answer:referral", "case-override-undo", case),
        node.records.begin() as tx,
    ):
        cases = RareCases(tx.connection)
        found = _named(cases.get(case), name)
        if found.override is None:
            raise Conflict("no override of it stands")
        number = found.override.number
        cases.note(case, utc_now(), asker.user.id, Verb.OVERRIDE, None, None, number)
        return _named(cases.get(case), name)


def _named(case: KeptCase, name: str) -> Asked:
    found = next((each for each in questions_of(case) if each.name == name), None)
    if found is None:
        raise NotFound("the case has no such question of quality")
    return found


def _reason(event: CaseEvent) -> str:
    return (event.text or "").partition(": ")[2]
