"""A variant: how often the country has seen it, among whom, where, and what nobody could see."""

from __future__ import annotations

import math
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from samvar.formats.hgvs import parse_variant
from samvar.govern.route import declare
from samvar.model.genome import Assembly
from samvar.model.strata import Way
from samvar.model.variant import Variant
from samvar.network.merge import NationalAnswer
from samvar.present.bounded import unpaid
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.frequency import Line, national, parts, places_for, regions, strata
from samvar.present.language import N_, Language
from samvar.present.table import Table
from samvar.present.words import WAYS
from samvar.web.guard import may
from samvar.web.pages.search import variant_path
from samvar.web.pages.variant_tables import frequencies_table, receipts_table
from samvar.web.question import budget_line, frequency, known_ancestries, not_told_line
from samvar.web.render import has_asset, onward, page
from samvar.web.visit import Here, Visit
from samvar.web.why import limits_of


@get(
    "/variant/{assembly:str}/{text:str}",
    opt=declare("ask:national", None, "see-variant", N_("Variant")),
    sync_to_thread=True,
)
def show(
    visit: Here,
    assembly: FromPath[str],
    text: FromPath[str],
    masked: Annotated[bool, QueryParameter()] = False,
    by: Annotated[str, QueryParameter()] = "",
) -> Response[str] | Redirect:
    """One question to the nation, as a page. Another spelling goes on to the usual one.

    masked: ask so that nobody learns a single centre's part. by: ask once more, parted by this
    way, which research pays for as for any figure.
    """
    chosen = Assembly.parse(assembly)
    reference = visit.node.reference(chosen)
    variant = parse_variant(text, chosen, reference)
    if text != str(variant):
        return onward(variant_path(variant) + ("?masked=true" if masked else ""))
    way = next((one for one in WAYS if one.value == by), None)
    labels = known_ancestries(visit, chosen)
    answer = frequency(visit, [variant], labels, masked=masked)
    language = visit.language
    lines = _lines(answer, labels, language)
    whole = is_whole(answer.coverage)
    browser = (
        reference is not None
        and reference.length(variant.contig) > 0
        and has_asset("vendor/igv.min.js")
    )
    return page(
        visit,
        "variant.html",
        title=str(variant),
        genome_browser=browser,
        browser=browser,
        asked=str(variant),
        variant=variant,
        hgvs=_hgvs(variant),
        kind=_kind(variant, language),
        answer=answer,
        budget=budget_line(visit),
        not_told=not_told_line(visit, variant),
        unpaid=unpaid(answer),
        coverage=coverage_line(answer.coverage, answer.missing, language),
        whole=whole,
        masked=masked,
        line=lines[0] if lines else None,
        places=places_for(lines[0].an or 0) if lines else 4,
        bounds=_bounds(answer, language) if lines and not whole else None,
        table=frequencies_table(
            lines, _groups(lines, labels, language), language, hemi=_has_single_copies(variant)
        ),
        ways=[(one.value, name) for one, name in WAYS.items()],
        by=way and way.value,
        beside=None if way is None else _beside(visit, variant, way, masked=masked),
        regional=any(part.value is not None for part in answer.parts),
        may_ask_regions=may(visit, visit.node, "ask:regional").allowed,
        parts=receipts_table(answer, language),
        said_before=_said_before(answer, language),
        beacon=_beacon(variant),
        limits=limits_of(visit, "ask:national"),
        locus=f"{variant.contig}:{max(1, variant.position - 39)}-{variant.end + 40}",
    )


def _lines(answer: NationalAnswer, labels: tuple[str, ...], language: Language) -> list[Line]:
    if answer.value is None:
        return []
    return [national(answer, language), *strata(answer, labels, language), *regions(answer)]


def _beside(visit: Visit, variant: Variant, way: Way, *, masked: bool) -> Table:
    """The nation's people parted by a way, with who is silent told by the page's own answer."""
    answer = frequency(visit, [variant], way=way, masked=masked)
    lines = [] if answer.value is None else parts(answer, way, visit.language)
    title = visit.language.text(WAYS[way])
    hemi = _has_single_copies(variant)
    return frequencies_table(lines, {1: title}, visit.language, hemi=hemi, key="parts")


def _has_single_copies(variant: Variant) -> bool:
    return variant.contig in ("X", "Y", "MT")


def _groups(lines: list[Line], labels: tuple[str, ...], language: Language) -> dict[int, str]:
    groups = {1: language.text("By ancestry")} if labels else {}
    if len(lines) > 1 + len(labels):
        groups[1 + len(labels)] = language.text("By centre")
    return groups


def _bounds(answer: NationalAnswer, language: Language) -> str:
    """One sentence on where the whole nation's figure lies when somebody is silent."""
    bounds = answer.bounds
    if bounds is None or bounds.af_lower is None or bounds.af_upper is None:
        return ""
    low, high = float(bounds.af_lower[0]), float(bounds.af_upper[0])
    if math.isnan(low):
        return ""  # hidden by the floor
    if bounds.upper is None:
        return language.text(
            "A silent centre has never said how many people it counts, so the nation's frequency "
            "is not bounded."
        )
    places = places_for(int(answer.value["an"][0]))
    return language.text(
        "Whatever the silent centres hold, the whole nation's frequency lies between %(low)s and "
        "%(high)s, and its copies between %(least)s and %(most)s.",
        low=language.decimal(low, places),
        high=language.decimal(high, places),
        least=language.number(int(bounds.lower["ac"][0])),
        most=language.number(int(bounds.upper["ac"][0])),
    )


def _said_before(answer: NationalAnswer, language: Language) -> list[str]:
    """What silent centres said last, dated; shown beside the answer and never added to it."""
    return [
        language.text(
            "%(centre)s last said %(ac)s of %(an)s alleles, on %(when)s UTC in epoch %(epoch)s; "
            "that is not added in.",
            centre=centre_name(stale.node),
            ac=language.number(int(stale.value["ac"][0])),
            an=language.number(int(stale.value["an"][0])),
            when=language.moment(stale.at),
            epoch=language.number(stale.epoch),
        )
        for stale in answer.stale
        if isinstance(stale.value, dict) and int(stale.value["ac"][0]) >= 0
    ]


def _hgvs(variant: Variant) -> str:
    """HGVS g. of a substitution; other kinds need the sequence around them and are left out."""
    if len(variant.ref) == len(variant.alt) == 1:
        scale = "m" if variant.contig == "MT" else "g"
        accession = variant.assembly.refseq(variant.contig)
        return f"{accession}:{scale}.{variant.position + 1}{variant.ref}>{variant.alt}"
    return ""


def _kind(variant: Variant, language: Language) -> str:
    gained = len(variant.alt) - len(variant.ref)
    if gained == 0:
        return language.text("Substitution")
    if gained > 0:
        return language.count("Insertion of %(n)s base", "Insertion of %(n)s bases", gained)
    return language.count("Deletion of %(n)s base", "Deletion of %(n)s bases", -gained)


def _beacon(variant: Variant) -> str:
    """The same question to the live national Beacon: same person, same purpose, same figures."""
    return (
        f"/nation/beacon/g_variants?assemblyId={variant.assembly.value}&referenceName={variant.contig}"
        f"&start={variant.position}&referenceBases={variant.ref}&alternateBases={variant.alt}"
        "&requestedGranularity=record"
    )
