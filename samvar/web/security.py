"""What every answer carries so that a browser stays on our side, and how a form proves itself."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from samvar.model.errors import Refused

SESSION_COOKIE = "samvar_session"
FORM_COOKIE = "samvar_form"
FORM_FIELD = "form_token"
FORM_HEADER = "x-form-token"

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def content_policy(*, genome_browser: bool = False, form_to: str = "") -> str:
    """The content security policy of a page.

    genome_browser: igv.js makes style elements of its own; only the page that holds it lets
    inline styles pass. Scripts come from this server and nowhere else, on every page.
    form_to: an origin to which a form of ours may lead on; browsers hold its redirect to this.

    >>> "unsafe" in content_policy()
    False
    """
    policy = dict(_POLICY)
    if genome_browser:
        policy["style-src"] = "'self' 'unsafe-inline'"
        policy["img-src"] = "'self' data: blob:"
    if form_to:
        policy["form-action"] = f"'self' {form_to}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def new_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def form_token(form_cookie: str, session_cookie: str) -> str:
    """What a form of ours carries: made from both cookies, so it dies with the session.

    >>> form_token("a", "b") == form_token("a", "c")
    False
    """
    mixed = f"samvar form\0{form_cookie}\0{session_cookie}".encode()
    return hashlib.sha256(mixed).hexdigest()


def check_form(given: str, form_cookie: str, session_cookie: str) -> None:
    """Let only a form pass that this server wrote for this browser and this session.

    Raises:
        Refused: the token is missing or another's.
    """
    wanted = form_token(form_cookie, session_cookie)
    if not form_cookie or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Refused(
            "the form was not written for this session",
            why="it was open since before the last sign-in, or came from another site",
            remedy="go back, reload the page and send it again",
        )


def check_origin(headers: Mapping[str, str]) -> None:
    """Let no other site send a form here, whatever cookies the browser adds.

    Raises:
        Refused: the browser says that the request began elsewhere.
    """
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        raise Refused("the request began on another site")
    origin = headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != headers.get("host"):
        raise Refused("the request began on another site")


def local_path(text: str, default: str = "/") -> str:
    """A path on this server to go on to after a form; anything else becomes the default.

    >>> local_path("/jobs?x=1"), local_path("//evil.example/"), local_path("https://evil.example")
    ('/jobs?x=1', '/', '/')
    """
    plain = text.startswith("/") and not text.startswith("//")
    clean = all(character.isprintable() and character != "\\" for character in text)
    return text if plain and clean and len(text) < 2000 else default
