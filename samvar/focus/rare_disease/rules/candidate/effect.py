"""How much a change tells by its kind and its rarity, before anybody has looked at it.

Source: the defaults of Exomiser (Smedley et al. 2015, doi:10.1038/nprot.2015.124; Jacobsen et al.
2022, doi:10.1002/humu.24380), by the terms of the Sequence Ontology.
"""

from __future__ import annotations

import math

from samvar.model.consequence import OTHER_NAMES, Impact, term

MOST_FREQUENT = 0.02
LEAST_SEVERE = "splice_polypyrimidine_tract_variant"
"""What is more frequent in the sources of a file (0-1), or of a kind that tells less, is no
candidate; what is not known is. Synonymous and deep intronic changes are beyond it."""

MISSENSE = 0.6
"""Where no predictor says anything."""
_BY_TERM = {
    "inframe_insertion": 0.85,
    "inframe_deletion": 0.85,
    "protein_altering_variant": 0.85,
    "missense_variant": MISSENSE,
    "splice_donor_5th_base_variant": 0.8,
    "splice_region_variant": 0.8,
    "splice_donor_region_variant": 0.8,
    "splice_polypyrimidine_tract_variant": 0.8,
    "synonymous_variant": 0.1,
}
_BY_IMPACT = {Impact.HIGH: 1.0, Impact.MODERATE: MISSENSE}


def effect(name: str, revel: float | None = None) -> float:
    """How much a consequence tells, 0-1. revel: of a missense variant, where it has one.

    >>> effect("stop_gained"), effect("missense"), effect("missense_variant", 0.93)
    (1.0, 0.6, 0.93)
    """
    usual = OTHER_NAMES.get(name, name)
    if usual == "missense_variant" and revel is not None:
        return revel
    if usual in _BY_TERM:
        return _BY_TERM[usual]
    found = term(name)
    return 0.0 if found is None else _BY_IMPACT.get(found.impact, 0.0)


def rarity(frequency: float | None) -> float:
    """1 of what nobody has seen, or nobody knows of, down to 0 at 2.1 %. frequency: 0-1.

    >>> rarity(None), rarity(0.0), round(rarity(0.001), 3), rarity(0.03)
    (1.0, 1.0, 0.986, 0.0)
    """
    if frequency is None:
        return 1.0
    return min(1.0, max(0.0, 1.13533 - 0.13533 * math.exp(100 * frequency)))
