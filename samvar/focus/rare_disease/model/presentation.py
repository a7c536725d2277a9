"""What was seen in a patient, and which diseases and genes that fits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Presentation:
    """HPO terms of one patient: what was seen, and what was looked for and is not there.

    papers: where the patient was published, such as PMID:15266616, nothing for most.
    """

    id: str
    seen: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Solved:
    """A patient whose disease is known: what a ranking is measured by. gene: symbol, or None."""

    presentation: Presentation
    disease: str
    gene: str | None


@dataclass(frozen=True, slots=True)
class RankedDisease:
    """A disease that may be it. score: its share of all that is likely, 0 to 1.

    others: entries of other catalogues that are counted as this one.
    """

    id: str
    name: str
    score: float
    genes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedGene:
    """A gene that may be it. score: from its diseases' shares, 0 to 1: no less than
    the largest, and no more than their sum."""

    symbol: str
    hgnc: str | None
    score: float
    disease: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Diseases and genes, best first. reason: why there are none. unknown: terms that are not in
    the ontology, or are no features; they were left out."""

    id: str
    diseases: tuple[RankedDisease, ...]
    genes: tuple[RankedGene, ...]
    unknown: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term, or something else that is known, adds to the score of one disease.

    amount: natural logarithm of how much more likely it makes the disease, beside others.
    through: the term by which it is met in the disease, itself or one above it; None where it is
    not met. frequency: of that term in the disease, 0 to 1, None where it is not met.
    """

    term: str
    name: str
    amount: float
    through: str | None = None
    frequency: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A feature that nobody has asked for yet.

    gain: how many bits of the doubt among the likeliest diseases its answer takes away, on
    average. chance: how likely it is to be there. supports, opposes: the diseases that gain and
    lose most if it is.
    """

    term: str
    name: str
    gain: float
    chance: float
    supports: tuple[str, ...]
    opposes: tuple[str, ...]
