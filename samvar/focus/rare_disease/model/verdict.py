"""What is said of one criterion: met, not met, or not assessed; how strongly; on what evidence."""

from __future__ import annotations

import re
from enum import Enum
from functools import total_ordering

import msgspec

from samvar.model.errors import BadInput


class State(Enum):
    """Three answers; a criterion that nobody could look at is never one that is not met."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSED = "not_assessed"


@total_ordering
class Strength(Enum):
    """How much a criterion weighs, the least first.

    Source: Richards et al. 2015, doi:10.1038/gim.2015.30, tables 3 and 4.

    >>> Strength.SUPPORTING < Strength.STRONG, Strength.VERY_STRONG.points
    (True, 8)
    """

    SUPPORTING = "supporting"
    MODERATE = "moderate"
    STRONG = "strong"
    VERY_STRONG = "very_strong"
    STAND_ALONE = "stand_alone"

    @property
    def points(self) -> int:
        """Tavtigian et al. 2020, doi:10.1002/humu.24088; BA1 stands outside of the points: 0."""
        return _POINTS[self]

    @property
    def word(self) -> str:
        """As ClinGen writes it behind a code: `PM3_VeryStrong`."""
        return self.value.title().replace("_", "")

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Strength):
            return NotImplemented
        return _ORDER[self] < _ORDER[other]


_ORDER = {strength: number for number, strength in enumerate(Strength)}
_POINTS = dict(zip(Strength, (1, 2, 4, 8, 0), strict=True))
_USUAL = {
    "PVS": Strength.VERY_STRONG,
    "PS": Strength.STRONG,
    "PM": Strength.MODERATE,
    "PP": Strength.SUPPORTING,
    "BA": Strength.STAND_ALONE,
    "BS": Strength.STRONG,
    "BP": Strength.SUPPORTING,
}
_LABEL = re.compile(r"([A-Z]+\d)(?:_([A-Za-z_]+))?(?:\((RNA)\))?")
CODES: tuple[str, ...] = (
    "PVS1", "PS1", "PS2", "PS3", "PS4", "PM1", "PM2", "PM3", "PM4", "PM5", "PM6",
    "PP1", "PP2", "PP3", "PP4", "PP5",
    "BA1", "BS1", "BS2", "BS3", "BS4", "BP1", "BP2", "BP3", "BP4", "BP5", "BP6", "BP7",
)  # fmt: skip
"""The 28 criteria of 2015, in the order of its tables."""


def usual_strength(code: str) -> Strength:
    """The strength that a criterion has by its name.

    >>> usual_strength("PVS1"), usual_strength("BP4")
    (<Strength.VERY_STRONG: 'very_strong'>, <Strength.SUPPORTING: 'supporting'>)
    """
    return _USUAL[code.rstrip("0123456789")]


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One criterion, judged.

    strength: of one that is met, else None. why: the sentence that a reader sees. source: section
    and DOI of the rule. evidence: what it rests on, each with where it is from. missing: the facts
    that would decide it, of one that is not assessed. rna: PVS1 or BP7 by an assay of RNA.

    Raises:
        BadInput: parts that contradict each other.

    >>> Verdict(criterion="PM2", state=State.MET, strength=Strength.SUPPORTING, why="absent").label
    'PM2_Supporting'
    """

    criterion: str
    state: State
    why: str
    source: str = ""
    strength: Strength | None = None
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rna: bool = False

    def __post_init__(self) -> None:
        if self.criterion not in CODES:
            raise BadInput(f"'{self.criterion[:20]}' is no criterion", remedy="PVS1 ... BP7")
        if (self.state is State.MET) != (self.strength is not None):
            raise BadInput("a criterion has a strength if it is met, and only then")
        if (self.criterion == "BA1") != (self.strength is Strength.STAND_ALONE) and self.met:
            raise BadInput("BA1, and no other, stands alone")
        if self.missing and self.state is not State.NOT_ASSESSED:
            raise BadInput("facts are missing only where a criterion is not assessed")

    @property
    def met(self) -> bool:
        """Whether it counts."""
        return self.state is State.MET

    @property
    def pathogenic(self) -> bool:
        """Which way it points: towards pathogenic, or towards benign."""
        return self.criterion.startswith("P")

    @property
    def points(self) -> int:
        """Signed points: 0 of what is not met, and of BA1."""
        if self.strength is None:
            return 0
        return self.strength.points if self.pathogenic else -self.strength.points

    @property
    def label(self) -> str:
        """As ClinGen writes it: the strength is named where it is not the usual one."""
        rna = "(RNA)" if self.rna else ""
        if self.strength in (None, usual_strength(self.criterion)):
            return self.criterion + rna
        return f"{self.criterion}_{self.strength.word}{rna}"


def met(
    code: str, strength: Strength, why: str, source: str = "", evidence: tuple[str, ...] = ()
) -> Verdict:
    """A criterion that is met."""
    return Verdict(
        criterion=code,
        state=State.MET,
        strength=strength,
        why=why,
        source=source,
        evidence=evidence,
    )


def not_met(code: str, why: str, source: str = "", evidence: tuple[str, ...] = ()) -> Verdict:
    """A criterion that was looked at and does not hold."""
    return Verdict(criterion=code, state=State.NOT_MET, why=why, source=source, evidence=evidence)


def not_assessed(code: str, why: str, source: str = "", missing: tuple[str, ...] = ()) -> Verdict:
    """A criterion that could not be looked at, and what would decide it."""
    return Verdict(
        criterion=code, state=State.NOT_ASSESSED, why=why, source=source, missing=missing
    )


def parse_label(text: str, why: str = "stated") -> Verdict:
    """A met criterion from its label.

    >>> parse_label("pm3_verystrong").points, parse_label("BP7_Strong(RNA)").label
    (8, 'BP7_Strong(RNA)')
    >>> parse_label("PM2_P").label
    'PM2_Supporting'

    Raises:
        BadInput: no such criterion or strength.
    """
    found = _LABEL.fullmatch(text.strip().upper())
    code, word, rna = found.groups() if found else ("", None, None)
    if code not in CODES:
        raise BadInput(
            f"'{text[:30]}' is not a criterion", remedy="write PVS1, PM2_Supporting or BP7_Strong"
        )
    strength = usual_strength(code) if word is None else _STRENGTHS.get(word.replace("_", ""))
    if strength is None:
        names = ", ".join(each.word for each in Strength)
        raise BadInput(f"'{text[:30]}' names no strength", remedy=f"one of {names}")
    if rna and code not in ("PVS1", "BP7"):
        raise BadInput(f"'{text[:30]}': only PVS1 and BP7 are given by RNA")
    return Verdict(criterion=code, state=State.MET, strength=strength, why=why, rna=rna is not None)


_SHORT = {"P": "SUPPORTING", "SUP": "SUPPORTING", "SUPP": "SUPPORTING", "M": "MODERATE",
          "MOD": "MODERATE", "S": "STRONG", "STR": "STRONG", "VS": "VERYSTRONG",
          "VSTR": "VERYSTRONG"}  # fmt: skip
"""As panels and laboratories shorten them: `PM2_P`, `PVS1_Mod`."""
_STRENGTHS = {each.word.upper(): each for each in Strength}
_STRENGTHS |= {short: _STRENGTHS[word] for short, word in _SHORT.items()}
