"""Applying for a permit: the form, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from litestar import Response, get, post
from litestar.response import Redirect

from samvar.govern.duo import INVESTIGATIONS, LABELS
from samvar.govern.route import declare
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput
from samvar.model.permit import ASKABLE
from samvar.node.permit import Draft, apply, place_to_apply
from samvar.present.language import N_
from samvar.present.words import PERMIT_GRANTS
from samvar.web.form import Form
from samvar.web.render import onward, page
from samvar.web.visit import Here, Visit, standing_of

_UNDERTAKINGS = ("DUO:0000019", "DUO:0000020", "DUO:0000029", "DUO:0000045", "DUO:0000046")
APPLY = "apply:permit"
_FIELDS = (
    "title", "purpose", "ethics", "until", "holders", "datasets", "diseases", "visas",
    *(f"ask-{name}" for name in ASKABLE),
    *(f"use-{code}" for code in sorted(LABELS)),
)  # fmt: skip


@get("/research/apply", opt=declare(APPLY, None, "see-apply", N_("Apply")), sync_to_thread=True)
def form(visit: Here) -> Response[str]:
    """The form of an application."""
    return _form(visit, {}, "")


@post(
    "/research/applications",
    opt={**declare(APPLY, None, "send-apply", N_("Apply")), "reads": _FIELDS},
    sync_to_thread=True,
)
def send(visit: Here, form: Form) -> Response[str] | Redirect:
    """Keep the application at the applicant's own node, where each controller reads it."""
    node = place_to_apply(visit.site.nodes, visit.asker, visit.node)
    try:
        made = apply(node, _draft(form, _passport(visit)), visit.asker)
    except BadInput as error:
        return _form(visit, form, str(error))
    return onward(f"/research/permits/{made.id}")


def _form(visit: Visit, given: dict[str, str], error: str) -> Response[str]:
    in_two_years = (utc_now() + timedelta(days=730)).date().isoformat()
    return page(
        visit,
        "research_apply.html",
        title=visit.language.text("Apply for a permit"),
        status=422 if error else 200,
        asks=[(name, PERMIT_GRANTS[name]) for name in ASKABLE],
        investigations=[(code, LABELS[code]) for code in sorted(INVESTIGATIONS)],
        undertakings=[(code, LABELS[code]) for code in _UNDERTAKINGS],
        given={"until": in_two_years, **given},
        visas=len(_passport(visit)),
        error=error,
    )


def _passport(visit: Visit) -> tuple[str, ...]:
    """The visas that came along when the visitor signed in."""
    return standing_of(visit.site, visit.session).visas if visit.session else ()


def _draft(form: dict[str, str], visas: tuple[str, ...]) -> Draft:
    """What the form says; the node checks it. visas: shown only if the applicant says so.

    Raises:
        BadInput: the day is none.
    """
    try:
        until = datetime.fromisoformat(form.get("until", "")).replace(tzinfo=UTC)
    except ValueError:
        raise BadInput("the day until which is asked is none", remedy="2028-12-31") from None
    ticked = tuple(code for code in sorted(LABELS) if form.get(f"use-{code}"))
    return Draft(
        title=form.get("title", ""),
        purpose=form.get("purpose", ""),
        ethics=form.get("ethics", ""),
        asks=tuple(name for name in ASKABLE if form.get(f"ask-{name}")),
        until=until,
        holders=words_of(form, "holders"),
        datasets=words_of(form, "datasets"),
        uses=ticked,
        diseases=words_of(form, "diseases"),
        visas=visas if form.get("visas") else (),
    )


def words_of(form: dict[str, str], name: str) -> tuple[str, ...]:
    """The words of a field, each once; commas part them too."""
    return tuple(dict.fromkeys(form.get(name, "").replace(",", " ").split()))
