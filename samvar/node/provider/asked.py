"""What a program asks when it sends somebody here, and whom to tell when that is no request.

While client and address to go back to are not both known, nobody is sent anywhere: the page here
says what is wrong. After that, faults go back to the client (RFC 6749, section 4.1.2.1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from samvar.model.errors import UsageError
from samvar.node.provider.client import Clients
from samvar.node.sign_in import PASSPORT

SCOPES = ("openid", "profile", PASSPORT)
METHOD = "S256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_MOST_CHARACTERS = 1000
_UNSUPPORTED = {
    # parameter   error of OpenID Connect Core 1.0, section 3.1.2.6
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a sign-in that may be put before a person.

    challenge: of PKCE, SHA-256. scopes: those asked for that exist here.
    """

    client: str
    redirect: str
    challenge: str
    scopes: frozenset[str]
    state: str = ""
    nonce: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port of the address to go back to."""
        parts = urlsplit(self.redirect)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A request that goes back to its client. error: as RFC 6749 and OpenID Connect name it."""

    redirect: str
    state: str
    error: str
    description: str


def read_asked(given: Pairs, clients: Clients) -> Asked | TurnedAway:
    """The request that these parameters are; an empty one counts as not given.

    Raises:
        UsageError: no registered client, or not an address of it; tell the person, nobody else.
    """
    pairs = [(name, value) for name, value in given if value]
    said, times = dict(pairs), Counter(name for name, _ in pairs)
    client = clients.get(said.get("client_id", ""))
    redirect = said.get("redirect_uri", "")
    if client is None or times["client_id"] > 1:
        raise UsageError(
            "the program that sent you here is not registered",
            remedy="name it in the file that 'samvar demo --clients' reads",
        )
    if redirect not in client.redirects or times["redirect_uri"] > 1:
        raise UsageError(
            "the program wants you to go back to an address that is not registered for it",
            remedy="register the address letter by letter",
        )
    state = said.get("state", "")
    if not _is_text(state):
        return TurnedAway(redirect, "", "invalid_request", "state is too long, or no plain text")
    error, description = _fault(said, times)
    if error:
        return TurnedAway(redirect, state, error, description)
    scopes = frozenset(said["scope"].split(" ")) & {*SCOPES}
    challenge, nonce = said["code_challenge"], said.get("nonce", "")
    return Asked(client.id, redirect, challenge, scopes, state, nonce)


def going_back(redirect: str, **said: str) -> str:
    """An address of a client with what it is told; what is empty is left out.

    >>> going_back("http://localhost:8701/back", code="x y", state="")
    'http://localhost:8701/back?code=x+y'
    """
    told = {name: value for name, value in said.items() if value}
    return f"{redirect}?{urlencode(told)}" if told else redirect


def _fault(said: dict[str, str], times: Counter[str]) -> tuple[str, str]:
    if any(number > 1 for number in times.values()):
        return "invalid_request", "a parameter stands twice"
    for name, error in _UNSUPPORTED.items():
        if name in said:
            return error, f"{name} is not read here"
    if said.get("response_type") != "code":
        return "unsupported_response_type", "only the code flow is served"
    if said.get("response_mode", "query") != "query":
        return "invalid_request", "the answer goes by the query only"
    if "openid" not in said.get("scope", "").split(" "):
        return "invalid_scope", "the scope lacks openid"
    if said.get("code_challenge_method") != METHOD:
        return "invalid_request", "PKCE with S256 is required"
    if _CHALLENGE.match(said.get("code_challenge", "")) is None:
        return "invalid_request", "code_challenge is not a SHA-256 in base64url"
    if not _is_text(said.get("nonce", "")):
        return "invalid_request", "nonce is too long, or no plain text"
    if not re.fullmatch(r"[0-9]{1,9}", said.get("max_age", "0")):
        return "invalid_request", "max_age is not a number of seconds"
    prompts = said.get("prompt", "").split(" ")
    if "none" in prompts:
        # Nobody is remembered here, so nobody can be signed in without being asked.
        if prompts == ["none"]:
            return "login_required", "a person has to choose who they are"
        return "invalid_request", "prompt says none, and more"
    return "", ""


def _is_text(text: str) -> bool:
    return len(text) <= _MOST_CHARACTERS and text.isascii() and (text.isprintable() or not text)
