"""An answer of `variant_frequency` as lines to read: the nation, its ancestries, its regions.

A number below the floor is hidden, which is neither zero nor unknown, and reads as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samvar.model.strata import Way
from samvar.network.merge import NationalAnswer
from samvar.present.coverage import centre_name
from samvar.present.interval import Proportion, wilson
from samvar.present.language import N_, Language
from samvar.present.words import PARTS

ANCESTRIES: Mapping[str, str] = {
    "AFR": N_("African"),
    "AMR": N_("American, admixed"),
    "EAS": N_("East Asian"),
    "EUR": N_("European"),
    "SAS": N_("South Asian"),
}
"""Superpopulation labels of the 1000 Genomes Project, phase 3 (doi:10.1038/nature15393)."""

COLUMNS = ("ac", "an", "hom", "hemi", "individuals")


@dataclass(frozen=True, slots=True)
class Line:
    """Counts of one group of people at one variant. A count is None where it may not be seen.

    ac: copies of the allele. an: alleles looked at. hom: people with two copies.
    hemi: people with the only copy they can have. individuals: people who could be looked at.
    """

    label: str
    note: str
    state: str
    ac: int | None
    an: int | None
    hom: int | None
    hemi: int | None
    individuals: int | None

    @property
    def frequency(self) -> Proportion | None:
        """AC/AN with its 95 % interval; None where hidden or where nobody was looked at."""
        if self.ac is None or self.an is None:
            return None
        return wilson(self.ac, self.an)

    @property
    def het(self) -> int | None:
        """People with one of two copies."""
        if self.ac is None or self.hom is None or self.hemi is None:
            return None
        return self.ac - 2 * self.hom - self.hemi

    @property
    def carriers(self) -> int | None:
        """People with at least one copy."""
        if self.het is None or self.hom is None or self.hemi is None:
            return None
        return self.het + self.hom + self.hemi

    @property
    def hidden(self) -> bool:
        """Whether the count is below the floor."""
        return self.state == "suppressed"


def national(answer: NationalAnswer, language: Language, *, at: int = 0) -> Line:
    """The national line of the `at`-th variant that was asked for.

    Raises:
        ValueError: nobody answered, so there is no line; show who did not instead.
    """
    if answer.value is None:
        raise ValueError("an answer without a value has no lines")
    return _line(language.text("Sweden"), "", answer.value, at)


def strata(
    answer: NationalAnswer, ancestries: Sequence[str], language: Language, *, variants: int = 1
) -> list[Line]:
    """One line for each ancestry that was asked for; vectors lie stratum by stratum."""
    return [
        _line(label, language.text(ANCESTRIES.get(label, "")), answer.value, number * variants)
        for number, label in enumerate(ancestries, 1)
    ]


def parts(answer: NationalAnswer, way: Way, language: Language) -> list[Line]:
    """The national line, and one for each part of a way that anybody could be looked at in."""
    named = [
        _line(language.text(PARTS[way][label]), "", answer.value, number)
        for number, label in enumerate(PARTS[way], 1)
    ]
    return [national(answer, language), *(line for line in named if line.individuals)]


def regions(answer: NationalAnswer) -> list[Line]:
    """One line for each node whose part this asker may see, and for each that is silent."""
    lines = [
        _line(centre_name(part.node), "", part.value, 0)
        for part in answer.parts
        if part.state == "answered" and part.value is not None
    ]
    if not lines:
        return []
    silent = [
        Line(centre_name(one.node), "", one.state, None, None, None, None, None)
        for one in answer.missing
    ]
    return sorted([*lines, *silent], key=lambda line: line.label)


def places_for(alleles: int) -> int:
    """Decimals that tell one allele among so many from none and from two.

    >>> places_for(100), places_for(6404), places_for(0)
    (4, 5, 4)
    """
    return min(8, max(4, len(str(alleles)) + 1))


def _line(label: str, note: str, value: Mapping[str, Any], at: int) -> Line:
    numbers = {column: int(value[column][at]) for column in COLUMNS}
    seen = {column: None if number < 0 else number for column, number in numbers.items()}
    state = "answered" if seen["ac"] is not None else "suppressed"
    return Line(label, note, state, **seen)
