"""One visit: who looks, why, in which language and light, and from which node they ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency

from samvar.govern.identity import ANONYMOUS, Asker, Role, User
from samvar.govern.proof import Proof
from samvar.govern.purpose import Purpose
from samvar.model.clock import iso, parse_iso, utc_now
from samvar.model.errors import BadSignature, NotFound, SamvarError
from samvar.model.ids import new_id
from samvar.model.shape import learned
from samvar.node.sign_in import Pending, Standing
from samvar.present.language import LANGUAGES, Language
from samvar.web.security import FORM_COOKIE, SESSION_COOKIE, form_token, new_token

if TYPE_CHECKING:
    from samvar.node.node import Node
    from samvar.node.site import Site
    from samvar.web.place import Place

PENDING_COOKIE, PENDING_S = "samvar_pending", 600
LANGUAGE_COOKIE, THEME_COOKIE = "samvar_language", "samvar_theme"
THEMES = ("auto", "light", "dark")


class Visit:
    """What a page may know of its reader. `session` and `form_cookie` are never printed.

    A plain class: Litestar looks into the fields of a dataclass that a handler takes, and a
    node is not something to be checked field by field.
    """

    __slots__ = (
        "address", "asker", "demo", "form_cookie", "language", "node", "places", "request_id",
        "secure", "session", "site", "theme",
    )  # fmt: skip

    def __init__(
        self,
        *,
        site: Site,
        asker: Asker,
        language: Language,
        theme: str,
        node: Node,
        address: str,
        request_id: str,
        demo: bool,
        places: tuple[Place, ...],
        form_cookie: str,
        secure: bool,
        session: str = "",
    ) -> None:
        self.site = site
        self.asker = asker
        self.language = language
        self.theme = theme
        self.node = node
        self.address = address
        self.request_id = request_id
        self.demo = demo
        self.places = places
        self.form_cookie = form_cookie
        self.session = session
        self.secure = secure

    @property
    def signed_in(self) -> bool:
        """Whether there is a person behind the visit."""
        return self.asker.user.signed_in

    @property
    def form_token(self) -> str:
        """What every form of this visit carries."""
        return form_token(self.form_cookie, self.session)

    def node_named(self, node_id: str) -> Node:
        """A node that this process runs.

        Raises:
            NotFound: it does not; a sovereign node is visited at its own address.
        """
        node = self.site.nodes.get(node_id)
        if node is None:
            raise NotFound(
                "that node does not run here", remedy="visit it at its own address in the roster"
            )
        return node


Here = NamedDependency[Visit]
"""The visit, as a handler takes it."""


def visit_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Visit:
    """The visit of a request, made once; an unknown or ended session is nobody's."""
    known = connection.scope["state"].get("visit")
    if isinstance(known, Visit):
        return known
    site: Site = connection.app.state.site
    session = connection.cookies.get(SESSION_COOKIE, "")
    asker = _asker(site, session) if session else Asker.of(ANONYMOUS)
    visit = Visit(
        site=site,
        asker=asker,
        language=Language.of(_language_code(connection)),
        theme=_choice(connection.cookies.get(THEME_COOKIE, ""), THEMES),
        node=home_node(site, asker.user.centre),
        address=connection.url.path + (f"?{connection.url.query}" if connection.url.query else ""),
        request_id=new_id("question"),
        demo=bool(connection.app.state.demo),
        places=connection.app.state.places,
        form_cookie=connection.cookies.get(FORM_COOKIE) or new_token(),
        secure=connection.url.scheme == "https",
        session=session if asker.user.signed_in else "",
    )
    connection.scope["state"]["visit"] = visit
    return visit


def home_node(site: Site, centre: str | None) -> Node:
    """The node from which a person asks: their centre's if it runs here, else the first."""
    if centre is not None and centre in site.nodes:
        return site.nodes[centre]
    return next(iter(site.nodes.values()))


