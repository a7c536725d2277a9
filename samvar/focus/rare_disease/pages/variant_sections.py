"""Further sections of a variant's page: each is a function, and a template that is included.

A section is asked for when the page is drawn, and may ask the nation once. To add one, write its
function (`variant_subject` has what it is given) and name it in `SECTIONS`; its template finds its
values in `part`.
"""

from __future__ import annotations

from samvar.focus.rare_disease.pages.classified_elsewhere import classified_section
from samvar.focus.rare_disease.pages.similar_section import similar_section
from samvar.focus.rare_disease.pages.variant_subject import Section, SectionOf, Subject
from samvar.present.page import Reader

SECTIONS: tuple[SectionOf, ...] = (similar_section, classified_section)


def sections(reader: Reader, subject: Subject) -> list[Section]:
    """All that have something to say, in their order."""
    found = (section(reader, subject) for section in SECTIONS)
    return [each for each in found if each is not None]


__all__ = ["SECTIONS", "Section", "SectionOf", "Subject", "sections"]
