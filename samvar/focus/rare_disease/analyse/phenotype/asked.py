"""What was seen in a patient and what was not, as terms with all above them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samvar.focus.rare_disease.analyse.phenotype.background import Background
from samvar.knowledge.phenotype.model import Ints, Ontology


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Terms by number. above: of each seen term itself and its ancestors that are features, the
    least informative first; every: all of them, each once; held: (terms) which they are.
    """

    seen: tuple[int, ...]
    excluded: tuple[int, ...]
    above: tuple[Ints, ...]
    every: Ints
    held: NDArray[np.bool_]


def asked(
    ontology: Ontology, world: Background, seen: Iterable[int], excluded: Iterable[int] = ()
) -> Asked:
    """Terms that are no features, and repeated ones, are left out."""
    own = tuple(dict.fromkeys(term for term in seen if world.feature[term]))
    above = tuple(_above(ontology, world, term) for term in own)
    held = np.zeros(len(ontology), bool)
    for each in above:
        held[each] = True
    none = tuple(dict.fromkeys(term for term in excluded if world.feature[term]))
    return Asked(own, none, above, np.flatnonzero(held).astype(np.int32), held)


def _above(ontology: Ontology, world: Background, term: int) -> Ints:
    found = ontology.ancestors.of(term)
    found = found[world.feature[found]]
    ordered: Ints = found[np.argsort(world.information[found], kind="stable")]
    return ordered
