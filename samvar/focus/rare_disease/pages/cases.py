"""The list of cases: which there are, who works on them, and who asks for whom."""

from __future__ import annotations

from urllib.parse import urlencode

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.standing import assigned_to, features_of, is_archived
from samvar.focus.rare_disease.model.wanted import Show, Wanted
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.case import CasePage, cases_seen, find_case
from samvar.focus.rare_disease.words import CATEGORIES, INDICATIONS, SHOWS, VERBS
from samvar.model.place import REGIONS
from samvar.present.language import N_, Language
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.present.words import word

SIZE = 50
"""Cases on one page."""


def show(reader: Reader, sought: str | None = None) -> Answer:
    """The cases that fit the filter, the newest first; `?offset=` pages.

    sought: a case that was looked for by its label, and is not here.
    """
    wanted = wanted_of(reader)
    offset = reader.query.get("offset", "")
    first = int(offset) if offset.isascii() and offset.isdecimal() and len(offset) < 9 else 0
    found = cases_seen(reader.node, reader.asker, first, SIZE, wanted)
    language = reader.language
    return Shown(
        "cases.html",
        language.text("Cases"),
        {
            "table": cases_table(reader, found, wanted),
            "total": found.total,
            "wanted": wanted,
            "shows": [(each.value, word(SHOWS, each.value, language)) for each in Show],
            "regions": sorted(REGIONS.values(), key=lambda each: each.name),
            "indications": [
                (code, word(INDICATIONS, code, language)) for code in found.indications
            ],
            "mentions": [
                (each, case_path(reader, each.case), language.moment(each.event.at))
                for each in found.mentions
            ],
            "sought": sought,
        },
        200 if sought is None else 404,
    )


def wanted_of(reader: Reader) -> Wanted:
    """The filter of the address; what makes no sense there filters nothing."""
    shown = reader.query.get("show", "")
    region = reader.query.get("region", "")
    return Wanted(
        Show(shown) if shown in {each.value for each in Show} else Show.OPEN,
        reader.query.get("mine") == "yes",
        region if region in REGIONS else "",
        reader.query.get("indication", "")[:64],
    )


def cases_table(reader: Reader, found: CasePage, wanted: Wanted) -> Table:
    """A page of the list: the case is the link."""
    t = reader.language.text
    kept = {"show": wanted.show.value, "mine": "yes" if wanted.mine else "",
            "region": wanted.region, "indication": wanted.indication}  # fmt: skip
    address = urlencode({name: value for name, value in kept.items() if value})
    return Table(
        t("Cases"),
        [
            Column(t("Case"), unit=t("the laboratory's label")),
            Column(t("Indication")),
            Column(t("Referring region")),
            Column(t("Features"), unit=t("of the proband"), align="number"),
            Column(t("Lists"), unit=t("rows")),
            Column(t("Assigned to")),
            Column(t("Last activity"), unit="UTC"),
        ],
        [_row(reader, case) for case in found.cases],
        _nothing(reader, wanted),
        paged(found.first, len(found.cases), found.total, f"?{address}&offset={{offset}}", SIZE),
        key="cases",
        caption_hidden=True,
    )


def _row(reader: Reader, case: KeptCase) -> Row:
    language = reader.language
    archived = is_archived(case)
    last = case.events[-1] if case.events else None
    name = case.name if case.label == case.name else f"{case.name} ({case.label})"
    return Row(
        [
            Cell(
                name,
                href=case_path(reader, case.id),
                note=language.text("archived") if archived else "",
                data=True,
            ),
            Cell(word(INDICATIONS, case.indication or "", language)),
            Cell(REGIONS[case.referring_region].name, data=True),
            Cell(language.number(sum(each.present for each in features_of(case))), data=True),
            _lists(case, language),
            Cell(", ".join(assigned_to(case)), data=True),
            Cell(language.moment(last.at), moment=last.at.isoformat(),
                 note=word(VERBS, last.verb.value, language)) if last else Cell(""),
        ],
        muted=archived,
    )  # fmt: skip


def _lists(case: KeptCase, language: Language) -> Cell:
    """How many rows each kind of list has; that they are gone where somebody was withdrawn."""
    rows: dict[str, int] = {}
    for each in case.lists:
        rows[each.category] = rows.get(each.category, 0) + each.rows
    told = [
        f"{word(CATEGORIES, category, language)} {language.number(rows[category])}"
        for category in CATEGORIES
        if category in rows
    ]
    if not told:
        return Cell(language.text("gone: somebody was withdrawn"), state="down")
    return Cell(told[0], note=" · ".join(told[1:]))


def _nothing(reader: Reader, wanted: Wanted) -> Empty:
    t = reader.language.text
    if wanted.mine or wanted.region or wanted.indication or wanted.show is Show.ARCHIVED:
        return Empty(t("No case fits the filter."), t("All open cases"), "?")
    return Empty(
        t("No case has been loaded here yet that you may see."),
        t("%(command)s loads one.", command="samvar rare load"),
    )


def seek(reader: Reader) -> Answer:
    """Go to the case of a label, an id or a name; where there is none, the list says so."""
    label = reader.form.get("label", "").strip()
    found = find_case(reader.node, label)
    known = found.startswith("cas_") and found != label
    return Onward(case_path(reader, found)) if known else show(reader, label[:80])


PAGES: tuple[Page, ...] = (
    shows(
        "/nodes/{node:str}/rare/cases",
        show,
        "see:referrals",
        "see-cases",
        N_("Cases"),
        menu=("rare_disease", 10),
    ).reads("show", "mine", "region", "indication", "offset"),
    takes(
        "/nodes/{node:str}/rare/cases", seek, "see:referrals", "seek-case", N_("Find a case")
    ).reads("label"),
)
