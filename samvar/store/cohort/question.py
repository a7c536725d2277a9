"""What can be asked of the genomes of many people: plain values, without an engine."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum

from samvar.model.contribution import Contribution
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly, Interval, Sex
from samvar.model.variant import Variant

MOST_VARIANTS = 10_000
NOT_KNOWN = "not known"
"""The group of people of whom nobody has said it: unknown is a group of its own."""


class Group(Enum):
    """By what people can be told apart, one at a time: the ways of `model.strata`, and datasets."""

    SEX = "sex"
    ANCESTRY = "ancestry"
    AREA = "area"
    AFFECTED = "affected"
    ASSAY = "assay"
    DATASET = "dataset"

    def of(self, contribution: Contribution) -> str:
        """The group of one sample: a label as the strata have it, or the id of its dataset."""
        if self is Group.DATASET:
            return contribution.dataset
        if self is Group.ANCESTRY:
            return contribution.ancestry or NOT_KNOWN
        if self is Group.SEX:
            known = contribution.sex is not Sex.UNKNOWN
            return contribution.sex.value if known else NOT_KNOWN
        own = (name.partition(":") for name in contribution.strata)
        return next((label for way, _, label in own if way == self.value), NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class People:
    """Who is counted. Each field names groups; any of them will do, and none leaves all in.

    >>> People().everybody, People(sex=("female",)).everybody
    (True, False)
    """

    sex: tuple[str, ...] = ()
    ancestry: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    assay: tuple[str, ...] = ()
    dataset: tuple[str, ...] = ()

    def has(self, contribution: Contribution) -> bool:
        """Whether a sample is among them."""
        wanted = ((Group(f.name), getattr(self, f.name)) for f in fields(self))
        return all(not names or group.of(contribution) in names for group, names in wanted)

    @property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return not any(getattr(self, f.name) for f in fields(self))


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often is each variant seen, and among how many? By name, or all in some stretches.

    by: one row for each group rather than one for all. A variant that is named has a row even
    where nobody carries it; of a stretch, those that anybody who is counted carries.
    """

    assembly: Assembly
    variants: tuple[Variant, ...] = ()
    regions: tuple[Interval, ...] = ()
    people: People = field(default_factory=People)
    by: Group | None = None

    def __post_init__(self) -> None:
        if bool(self.variants) == bool(self.regions):
            raise UsageError("ask for variants or for stretches, one of them")
        _check(self.variants, self.assembly)


@dataclass(frozen=True, slots=True)
class Carriers:
    """How many people carry at least one of these variants, and how many are there?"""

    assembly: Assembly
    variants: tuple[Variant, ...]
    people: People = field(default_factory=People)
    by: Group | None = None

    def __post_init__(self) -> None:
        if not self.variants:
            raise UsageError("name the variants that carriers have")
        _check(self.variants, self.assembly)


Question = Frequency | Carriers


def _check(variants: tuple[Variant, ...], assembly: Assembly) -> None:
    if len(variants) > MOST_VARIANTS:
        raise UsageError(f"ask for at most {MOST_VARIANTS:,} variants")
    if len(set(variants)) < len(variants):
        raise UsageError("a variant is asked for twice")
    if any(variant.assembly is not assembly for variant in variants):
        raise UsageError("a question is about one assembly")
