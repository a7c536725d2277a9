"""Patients by their features: everybody that one patient is held against, made once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.asked import Asked, asked
from samvar.focus.rare_disease.analyse.phenotype.background import Background
from samvar.focus.rare_disease.analyse.phenotype.feature import Features
from samvar.focus.rare_disease.analyse.phenotype.profile import Profiles, profiles
from samvar.knowledge.phenotype.model import Floats, Ontology


@dataclass(frozen=True, slots=True, eq=False)
class Patients:
    """Many patients as columns by term.

    ids: of each. told: (patients) the information of all features of each, 0 where none is known.
    """

    ids: tuple[str, ...]
    profiles: Profiles
    told: Floats

    def __len__(self) -> int:
        return len(self.ids)


def patients_of(
    ontology: Ontology, world: Background, ids: Sequence[str], seen: Iterable[Iterable[str]]
) -> Patients:
    """From ids of terms that were seen in each; what is no feature of the ontology is left out.

    Features that were looked for and are not there are not held against anybody: in published
    patients that made matches worse (`docs/areas/rare-disease-nation.md` has the figures).
    """
    owner: list[int] = []
    term: list[int] = []
    for place, terms in enumerate(seen):
        own = features(ontology, world, terms)
        owner += [place] * len(own)
        term += own
    none = np.zeros(0, np.int32)
    known = Features(
        len(ids),
        np.array(owner, np.int32),
        np.array(term, np.int32),
        np.ones(len(term)),
        (none, none),
    )
    closed = profiles(known, ontology)
    return Patients(tuple(ids), closed, closed.summed(world.information[known.term]))


def query_of(ontology: Ontology, world: Background, terms: Iterable[str]) -> Asked:
    """The features of the patient that the others are held against."""
    return asked(ontology, world, features(ontology, world, terms))


def features(ontology: Ontology, world: Background, terms: Iterable[str]) -> list[int]:
    """Terms by number, each once and in order; what is no feature is left out."""
    number = (ontology.number.get(term) for term in terms)
    return sorted({n for n in number if n is not None and world.feature[n]})
