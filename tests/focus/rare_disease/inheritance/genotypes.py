"""Genotypes as people write them, for tests: `0/1`, `./.`, `1|0`, with reads of the variant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.copies import FamilyCalls, family_calls
from samvar.focus.rare_disease.model.family import Family

DEEP = 40


def calls(
    family: Family,
    place: int | Sequence[int],
    rows: Sequence[Sequence[str]],
    phase_set: Sequence[int] | None = None,
) -> FamilyCalls:
    """Each text is `GT`, or `GT reads`, or `GT reads depth quality`; depth and quality are high
    where they are not given, reads are what the genotype lets expect. `-` is not stated."""
    shape = len(rows), len(family)
    dosage, called, written, haplotype = (np.zeros(shape, dtype=np.int8) for _ in range(4))
    reads, depth, quality, sets = (np.full(shape, -1, dtype=np.int32) for _ in range(4))
    for r, row in enumerate(rows):
        for s, text in enumerate(row):
            genotype, *stated = text.split()
            alleles = genotype.replace("|", "/").split("/")
            written[r, s] = len(alleles)
            called[r, s] = sum(each != "." for each in alleles)
            dosage[r, s] = alleles.count("1")
            some = called[r, s] > 0
            usual = [DEEP * alleles.count("1") // len(alleles) if some else 0, DEEP if some else 0]
            usual.append(99 if some else 0)
            for k, array in enumerate((reads, depth, quality)):
                said = stated[k] if k < len(stated) else str(usual[k])
                array[r, s] = -1 if said == "-" else int(said)
            if "|" in genotype and dosage[r, s] == 1 and called[r, s] == 2:
                haplotype[r, s] = 1 + alleles.index("1")
                sets[r, s] = 7 if phase_set is None else phase_set[r]
    places = np.full(len(rows), place, dtype=np.int8) if isinstance(place, int) else place
    return family_calls(
        np.asarray(places, dtype=np.int8), family, dosage, called, written,
        depth=depth, quality=quality, reads=reads, haplotype=haplotype, phase_set=sets,
    )  # fmt: skip
