"""What is called: an observed genotype, a diplotype with its score, a gene's call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import msgspec

UNDEFINED = "?"
"""First letter of an allele that no definition of the position has."""

CONTRADICTED = "?!"
"""An allele of two records at one place that cannot both be true."""


class Status(Enum):
    """How far a gene's result may be trusted; only `called` can carry standard-dose advice."""

    CALLED = "called"
    AMBIGUOUS = "ambiguous"
    INCOMPLETE = "incomplete"
    NOT_CALLED = "not_called"


class SampleKind(Enum):
    """What was sequenced; germline advice needs the patient's own germline."""

    GERMLINE = "germline"
    TUMOUR = "tumour"
    AFTER_TRANSPLANT = "after-transplant"
    AFTER_TRANSFUSION = "after-transfusion"


@dataclass(frozen=True, slots=True)
class Genotype:
    """What one sample has at one defining position: one allele or two, in the file's order.

    alleles: sequences as the definition writes them; `?` and the sequence where no definition
    has it. phase: the phase set, '' where the file names none; None if unphased. doubt: why it is
    not trusted; empty where it is. One that is not trusted is no evidence: its position is
    untested, and a variant in it leaves the gene incomplete.
    """

    alleles: tuple[str, ...]
    phase: str | None = None
    doubt: str = field(default="", hash=False)

    @property
    def heterozygous(self) -> bool:
        """Whether the two alleles differ."""
        return len(self.alleles) == 2 and self.alleles[0] != self.alleles[1]


@dataclass(frozen=True, slots=True)
class Diplotype:
    """A pair of named alleles, or one where the gene has one copy, in reporting order.

    score: defining positions that were seen to agree, of both. phased: the two strands follow
    from the file, not from a choice of ours.
    """

    alleles: tuple[str, ...]
    score: int
    phased: bool

    @property
    def name(self) -> str:
        """As it is reported, `*1/*2`."""
        return "/".join(self.alleles)


@dataclass(frozen=True, slots=True)
class Matched:
    """What the matcher found: every possible diplotype, best first; else why there is none.

    leading: the best of each reading of the phase; more than one of them is an ambiguous call.
    The others differ from a leading one only by positions that were not tested.
    """

    diplotypes: tuple[Diplotype, ...]
    warnings: tuple[str, ...] = ()
    leading: tuple[Diplotype, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneCall:
    """One gene of one person. tested, untested: positions with and without evidence, in the
    release's order; both are empty for an outside call, whose method alone knows. least_depth: the
    reads that lay on each tested position at least; UNSET where the file does not state them.

    phenotype is None where none follows: nothing is assumed for what was not seen.
    """

    gene: str
    status: Status
    diplotypes: tuple[Diplotype, ...]
    phenotype: str | None
    activity_score: float | None
    untested: tuple[str, ...]
    warnings: tuple[str, ...]
    tested: tuple[str, ...] = ()
    least_depth: int | msgspec.UnsetType = msgspec.UNSET

    @property
    def telling(self) -> bool:
        """Whether anything was looked at: else the gene is as if nobody had asked."""
        return bool(self.tested or self.diplotypes or self.phenotype)


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A gene's result from another method, as it was handed over."""

    gene: str
    alleles: tuple[str, ...]
    phenotype: str | None = None
    activity_score: float | None = None


Observed = dict[str, tuple[str, Genotype]]
"""What stood at each tested position of a gene: its REF then, and the genotype."""


@dataclass(frozen=True, slots=True)
class SampleCall:
    """All genes of one sample, the release that they were called by, and what was observed."""

    sample: str
    release: str
    genes: tuple[GeneCall, ...]
    observed: Mapping[str, Observed] = field(default_factory=dict)
    outside: Mapping[str, OutsideCall] = field(default_factory=dict)
