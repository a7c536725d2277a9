"""Signing in as a persona, changing purpose, language and light, signing out."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.govern.route import declare
from samvar.model.clock import utc_now
from samvar.model.errors import NotFound, NotSignedIn, Refused
from samvar.model.place import CENTRES
from samvar.node.sign_in import SignIn
from samvar.present.language import LANGUAGES, N_
from samvar.present.words import PURPOSES, ROLES
from samvar.web.form import Form
from samvar.web.render import onward, page
from samvar.web.security import SESSION_COOKIE, local_path
from samvar.web.visit import (
    LANGUAGE_COOKIE,
    PENDING_COOKIE,
    PENDING_S,
    THEME_COOKIE,
    THEMES,
    Here,
    Visit,
    home_issuer,
    keep_pending,
    sign_in,
    sign_out,
    standing_of,
    take_pending,
)

_YEAR_S = 365 * 24 * 3600


@get("/sign-in", opt=declare("open", None, "see-sign-in", N_("Sign in")), sync_to_thread=True)
def show(
    visit: Here, next_: Annotated[str, QueryParameter(name="next", max_length=2000)] = "/"
) -> Response[str]:
    """The people one can be, in the demo."""
    return page(
        visit,
        "sign_in.html",
        title=visit.language.text("Sign in"),
        personas=PERSONAS.values() if visit.demo else (),
        issuer=home_issuer(visit.site),
        centres=[CENTRES[node] for node in visit.site.nodes if node in CENTRES],
        roles=ROLES,
        purposes=PURPOSES,
        visas=False,
        onward=local_path(next_),
    )


@get(
    "/sign-in/issuer",
    opt={
        **declare("open", None, "begin-sign-in", N_("Sign in")),
        "also": (404, 503),
    },
    sync_to_thread=True,
)
def go(
    request: Request[Any, Any, Any],
    visit: Here,
    next_: Annotated[str, QueryParameter(name="next", max_length=2000)] = "/",
    fresh: Annotated[bool, QueryParameter()] = False,
) -> Redirect:
    """On to the centre's own issuer. fresh: the person shows who they are again.

    Raises:
        NotFound: this node has no outside issuer. PeerUnavailable: it does not answer.
    """
    way = _way(request)
    address, pending = way.begin(
        f"{str(request.base_url).rstrip('/')}/sign-in/back", local_path(next_), fresh=fresh
    )
    answer = Redirect(address, status_code=303)
    answer.set_cookie(_cookie(visit, PENDING_COOKIE, keep_pending(visit.site, pending), PENDING_S))
    return answer


@get(
    "/sign-in/back",
    opt={
        **declare("open", None, "end-sign-in", N_("Sign in")),
        "reads": ("code", "state", "iss", "error"),
        "also": (401, 403, 503),
    },
    sync_to_thread=True,
)
def back(request: Request[Any, Any, Any], visit: Here) -> Redirect:
    """Back from the issuer: a session for whom it vouches, or a refusal that says why.

    Raises:
        BadSignature: the answer is not this browser's, or proves nobody.
        NotFound: this node has no outside issuer. PeerUnavailable: it does not answer.
    """
    way = _way(request)
    pending = take_pending(visit.site, request.cookies.get(PENDING_COOKIE, ""))
    given = {name: value for name, value in request.query_params.items() if len(value) < 4000}
    came = way.finish(given, pending, utc_now())
    if visit.session:
        sign_out(visit.site, visit.session)
    answer = onward(pending.next)
    answer.set_cookie(_session_cookie(visit, sign_in(visit.site, came.asker, came.standing)))
    answer.delete_cookie(PENDING_COOKIE, path="/")
    return answer


def _way(request: Request[Any, Any, Any]) -> SignIn:
    way = request.app.state.sign_in
    if not isinstance(way, SignIn):
        raise NotFound("this node has no outside issuer", remedy="set 'oidc_issuer'")
    return way


@post(
    "/session",
    opt={**declare("open", None, "sign-in", N_("Sign in")), "reads": ("persona", "centre", "next")},
    sync_to_thread=True,
)
def enter(visit: Here, form: Form) -> Redirect:
    """Start a session and forget the one before.

    Raises:
        Refused: personas are for the demo only. NotFound: there is no such persona.
    """
    if not visit.demo:
        raise Refused("personas are for the demo only")
    user = PERSONAS.get(form.get("persona", ""))
    if user is None:
        raise NotFound("there is no such persona")
    centre = form.get("centre", "")
    if user.centre is not None and centre in CENTRES:
        user = user.at(centre)
    if visit.session:
        sign_out(visit.site, visit.session)
    asker = Asker.of(user, user.permits[0] if user.permits else None)
    answer = onward(local_path(form.get("next", "/")))
    answer.set_cookie(_session_cookie(visit, sign_in(visit.site, asker)))
    return answer


@post("/session/end", opt=declare("open", None, "sign-out", N_("Sign out")), sync_to_thread=True)
def leave(visit: Here, form: Form) -> Redirect:  # noqa: ARG001 - the form proves itself
    """End the session here and in the browser."""
    if visit.session:
        sign_out(visit.site, visit.session)
    answer = onward("/sign-in")
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


@post(
    "/purpose",
    opt={
        **declare("open", None, "change-purpose", N_("Purpose")),
        "reads": ("purpose", "next"),
        "also": (401, 403),
    },
    sync_to_thread=True,
)
def change_purpose(visit: Here, form: Form) -> Redirect:
    """Go on under another purpose: a new session, so that the old token dies with the old one.

    Nothing else is new: it ends when the old one would have, and nobody has shown who they are.

    Raises:
        NotSignedIn: nobody is here. UsageError: not a purpose.
        Refused: the issuer says that the person's assignment does not cover it.
    """
    if not visit.signed_in:
        raise NotSignedIn("only a person has a purpose", remedy="sign in first")
    asker = replace(visit.asker, purpose=Purpose.parse(form.get("purpose", "")))
    standing = standing_of(visit.site, visit.session)
    if standing.purposes is not None and asker.purpose.value not in standing.purposes:
        raise Refused("the person's assignment does not cover this purpose")
    sign_out(visit.site, visit.session)
    answer = onward(local_path(form.get("next", "/")))
    answer.set_cookie(_session_cookie(visit, sign_in(visit.site, asker, standing)))
    return answer


@post(
    "/reading",
    opt={
        **declare("open", None, "change-reading", N_("Language and light")),
        "reads": ("language", "theme", "next"),
    },
)
async def change_reading(visit: Here, form: Form) -> Redirect:
    """Language and light, kept in the browser for a year."""
    answer = onward(local_path(form.get("next", "/")))
    language, theme = form.get("language", ""), form.get("theme", "")
    if language in (*LANGUAGES, "pseudo"):
        answer.set_cookie(_reading_cookie(visit, LANGUAGE_COOKIE, language))
    if theme in THEMES:
        answer.set_cookie(_reading_cookie(visit, THEME_COOKIE, theme))
    return answer


def _session_cookie(visit: Visit, token: str) -> Cookie:
    return _cookie(visit, SESSION_COOKIE, token, None)


def _reading_cookie(visit: Visit, name: str, value: str) -> Cookie:
    return _cookie(visit, name, value, _YEAR_S)


def _cookie(visit: Visit, name: str, value: str, max_age: int | None) -> Cookie:
    """Not for scripts, not for other sites' forms, and only over TLS where there is TLS."""
    return Cookie(
        name,
        path="/",
        value=value,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=visit.secure,
    )
