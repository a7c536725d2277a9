"""On a variant's page: the way to who else has it, and how alike they are."""

from __future__ import annotations

from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.pages.variant_subject import Section, Subject
from samvar.present.page import Reader


def similar_section(reader: Reader, subject: Subject) -> Section | None:
    """The question is asked on a page of its own, and counted there; only of small variants."""
    if subject.category != "snv":
        return None
    href = case_path(reader, subject.case.id, "similar", subject.sealed)
    return Section("rare_disease/variant_similar.html", {"href": href})
