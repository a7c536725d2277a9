"""The demo's issuer of personas as a test serves it, and the sides of a sign-in through it."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import uvicorn
from joserfc.jwk import RSAKey
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send

from samvar.cli.listen import Door
from samvar.model.clock import utc_now
from samvar.node.provider.client import Client, Clients
from samvar.node.provider.key import SigningKey
from samvar.node.provider.provider import Provider

AT = "http://127.0.0.1:8700"
BACK = "http://localhost:8701/sign-in/back"
LEFT = "http://localhost:8701/sign-in"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
CLIENTS = {
    "second": Client("second", (BACK,), (LEFT,)),
    "other": Client("other", ("http://127.0.0.1:9999/cb",)),
}
ASKED = {
    "response_type": "code", "client_id": "second", "redirect_uri": BACK,
    "scope": "openid profile", "state": "a-state", "nonce": "a-nonce",
    "code_challenge": CHALLENGE, "code_challenge_method": "S256",
}  # fmt: skip
REDEEM = {
    "grant_type": "authorization_code", "redirect_uri": BACK, "client_id": "second",
    "code_verifier": VERIFIER,
}  # fmt: skip
UNSIGNED = "eyJhbGciOiJub25lIn0.eyJjbGllbnRfaWQiOiJzZWNvbmQifQ."


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """The time, and what it is ahead."""
        return utc_now() + self.ahead


@cache
def key() -> SigningKey:
    """One key for all tests: making one takes a while."""
    return SigningKey(RSAKey.generate_key(2048))


def provider_at(address: str = AT, clients: Clients = CLIENTS, **more: Any) -> Provider:
    """The issuer at an address, with two clients if no others are named."""
    return Provider(address, key(), clients, **more)


class At:
    """An application as somebody at an address reaches it, under a name."""

    def __init__(self, app: Any, client: str = "127.0.0.1", host: str = "") -> None:
        self._app, self._client, self._host = app, client, host.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with another sender, and another `Host` if one is named."""
        scope = {**scope, "client": (self._client, 50_000)}  # type: ignore[assignment, misc]
        if self._host:
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["headers"] = [*kept, (b"host", self._host)]
        await self._app(scope, receive, send)


def caller(app: Any, base: str = AT, client: str = "127.0.0.1") -> TestClient[Any]:
    """A program that calls the issuer, or a browser there."""
    made: TestClient[Any] = TestClient(At(app, client), raise_server_exceptions=False)
    made.base_url = httpx.URL(base)
    made.follow_redirects = False
    made.cookies.set("samvar_language", "en")
    return made


@contextmanager
def served(app: Callable[[str], Litestar], door: Door | None = None) -> Iterator[str]:
    """An application over real HTTP, by its address, which it is told first."""
    door = door or Door.open("127.0.0.1", 0)
    address = door.url.rstrip("/")
    config = uvicorn.Config(app(address), log_level="critical", lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door.socket]}, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


def choose(
    browser: httpx.Client, address: str, persona: str = "geneticist", centre: str = ""
) -> httpx.Response:
    """Fill in the form of the page at `address`; persona "": say no."""
    shown = browser.get(address, headers={"accept": "text/html"})
    assert shown.status_code == 200, shown.text[:400]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown.text))
    action = re.search(r'action="(/issuer/\w+)"', shown.text)
    assert action
    fields |= {"persona": persona, "centre": centre}
    where = httpx.URL(str(shown.url)).join(action[1])
    plain = {name: unescape(value) for name, value in fields.items()}
    return browser.post(where, data=plain, headers={"accept": "text/html"})


def authorize(**changed: str) -> str:
    """The path of a request, with parameters changed; an empty one is left out."""
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value}
    return f"/issuer/authorize?{urlencode(asked)}"


def said(answer: httpx.Response) -> dict[str, str]:
    """What the address to go back to says."""
    assert answer.status_code == 303, answer.text[:400]
    found = parse_qs(urlsplit(answer.headers["location"]).query, keep_blank_values=True)
    return {name: value for name, (value,) in found.items()}


def code(here: httpx.Client, persona: str = "geneticist", **asked: str) -> str:
    """A code for a persona at Uppsala."""
    return said(choose(here, authorize(**asked), persona, "uppsala"))["code"]


def redeem(here: httpx.Client, given: str, **changed: str) -> httpx.Response:
    """What the token endpoint answers; an empty field is left out."""
    fields = {**REDEEM, "code": given, **changed}
    return here.post("/issuer/token", data={name: v for name, v in fields.items() if v})


def told(here: httpx.Client, access: str) -> httpx.Response:
    """What userinfo answers."""
    return here.get("/issuer/userinfo", headers={"authorization": f"Bearer {access}"})
