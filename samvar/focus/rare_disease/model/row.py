"""Rows of a case's lists beyond small variants: events, mobile elements, repeats, mitochondrial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from samvar.model.consequence import Consequence
from samvar.model.structural import EventKind


@dataclass(frozen=True, slots=True)
class Carried:
    """What a member's column says of one alternative.

    genotype: as written. copies: of the alternative, None where any allele is not called. reads:
    that support it, against: that support the reference; None where the file does not count.
    passed: the sample's own filter; None where there is none.
    """

    member: str
    genotype: str
    copies: int | None
    quality: int | None = None
    passed: bool | None = None
    reads: int | None = None
    against: int | None = None
    copy_number: int | None = None


@dataclass(frozen=True, slots=True)
class MobileElement:
    """An inserted element: its family, such as ALU, L1, SVA, HERV; polarity '+', '-' or None."""

    family: str
    polarity: str | None


@dataclass(frozen=True, slots=True)
class GnomadTold:
    """gnomAD's filtering allele frequency, 0-1, as a file has it; counts None where it has none."""

    faf: float
    alleles: int | None = None
    chromosomes: int | None = None
    homozygotes: int | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """What annotators wrote of one alternative.

    severe: the consequence to show. genes: HGNC ids, else symbols. frequencies: 0-1, by source.
    models, rank_score: genmod's, of this family. note: why an annotation could not be read.
    gnomad: its filtering allele frequency, which ACMG criteria go by; None where there is none.
    """

    genes: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    severe: Consequence | None = None
    consequences: tuple[Consequence, ...] = field(default=(), repr=False)
    frequencies: Mapping[str, float] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    rank_score: float | None = None
    note: str | None = None
    gnomad: GnomadTold | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One structural variant or mobile element, 0-based half-open; contig None of no primary one.

    word: its type as the file writes it. kind: None where the file's record is no event that is
    compared, and then note says why. mate: contig and place of the other end of a breakend.
    length: bases lost, gained or turned; None where nobody says. quality: QUAL.
    """

    line: int
    id: str | None
    word: str
    kind: EventKind | None
    contig: str | None
    start: int
    end: int
    mate: tuple[str, int] | None
    length: int | None
    quality: float | None
    passed: bool
    carried: tuple[Carried, ...]
    told: Annotated
    mobile: MobileElement | None = None
    note: str | None = None


class RepeatStanding(Enum):
    """Where a length lies between a locus's limits; UNCLEAR: its interval spans one of them."""

    NORMAL = "normal"
    BETWEEN = "between"
    PATHOLOGICAL = "pathological"
    UNCLEAR = "unclear"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class RepeatAllele:
    """Units, and the caller's interval of them; None where it gives none."""

    units: int
    low: int | None
    high: int | None
    standing: RepeatStanding


@dataclass(frozen=True, slots=True)
class RepeatRow:
    """One locus with both alleles of each member; () of a member who is not called.

    limits: most units that are normal, least that are pathological; None where nobody says.
    stated: the file's own words of its records, by line. usual: mean and deviation of units in
    SweGen. lines: of the records that were read together. note: why lengths could not be told.
    """

    name: str
    contig: str | None
    start: int
    end: int
    unit: str
    shown_unit: str | None
    disease: str | None
    hgnc: int | None
    inheritance: str | None
    limits: tuple[int | None, int | None]
    source: str | None
    usual: tuple[float, float] | None
    rank_score: float | None
    stated: Mapping[int, str]
    alleles: Mapping[str, tuple[RepeatAllele, ...]]
    lines: tuple[int, ...]
    structure: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Mixture:
    """A member's share of reads with the alternative, 0-1; None where the file counts no reads."""

    member: str
    genotype: str
    fraction: float | None
    reads: int | None
    depth: int | None


@dataclass(frozen=True, slots=True)
class MitochondrialRow:
    """One alternative on the mitochondrion. position: 0-based, of rCRS. diseases: as annotated."""

    line: int
    position: int
    ref: str
    alt: str
    passed: bool
    mixtures: tuple[Mixture, ...]
    told: Annotated
    diseases: tuple[str, ...] = ()
