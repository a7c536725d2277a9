"""Section 2: what is established of the genes and regions that are lost or gained."""

from __future__ import annotations

from samvar.focus.rare_disease.analyse.copy_number.sheet import Sheet
from samvar.focus.rare_disease.model.copy_number import Change, CopyFacts, Hit
from samvar.focus.rare_disease.model.facts import known
from samvar.focus.rare_disease.model.verdict import Strength
from samvar.model.dosage import Dosage, DosageElement, DosageMap
from samvar.model.genome import Interval

NO_MAP = "what is established of its genes is not known without ClinGen's dosage map"
BY_PVS1 = {
    Strength.VERY_STRONG: 90,
    Strength.STRONG: 45,
    Strength.MODERATE: 30,
    Strength.SUPPORTING: 15,
}
"""Points of 2E by the strength of PVS1; 2I has the first two only."""
ENOUGH_PREDICTORS = 2
PARTS = ("2C-1", "2C-2", "2D-1", "2D-2", "2D-3", "2D-4", "2E")


def established(sheet: Sheet, facts: CopyFacts, place: Interval, dosage: DosageMap | None) -> None:
    """Tick the items of section 2."""
    if dosage is None:
        sheet.leave(sheet.section(2), NO_MAP, "dosage map")
        return
    here = tuple(dosage.overlapping(place))
    if facts.change is Change.LOSS:
        _loss(sheet, facts, place, here)
    else:
        _gain(sheet, facts, place, here)


def _loss(sheet: Sheet, facts: CopyFacts, place: Interval, here: tuple[DosageElement, ...]) -> None:
    bad = [each for each in here if each.loss is Dosage.SUFFICIENT]
    for each in bad:
        if _inside(each.place, place):
            sheet.tick("2A", f"{each.name} is lost whole", evidence=(each.id,))
            return
    for each in bad:
        if not each.is_gene:
            sheet.tick("2B", f"a part of {each.name} is lost", evidence=(each.id,))
        else:
            _part_of_gene(sheet, facts, place, each)
    if bad:
        sheet.keep_heaviest(("2B", *PARTS))
        return
    good = [each for each in here if each.loss is Dosage.UNLIKELY]
    for each in good:
        if _inside(place, each.place):
            sheet.tick("2F", f"all of it lies in {each.name}", evidence=(each.id,))
            return
    if good:
        sheet.tick("2G", f"it overlaps {good[0].name}", evidence=(good[0].id,))
        return
    predictors = known(facts.predictors)
    if predictors is None:
        sheet.leave(("2H",), "predictors were not asked", "predictors")
    elif predictors >= ENOUGH_PREDICTORS:
        sheet.tick("2H", f"{predictors} predictors say so of one gene")


def _part_of_gene(sheet: Sheet, facts: CopyFacts, place: Interval, gene: DosageElement) -> None:
    hit = _hit(facts, gene.name)
    if hit is None:
        sheet.leave(PARTS, f"the exons of {gene.name} are not known", "hits")
        return
    first, last = place.start <= hit.start, place.end >= hit.end
    head, tail = (first, last) if hit.forward else (last, first)
    if not head and not tail:
        _within(sheet, facts, "2E", gene.name)
        return
    coding = known(hit.coding)
    if coding is None:
        sheet.leave(PARTS, f"what of {gene.name} is translated is not known", "hits.coding")
        return
    cut = [
        number
        for number, (start, end) in enumerate(hit.exons)
        if max(start, place.start, coding[0]) < min(end, place.end, coding[1])
    ]
    if head:
        item = "2C-1" if cut else "2C-2"
        sheet.tick(item, f"the 5' end of {gene.name} is lost", evidence=(gene.id,))
        return
    final = len(hit.exons) - 1 if hit.forward else 0
    if not cut:
        sheet.tick("2D-1", f"the untranslated 3' end of {gene.name} is lost", evidence=(gene.id,))
    elif cut != [final]:
        sheet.tick("2D-4", f"several exons of {gene.name} are lost", evidence=(gene.id,))
    elif (reported := known(hit.exon_reported)) is None:
        why = f"whether the last exon of {gene.name} has pathogenic variants is not known"
        sheet.leave(("2D-2", "2D-3"), why, "hits.exon_reported")
    else:
        item = "2D-2" if reported else "2D-3"
        sheet.tick(item, f"the last exon of {gene.name} is lost", evidence=(gene.id,))


