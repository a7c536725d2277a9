"""The lists of a case: `…/cases/{case}/snv`, `sv`, `mei`, `str`, `mt` and `fusion`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.mark import MOST
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.list_form import READS, SIZES, Asked, asked_of, fields_of
from samvar.focus.rare_disease.pages.list_table import list_table
from samvar.focus.rare_disease.pages.list_words import DONE, KEYS, STEPS
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import find_case
from samvar.focus.rare_disease.service.filters import default_of, filters_of
from samvar.focus.rare_disease.service.listing import Listing, see_list
from samvar.focus.rare_disease.service.mark import gone_through, last_mark
from samvar.focus.rare_disease.service.panel_genes import pinned_of
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.model.errors import BadInput, UsageError
from samvar.present.page import Answer, Page, Reader, Shown, shows
from samvar.present.table import Empty, Table, paged
from samvar.present.words import word


@dataclass(frozen=True, slots=True)
class Hid:
    """What one step hid, in words."""

    count: str
    words: str


def show_list(reader: Reader, category: str) -> Answer:
    """A page of a list; with the form and the fault where the filter makes no sense."""
    node, t = reader.node, reader.language.text
    case = find_case(node, reader.path["case"])
    try:
        asked = asked_of(node, reader.query, category)
        found = see_list(node, case, category, asked.sought, reader.asker, asked.first, asked.size)
    except (UsageError, BadInput) as fault:
        return _fault(reader, case, category, fault)
    title = t("%(list)s of a case", list=word(CATEGORIES, category, reader.language))
    return Shown("list.html", title, list_values(reader, found, asked))


def list_values(reader: Reader, found: Listing, asked: Asked) -> dict[str, Any]:
    """All that the template of a list needs."""
    node, language, category = reader.node, reader.language, found.category
    here = case_path(reader, found.case.id, category)
    passed, total = len(found.selected.rows), found.selected.total
    saved = filters_of(node, category)
    return {
        **frame(reader, found.case, category),
        "table": drawn(reader, found, asked),
        "fields": fields_of(
            asked.sought, category, language, [each.panel for each in pinned_of(found.case)],
            found.kinds,
        ),
        "hid": [
            Hid(language.number(number), word(STEPS, step.name, language))
            for step, number in found.selected.taken.items()
            if number
        ],
        "passed": passed,
        "total": total,
        "unknown": found.unknown,
        "files": found.files,
        "look": asked,
        "category": category,
        "here": here,
        "everything": f"{here}?asked=1&all=1",
        "saved": saved,
        "gone": [
            (event, gone, gone.made == found.made) for event, gone in gone_through(
                found.case, category)[:5]
        ],
        "may_mark": reader.may("answer:referral"),
        "may_take": reader.may("take:report"),
        "bulk": asked.address(f"{here}/all", act="dismiss") if 0 < passed <= MOST else "",
        "last": told_last(reader, found.case),
        "list_keys": KEYS,
        "exports": {
            form: asked.address(f"{here}/export/{form}")
            for form in (("tsv", "jsonl", "vcf") if category == "snv" else ("tsv", "jsonl"))
        },
        "sizes": {
            size: asked.address(here, size=size) for size in SIZES if size != asked.size
        } if passed > SIZES[0] else {},
        "kept_words": asked.words,
        "filters_path": f"/nodes/{node.id}/rare/filters",
    }  # fmt: skip


def drawn(reader: Reader, found: Listing, asked: Asked) -> Table:
    """The table of a listing."""
    t, category = reader.language.text, found.category
    sealer = Sealer(reader.node, found.case.id)
    here = case_path(reader, found.case.id, category)
    total = len(found.selected.rows)
    empty = Empty(t("The list is empty: its file has no such variants."))
    if found.selected.total:
        empty = Empty(
            t("The filter hides all %(n)s.", n=reader.language.number(found.selected.total)),
            t("Show everything"),
            f"{here}?asked=1&all=1",
        )
    pager = paged(
        found.first, len(found.rows), total,
        asked.address(here, offset=0).replace("offset=0", "offset={offset}"), asked.size,
    )  # fmt: skip
    return list_table(
        found, reader.language, sealer.seal, lambda sealed: f"{here}/{sealed}", empty, pager
    )


def told_last(reader: Reader, case: KeptCase) -> tuple[int, str] | None:
    """The reader's own last act on a list of the case, by number and in words."""
    last = last_mark(case, reader.asker)
    if last is None:
        return None
    number = reader.language.number(len(last.variants))
    return last.number, reader.language.text(DONE[last.verb.value], n=number)


def _fault(reader: Reader, case: str, category: str, fault: Any) -> Answer:
    """What was asked, and why it makes no sense; nothing of the list is shown."""
    t = reader.language.text
    asked = Asked(default_of(category), {})
    found = see_list(reader.node, case, category, asked.sought, reader.asker, 0, 0)
    values = list_values(reader, found, asked)
    fields = [
        replace(each, value=reader.query.get(each.name, each.value)) for each in values["fields"]
    ]
    title = t("%(list)s of a case", list=word(CATEGORIES, category, reader.language))
    return Shown("list.html", title, {**values, "fields": fields, "fault": fault}, 400)


def _page(category: str) -> Page:
    return shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{category}",
        lambda reader: show_list(reader, category),
        "see:referrals",
        "see-variants",
        CATEGORIES[category],
        about=about_path,
    ).reads(*READS)


PAGES: tuple[Page, ...] = tuple(_page(category) for category in CATEGORIES)
