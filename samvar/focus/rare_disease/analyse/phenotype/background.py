"""How much it tells that a patient has a term: by how many diseases have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samvar.focus.rare_disease.analyse.phenotype.profile import Profiles
from samvar.knowledge.phenotype.model import PHENOTYPIC_ABNORMALITY, Floats, Ontology


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Of all terms, over all diseases.

    feature: whether it is one that can be seen. information: -ln(n / N), n of N diseases having
    it; of a term that none has, ln N. step: ln(p / n), p diseases having all its parents: what it
    adds to them. mean: its mean frequency over all diseases.
    """

    feature: NDArray[np.bool_]
    information: Floats
    step: Floats
    mean: Floats

    @property
    def most(self) -> float:
        """The information of a term that no disease, or one, has."""
        return float(self.information.max())


def background(profiles: Profiles, ontology: Ontology) -> Background:
    """The background that some profiles make."""
    having = profiles.having()
    information = np.log(profiles.count / np.maximum(having, 1))
    feature = ontology.below(PHENOTYPIC_ABNORMALITY)
    step = np.zeros(len(ontology))
    for term in np.flatnonzero(feature).tolist():
        parents = [p for p in ontology.parents.of(term).tolist() if feature[p]]
        if parents:
            step[term] = np.log(max(_all_of(profiles, parents), 1) / max(int(having[term]), 1))
    return Background(feature, information, np.maximum(step, 0), profiles.mean())


def _all_of(profiles: Profiles, terms: list[int]) -> int:
    """How many diseases have all of them."""
    common = profiles.column(terms[0]).disease
    for term in terms[1:]:
        common = np.intersect1d(common, profiles.column(term).disease, assume_unique=True)
    return len(common)
