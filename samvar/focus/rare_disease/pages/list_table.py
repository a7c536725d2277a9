"""Each list of a case as a table: every row with all that one acts upon."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.row import (
    EventRow,
    MitochondrialRow,
    RepeatRow,
    RepeatStanding,
)
from samvar.focus.rare_disease.pages.list_cells import Cells, roles_of
from samvar.focus.rare_disease.pages.list_words import CLINVAR, STANDINGS
from samvar.focus.rare_disease.service.listing import Listing
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Chip, Column, Empty, Page, Row, Table
from samvar.present.words import word

_EVENT = (N_("Event"), N_("Size"), N_("Genes"), N_("Consequence"), N_("Highest frequency"),
          N_("Family"), N_("Score"), N_("Class and marks"), N_("Note"))  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "snv": (N_("Variant"), N_("Score"), N_("Genes"), N_("Consequence"), N_("Highest frequency"),
            N_("ClinVar"), N_("Family"), N_("Models"), N_("Class and marks")),
    "sv": _EVENT, "mei": _EVENT, "fusion": _EVENT,
    "str": (N_("Locus"), N_("Disease"), N_("Unit"), N_("Normal to, ill from"), N_("Family"),
            N_("Score"), N_("Class and marks"), N_("Note")),
    "mt": (N_("Variant"), N_("Genes"), N_("Consequence"), N_("Highest frequency"), N_("Family"),
           N_("Diseases"), N_("Class and marks")),
}  # fmt: skip
_NUMBERS = (N_("Score"), N_("Size"))
_STANDING_TONES = {
    RepeatStanding.NORMAL: "good", RepeatStanding.BETWEEN: "warn",
    RepeatStanding.PATHOLOGICAL: "bad", RepeatStanding.UNCLEAR: "open",
    RepeatStanding.NOT_ASSESSED: "open",
}  # fmt: skip


def list_table(
    listing: Listing,
    language: Language,
    seal: Callable[[str], str],
    address: Callable[[str], str],
    empty: Empty,
    page: Page | None,
) -> Table:
    """The rows of a page. seal: a name as a word of an address. address: of a row by that word."""
    t, cells = language.text, Cells(listing, language, address)
    family = cells.family
    columns = [
        Column(
            t(title),
            unit=family if title == "Family" else t("bp") if title == "Size" else "",
            align="number" if title in _NUMBERS else "text",
        )
        for title in COLUMNS[listing.category]
    ]
    rows = []
    for row, name in zip(listing.rows, listing.names, strict=True):
        sealed = seal(name)
        drawn = _cells(row, name, sealed, cells, listing, language)
        rows.append(Row(drawn, key=sealed, muted=cells.is_dismissed(name)))
    caption = word(CATEGORIES, listing.category, language)
    return Table(caption, columns, rows, empty, page, key="variants", caption_hidden=True)


def _cells(
    row: object, name: str, sealed: str, cells: Cells, listing: Listing, language: Language
) -> list[Cell]:
    if isinstance(row, SmallRow):
        return _small(row, name, sealed, cells, language)
    if isinstance(row, EventRow):
        return _event(row, name, sealed, cells, language)
    if isinstance(row, RepeatRow):
        return _repeat(row, name, sealed, cells, roles_of(listing.case, language), language)
    assert isinstance(row, MitochondrialRow)
    return _mixed(row, name, sealed, cells, roles_of(listing.case, language), language)


def _small(row: SmallRow, name: str, sealed: str, cells: Cells, language: Language) -> list[Cell]:
    said = row.clinvar.name
    clinvar = word(CLINVAR, said, language) if said in CLINVAR else ""
    shown = cells.name(_short(name), sealed)
    return [
        shown, _score(row.score), cells.genes(row.told), cells.consequence(row.told),
        cells.frequency(row.told), Cell(clinvar), cells.carried(row.carried),
        cells.models(row.met, row.open), cells.standing(name),
    ]  # fmt: skip


def _event(row: EventRow, name: str, sealed: str, cells: Cells, language: Language) -> list[Cell]:
    kind = row.word if row.mobile is None else f"{row.word} {row.mobile.family}"
    place = f"{row.contig or '?'}:{row.start + 1}-{row.end}"
    if row.mate is not None:
        place = f"{row.contig}:{row.start + 1} ~ {row.mate[0]}:{row.mate[1] + 1}"
    length = language.text("not stated") if row.length is None else language.number(row.length)
    return [
        cells.name(f"{kind} {place}", sealed), Cell(length), cells.genes(row.told),
        cells.consequence(row.told), cells.frequency(row.told), cells.carried(row.carried),
        _score(row.told.rank_score), cells.standing(name),
        Cell(row.note or row.told.note or "", english=True),
    ]  # fmt: skip


def _repeat(
    row: RepeatRow,
    name: str,
    sealed: str,
    cells: Cells,
    roles: Mapping[str, str],
    language: Language,
) -> list[Cell]:
    t, chips = language.text, []
    for member, role in roles.items():
        own = row.alleles.get(member, ())
        if not own:
            chips.append(Chip("?", "open", t("%(who)s: not called", who=role)))
        for number, each in enumerate(own):
            said = word(STANDINGS, each.standing.value, language)
            note = t("%(who)s: %(units)s units, %(standing)s", who=role, units=each.units,
                     standing=said)  # fmt: skip
            chips.append(Chip(str(each.units), _STANDING_TONES[each.standing], note,
                              key="" if number else "first"))  # fmt: skip
    limits = " / ".join("?" if limit is None else str(limit) for limit in row.limits)
    return [
        cells.name(row.name, sealed),
        Cell(row.disease or "", note=row.inheritance or "", data=True),
        Cell(row.shown_unit or row.unit, data=True, mono=True), Cell(limits, data=True),
        Cell("", chips=tuple(chips)), _score(row.rank_score), cells.standing(name),
        Cell(row.note or "", english=True),
    ]  # fmt: skip


def _mixed(
    row: MitochondrialRow,
    name: str,
    sealed: str,
    cells: Cells,
    roles: Mapping[str, str],
    language: Language,
) -> list[Cell]:
    t, chips = language.text, []
    by_name = {each.member: each for each in row.mixtures}
    for member, role in roles.items():
        share = by_name[member].fraction if member in by_name else None
        if share is None:
            chips.append(Chip("?", "open", t("%(who)s: share not known", who=role)))
            continue
        tone = "none" if share == 0 else "two" if share >= 0.95 else "one"
        said = t("%(who)s: %(share)s of the reads", who=role, share=language.decimal(share, 3))
        chips.append(Chip(f"{share:.2f}", tone, said))
    return [
        cells.name(_short(name), sealed), cells.genes(row.told), cells.consequence(row.told),
        cells.frequency(row.told), Cell("", chips=tuple(chips)),
        Cell("; ".join(row.diseases), data=True), cells.standing(name),
    ]  # fmt: skip


def _score(score: float | None) -> Cell:
    return Cell("–" if score is None else f"{score:g}", data=True)


def _short(name: str, most: int = 32) -> str:
    """A name that has room in a column; the variant's own page has the whole."""
    return name if len(name) <= most else f"{name[: most - 1]}…"
