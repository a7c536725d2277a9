"""Sections 1, 3, 4 and 5: content, number of genes, what was reported, and this patient."""

from __future__ import annotations

from collections.abc import Iterable

from samvar.focus.rare_disease.analyse.copy_number.sheet import Sheet
from samvar.focus.rare_disease.model.copy_number import (
    CopyFacts,
    Families,
    Likeness,
    Origin,
    Reported,
)
from samvar.focus.rare_disease.model.facts import known
from samvar.focus.rare_disease.rules.riggs.metric import GENES_FOR_3B_3C

NEW = {
    Likeness.UNIQUE: ("4A", 45, 30),
    Likeness.SPECIFIC: ("4B", 30, 15),
    Likeness.BROAD: ("4C", 15, 10),
    Likeness.INCONSISTENT: ("4D", 0, 0),
}
"""Item and points of one patient in whom it is new: parentage proven, and assumed."""
PATIENTS = ("4A", "4B", "4C", "4D", "4E")
FAMILIES = ("4F", "4G", "4H", "4I", "4J", "4K")
SEGREGATIONS = ((7, "4H", 45), (5, "4G", 30), (3, "4F", 15))
CLEAR = (Likeness.UNIQUE, Likeness.SPECIFIC)
LACKING, HAVING, HAVING_VAGUE = 45, 30, 15
"""Points against it of one family: items 4I, 4J, 4K."""


def content(sheet: Sheet, facts: CopyFacts) -> None:
    """Section 1: does it hold anything that is known to work?"""
    hits, elements = known(facts.hits), known(facts.elements)
    if hits or elements:
        sheet.tick("1A", f"{len(hits or ())} protein-coding genes")
    elif hits is None or elements is None:
        missing = [name for name, it in (("hits", hits), ("elements", elements)) if it is None]
        sheet.leave(("1A", "1B"), "what it holds is not known", *missing)
    else:
        sheet.tick("1B", "no gene and no other functional element")


def number_of_genes(sheet: Sheet, facts: CopyFacts) -> None:
    """Section 3: protein-coding genes of which it takes a part or all."""
    hits = known(facts.hits)
    if hits is None:
        sheet.leave(sheet.section(3), "its genes are not known", "hits")
        return
    some, many = GENES_FOR_3B_3C[facts.change]
    item = "3C" if len(hits) >= many else "3B" if len(hits) >= some else "3A"
    sheet.tick(item, f"{len(hits)} protein-coding genes")


def reported(sheet: Sheet, facts: CopyFacts) -> None:
    """Section 4: patients, families, studies and the population."""
    patients = known(facts.reported)
    if patients is None:
        sheet.leave(PATIENTS, "reported patients were not looked for", "reported")
    else:
        _patients(sheet, patients)
    families = known(facts.families)
    if families is None:
        sheet.leave(FAMILIES, "reported families were not looked for", "families")
    else:
        for item, points, count in _family_items(families):
            sheet.tick(item, f"{count} reported", points)
    studies = known(facts.studies)
    if studies is None:
        sheet.leave(("4L", "4M", "4N"), "studies were not looked for", "studies")
    else:
        for item, count, each in (
            ("4L", studies.more_specific, 45),
            ("4M", studies.more_vague, 30),
            ("4N", studies.no_difference, -90),
        ):
            if count:
                sheet.tick(item, f"{count} studies", count * each)
    common = known(facts.common)
    if common is None:
        sheet.leave(("4O",), "the population was not looked at", "common")
    elif common:
        sheet.tick("4O", "large studies of the population have the like")


def _patients(sheet: Sheet, patients: Iterable[Reported]) -> None:
    sums: dict[str, tuple[int, int]] = {}
    for patient in patients:
        if patient.new:
            item, proven, assumed = NEW[patient.likeness]
            points = proven if patient.proven else assumed
        elif patient.likeness in CLEAR:
            item, points = "4E", 10
        else:
            continue
        count, total = sums.get(item, (0, 0))
        sums[item] = count + 1, total + points
    for item, (count, total) in sums.items():
        sheet.tick(item, f"{count} reported patients", total)


def _family_items(families: Families) -> Iterable[tuple[str, int, int]]:
    for least, item, points in SEGREGATIONS:
        if families.segregations >= least:
            yield item, points, families.segregations
            break
    against = (
        ("4I", families.affected_without, LACKING),
        ("4J", families.unaffected_with, HAVING),
        ("4K", families.unaffected_with_vague, HAVING_VAGUE),
    )
    yield from ((item, -count * points, count) for item, count, points in against if count)


def this_patient(sheet: Sheet, facts: CopyFacts) -> None:
    """Section 5: where this patient's own is from."""
    origin, likeness = known(facts.origin), known(facts.likeness)
    section = sheet.section(5)
    if origin is None:
        sheet.leave(section, "where it is from is not known", "origin")
        return
    if origin in (Origin.SEGREGATES, Origin.NOT_SEGREGATING):
        _this_family(sheet, facts, origin)
        return
    if likeness is None:
        sheet.leave(section, "how well the picture fits is not known", "likeness")
    elif origin is Origin.DE_NOVO:
        proven = known(facts.proven)
        if proven is None:
            sheet.leave(("5A",), "whether parentage is proven is not known", "proven")
            return
        item, sure, assumed = NEW[likeness]
        sheet.tick("5A", f"new in the patient, as {item}", sure if proven else assumed)
    elif origin is Origin.UNAFFECTED_PARENT:
        sheet.tick("5B" if likeness in CLEAR else "5C", "from an unaffected parent")
    elif likeness in CLEAR and sheet.usual("5H") is None:
        why = "the guideline gives a range here: somebody must choose 0 to 0.30"
        sheet.leave(("5H",), why, "points of 5H")
    elif likeness in CLEAR:
        sheet.tick("5H", "origin not known, the picture is specific")
    elif likeness is Likeness.BROAD:
        sheet.tick("5G", "origin not known, the picture is vague")
    else:
        sheet.tick("5F", "origin not known")


def _this_family(sheet: Sheet, facts: CopyFacts, origin: Origin) -> None:
    item = "5D" if origin is Origin.SEGREGATES else "5E"
    family = known(facts.family)
    if family is None:
        sheet.leave((item,), "the family is not described", "family")
        return
    for_it = origin is Origin.SEGREGATES
    found = [each for each in _family_items(family) if (each[1] > 0) is for_it]
    why = ", ".join(f"as {name} ({count})" for name, _, count in found) or "nothing that counts"
    sheet.tick(item, why, sum(points for _, points, _ in found))
