"""The shell: all routes of a site, behind one door, in one application."""

from __future__ import annotations

from errno import ENAMETOOLONG
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import Provide
from litestar.exceptions import InternalServerException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router
from litestar.types import Message, Scope

from samvar.govern.route import declare
from samvar.model.errors import UsageError
from samvar.node.provider.provider import Provider
from samvar.node.sign_in import SignIn
from samvar.node.site import Site
from samvar.present.language import N_
from samvar.web import area, beacon
from samvar.web.form import read_form
from samvar.web.guard import admit
from samvar.web.host import App
from samvar.web.menu import places
from samvar.web.pages import (
    annotate,
    audit,
    beside,
    dataset,
    emergency,
    emergency_review,
    help,
    home,
    issuer,
    issuer_told,
    job,
    load,
    machine,
    me,
    me_access,
    me_documents,
    node,
    oversight,
    patient,
    patient_leave,
    permit,
    policy,
    research,
    research_apply,
    review,
    search,
    sign_in,
    variant,
)
from samvar.web.problem import answer_error
from samvar.web.render import STATIC
from samvar.web.security import FORM_COOKIE, HEADERS
from samvar.web.visit import Visit, visit_of


def pages() -> tuple[HTTPRouteHandler, ...]:
    """Every page: the shell's own, and those that the areas declare."""
    return (*PAGES, *area.handlers())


PAGES: tuple[HTTPRouteHandler, ...] = (
    sign_in.show,
    sign_in.enter,
    sign_in.go,
    sign_in.back,
    sign_in.leave,
    sign_in.change_purpose,
    sign_in.change_reading,
    help.show,
    policy.show,
    home.show,
    search.show,
    beside.show,
    variant.show,
    node.show,
    node.show_settings,
    dataset.show,
    dataset.show_national,
    load.show,
    load.begin,
    load.report,
    annotate.show,
    annotate.send,
    job.show_all,
    job.show,
    job.watch,
    job.stop,
    audit.show,
    review.show,
    review.draw,
    review.note,
    emergency.show_all,
    emergency.begin,
    emergency.show,
    emergency.close,
    emergency_review.show,
    emergency_review.note,
    oversight.show,
    me.show,
    me.change,
    me.leave,
    me.check,
    me_access.show,
    me_documents.show,
    me_documents.export,
    patient.show_all,
    patient.begin,
    patient.show,
    patient.change,
    patient.close,
    patient_leave.leave,
    patient_leave.ask_destroy,
    patient_leave.carry_out,
    research.show,
    research_apply.form,
    research_apply.send,
    research.follow_one,
    research.count,
    permit.show,
    permit.show_one,
    permit.say,
    machine.network_ask,
    machine.network_witness,
    machine.healthz,
    machine.openapi,
    machine.reference_index,
    machine.reference_bases,
)
"""The shell's own routes, named one by one."""


def create_app(site: Site, *, demo: bool, provider: Provider | None = None) -> Litestar:
    """The web application of a site: one node in a hospital, all seven in the demo.

    demo: whether people may sign in as a persona. provider: through which programs of this machine
    sign personas in; without one its addresses do not exist.

    Raises:
        UsageError: a provider of personas where there are none.
    """
    if provider is not None and not demo:
        raise UsageError("an issuer of personas belongs to the demo")
    shown = pages()
    return App(
        route_handlers=[
            *shown,
            *((*issuer.ROUTES, *issuer_told.ROUTES) if provider else ()),
            *beacon.routers(site),
            create_static_files_router(
                path="/static",
                directories=[STATIC],
                opt={
                    **declare("open", None, "get-static", N_("Static file")),
                    "quiet": True,
                    "gives": "*/*",
                },
                include_in_schema=False,
                exception_handlers={
                    InternalServerException: _no_such_file,
                    ValueError: _no_such_file,
                },
            ),
        ],
        guards=[admit],
        dependencies={
            "visit": Provide(_visit, sync_to_thread=False),
            "form": Provide(read_form),
        },
        exception_handlers={Exception: answer_error},
        before_send=[_seal],
        state=State(
            {
                "site": site,
                "demo": demo,
                "places": places(shown),
                "sign_in": _way_in(site),
                "provider": provider,
            }
        ),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=1_000_000,
    )


def _way_in(site: Site) -> SignIn | None:
    """The outside issuer of the node at the front door, if it has one."""
    front = next(iter(site.nodes.values()))
    return SignIn(front.config) if front.config.oidc_issuer else None


def _no_such_file(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A name that the disk cannot have is no file of ours: one of 5,000 letters, or with a NUL."""
    too_long = isinstance(error.__cause__, OSError) and error.__cause__.errno == ENAMETOOLONG
    unnameable = too_long or isinstance(error, ValueError)
    return answer_error(request, NotFoundException() if unnameable else error)


def _visit(request: Request[Any, Any, Any]) -> Visit:
    return visit_of(request)


async def _seal(message: Message, scope: Scope) -> None:
    """Put the security headers on every answer, and the form cookie on every page."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    visit = scope.get("state", {}).get("visit")
    if isinstance(visit, Visit):
        headers["x-request-id"] = visit.request_id
        if f"{FORM_COOKIE}=".encode() not in dict(scope["headers"]).get(b"cookie", b""):
            headers.add(
                "set-cookie",
                f"{FORM_COOKIE}={visit.form_cookie}; Path=/; HttpOnly; SameSite=Strict"
                + ("; Secure" if visit.secure else ""),
            )
    if scope.get("path", "").startswith("/static/"):
        headers["cache-control"] = "public, max-age=31536000, immutable"
