"""A case: what it is about, who is in it, what was found out, and what was done."""

from __future__ import annotations

from samvar.focus.rare_disease.pages import (
    case_activity,
    case_candidates,
    case_causatives,
    case_diseases,
    case_family,
    case_features,
    case_marked,
    case_panels,
    case_quality,
    case_relatives,
    case_synopsis,
)
from samvar.focus.rare_disease.pages.frame import frame
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.reading import as_seen
from samvar.model.errors import SamvarError
from samvar.present.language import N_
from samvar.present.page import Answer, Page, Reader, Shown, shows

SECTIONS: tuple[Section, ...] = (
    case_synopsis.SECTION,
    case_family.SECTION,
    case_relatives.SECTION,
    case_features.SECTION,
    case_marked.SECTION,
    case_causatives.SECTION,
    case_panels.SECTION,
    case_diseases.SECTION,
    case_candidates.SECTION,
    case_quality.SECTION,
    case_activity.SECTION,
)
"""The parts of the page, in their order. A new one is a module with a `SECTION`, a template
`case_<name>.html`, and its line here."""


def show(reader: Reader, fault: SamvarError | None = None) -> Answer:
    """The case's page. fault: why what was written into one of its forms was not taken.

    Raises:
        NotFound: this node has no such case.
    """
    case = as_seen(reader.node, case_of(reader.node, reader.path["case"]), reader.asker)
    sections = [(each, each.values(reader, case)) for each in SECTIONS]
    return Shown(
        "case.html",
        case.name,
        {
            **frame(reader, case, "case"),
            "sections": [(each, of) for each, of in sections if of is not None],
            "may_answer": reader.may("answer:referral"),
            "given": reader.form,
            "fault": fault,
        },
        422 if fault else 200,
    )


PAGES: tuple[Page, ...] = (
    shows(
        "/nodes/{node:str}/rare/cases/{case:str}",
        show,
        "see:referrals",
        "see-case",
        N_("Case"),
        about=about_path,
    ).reads("done", "disease", "candidates", "q"),
)
