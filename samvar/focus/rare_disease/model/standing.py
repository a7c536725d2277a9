"""Where a case stands: what was told with it, and the acts since that nobody has taken back."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.model.kept import CaseEvent, KeptCase, Verb

_TERMS = {Verb.PRESENT: True, Verb.ABSENT: False, Verb.REMOVE: None}


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature as it stands now. event: the act by which; None where it was told with the case."""

    term: str
    present: bool
    event: CaseEvent | None = None


def acts_of(case: KeptCase, *verbs: Verb) -> tuple[CaseEvent, ...]:
    """The acts of these kinds that stand, in their order."""
    return tuple(each for each in case.events if each.verb in verbs and not each.undone)


def features_of(case: KeptCase) -> tuple[Feature, ...]:
    """The features of the proband: what was told, and what was added and removed since."""
    found = {each.term: Feature(each.term, each.present) for each in case.told.terms}
    for event in acts_of(case, *_TERMS):
        term, present = event.text or "", _TERMS[event.verb]
        found.pop(term, None)
        if present is not None:
            found[term] = Feature(term, present, event)
    return tuple(found.values())


def assigned_to(case: KeptCase) -> tuple[str, ...]:
    """The accounts of those who work on the case, the first assigned first."""
    found: dict[str, None] = {}
    for event in acts_of(case, Verb.ASSIGN, Verb.UNASSIGN):
        if event.verb is Verb.ASSIGN:
            found[event.text or ""] = None
        else:
            found.pop(event.text or "", None)
    return tuple(found)


def is_archived(case: KeptCase) -> bool:
    """Whether nobody is to work on it any more."""
    acts = acts_of(case, Verb.ARCHIVE, Verb.REOPEN)
    return bool(acts) and acts[-1].verb is Verb.ARCHIVE


def synopsis_of(case: KeptCase) -> str:
    """What the case is about, in words; "" where nobody has said it."""
    acts = acts_of(case, Verb.SYNOPSIS)
    return (acts[-1].text or "") if acts else "\n".join(case.told.indication)
