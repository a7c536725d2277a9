"""How alike the features of two patients are: 0 nothing in common, 1 the same."""

from __future__ import annotations

import numpy as np

from samvar.focus.rare_disease.analyse.match.patients import Patients
from samvar.focus.rare_disease.analyse.phenotype.asked import Asked
from samvar.focus.rare_disease.analyse.phenotype.background import Background
from samvar.focus.rare_disease.analyse.phenotype.part import resnik_seen, shared_information
from samvar.knowledge.phenotype.model import Floats, Ontology


def likeness(patients: Patients, ontology: Ontology, world: Background, query: Asked) -> Floats:
    """(patients) the best-match average of Resnik, each term weighed by what it tells.

    (sum over q of IC(best ancestor shared with P) + sum over p of IC(best shared with Q)) /
    (sum of IC(q) + sum of IC(p)): q, p the features of the one patient and the other, IC(t) =
    -ln(n_t / N) over diseases. Symmetric; 0 where of either nothing is known.

    Source: Resnik 1995; best match average, Köhler et al. 2009, doi:10.1016/j.ajhg.2009.09.003.
    The weighing is ours: on published patients it found the same disease in another paper first
    more often than the plain average, simGIC and Phrank do (`analyse.match.measure`).
    """
    if not query.seen or not len(patients):
        return np.zeros(len(patients))
    ours = resnik_seen(patients.profiles, world, query) * len(query.seen)
    best = shared_information(ontology, world, query)[patients.profiles.features.term]
    theirs = patients.profiles.summed(best)
    asked_for = float(world.information[list(query.seen)].sum())
    found: Floats = (ours + theirs) / np.maximum(asked_for + patients.told, 1e-9)
    return np.where(patients.told > 0, np.minimum(found, 1.0), 0.0)
