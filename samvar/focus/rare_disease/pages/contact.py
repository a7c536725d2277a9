"""A request to another centre: written, from a row of similar patients."""

from __future__ import annotations

from datetime import date, timedelta

from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.similar import found_of
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.contact import DAYS, MOST_DAYS, NewRequest, ask_contact
from samvar.focus.rare_disease.words import BANDS, COPIES
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput
from samvar.present.coverage import centre_name
from samvar.present.language import N_
from samvar.present.page import Answer, Onward, Page, Reader, Shown, shows, takes
from samvar.present.words import word

_PATH = "/nodes/{node:str}/rare/cases/{case:str}/contact/{sealed:str}"


def show(reader: Reader) -> Answer:
    """The form.

    Raises:
        NotFound: there is no such case, or the row was not found for it.
    """
    case, found = case_of(reader.node, reader.path["case"]), found_of(reader)
    row, language, today = found.row, reader.language, utc_now().date()
    return Shown(
        "contact.html",
        language.text("Request for contact"),
        {
            **frame(reader, case, "similar"),
            "centre": centre_name(row.node),
            "row": row,
            "band": word(BANDS, row.band, language),
            "copies": word(COPIES, row.zygosity, language) if row.variant else "",
            "owner": reader.asker.user.name,
            "due": (today + timedelta(days=DAYS)).isoformat(),
            "first": today.isoformat(),
            "last": (today + timedelta(days=MOST_DAYS)).isoformat(),
            "action": case_path(reader, case.id, "contact", reader.path["sealed"]),
            "back": case_path(reader, case.id, "similar"),
        },
    )


def begin(reader: Reader) -> Answer:
    """Write the request down, and go on to all of them."""
    found, form = found_of(reader), reader.form
    try:
        due = date.fromisoformat(form["due"]) if form.get("due") else None
    except ValueError:
        raise BadInput("the day is none", remedy="write YYYY-MM-DD") from None
    new = NewRequest(found.row, found.question, form.get("text", ""), form.get("owner", ""), due)
    ask_contact(reader.node, reader.network, reader.path["case"], new, reader.asker)
    return Onward(f"/nodes/{reader.node.id}/rare/contacts?show=outgoing")


PAGES: tuple[Page, ...] = (
    shows(
        _PATH,
        show,
        "answer:referral",
        "see-contact-form",
        N_("Request for contact"),
        about=about_path,
    ),
    takes(
        _PATH, begin, "answer:referral", "contact-ask", N_("Ask the centre"), about=about_path
    ).reads("text", "owner", "due"),
)
