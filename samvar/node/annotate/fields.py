"""The INFO fields of an annotated file: names that stay, types, and what each says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samvar.formats.vcf.info import COUNT, DIFFERENCE, RATIO
from samvar.formats.vcf.rewrite import Told
from samvar.formats.vcf.write import InfoField
from samvar.model.errors import UsageError

OWN = "SAMVAR_"
"""What every key that we write begins with."""

COUNTS = ("ac", "an", "individuals", "hom", "hemi")
"""The columns of a source, in their order; the fields are made of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field, of any source. kind, of: as `info` has them; columns by name."""

    kind: int
    of: tuple[str, str]
    type: str
    meaning: str


FIELDS: dict[str, Field] = {
    "AC": Field(COUNT, ("ac", "ac"), "Integer", "Copies of the allele"),
    "AN": Field(COUNT, ("an", "an"), "Integer", "Alleles called at the allele's place"),
    "AF": Field(RATIO, ("ac", "an"), "Float", "AC / AN"),
    "HOM": Field(COUNT, ("hom", "hom"), "Integer", "People with two copies"),
    "HEMI": Field(COUNT, ("hemi", "hemi"), "Integer", "People whose only copy it is (X, Y, MT)"),
    "CARRIERS": Field(DIFFERENCE, ("ac", "hom"), "Integer", "People with at least one copy"),
    "INDIVIDUALS": Field(
        COUNT, ("individuals", "individuals"), "Integer", "People who could be looked at there"
    ),
}
DEFAULT = ("AC", "AN", "AF", "HOM", "HEMI", "CARRIERS")


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one source. prefix: of their keys. among: who was counted, in words.
    columns: those of `COUNTS` that the source has."""

    prefix: str
    among: str
    columns: frozenset[str]


def chosen(text: str) -> tuple[str, ...]:
    """The fields that somebody named, commas between; all usual ones for no text.

    >>> chosen("af, ac")
    ('AF', 'AC')

    Raises:
        UsageError: a name that is none, or twice.
    """
    if not text.strip():
        return DEFAULT
    names = tuple(name.strip().upper() for name in text.split(","))
    for name in names:
        if name not in FIELDS:
            raise UsageError(
                f"'{name[:40]}' is not a field of an annotation",
                remedy="use " + ", ".join(FIELDS),
            )
    if len(set(names)) < len(names):
        raise UsageError("a field is named twice")
    return names


def told(groups: Iterable[Group], names: Sequence[str]) -> tuple[Told, ...]:
    """Every field of every source that can tell it; columns are numbered source after source."""
    fields = []
    for number, group in enumerate(groups):
        for name in names:
            field = FIELDS[name]
            if not group.columns.issuperset(field.of):
                continue
            a, b = (number * len(COUNTS) + COUNTS.index(column) for column in field.of)
            declared = InfoField("A", field.type, f"{field.meaning}, {group.among}")
            fields.append(Told(f"{group.prefix}{name}", declared, field.kind, a, b))
    return tuple(fields)
