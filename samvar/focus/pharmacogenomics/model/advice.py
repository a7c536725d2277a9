"""What a guideline says for one patient, drug and occasion; and why nothing is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class Occasion:
    """A drug as it is about to be given: the key of an advice is all of this, not the drug alone.

    drug: INN in lower case. route: `oral`, `intravenous`, `topical` ...; indication, age_group
    (`adult`, `child`) and exposure (`naive`, `exposed`) in the words of `knowledge`; None where it
    is not known, which is never read as "any": an advice that depends on it is then shown with
    the condition it stands under.
    """

    drug: str
    route: str | None = None
    indication: str | None = None
    age_group: str | None = None
    exposure: str | None = None


class Action(Enum):
    """What an advice comes down to, so that bodies can be compared and urgent lines put first."""

    AVOID = "avoid"
    REDUCE = "reduce"
    INCREASE = "increase"
    OTHER = "other"
    MONITOR = "monitor"
    STANDARD = "standard"
    NONE = "none"
    """The body looked at it and gives no recommendation."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One line of one body, word for word, with where it stands.

    body: `CPIC`, `DPWG`, `SE`. genes: gene -> the result it was looked up by. condition: what
    must be true of the patient for the line to hold, where the occasion does not say it
    (`route oral`, `adult`, ...); empty where the occasion meets it.
    source: guideline, version, section and DOI or address, as the release states them.
    translations: language -> the text in it, where the body itself gives it.
    """

    body: str
    text: str
    strength: str
    action: Action
    genes: Mapping[str, str]
    release: str
    guideline: str
    version: str
    source: str
    condition: tuple[str, ...] = ()
    implications: tuple[str, ...] = ()
    comments: str | None = None
    translations: Mapping[str, str] = field(default_factory=dict)


class Withheld(Enum):
    """Why no advice is given for a drug although guidelines speak of it."""

    INCOMPLETE = "incomplete"
    """A minimum position of a gene was not tested: nothing, above all no standard dose, follows."""
    AMBIGUOUS = "ambiguous"
    """The readings of the call differ in phenotype."""
    NOT_TESTED = "not_tested"
    """The gene was not called."""
    NO_PHENOTYPE = "no_phenotype"
    """The release gives the diplotype no phenotype."""
    UNSAID = "unsaid"
    """The result is known, and the release has no line for it: an excerpt, or a body that speaks
    of other results only. It is no word for the usual dose."""


@dataclass(frozen=True, slots=True)
class DrugAdvice:
    """All that is said of one drug for this patient.

    lines: every body's advice; with `withheld` set none that leaves the dose as it is, and only
    a caution where it rests on what is known beside that. withheld: gene -> why. disagree: two
    bodies' lines under one condition differ in their action. notes: what must be printed beside
    (DPYD's warnings, phenoconversion, a combination).
    on_list: the drug is on the patient's medication list or in the order.
    """

    occasion: Occasion
    lines: tuple[Advice, ...]
    withheld: Mapping[str, Withheld] = field(default_factory=dict)
    disagree: bool = False
    notes: tuple[str, ...] = ()
    on_list: bool = False

    @property
    def matters(self) -> bool:
        """Whether somebody has to act: another action than the usual dose, or none known."""
        usual = (Action.STANDARD, Action.NONE)
        return bool(self.withheld) or any(line.action not in usual for line in self.lines)
