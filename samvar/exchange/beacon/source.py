"""Where a Beacon's answers come from: a narrow protocol, so that a handler knows no store.

A source answers one question: which variants lie in this stretch, and how often. Each answer
says of which epoch it is, who was silent, and what it means when a variant is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from samvar.model.genome import Assembly, Interval
from samvar.model.variant import Variant


@dataclass(frozen=True, slots=True)
class Silent:
    """A region that gave no number, and the state it was in: late, down, refused, ..."""

    node: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of itself.

    id: of the result set. source, population: as written beside each frequency.
    epoch: of the release, or of the node's contributions; None for a live sum of several nodes,
    which is of the moment `made_at`. absence: the sentence for a variant
    that is not in the answer; None only where that is a true zero.
    """

    id: str
    assembly: Assembly
    source: str
    population: str
    epoch: int | None
    made_at: str | None
    nodes_eligible: int
    nodes_answered: int
    individuals: int
    share_of_individuals: float | None
    silent: tuple[Silent, ...] = ()
    min_frequency: float | None = None
    floor_carriers: int | None = None
    absence: str | None = None

    @property
    def version(self) -> str:
        """Epoch or moment, as it is written beside a frequency."""
        return f"epoch {self.epoch}" if self.epoch is not None else f"live {self.made_at}"


@dataclass(frozen=True, slots=True)
class Rows:
    """Variants of one contig, sorted by place, and what is to be said of them.

    table: columns `position` (0-based), `ref`, `alt`, `ac`, `an`; `ac` null says "yes, but how
    often is not told". Further columns are left alone.
    """

    table: pa.Table
    told: Told


def around(variant: Variant) -> Interval:
    """The stretch in which every spelling of a variant starts, a base on either side of it."""
    end = min(variant.end + 1, variant.assembly.length(variant.contig))
    return Interval(variant.contig, max(0, variant.position - 1), end)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A collection as `/datasets` lists it. `told` None: its variants cannot be asked apart."""

    id: str
    name: str
    description: str
    assembly: str
    created_at: str | None = None
    version: str | None = None
    told: Told | None = None


class FrequencySource(Protocol):
    """A release, one node under a permit, or all nodes live for somebody who has signed in."""

    def named(self, variant: Variant) -> Rows:
        """One variant, asked by name: it may be told where a list of what there is may not.

        Raises as `starting`. More rows than asked for do no harm: the handler judges each.
        """
        ...

    def starting(self, assembly: Assembly, interval: Interval) -> Rows:
        """Variants whose position lies in the stretch.

        Raises:
            NotFound: the source has nothing in this assembly, so it cannot say no either.
            PeerUnavailable, Refused: it may not or cannot answer now.
        """
        ...

    def overlapping(self, assembly: Assembly, interval: Interval) -> Rows:
        """Variants whose reference allele shares a base with the stretch. Raises as `starting`."""
        ...

    def datasets(self) -> tuple[Dataset, ...]:
        """What there is to be asked, newest epoch only."""
        ...


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who answers for a Beacon. `url` None: the Beacon's own address stands in."""

    id: str
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a Beacon is. environment: prod, test, dev or staging; security: PUBLIC or CONTROLLED."""

    id: str
    name: str
    description: str
    organisation: Organisation
    security: str
    environment: str = "dev"
    created_at: str | None = None
    max_range_bp: int = 10_000_000
    info: dict[str, str] = field(default_factory=dict)
