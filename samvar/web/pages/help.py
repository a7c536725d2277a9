"""Help: the keys, how to write a variant, what the answer states mean."""

from __future__ import annotations

from litestar import Response, get

from samvar.govern.route import declare
from samvar.present.language import N_
from samvar.web.render import page
from samvar.web.visit import Here

MEANINGS: tuple[tuple[str, str], ...] = (
    ("answered", N_("The centre gave its number; it may be zero.")),
    ("suppressed", N_("The number is below the floor and is not shown.")),
    ("refused", N_("The centre's policy does not allow this question for your role and purpose.")),
    ("late", N_("The centre did not answer before the deadline.")),
    ("down", N_("The centre could not be reached.")),
    ("incompatible", N_("The centre speaks another version of this question.")),
)


@get("/help", opt=declare("open", None, "see-help", N_("Help")), sync_to_thread=True)
def show(visit: Here) -> Response[str]:
    """The help page."""
    return page(visit, "help.html", title=visit.language.text("Help"), meanings=MEANINGS)
