"""Lost and gained copies: what is known of one, what each item says, and the sum."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.facts import Count, Part
from samvar.focus.rare_disease.model.verdict import State, Strength


class Change(Enum):
    """What happened to the copies."""

    LOSS = "loss"
    GAIN = "gain"


class Likeness(Enum):
    """How well a reported patient's picture fits the gene or region: items 4A to 4D."""

    UNIQUE = "unique"
    SPECIFIC = "specific"
    BROAD = "broad"
    INCONSISTENT = "inconsistent"


class Origin(Enum):
    """Where the patient's own copy number is from: section 5."""

    DE_NOVO = "de_novo"
    UNAFFECTED_PARENT = "unaffected_parent"
    SEGREGATES = "segregates"
    NOT_SEGREGATING = "not_segregating"
    UNKNOWN = "unknown"


class Hit(Part, frozen=True, omit_defaults=True):
    """A protein-coding gene of which it takes a part or all. Places are 0-based half-open.

    start, end: of the gene. forward: its strand. exons: in the order of the contig. coding: first
    and last base that is translated. exon_reported: its last exon has other pathogenic variants.
    """

    gene: str
    start: Count
    end: Count
    forward: bool
    exons: tuple[tuple[Count, Count], ...]
    coding: tuple[Count, Count] | UnsetType = UNSET
    exon_reported: bool | UnsetType = UNSET


class Reported(Part, frozen=True):
    """A patient that was reported: with a copy number like it, or with a null variant in it.

    new: the variant is new in the patient. proven: parentage is proven. new=False: not known.
    """

    likeness: Likeness
    new: bool = True
    proven: bool = False


class Families(Part, frozen=True, omit_defaults=True):
    """Families that were reported. segregations: of similarly affected people in all of them.

    affected_without, unaffected_with, unaffected_with_vague: families in which an affected person
    lacks it; in which somebody has it without the well-defined, and without the vague, picture.
    """

    segregations: Count = 0
    affected_without: Count = 0
    unaffected_with: Count = 0
    unaffected_with_vague: Count = 0


class Studies(Part, frozen=True, omit_defaults=True):
    """Case-control studies: with a specific picture, with a vague one, and without a difference."""

    more_specific: Count = 0
    more_vague: Count = 0
    no_difference: Count = 0


class CopyFacts(Part, frozen=True, omit_defaults=True):
    """Everything that is known of one copy-number variant.

    hits: protein-coding genes of which a base is taken; an empty list says that there is none.
    elements: other functional elements are in it. null: the PVS1 strength of one within a gene,
    null (None) where it is no null variant. predictors: how many say of one gene that it does not
    bear to lose a copy. reported, families, studies: what others saw. common: large studies of the
    population have the like. Of the patient: origin, likeness, proven (parentage), family, and
    fits_loss: the picture is highly specific for losing the gene that a breakpoint lies in.
    """

    change: Change
    hits: tuple[Hit, ...] | UnsetType = UNSET
    elements: bool | UnsetType = UNSET
    null: Strength | UnsetType | None = UNSET
    predictors: Count | UnsetType = UNSET
    reported: tuple[Reported, ...] | UnsetType = UNSET
    families: Families | UnsetType = UNSET
    studies: Studies | UnsetType = UNSET
    common: bool | UnsetType = UNSET
    origin: Origin | UnsetType = UNSET
    likeness: Likeness | UnsetType = UNSET
    proven: bool | UnsetType = UNSET
    family: Families | UnsetType = UNSET
    fits_loss: bool | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.null is Strength.STAND_ALONE:
            raise ValueError("PVS1 does not stand alone")


Hundredths = Annotated[int, msgspec.Meta(ge=-1000, le=1000)]


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item of the metric. points: in hundredths, as counted, of one that is met.

    given: what the item would have given before its highest sum, where that is less.
    """

    item: str
    state: State
    why: str
    points: Hundredths = 0
    given: Hundredths | None = None
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class CopyResult(msgspec.Struct, frozen=True, kw_only=True):
    """The sum over all items, in hundredths, and its class."""

    change: Change
    lines: tuple[Line, ...]
    hundredths: int
    by_points: Class

    @property
    def score(self) -> float:
        """The sum as the guideline writes it, such as 0.90."""
        return self.hundredths / 100

    @property
    def open(self) -> tuple[Line, ...]:
        """Items that nobody could look at yet."""
        return tuple(each for each in self.lines if each.missing)

    @property
    def text(self) -> str:
        """One line: class, items, score."""
        items = ", ".join(each.item for each in self.lines if each.points)
        return f"{self.by_points.text} ({items or 'no item with points'}; {self.score:+.2f})"
