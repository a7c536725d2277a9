"""The demo's issuer of personas, as a visitor sees it: consent, and the way out.

`issuer_told` answers the programs; see `web.issuing` for who reaches either.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from samvar.govern.identity import PERSONAS
from samvar.govern.route import declare
from samvar.model.errors import NotFound
from samvar.model.place import CENTRES
from samvar.node.provider.asked import Asked, Pairs, TurnedAway
from samvar.node.provider.told import has_visas
from samvar.node.sign_in import PASSPORT
from samvar.present.language import N_
from samvar.present.words import PURPOSES, ROLES
from samvar.web.form import Form
from samvar.web.issuing import FOREIGN, NOT_KEPT, only_here, pairs_of, provider_of
from samvar.web.render import page
from samvar.web.visit import Here, Visit

_ASKED = (
    "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method", "response_mode", "prompt", "max_age", "request", "request_uri",
)  # fmt: skip
_LEAVING = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


@get(
    "/issuer/authorize",
    guards=[only_here],
    opt={**declare("open", None, "begin-consent", N_("Sign in elsewhere")), "reads": _ASKED},
)
async def authorize(request: Request[Any, Any, Any], visit: Here) -> Response[str] | Redirect:
    """Whom a program's visitor wants to be there, and what it is told.

    Raises:
        UsageError: a program or an address to go back to that is not registered.
    """
    return _consent(request, visit, request.query_params.multi_items())


@post(
    "/issuer/authorize",
    guards=[only_here],
    status_code=200,
    opt={
        **declare("open", None, "begin-consent", N_("Sign in elsewhere")),
        **FOREIGN,
        "reads": _ASKED,
        "onward": True,
        "gives": "text/html",
    },
)
async def authorize_by_form(
    request: Request[Any, Any, Any], visit: Here
) -> Response[str] | Redirect:
    """The same, asked by a form of the program's own (OpenID Connect Core 1.0, 3.1.2.1)."""
    return _consent(request, visit, await pairs_of(request))


def _consent(
    request: Request[Any, Any, Any], visit: Visit, given: Pairs
) -> Response[str] | Redirect:
    provider, pairs = provider_of(request), list(given)
    asked = provider.read(pairs)
    if isinstance(asked, TurnedAway):
        return _onward(provider.send_back(asked))
    return page(
        visit,
        "issuer.html",
        title=visit.language.text("Sign in elsewhere"),
        form_to=asked.origin,
        wish=asked,
        carried=[(name, value) for name, value in pairs if name in _ASKED],
        personas=PERSONAS.values(),
        centres=[CENTRES[node] for node in visit.site.nodes if node in CENTRES],
        roles=ROLES,
        purposes=PURPOSES,
        visas=PASSPORT in asked.scopes,
        has_visas=has_visas,
    )


@post(
    "/issuer/choose",
    guards=[only_here],
    opt={
        **declare("open", None, "give-consent", N_("Sign in elsewhere")),
        "reads": (*_ASKED, "persona", "centre"),
    },
)
async def choose(request: Request[Any, Any, Any], visit: Here, form: Form) -> Redirect:
    """Go back to the program with a code, or with a no. The request is read again.

    Raises:
        UsageError: a program or an address that is not registered. NotFound: no such persona.
    """
    provider = provider_of(request)
    chosen, centre = form.pop("persona", ""), form.pop("centre", "")
    asked = provider.read(form.items())
    if not isinstance(asked, Asked):
        return _onward(provider.send_back(asked))
    if not chosen:
        return _onward(provider.decline(asked))
    user = PERSONAS.get(chosen)
    if user is None:
        raise NotFound("there is no such persona")
    if user.centre is not None and centre in visit.site.nodes:
        user = user.at(centre)
    return _onward(provider.grant(asked, user))


@get(
    "/issuer/end-session",
    guards=[only_here],
    opt={**declare("open", None, "end-elsewhere", N_("Signed out")), "reads": _LEAVING},
)
async def end_session(request: Request[Any, Any, Any], visit: Here) -> Response[str] | Redirect:
    """Take back what the ID token's sign-in opened (RP-Initiated Logout 1.0)."""
    return _left(request, visit, request.query_params.multi_items())


@post(
    "/issuer/end-session",
    guards=[only_here],
    status_code=200,
    opt={
        **declare("open", None, "end-elsewhere", N_("Signed out")),
        **FOREIGN,
        "reads": _LEAVING,
        "onward": True,
        "gives": "text/html",
    },
)
async def end_session_by_form(
    request: Request[Any, Any, Any], visit: Here
) -> Response[str] | Redirect:
    """The same, asked by a form of the program's own."""
    return _left(request, visit, await pairs_of(request))


def _left(request: Request[Any, Any, Any], visit: Visit, given: Pairs) -> Response[str] | Redirect:
    address = provider_of(request).end(given)
    if address:
        return _onward(address)
    return page(visit, "issuer_left.html", title=visit.language.text("Signed out"))


def _onward(address: str) -> Redirect:
    return Redirect(address, status_code=303, headers=NOT_KEPT)


ROUTES: tuple[HTTPRouteHandler, ...] = (
    authorize, authorize_by_form, choose, end_session, end_session_by_form,
)  # fmt: skip
"""Mounted in the demo on a loopback address, and nowhere else."""
