"""What a case's list says of one small variant that a classification rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samvar.focus.rare_disease.analyse.acmg.of_row import Partner, partner
from samvar.focus.rare_disease.model.inheritance import COLUMN, Model
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.row_name import row_name
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.service.case import opened, small_of
from samvar.focus.rare_disease.service.class_of import class_of
from samvar.focus.rare_disease.service.normal import normal_of
from samvar.govern.identity import Asker
from samvar.model.errors import NotFound
from samvar.model.genome import Sex
from samvar.model.variant import Variant
from samvar.present.area import NodeLike

MOST_PARTNERS = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """file: of the list. gene: symbol, "" where the file names none. zygosity: of the proband.

    partners: other variants of the gene with which it may make a compound, at most 50.
    parents_proven: relatedness of the proband to both parents was checked, and passed.
    normal: the variant as the nation knows it, "" where nobody can say.
    """

    file: str
    row: SmallRow
    gene: str
    zygosity: str
    partners: tuple[Partner, ...]
    parents_proven: bool
    normal: str


def evidence_of(node: NodeLike, case: KeptCase, variant: str, asker: Asker) -> Evidence:
    """Of one variant, by its name in the list.

    Raises:
        NotFound: the case's list has no such variant, or is gone.
    """
    kept = small_of(case)
    with opened(node, case, kept) as small:
        numbers = small.at(Variant.parse(variant, case.assembly))
        if not numbers:
            raise NotFound("the case's list has no such variant")
        row = small.rows(numbers[:1])[0]
        rows = small.rows(_partners(small, row.number))
    classes = class_of(node, case, asker)
    partners = tuple(
        partner(each, classes[name].classed if (name := row_name(each)) in classes else None)
        for each in rows
    )
    normal = normal_of(node, case, row.variant).variant
    name = "" if normal is None else str(normal)
    severe = row.told.severe
    gene = severe.gene if severe and severe.gene else "".join(row.told.symbols[:1])
    return Evidence(
        kept.file, row, gene, zygosity(case, row), partners, parents_are_proven(case), name
    )


def zygosity(case: KeptCase, row: SmallRow) -> str:
    """Of the proband: `het`, `hom`, `hemi`, or `unknown` where it is not called.

    A man's X and Y outside of the pseudoautosomal stretches has one copy, however it is written.
    """
    own = next((each for each in row.carried if each.member == case.proband), None)
    if own is None or not own.copies:
        return "unknown"
    sex = next((each.sex for each in case.members if each.name == case.proband), None)
    contig, place = row.variant.contig, row.variant.position
    inside = any(start <= place < end for start, end in case.assembly.par(contig))
    if contig in ("X", "Y") and sex is Sex.MALE and not inside:
        return "hemi"
    return "hom" if own.copies > 1 else "het"


def parents_are_proven(case: KeptCase) -> bool:
    """Whether the relatedness of the proband to both parents was checked, and passed."""
    proband = next((each for each in case.members if each.name == case.proband), None)
    if proband is None or not proband.father or not proband.mother:
        return False
    passed = {
        frozenset(gate.members)
        for gate in case.told.quality
        if gate.gate == "relatedness" and gate.standing == "pass"
    }
    parents = (proband.father, proband.mother)
    return all(frozenset({proband.name, parent}) in passed for parent in parents)


def _partners(small: SmallRows, number: int) -> list[int]:
    """Rows of the same gene of which a compound holds or could not be judged."""
    genes = small.ragged("genes")
    own = genes.row(number)
    if not len(own) or not small.genes:
        return []
    wanted = np.zeros(len(small.genes), dtype=bool)
    wanted[own] = True
    bit = COLUMN[Model.AR_COMP]
    may = ((small["met"] | small["open"]) >> bit & 1).astype(bool)
    may &= genes.any_of(wanted)
    may[number] = False
    return [int(each) for each in np.flatnonzero(may)[:MOST_PARTNERS]]
