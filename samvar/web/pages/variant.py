"""A variant: how often the country has seen it, among whom, where, and what nobody could see."""

from __future__ import annotations

import math
from collections.abc import Mapping
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
from samvar.present.coverage import centre_name, coverage_line, is_whole, state_name
from samvar.present.figures.interval_plot import Scale, interval_axis, interval_bar
from samvar.present.frequency import Line, national, parts, places_for, regions, strata
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import WAYS
from samvar.web.guard import may
from samvar.web.pages.search import variant_path
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
        table=_table(
            lines, _groups(lines, labels, language), language, hemi=_has_single_copies(variant)
        ),
        ways=[(one.value, name) for one, name in WAYS.items()],
        by=way and way.value,
        beside=None if way is None else _beside(visit, variant, way, masked=masked),
        regional=any(part.value is not None for part in answer.parts),
        may_ask_regions=may(visit, visit.node, "ask:regional").allowed,
        parts=_parts(answer, language),
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
    return _table(lines, {1: title}, visit.language, hemi=hemi, key="parts")


def _has_single_copies(variant: Variant) -> bool:
    return variant.contig in ("X", "Y", "MT")


def _groups(lines: list[Line], labels: tuple[str, ...], language: Language) -> dict[int, str]:
    groups = {1: language.text("By ancestry")} if labels else {}
    if len(lines) > 1 + len(labels):
        groups[1 + len(labels)] = language.text("By centre")
    return groups


def _table(
    lines: list[Line],
    groups: Mapping[int, str],
    language: Language,
    *,
    hemi: bool,
    key: str = "frequencies",
) -> Table:
    """groups: titles, by the line before which they stand.

    hemi: whether the contig is one of which some people have a single copy.
    """
    t = language.text
    found = [line.frequency for line in lines]
    scale = Scale.reaching(max((one.upper for one in found if one is not None), default=0.0))
    places = places_for(max((line.an or 0 for line in lines), default=0))
    rows = [
        _row(line, scale, places, number == 0, groups.get(number, ""), language, hemi=hemi)
        for number, line in enumerate(lines)
    ]
    return Table(
        t("Frequency with its 95 % interval"),
        [
            Column(t("Group")),
            Column(t("Frequency"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Interval"), markup=interval_axis(scale, language)),
            Column(t("Copies"), unit="AC", align="number"),
            Column(t("Alleles looked at"), unit="AN", align="number"),
            Column(t("Homozygotes"), unit=t("individuals"), align="number"),
            *([Column(t("Hemizygotes"), unit=t("individuals"), align="number")] if hemi else []),
            Column(t("Could be looked at"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(t("No centre gave an answer to this question."), t("Ask again in a moment.")),
        key=key,
        caption_hidden=True,
    )


def _row(
    line: Line,
    scale: Scale,
    places: int,
    strong: bool,
    group: str,
    language: Language,
    *,
    hemi: bool,
) -> Row:
    name = Cell(line.label, note=language.text(line.note) if line.note else "", data=True)
    if line.state not in ("answered", "suppressed"):
        state = Cell(state_name(line.state, language), state=line.state)
        return Row(
            [name, state, *(Cell("–") for _ in range(7 if hemi else 6))], group=group, muted=True
        )
    value = line.frequency
    if line.hidden:
        first = [Cell(language.text("below the floor"), state="suppressed"), Cell("–"), Cell("–")]
    elif value is None:
        first = [Cell(language.text("nobody was looked at")), Cell("–"), Cell("–")]
    else:
        interval = (
            f"{language.decimal(value.lower, places)}–{language.decimal(value.upper, places)}"
        )
        first = [
            Cell(language.decimal(value.value, places), data=True),
            Cell(interval, data=True),
            Cell("", markup=interval_bar(value, scale, strong=strong)),
        ]
    single = (line.hemi,) if hemi else ()
    counts = (line.ac, line.an, line.hom, *single, line.individuals)
    rest = [Cell("–" if n is None else language.number(n), data=True) for n in counts]
    return Row([name, *first, *rest], strong=strong, group=group)


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


def _parts(answer: NationalAnswer, language: Language) -> Table:
    t = language.text
    rows = []
    for part in sorted(answer.parts, key=lambda one: centre_name(one.node)):
        receipt = part.receipt
        rows.append(
            Row(
                [
                    Cell(centre_name(part.node), data=True),
                    Cell(state_name(part.state, language), state=part.state),
                    Cell("–" if part.epoch is None else language.number(part.epoch), data=True),
                    Cell(
                        "–" if part.individuals is None else language.number(part.individuals),
                        data=True,
                    ),
                    Cell(language.decimal(part.took_ms, 1), data=True),
                    Cell("–" if receipt is None else language.number(receipt.sequence), data=True),
                    Cell("" if receipt is None else receipt.leaf[:16], mono=True),
                ]
            )
        )
    heard = {part.node for part in answer.parts}
    for one in answer.missing:
        if one.node not in heard:
            state = Cell(state_name(one.state, language), state=one.state)
            last = "–" if one.individuals is None else language.number(one.individuals)
            blanks = [Cell("–"), Cell(last, data=True), Cell("–"), Cell("–"), Cell("")]
            rows.append(Row([Cell(centre_name(one.node), data=True), state, *blanks], muted=True))
    return Table(
        t("Who answered, and the receipts"),
        [
            Column(t("Centre")),
            Column(t("State")),
            Column(t("Epoch"), align="number"),
            Column(t("Counted"), unit=t("individuals"), align="number"),
            Column(t("Answer time"), unit="ms", align="number"),
            Column(t("Audit entry"), unit=t("number"), align="number"),
            Column(t("Leaf hash"), unit="SHA-256"),
        ],
        rows,
        Empty(t("The roster names no node.")),
        key="receipts",
        caption_hidden=True,
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