def _within(sheet: Sheet, facts: CopyFacts, item: str, gene: str) -> None:
    strength = known(facts.null)
    if strength is None and not isinstance(facts.null, Strength | None):
        sheet.leave((item,), f"PVS1 of the change within {gene} is not known", "null")
        return
    points = 0 if strength is None else BY_PVS1[strength]
    if item == "2I" and strength not in (Strength.VERY_STRONG, Strength.STRONG):
        points = 0
    said = "no null variant" if strength is None else f"PVS1, {strength.value}"
    sheet.tick(item, f"both ends lie in {gene}: {said}", points)


def _gain(sheet: Sheet, facts: CopyFacts, place: Interval, here: tuple[DosageElement, ...]) -> None:
    bad = [each for each in here if each.gain is Dosage.SUFFICIENT]
    whole = next((each for each in bad if _inside(each.place, place)), None)
    if whole is not None:
        sheet.tick("2A", f"{whole.name} is gained whole", evidence=(whole.id,))
    elif bad:
        sheet.tick("2B", f"a part of {bad[0].name} is gained", evidence=(bad[0].id,))
    else:
        _benign_gain(sheet, facts, place, here)
    ends_elsewhere = _ends_in(facts, place)
    for each in (one for one in here if one.is_gene and one.loss is Dosage.SUFFICIENT):
        ends_elsewhere.discard(each.name)
        if _inside(each.place, place):
            sheet.tick("2H", f"{each.name} is gained whole", evidence=(each.id,))
        elif _inside(place, each.place):
            _within(sheet, facts, "2I", each.name)
        elif known(facts.fits_loss):
            why = f"an end lies in {each.name}, and the picture is that of its loss"
            sheet.tick("2K", why, evidence=(each.id,))
        else:
            sheet.tick("2J", f"an end lies in {each.name}", evidence=(each.id,))
    if ends_elsewhere:
        sheet.tick("2L", f"an end lies in {', '.join(sorted(ends_elsewhere))}")


def _benign_gain(
    sheet: Sheet, facts: CopyFacts, place: Interval, here: tuple[DosageElement, ...]
) -> None:
    good = [each for each in here if each.gain is Dosage.UNLIKELY]
    if not good:
        return
    around = next((each for each in good if _inside(place, each.place)), None)
    hits = known(facts.hits)
    if hits is None:
        sheet.leave(("2C", "2D", "2E", "2F", "2G"), "its genes are not known", "hits")
        return
    if around is not None:
        cut = _ends_in(facts, place)
        why = f"smaller than {around.name}, whose gain is benign"
        sheet.tick("2E" if cut else "2D", why, evidence=(around.id,))
        return
    beyond = [
        hit.gene
        for hit in hits
        if not any(each.place.start <= hit.start and hit.end <= each.place.end for each in good)
    ]
    why = f"it overlaps {good[0].name}, whose gain is benign"
    sheet.tick("2G" if beyond else "2F", why, evidence=(good[0].id,))


def _ends_in(facts: CopyFacts, place: Interval) -> set[str]:
    """Genes in which an end of the variant lies."""
    return {
        hit.gene
        for hit in known(facts.hits) or ()
        if hit.start < place.start < hit.end or hit.start < place.end < hit.end
    }


def _hit(facts: CopyFacts, gene: str) -> Hit | None:
    return next((each for each in known(facts.hits) or () if each.gene == gene), None)


def _inside(inner: Interval, outer: Interval) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
