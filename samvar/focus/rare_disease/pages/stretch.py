"""What igv.js fetches for the genome browser of a case: its rows around a variant, and genes."""

from __future__ import annotations

from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.place import place_of
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.stretch import (
    around,
    genes_bed,
    genes_from,
    stretch_vcf,
)
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.model.genome import Assembly, Interval
from samvar.present.language import N_
from samvar.present.page import Answer, Download, Page, Reader, shows

_VIEW_BP = 40


def browser_values(
    reader: Reader, case: KeptCase, category: str, sealed: str, place: Interval | None
) -> dict[str, Any]:
    """What a template needs for the browser; without a reference here, or a place, there is none.

    `genome_browser` is the shell's word for a page whose policy lets igv.js set its styles.
    """
    reference = None if place is None else reader.node.reference(case.assembly)
    if place is None or reference is None or reference.length(place.contig) < place.end:
        return {"genome_browser": False, "browser": None, "placed": place is not None}
    own = case_path(reader, case.id, category, sealed)
    lists = {each.category for each in case.lists}
    first, last = max(1, place.start + 1 - _VIEW_BP), place.end + _VIEW_BP
    return {
        "genome_browser": True,
        "placed": True,
        "browser": {
            "reference": f"/nodes/{reader.node.id}/reference/{case.assembly.value}",
            "assembly": case.assembly.value,
            "locus": f"{place.contig}:{first}-{last}",
            "contig": place.contig,
            "start": place.start,
            "end": place.end,
            "variants": f"{own}/stretch.vcf" if "snv" in lists else "",
            "genes": f"{own}/genes.bed" if genes_from(reader.node, case.assembly) else "",
        },
    }


def _stretch(reader: Reader, category: str) -> tuple[str, Assembly, Interval]:
    case = case_of(reader.node, reader.path["case"])
    name = Sealer(reader.node, case.id).open(reader.path["sealed"])
    place = place_of(reader.node, case, category, name)
    return case.id, case.assembly, around(case.assembly, place.contig, place.start, place.end)


def _vcf(category: str) -> Page:
    def answer(reader: Reader) -> Answer:
        case, _, stretch = _stretch(reader, category)
        return Download("stretch.vcf", "text/plain", stretch_vcf(reader.node, case, stretch))

    return shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{category}/{{sealed:str}}/stretch.vcf",
        answer, "see:referrals", "see-variants", N_("Variants around one"), about=about_path,
    ).gives("text/plain")  # fmt: skip


def _bed(category: str) -> Page:
    def answer(reader: Reader) -> Answer:
        _, assembly, stretch = _stretch(reader, category)
        return Download("genes.bed", "text/plain", genes_bed(reader.node, assembly, stretch))

    return shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{category}/{{sealed:str}}/genes.bed",
        answer, "see:referrals", "see-case-variant", N_("Genes around a variant"), about=about_path,
    ).gives("text/plain")  # fmt: skip


PAGES: tuple[Page, ...] = tuple(
    page for category in CATEGORIES for page in (_vcf(category), _bed(category))
)
