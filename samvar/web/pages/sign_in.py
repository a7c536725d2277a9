"""Signing in as a persona, changing purpose, language and light, signing out."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.govern.route import declare
from samvar.model.errors import NotFound, NotSignedIn, Refused
from samvar.model.place import CENTRES
from samvar.present.language import LANGUAGES, N_
from samvar.present.words import PURPOSES, ROLES
from samvar.web.form import Form
from samvar.web.render import onward, page
from samvar.web.security import SESSION_COOKIE, local_path
from samvar.web.visit import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, Here, Visit, sign_in, sign_out

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
        centres=[CENTRES[node] for node in visit.site.nodes if node in CENTRES],
        roles=ROLES,
        purposes=PURPOSES,
        onward=local_path(next_),
    )


@post("/session", opt=declare("open", None, "sign-in", N_("Sign in")), sync_to_thread=True)
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


@post("/purpose", opt=declare("open", None, "change-purpose", N_("Purpose")), sync_to_thread=True)
def change_purpose(visit: Here, form: Form) -> Redirect:
    """Go on under another purpose: a new session, so that the old token dies with the old one.

    Raises:
        NotSignedIn: nobody is here. UsageError: not a purpose.
    """
    if not visit.signed_in:
        raise NotSignedIn("only a person has a purpose", remedy="sign in first")
    asker = replace(visit.asker, purpose=Purpose.parse(form.get("purpose", "")))
    sign_out(visit.site, visit.session)
    answer = onward(local_path(form.get("next", "/")))
    answer.set_cookie(_session_cookie(visit, sign_in(visit.site, asker)))
    return answer


@post("/reading", opt=declare("open", None, "change-reading", N_("Language and light")))
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
