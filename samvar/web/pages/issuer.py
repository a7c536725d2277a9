"""The demo's issuer of personas: its addresses, none of which another site has.

Each answers only on this machine and under the one name that the issuer goes by, so that neither
a proxy nor a name that was made to point here reaches it.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.response import Redirect

from samvar.govern.identity import PERSONAS
from samvar.govern.route import declare
from samvar.model.errors import NotFound, UsageError
from samvar.model.place import CENTRES
from samvar.node.provider.asked import Asked, Pairs, TurnedAway
from samvar.node.provider.provider import Fault, Provider, is_loopback
from samvar.node.provider.told import has_visas
from samvar.node.sign_in import PASSPORT
from samvar.present.language import N_
from samvar.present.words import PURPOSES, ROLES
from samvar.web.form import Form
from samvar.web.render import page
from samvar.web.visit import Here, Visit

_ASKED = (
    "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method", "response_mode", "prompt", "max_age", "request", "request_uri",
)  # fmt: skip
_LEAVING = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")
_CODE = ("grant_type", "code", "redirect_uri", "client_id", "code_verifier")
_NOT_KEPT = {"cache-control": "no-store"}
_FOREIGN = {"foreign": True, "also": (404,)}


def only_here(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let through what comes from this machine and names the issuer as its host.

    Raises:
        NotFound: it comes from elsewhere, or by another name.
    """
    client = connection.client
    named = connection.headers.get("host", "") == _provider(connection).netloc
    if client is None or not is_loopback(client.host) or not named:
        raise NotFound("there is nothing at this address")


def _provider(connection: ASGIConnection[Any, Any, Any, Any]) -> Provider:
    found = connection.app.state.provider
    assert isinstance(found, Provider)  # these routes are mounted with it alone
    return found


@get(
    "/.well-known/openid-configuration",
    guards=[only_here],
    opt={
        **declare("open", None, "see-issuer", N_("Issuer of personas")),
        "quiet": True,
        "gives": "application/json",
        "also": (404,),
    },
)
async def description(request: Request[Any, Any, Any]) -> Response[Any]:
    """What the issuer says of itself (OpenID Connect Discovery 1.0)."""
    return Response(_provider(request).description(), media_type="application/json")


@get(
    "/issuer/jwks",
    guards=[only_here],
    opt={
        **declare("open", None, "see-issuer", N_("Issuer of personas")),
        "quiet": True,
        "gives": "application/json",
        "also": (404,),
    },
)
async def keys(request: Request[Any, Any, Any]) -> Response[Any]:
    """The key that it signs with (RFC 7517)."""
    return Response(_provider(request).keys(), media_type="application/json")


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
        **_FOREIGN,
        "reads": _ASKED,
        "onward": True,
        "gives": "text/html",
    },
)
async def authorize_by_form(
    request: Request[Any, Any, Any], visit: Here
) -> Response[str] | Redirect:
    """The same, asked by a form of the program's own (OpenID Connect Core 1.0, 3.1.2.1)."""
    return _consent(request, visit, await _pairs(request))


def _consent(
    request: Request[Any, Any, Any], visit: Visit, given: Pairs
) -> Response[str] | Redirect:
    provider, pairs = _provider(request), list(given)
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
    provider = _provider(request)
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


@post(
    "/issuer/token",
    guards=[only_here],
    status_code=200,
    opt={
        **declare("open", None, "give-token", N_("Token")),
        **_FOREIGN,
        "quiet": True,
        "reads": _CODE,
        "gives": "application/json",
        "oauth": True,
        "also": (401, 404),
    },
)
async def token(request: Request[Any, Any, Any]) -> Response[Any]:
    """Tokens for a code (RFC 6749, sections 4.1.3 and 5)."""
    if "authorization" in request.headers:
        return _fault("invalid_client", 401, 'Basic realm="samvar"')
    given = _provider(request).redeem(await _pairs(request))
    if isinstance(given, Fault):
        return Response(
            {"error": given.error, "error_description": given.description},
            status_code=400,
            media_type="application/json",
            headers=_NOT_KEPT,
        )
    headers = {**_NOT_KEPT, "pragma": "no-cache"}
    return Response(given, status_code=200, media_type="application/json", headers=headers)


_USERINFO = {
    **declare("open", None, "tell-persona", N_("Who somebody chose to be")),
    "quiet": True,
    "gives": "application/json",
    "oauth": True,
    "also": (401, 404),
}


@get("/issuer/userinfo", guards=[only_here], opt={**_USERINFO, "reads_headers": ("authorization",)})
async def userinfo(request: Request[Any, Any, Any]) -> Response[Any]:
    """Who was chosen, to whoever holds the access token (OpenID Connect Core 1.0, 5.3)."""
    return _person(request)


@post(
    "/issuer/userinfo",
    guards=[only_here],
    status_code=200,
    opt={**_USERINFO, **_FOREIGN, "also": (401, 404), "reads": ()},
)
async def userinfo_by_post(request: Request[Any, Any, Any]) -> Response[Any]:
    """The same by POST; the token goes in the header alike."""
    return _person(request)


def _person(request: Request[Any, Any, Any]) -> Response[Any]:
    scheme, _, access = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return _fault("invalid_request", 401, 'Bearer realm="samvar"')
    told = _provider(request).person(access.strip())
    if told is None:
        return _fault("invalid_token", 401, 'Bearer realm="samvar", error="invalid_token"')
    return Response(told, status_code=200, media_type="application/json", headers=_NOT_KEPT)


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
        **_FOREIGN,
        "reads": _LEAVING,
        "onward": True,
        "gives": "text/html",
    },
)
async def end_session_by_form(
    request: Request[Any, Any, Any], visit: Here
) -> Response[str] | Redirect:
    """The same, asked by a form of the program's own."""
    return _left(request, visit, await _pairs(request))


def _left(request: Request[Any, Any, Any], visit: Visit, given: Pairs) -> Response[str] | Redirect:
    address = _provider(request).end(given)
    if address:
        return _onward(address)
    return page(visit, "issuer_left.html", title=visit.language.text("Signed out"))


async def _pairs(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    """The fields of a form that a program sent, in its order.

    Raises:
        UsageError: it is not a form.
    """
    kind, _ = request.content_type
    if kind != "application/x-www-form-urlencoded":
        raise UsageError("send a form", remedy="as application/x-www-form-urlencoded")
    form = await request.form()
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _fault(error: str, status: int, challenge: str) -> Response[Any]:
    return Response(
        {"error": error},
        status_code=status,
        media_type="application/json",
        headers={**_NOT_KEPT, "www-authenticate": challenge},
    )


def _onward(address: str) -> Redirect:
    return Redirect(address, status_code=303, headers=_NOT_KEPT)


ROUTES: tuple[HTTPRouteHandler, ...] = (
    description, keys, authorize, authorize_by_form, choose, token, userinfo, userinfo_by_post,
    end_session, end_session_by_form,
)  # fmt: skip
"""Mounted in the demo on a loopback address, and nowhere else."""
