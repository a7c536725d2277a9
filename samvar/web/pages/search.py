"""Search: a text becomes a variant or a region, or a sentence that says why it is neither."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.response import Redirect

from samvar.formats.hgvs import parse_variant
from samvar.model.errors import BadRegion, SamvarError
from samvar.model.genome import Assembly, Interval, accession
from samvar.model.variant import Variant
from samvar.network.merge import NationalAnswer
from samvar.present.frequency import national, places_for
from samvar.present.language import N_
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.web.asked import asked_page
from samvar.web.menu import on_menu
from samvar.web.question import ask, frequency
from samvar.web.render import onward
from samvar.web.visit import Here, Visit

SIZE = 100
LONGEST_BP = 20_000_000
"""A region longer than this is browsed by `samvar export`, not by eye."""


def variant_path(variant: Variant) -> str:
    """The address of a variant's page.

    >>> variant_path(Variant.parse("10:94781859G>A", Assembly.GRCh38))
    '/variant/GRCh38/10-94781859-G-A'
    """
    return f"/variant/{variant.assembly.value}/{variant}"


@get(
    "/search",
    opt=on_menu("ask:national", "search", N_("Variants"), group="nation", order=20),
    sync_to_thread=True,
)
def show(
    visit: Here,
    q: Annotated[str, QueryParameter(max_length=2000)] = "",
    assembly: Annotated[str, QueryParameter(max_length=20)] = "GRCh38",
    offset: Annotated[int, QueryParameter(ge=0, le=10_000_000)] = 0,
) -> Response[str] | Redirect:
    """A variant leads to its page; a region lists what is seen in it."""
    text = q.strip()
    chosen = _assembly_of(text, Assembly.parse(assembly))
    if not text:
        return _page(visit, text, chosen)
    try:
        interval = Interval.parse(text)
    except BadRegion:
        interval = None
    if interval is not None:
        return _region(visit, text, chosen, interval, offset)
    try:
        variant = parse_variant(text, chosen, visit.node.reference(chosen))
    except SamvarError as error:
        return _page(visit, text, chosen, error=error)
    return onward(variant_path(variant))


def _assembly_of(text: str, chosen: Assembly) -> Assembly:
    """An accession says its assembly, whatever the form's menu says."""
    named = accession(text.partition(":")[0])
    return named[0] if named is not None and named[0] is not None else chosen


def _region(
    visit: Visit, text: str, assembly: Assembly, interval: Interval, offset: int
) -> Response[str]:
    if interval.length > LONGEST_BP:
        error = BadRegion(
            f"a region of {interval.length:,} bases is too long to read",
            remedy=f"ask for at most {LONGEST_BP:,} bases",
        )
        return _page(visit, text, assembly, error=error)
    keys = ask(visit, "variant_keys", assembly=assembly.value, region=str(interval))
    if keys.value is None:
        return _page(visit, text, assembly, answer=keys)
    seen = visit.node.variants.snapshot().variants_of(assembly, keys.value.short)
    long = [Variant.parse(name, assembly) for name in keys.value.long]
    found = sorted([*seen, *long])
    shown = found[offset : offset + SIZE]
    answer = frequency(visit, shown) if shown else keys
    address = "/search?" + urlencode({"q": text, "assembly": assembly.value})
    table = _table(visit, answer, shown, offset, len(found), address + "&offset={offset}")
    return _page(visit, text, assembly, answer=answer, table=table, interval=interval)


def _table(
    visit: Visit,
    answer: NationalAnswer,
    shown: list[Variant],
    offset: int,
    total: int,
    address: str,
) -> Table:
    language = visit.language
    t = language.text
    rows = []
    for at, variant in enumerate(shown):
        name = Cell(str(variant), href=variant_path(variant), data=True)
        if answer.value is None:
            rows.append(Row([name, *(Cell("–") for _ in range(5))]))
            continue
        line = national(answer, language, at=at)
        if line.hidden:
            hidden = Cell(t("below the floor"), state="suppressed")
            rows.append(Row([name, hidden, *(Cell("–") for _ in range(4))]))
            continue
        value = line.frequency
        af = "–" if value is None else language.decimal(value.value, places_for(line.an or 0))
        numbers = (line.ac, line.an, line.hom, line.hemi)
        rows.append(
            Row(
                [
                    name,
                    Cell(af, data=True),
                    *(Cell("–" if n is None else language.number(n), data=True) for n in numbers),
                ]
            )
        )
    return Table(
        t("Variants seen in the country"),
        [
            Column(t("Variant")),
            Column(t("Frequency"), unit="0–1", align="number"),
            Column(t("Copies"), unit="AC", align="number"),
            Column(t("Alleles looked at"), unit="AN", align="number"),
            Column(t("Homozygotes"), unit=t("individuals"), align="number"),
            Column(t("Hemizygotes"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(
            t("No variant was seen in this region."),
            t("That is an answer only for the people who were looked at there."),
        ),
        paged(offset, len(shown), total, address, SIZE),
        key="variants",
        caption_hidden=True,
    )


def _page(visit: Visit, text: str, assembly: Assembly, **shown: Any) -> Response[str]:
    nothing = {"table": None, "interval": None}
    title = visit.language.text("Variants")
    return asked_page(visit, "search.html", title, text, assembly, **nothing | shown)
