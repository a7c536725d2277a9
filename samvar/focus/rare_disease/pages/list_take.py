"""A list through its filter as a file: `…/snv/export/tsv`, `jsonl` and `vcf`."""

from __future__ import annotations

from samvar.focus.rare_disease.pages.list_form import READS, asked_of
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.take_list import FORMS, take_list
from samvar.focus.rare_disease.words import CATEGORIES
from samvar.present.language import N_
from samvar.present.page import Answer, Download, Page, Reader, shows


def take(reader: Reader, category: str, form: str) -> Answer:
    """The file, in pieces.

    Raises:
        UsageError: the filter makes no sense. NotFound: the case has no such list.
    """
    asked = asked_of(reader.node, reader.query, category)
    taken = take_list(reader.node, reader.path["case"], category, form, asked.sought, reader.asker)
    return Download(taken.name, taken.media_type, taken.pieces)


def _page(category: str, form: str) -> Page:
    page = shows(
        f"/nodes/{{node:str}}/rare/cases/{{case:str}}/{category}/export/{form}",
        lambda reader: take(reader, category, form),
        "take:report",
        "take-variants",
        N_("Take a list out"),
        about=about_path,
    )
    return page.reads(*READS).gives(FORMS[form])


PAGES: tuple[Page, ...] = tuple(
    _page(category, form)
    for category in CATEGORIES
    for form in FORMS
    if form != "vcf" or category == "snv"
)
