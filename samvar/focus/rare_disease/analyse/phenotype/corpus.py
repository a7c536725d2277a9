"""All that a ranking needs of one release, made once and then only read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.background import Background, background
from samvar.focus.rare_disease.analyse.phenotype.feature import Statements, papers_of, pooled
from samvar.focus.rare_disease.analyse.phenotype.gene import GenesOf, genes_of
from samvar.focus.rare_disease.analyse.phenotype.part import information_of
from samvar.focus.rare_disease.analyse.phenotype.profile import Profiles, profiles
from samvar.knowledge.phenotype.model import Floats, Ints, Ontology, Release
from samvar.knowledge.phenotype.release import phenotype_release

PAPERS_HELD = 32
"""Half a megabyte each; patients of one paper mostly come one after another."""


@dataclass(frozen=True, slots=True, eq=False)
class Diseases:
    """Some diseases as a ranking sees them.

    places: their places among all that are ranked. papers: how many publications each has.
    """

    places: Ints
    profiles: Profiles
    papers: Floats

    @property
    def known(self) -> Floats:
        """(diseases) how many features are known of each."""
        return np.diff(self.profiles.first).astype(np.float64)


class Corpus:
    """The diseases of a release, their background and their genes."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.statements = Statements.of(release)
        self.all = self._of(self.statements, np.arange(len(self.statements.kept), dtype=np.int32))
        self.world: Background = background(self.all.profiles, release.ontology)
        self.genes: GenesOf = genes_of(self.statements)
        self._paper = {name: at for at, name in enumerate(release.annotations.references)}
        self._without: dict[str, Diseases | None] = {}
        self._others: dict[int, list[int]] = {}
        for other, target in zip(release.same.owners(), release.same.item, strict=True):
            if other != target:
                place = int(self.statements.place[target])
                self._others.setdefault(place, []).append(int(other))

    @property
    def ontology(self) -> Ontology:
        """The terms."""
        return self.release.ontology

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each disease."""
        return tuple(self.release.annotations.diseases[at] for at in self.statements.kept)

    @cached_property
    def information(self) -> Floats:
        """(diseases) for `part.sim_gic`."""
        return information_of(self.all.profiles, self.world)

    def place(self, disease: str) -> int | None:
        """Where a disease stands among those that are ranked; of an entry that is counted as one
        other, where that stands."""
        try:
            number = self.release.annotations.diseases.index(disease)
        except ValueError:
            return None
        same = self.release.same.of(number)
        return int(self.statements.place[same[0]]) if len(same) == 1 else None

    def others(self, place: int) -> tuple[str, ...]:
        """Entries of other catalogues that are counted as a disease."""
        return tuple(self.release.annotations.diseases[at] for at in self._others.get(place, ()))

    def knows(self, paper: str) -> bool:
        """Whether something is said of any disease with this publication as reference."""
        return paper in self._paper

    def without(self, paper: str) -> Diseases | None:
        """The diseases of which a publication is a source, as they are without it.

        None: it is no source. The background stays as it is: one of thousands of diseases.
        """
        if paper not in self._paper:
            return None
        if paper not in self._without:
            while len(self._without) >= PAPERS_HELD:
                del self._without[next(iter(self._without))]
            number = self._paper[paper]
            places = self.statements.about(number)
            left = self.statements.only(places, without=number)
            self._without[paper] = self._of(left, places) if len(places) else None
        return self._without[paper]

    def _of(self, statements: Statements, places: Ints) -> Diseases:
        closed = profiles(pooled(statements), self.release.ontology)
        return Diseases(places, closed, papers_of(statements))


@lru_cache(maxsize=2)
def corpus_of(folder: Path | None) -> Corpus:
    """The corpus of a folder of HPO's files, or of the installed ones; kept for the next caller.

    Raises: as `phenotype_release`.
    """
    return Corpus(phenotype_release(folder))
