"""What is known of each disease as features with frequencies, pooled over all that is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samvar.knowledge.phenotype.model import (
    EVIDENCE,
    PHENOTYPIC_ABNORMALITY,
    Aspect,
    Floats,
    Ints,
    Release,
)

UNKNOWN = 0.5
"""The frequency of a feature of which none is stated."""
STUDY = EVIDENCE.index("PCS")
CLASS_WEIGHT = 3.0
"""A class of frequency, such as Orphanet's, counts as so many patients beside counted ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """Annotations, each under the diseases that it counts for (see `knowledge.phenotype.same`).

    kept: the numbers of the diseases that are ranked; place: of every disease its place among
    them, or -1. disease: the place that each statement is about; row: the annotation it is.
    """

    release: Release
    kept: Ints
    place: Ints
    disease: Ints
    row: Ints

    @classmethod
    def of(cls, release: Release) -> Statements:
        """All statements of a release."""
        said, same = release.annotations, release.same
        kept = np.unique(same.item)
        place = np.full(len(said.diseases), -1, np.int32)
        place[kept] = np.arange(len(kept))
        lengths = np.diff(same.start)[said.disease]
        row = np.repeat(np.arange(len(said), dtype=np.int32), lengths)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        disease = place[same.item[same.start[said.disease[row]] + nth]]
        return cls(release, kept, place, disease, row)

    def about(self, paper: int) -> Ints:
        """The places of the diseases that something is said of with this reference."""
        papers = self.release.annotations.papers
        rows = papers.owners()[papers.item == paper]
        return np.unique(self.disease[np.isin(self.row, rows)])

    def only(self, places: Ints, *, without: int) -> Statements:
        """Those about some diseases, without what has a reference (number of a paper)."""
        papers = self.release.annotations.papers
        rows = papers.owners()[papers.item == without]
        own = np.flatnonzero(np.isin(self.disease, places))
        own = own[~np.isin(self.row[own], rows)]
        disease = np.searchsorted(places, self.disease[own]).astype(np.int32)
        return Statements(self.release, self.kept[places], self.place, disease, self.row[own])


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Features of diseases: disease, term and frequency (0 to 1), sorted by disease and term.

    absent: disease and term of what is said not to belong to a disease. count: how many diseases.
    """

    count: int
    disease: Ints
    term: Ints
    frequency: Floats
    absent: tuple[Ints, Ints]


def pooled(statements: Statements) -> Features:
    """One frequency for each feature of each disease.

    Counts of several papers are added, and k of n becomes (k + 0.5) / (n + 1); a class, or
    percentage, counts as `CLASS_WEIGHT` patients beside counts, as itself without; what has
    neither is `UNKNOWN`. A feature that nobody had, or that is said not to belong (NOT), is
    absent, unless another statement has it.
    """
    release = statements.release
    said, terms = release.annotations, len(release.ontology)
    below = release.ontology.below(PHENOTYPIC_ABNORMALITY)
    row, disease = statements.row, statements.disease
    seen = (said.aspect[row] == Aspect.P) & below[said.term[row]]
    row, disease = row[seen], disease[seen]
    key = disease.astype(np.int64) * terms + said.term[row]
    never = said.share[row] == 0
    absent = said.negated[row] | never
    known, at = np.unique(key[~absent], return_inverse=True)
    looked = said.looked[row]

    def added(values: NDArray[np.generic]) -> Floats:
        return np.bincount(at, values[~absent], len(known)).astype(np.float64)

    counted = looked > 0
    k, n = added(np.where(counted, said.seen[row], 0)), added(np.where(counted, looked, 0))
    stated = ~counted & ~np.isnan(said.share[row])
    classes = added(stated)
    share = added(np.where(stated, said.share[row], 0)) / np.maximum(classes, 1)
    # Those in whom nobody saw it were looked at as well.
    nobody = never & counted & ~said.negated[row]
    place = np.minimum(np.searchsorted(known, key[nobody]), max(len(known) - 1, 0))
    if len(known):
        same = known[place] == key[nobody]
        np.add.at(n, place[same], looked[nobody][same])
    weight = np.where(classes > 0, CLASS_WEIGHT, 0)
    counts = (k + 0.5 + weight * share) / (n + 1 + weight)
    frequency = np.where(n > 0, counts, np.where(classes > 0, share, UNKNOWN))
    gone = np.setdiff1d(key[absent], known)
    return Features(
        count=len(statements.kept),
        disease=(known // terms).astype(np.int32),
        term=(known % terms).astype(np.int32),
        frequency=frequency,
        absent=((gone // terms).astype(np.int32), (gone % terms).astype(np.int32)),
    )


def papers_of(statements: Statements) -> Floats:
    """(diseases) how many publications with counted patients stand behind what is said."""
    said = statements.release.annotations
    study = said.evidence[statements.row] == STUDY
    row, lists = statements.row[study], said.papers
    lengths = np.diff(lists.start)[row]
    disease = np.repeat(statements.disease[study], lengths)
    nth = np.arange(len(disease)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    paper = lists.item[np.repeat(lists.start[row], lengths) + nth]
    many = len(said.references) + 1
    both = np.unique(disease.astype(np.int64) * many + paper)
    return np.bincount(both // many, minlength=len(statements.kept)).astype(np.float64)
