"""A case's lists: what each is filtered by, and what is read of one small variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.row import Annotated, Carried, RepeatStanding
from samvar.model.calls import Int32
from samvar.model.genome import Interval
from samvar.model.variant import Variant

NO_SCORE = -(1 << 15)
"""The rank score of a row that has none."""


class ClinVar(IntEnum):
    """What a file's ClinVar annotation says at its gravest; NOTHING: it does not say."""

    NOTHING = 0
    OTHER = 1
    BENIGN = 2
    LIKELY_BENIGN = 3
    UNCERTAIN = 4
    CONFLICTING = 5
    LIKELY_PATHOGENIC = 6
    PATHOGENIC = 7


class Step(IntEnum):
    """The steps of a filter, in the order in which they are taken and told."""

    PLACE = 0
    GENES = 1
    CARRIED = 2
    QUALITY = 3
    FREQUENCY = 4
    SEVERITY = 5
    INHERITANCE = 6
    SCORE = 7
    KIND = 8
    SIZE = 9
    STANDING = 10
    SHARE = 11


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are shown. What is not known of a row never hides it.

    genes: names as the list has them, None for all. frequency: at most, 0-1, the highest that the
    file states. severity: a term of the Sequence Ontology; as grave or graver. models: at least
    one of them holds or could not be judged; none: any. within: places; none: everywhere.
    carried: the proband carries it, or is not called. passed: FILTER is PASS or absent. score: at
    least. clinvar: what ClinVar calls (likely) pathogenic is hidden by the first three steps only.
    """

    genes: frozenset[str] | None = None
    frequency: float | None = None
    severity: str | None = None
    models: frozenset[Model] = frozenset()
    within: tuple[Interval, ...] = ()
    carried: bool = True
    passed: bool = False
    score: int | None = None
    clinvar: bool = True


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows of the other lists are shown. What is not known of a row never hides it.

    As `Filter`, and of events kinds: types as the file writes them; least, most: bases, both
    included. Of repeats standings: of one of the proband's alleles; one that is unclear or not
    assessed is never hidden. share: the proband's part of the reads, 0-1, at least. carried: a
    share of exactly none hides, as no copies do. What a list cannot have is not asked of it.
    """

    genes: frozenset[str] | None = None
    frequency: float | None = None
    severity: str | None = None
    within: tuple[Interval, ...] = ()
    carried: bool = True
    passed: bool = False
    score: int | None = None
    kinds: frozenset[str] = frozenset()
    least: int | None = None
    most: int | None = None
    standings: frozenset[RepeatStanding] = frozenset()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class SmallRow:
    """One alternative of one record, as it is shown. number: its place in the list, from 0.

    variant: 0-based, as the file writes it, not normalised. score: genmod's, None where the file
    has none. met, open: models that hold, and that could not be judged.
    """

    number: int
    line: int
    variant: Variant
    id: str | None
    passed: bool
    quality: float | None
    score: int | None
    clinvar: ClinVar
    met: tuple[Model, ...]
    open: tuple[Model, ...]
    carried: tuple[Carried, ...]
    told: Annotated
    rank_result: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Selected:
    """rows: numbers of those that pass, best first. taken: how many each step hid, of total."""

    rows: Int32 = field(repr=False)
    total: int
    taken: Mapping[Step, int]
