"""The kinds of causes that are planted: who carries what, as true genotypes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from samvar.demo.rare_disease.effect import FRAME, MISSENSE, SPLICE, STOP


class People(Enum):
    """Who was sequenced."""

    TRIO = "trio"
    DUO = "mother and child"
    ALONE = "alone"


class Beside(Enum):
    """What is planted beside small variants, or instead of them."""

    NOTHING = "nothing"
    OVER_DELETION = "a deletion over the variant"
    IN_GENE = "a deletion elsewhere in the gene"
    REPEAT = "a repeat"
    MITOCHONDRIAL = "a mitochondrial variant"
    MOSAIC = "a parent's few reads"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cause.

    mode: of the gene, see `Gene.mode`. rows: of each causal variant the true genotypes of child,
    father and mother (of a duo child and mother), `./.` where nothing was read. deletion: the same
    of a deletion. ill: parents who are ill as well. boy: whether the child must be one.
    reduced: whether the gene is known for healthy carriers. terms: what the variants may do.
    """

    name: str
    mode: str
    rows: tuple[str, ...] = ()
    people: People = People.TRIO
    beside: Beside = Beside.NOTHING
    deletion: str = ""
    ill: tuple[str, ...] = ()
    boy: bool = False
    reduced: bool = False
    terms: tuple[str, ...] = (MISSENSE, STOP, FRAME, SPLICE)


KINDS: tuple[Kind, ...] = (
    Kind("de novo", "AD", ("0/1 0/0 0/0",)),
    Kind("dominant", "AD", ("0/1 0/0 0/1",), ill=("mother",)),
    Kind("homozygous", "AR", ("1/1 0/1 0/1",)),
    Kind("compound", "AR", ("0/1 0/1 0/0", "0/1 0/0 0/1")),
    Kind("compound, phased by reads", "AR", ("1|0 0/0", "0|1 0/1"), People.DUO),
    Kind("compound, one de novo", "AR", ("0/1 0/1 0/0", "0/1 0/0 0/0")),
    Kind("over a deletion", "AR", ("1/1 0/0 0/1",), beside=Beside.OVER_DELETION,
         deletion="0/1 0/1 0/0"),
    Kind("beside a deletion", "AR", ("0/1 0/0 0/1",), beside=Beside.IN_GENE,
         deletion="0/1 0/1 0/0"),
    Kind("de novo on X", "XL", ("1 0 0/0",), boy=True),
    Kind("recessive on X", "XL", ("1 0 0/1",), boy=True),
    Kind("a mosaic parent", "AD", ("0/1 0/0 0/0",), beside=Beside.MOSAIC),
    Kind("repeat", "STR", beside=Beside.REPEAT),
    Kind("mitochondrial", "MT", beside=Beside.MITOCHONDRIAL),
    Kind("homozygous, a parent without coverage", "AR", ("1/1 ./. 0/1",)),
    Kind("de novo, a parent without coverage", "AD", ("0/1 ./. 0/0",)),
    Kind("compound, a parent without coverage", "AR", ("0/1 ./. 0/0", "0/1 ./. 0/1")),
    Kind("both copies of one parent", "AR", ("1/1 0/0 0/1",)),
    Kind("reduced penetrance", "AD", ("0/1 0/1 0/0",), reduced=True),
    Kind("alone, dominant", "AD", ("0/1",), People.ALONE),
    Kind("alone, compound", "AR", ("0/1", "0/1"), People.ALONE),
)  # fmt: skip

SIBLING = Kind("a healthy sibling", "AR", ("0/1", "0/0"), People.ALONE)
"""No cause: somebody who is looked at for the two variants of a family, and has the first."""


def kind_of(name: str) -> Kind:
    """One kind by its name."""
    return next(each for each in (*KINDS, SIBLING) if each.name == name)