def sign_in(site: Site, asker: Asker, standing: Standing | None = None) -> str:
    """Start a session at the site's front door; returns the token for the cookie.

    standing: what the sign-in says of itself; if not given, the person has just been here.
    """
    front, now = home_node(site, None), utc_now()
    standing = standing or Standing(iso(now))
    lifetime = timedelta(hours=front.config.session_hours)
    if standing.until is not None:
        lifetime = min(lifetime, parse_iso(standing.until) - now)
    with front.records.begin() as tx:
        kept = {**_written(asker), "standing": msgspec.to_builtins(standing)}
        return tx.sessions.start(kept, now, lifetime)


def standing_of(site: Site, session: str) -> Standing:
    """What the sign-in behind a session says of itself; of an unknown one, nothing."""
    with home_node(site, None).records.read() as tx:
        row = tx.sessions.find(session, utc_now()) or {}
    try:
        return msgspec.convert(row.get("standing", {"shown": None}), learned(Standing))
    except msgspec.ValidationError:
        return Standing(None)


def home_issuer(site: Site) -> str:
    """The outside issuer at which this site's people sign in; empty where there is none."""
    return home_node(site, None).config.oidc_issuer


def keep_pending(site: Site, pending: Pending) -> str:
    """Keep a sign-in that is on its way; returns the token for the browser's cookie."""
    with home_node(site, None).records.begin() as tx:
        kept = {"pending": msgspec.to_builtins(pending)}
        return tx.sessions.start(kept, utc_now(), timedelta(seconds=PENDING_S))


def take_pending(site: Site, token: str) -> Pending:
    """The sign-in that this browser began, once.

    Raises:
        BadSignature: it began none, or too long ago.
    """
    with home_node(site, None).records.begin() as tx:
        row = tx.sessions.find(token, utc_now())
        if row is None or "pending" not in row:
            raise BadSignature("no sign-in was begun in this browser", remedy="sign in again")
        tx.sessions.end(token)
    return msgspec.convert(row["pending"], learned(Pending))


def sign_out(site: Site, session: str) -> None:
    """End a session, wherever it is still in use."""
    with home_node(site, None).records.begin() as tx:
        tx.sessions.end(session)


def signed_in_now(site: Site, session: str) -> bool:
    """Whether its person showed who they are within the last 15 minutes: for what cannot be
    undone. The issuer's word where one signed them in; a session alone proves no presence."""
    return standing_of(site, session).is_fresh(utc_now())


def _asker(site: Site, session: str) -> Asker:
    try:
        with home_node(site, None).records.read() as tx:
            row = tx.sessions.find(session, utc_now())
        return _read(row) if row else Asker.of(ANONYMOUS)
    except (SamvarError, KeyError, ValueError):
        return Asker.of(ANONYMOUS)


def _written(asker: Asker) -> dict[str, Any]:
    user = asker.user
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "centre": user.centre,
        "permits": list(user.permits),
        "unit": user.unit,
        "purpose": asker.purpose.value,
        "permit": asker.permit,
        "proof": msgspec.to_builtins(asker.proof),
    }


def _read(row: Mapping[str, Any]) -> Asker:
    user = User(
        row["id"],
        row["name"],
        Role(row["role"]),
        row["centre"],
        tuple(row.get("permits", ())),
        row.get("unit"),
    )
    proof = msgspec.convert(row["proof"], learned(Proof)) if row.get("proof") else None
    return Asker(user, Purpose(row["purpose"]), row.get("permit"), proof)


def _language_code(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The language of a page: chosen, or the browser's, or Swedish. A program that names none
    reads English, and what somebody chose for the pages is no word about a Beacon."""
    handler = connection.scope.get("route_handler")
    if handler is None or not handler.opt.get("program"):
        chosen = connection.cookies.get(LANGUAGE_COOKIE, "")
        if chosen in LANGUAGES or (chosen == "pseudo" and connection.app.state.demo):
            return chosen
    for part in connection.headers.get("accept-language", "").split(","):
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    accepted = connection.headers.get("accept", "")
    by_browser = "text/html" in accepted or "text/event-stream" in accepted
    return "sv" if by_browser and not (handler and handler.opt.get("program")) else "en"


def _choice(given: str, allowed: tuple[str, ...]) -> str:
    return given if given in allowed else allowed[0]
