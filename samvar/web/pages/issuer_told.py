"""The demo's issuer of personas, as a program sees it: its key, tokens, and who was chosen."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from samvar.govern.route import declare
from samvar.node.provider.provider import Fault
from samvar.present.language import N_
from samvar.web.issuing import FOREIGN, NOT_KEPT, only_here, pairs_of, provider_of

_CODE = ("grant_type", "code", "redirect_uri", "client_id", "code_verifier")


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
    return Response(provider_of(request).description(), media_type="application/json")


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
    return Response(provider_of(request).keys(), media_type="application/json")


@post(
    "/issuer/token",
    guards=[only_here],
    status_code=200,
    opt={
        **declare("open", None, "give-token", N_("Token")),
        **FOREIGN,
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
    given = provider_of(request).redeem(await pairs_of(request))
    if isinstance(given, Fault):
        return Response(
            {"error": given.error, "error_description": given.description},
            status_code=400,
            media_type="application/json",
            headers=NOT_KEPT,
        )
    headers = {**NOT_KEPT, "pragma": "no-cache"}
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
    opt={**_USERINFO, **FOREIGN, "also": (401, 404), "reads": ()},
)
async def userinfo_by_post(request: Request[Any, Any, Any]) -> Response[Any]:
    """The same by POST; the token goes in the header alike."""
    return _person(request)


def _person(request: Request[Any, Any, Any]) -> Response[Any]:
    scheme, _, access = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return _fault("invalid_request", 401, 'Bearer realm="samvar"')
    told = provider_of(request).person(access.strip())
    if told is None:
        return _fault("invalid_token", 401, 'Bearer realm="samvar", error="invalid_token"')
    return Response(told, status_code=200, media_type="application/json", headers=NOT_KEPT)


def _fault(error: str, status: int, challenge: str) -> Response[Any]:
    return Response(
        {"error": error},
        status_code=status,
        media_type="application/json",
        headers={**NOT_KEPT, "www-authenticate": challenge},
    )


ROUTES: tuple[HTTPRouteHandler, ...] = (description, keys, token, userinfo, userinfo_by_post)
"""Mounted in the demo on a loopback address, and nowhere else."""
