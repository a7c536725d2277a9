"""Terms, what is known of diseases in them, and the genes behind diseases: as columns.

There are some 20,000 terms, 13,000 diseases and 270,000 annotations, and a ranking looks at all
of them for every patient; so these nouns hold arrays, and a number stands for a term or disease.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

PHENOTYPIC_ABNORMALITY = "HP:0000118"
"""The root of what can be seen in a patient; beside it are inheritance, onset and modifiers."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A list of numbers for each of many things, one after another in one array.

    start: (things + 1) int64, where each list begins. item: int32, all lists.
    """

    start: NDArray[np.int64]
    item: Ints

    def __len__(self) -> int:
        return len(self.start) - 1

    def of(self, thing: int) -> Ints:
        """The list of one thing, as a view.

        >>> Rows.gathered([[1, 2], [], [7]]).of(2).tolist()
        [7]
        """
        return self.item[self.start[thing] : self.start[thing + 1]]

    def owners(self) -> Ints:
        """The thing that each item belongs to.

        >>> Rows.gathered([[1, 2], [], [7]]).owners().tolist()
        [0, 0, 2]
        """
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.start))

    @classmethod
    def gathered(cls, lists: Sequence[Sequence[int]]) -> Rows:
        """From ordinary lists."""
        start = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(each) for each in lists], out=start[1:])
        return cls(start, np.array([item for each in lists for item in each], np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Ontology:
    """The terms that stand, each after its parents; obsolete ones only by what replaces them.

    synonyms: of each term, without its name. number: every id that means a term, alternative
    and replaced ones too. parents, ancestors: of each term; a term is its own ancestor.
    """

    version: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    number: Mapping[str, int]
    parents: Rows
    ancestors: Rows

    def __len__(self) -> int:
        return len(self.ids)

    def below(self, term: str) -> NDArray[np.bool_]:
        """(terms) which of them are the term or a kind of it."""
        own = np.zeros(len(self), bool)
        own[self.ancestors.owners()[self.ancestors.item == self.number[term]]] = True
        return own


class Aspect(IntEnum):
    """What an annotation is about: column `aspect` of phenotype.hpoa, by its letter."""

    P = 0
    """A feature."""
    I = 1  # noqa: E741 - the file's letter
    """How the disease is inherited."""
    C = 2
    """When it begins, and its course."""
    M = 3
    """A modifier of another feature."""
    H = 4
    """Past medical history."""


@dataclass(frozen=True, slots=True, eq=False)
class Annotations:
    """What is said of diseases, one row a statement, in columns of equal length.

    disease, term: numbers into `diseases` and the ontology. papers: of each row, numbers into
    `references`. negated: the qualifier NOT. share: the frequency among patients, 0 to 1, NaN
    where none is stated; seen, looked: its counts, -1 where it is none of counts (a percentage or
    a class such as HP:0040283, for which `share` is the middle). onset: a term, or -1.
    sex: 0 either, 1 female, 2 male. evidence: number into `EVIDENCE`.
    """

    diseases: tuple[str, ...]
    names: tuple[str, ...]
    references: tuple[str, ...]
    disease: Ints
    term: Ints
    papers: Rows
    negated: NDArray[np.bool_]
    share: Floats
    seen: Ints
    looked: Ints
    onset: Ints
    sex: NDArray[np.int8]
    aspect: NDArray[np.int8]
    evidence: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.disease)


EVIDENCE = ("IEA", "PCS", "TAS")
"""Inferred from electronic annotation, from a published clinical study, a traceable statement."""


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene by symbol and NCBI's number. hgnc: its identifier, or None where no file has it."""

    symbol: str
    ncbi: str
    hgnc: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GeneLinks:
    """Which gene is behind which disease. gene, disease: columns of numbers of equal length.

    kind: as the file says it, 'MENDELIAN', 'POLYGENIC', 'UNKNOWN', or '' where it does not.
    """

    genes: tuple[Gene, ...]
    gene: Ints
    disease: Ints
    kind: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """The ontology, its annotations and gene links as of one day.

    digest: SHA-256 over the files that it was read from. same: of each disease, those that it is
    counted as (see `same`).
    """

    name: str
    date: str
    licence: str
    source: str
    digest: str
    ontology: Ontology
    annotations: Annotations
    links: GeneLinks
    same: Rows
