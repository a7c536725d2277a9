"""What one sample adds to a node's sums, and by which rules; fixed at load, replayed at removal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from samvar.model.genome import Assembly, Sex
from samvar.model.strata import EVERYONE, Way, stratum


class Scope(Enum):
    """A use that a person may opt out of; the store keeps one family of counts for each."""

    CARE = "care"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class CountingRules:
    """Which calls count. Stored with each contribution and never re-derived.

    relatives: `all` counts everyone; `unrelated` counts a person only while no relative
    (same family label, or parent and child) has been counted before at this node.
    close_gap_bp: gaps between callable stretches up to this length are closed.
    """

    version: int = 1
    pass_only: bool = True
    min_gq: int = 0
    min_dp: int = 0
    relatives: str = "all"
    close_gap_bp: int = 0


@dataclass(frozen=True, slots=True)
class Contribution:
    """One sample's part. Where `counts` is False it is kept but in no sum, and `why` says why.

    One person counts once per assembly: only the first germline sample loaded counts.
    strata: the parts of the people that it is counted in beside its ancestry's, as
    `strata.strata_of` names them; fixed at load as all else.
    """

    sample: str
    person: str
    assembly: Assembly
    sex: Sex
    ancestry: str | None
    assay: str
    dataset: str
    counts: bool
    why: str | None
    scopes: frozenset[Scope]
    rules: CountingRules
    strata: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """All strata that it is counted in: everyone, its ancestry's and the others."""
        own = (stratum(Way.ANCESTRY, self.ancestry),) if self.ancestry else ()
        return (EVERYONE, *own, *self.strata)
