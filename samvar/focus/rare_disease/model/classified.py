"""The five classes, and the result of weighing all criteria of one variant."""

from __future__ import annotations

from enum import Enum

import msgspec

from samvar.focus.rare_disease.model.verdict import Verdict


class Class(Enum):
    """The five tiers; Richards et al. 2015, doi:10.1038/gim.2015.30."""

    PATHOGENIC = "pathogenic"
    LIKELY_PATHOGENIC = "likely_pathogenic"
    UNCERTAIN = "uncertain"
    LIKELY_BENIGN = "likely_benign"
    BENIGN = "benign"

    @property
    def text(self) -> str:
        """As reports and ClinVar write it.

        >>> Class.UNCERTAIN.text
        'Uncertain significance'
        """
        return _TEXTS.get(self, self.value.replace("_", " ").capitalize())

    @property
    def tier(self) -> int:
        """1 (benign) to 5 (pathogenic), as the old five classes count."""
        return _TIERS[self]


_TEXTS = {Class.UNCERTAIN: "Uncertain significance"}
_TIERS = {each: 5 - number for number, each in enumerate(Class)}


class Adjustment(msgspec.Struct, frozen=True):
    """Evidence that would have counted twice: what it was, what it became, and why.

    before, after: labels; after is "" where nothing is left of it.
    """

    before: str
    after: str
    why: str
    source: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One variant, classified in three ways side by side.

    verdicts: every criterion as it counts, after adjustments. by_table: the class by the 2015
    table, rule: which of its rules, "" for none. points: signed sum; by_points: the class by
    points, which is the proposed one. posterior: probability of being pathogenic by the points,
    prior 0.1. disagreement: why table and points differ, "" where they agree.
    conflicts: criteria that contradict each other.
    """

    verdicts: tuple[Verdict, ...]
    adjustments: tuple[Adjustment, ...]
    by_table: Class
    rule: str
    points: int
    by_points: Class
    posterior: float
    disagreement: str
    conflicts: tuple[str, ...]

    @property
    def proposed(self) -> Class:
        """The class to show first: that by points, which ClinGen uses for its own panels."""
        return self.by_points

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of what is met, in the order of the guideline."""
        return tuple(each.label for each in self.verdicts if each.met)

    @property
    def text(self) -> str:
        """One line: class, labels, points, posterior."""
        said = ", ".join(self.labels) or "no criterion met"
        return (
            f"{self.proposed.text} ({said}; {self.points:+d} points, posterior "
            f"{self.posterior:.3f})"
        )

    @property
    def open(self) -> tuple[Verdict, ...]:
        """What nobody could look at yet."""
        return tuple(each for each in self.verdicts if each.missing)
