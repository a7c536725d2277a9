"""In which ways the diseases of a release are inherited."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from samvar.focus.rare_disease.analyse.phenotype.corpus import Corpus
from samvar.focus.rare_disease.model.candidate import Way
from samvar.knowledge.phenotype.model import Aspect
from samvar.model.calls import Bool

TERMS = {
    Way.DOMINANT: "HP:0000006",
    Way.RECESSIVE: "HP:0000007",
    Way.X_LINKED: "HP:0001417",
    Way.MITOCHONDRIAL: "HP:0001427",
}


def allowed(corpus: Corpus) -> Mapping[Way, Bool]:
    """(diseases) whether each may be inherited in a way; one of which nothing is said, in any."""
    said, statements = corpus.release.annotations, corpus.statements
    stated = (said.aspect == Aspect.I) & ~said.negated
    of_row = statements.row
    count = len(statements.kept)
    found: dict[Way, Bool] = {}
    for way, root in TERMS.items():
        terms = corpus.ontology.below(root) if root in corpus.ontology.number else None
        hit = np.zeros(len(of_row), bool)
        if terms is not None:
            hit = stated[of_row] & terms[said.term[of_row]]
        found[way] = np.bincount(statements.disease[hit], minlength=count) > 0
    silent = ~np.logical_or.reduce(list(found.values()))
    return {way: mask | silent for way, mask in found.items()}
