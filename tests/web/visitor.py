"""A visitor of a real site of seven nodes: signs in as a persona, fills in forms, reads pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from samvar.demo.network import Demo, start
from samvar.network.ask import Network
from samvar.network.transport import InProcess
from samvar.node.site import Site
from tests.country import USUAL, Draw

HTML = {"accept": "text/html"}


def small_demo(folder: Path, draw: Draw) -> Demo:
    """Seven nodes with a few people each, doing their jobs."""
    with pytest.MonkeyPatch.context() as patch:
        # A log is cosigned when a test says so, and not because the tests took a minute.
        patch.setenv("SAMVAR_CHECKPOINT_SECONDS", "100000")
        patch.setenv("SAMVAR_CHECKPOINT_ENTRIES", "1000000")
        demo = start(draw(USUAL, folder / "demo"), setting=USUAL)
    demo.site.start()
    return demo


class Visitor:
    """A browser without a screen."""

    def __init__(self, app: Litestar, language: str = "en") -> None:
        # Entering the client would run the app's lifespan; these pages need none.
        self.client: TestClient[Any] = TestClient(app, raise_server_exceptions=False)
        self.client.follow_redirects = False
        self.client.cookies.set("samvar_language", language)

    def sign_in(self, persona: str, centre: str = "", purpose: str = "") -> Visitor:
        """Become somebody, as through the page."""
        sent = self.post("/session", {"persona": persona, "centre": centre}, page="/sign-in")
        assert sent.status_code == 303, sent.text
        if purpose:
            assert self.post("/purpose", {"purpose": purpose}, page="/help").status_code == 303
        return self

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A page, as a browser asks for it."""
        return self.client.get(path, headers={**HTML, **headers})

    def post(self, path: str, fields: dict[str, str], page: str = "/help") -> httpx.Response:
        """A form of ours: its token is read from `page`."""
        return self.client.post(path, data={**fields, **self.token(page)}, headers=HTML)

    def token(self, page: str = "/help") -> dict[str, str]:
        """The hidden field of a page's forms."""
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.get(page).text)
        assert found is not None, f"{page} has no form"
        return {"form_token": found.group(1)}


class Reader(HTMLParser):
    """The words and the markup of a page, for those who check them."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[tuple[str, bool]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._stack: list[tuple[str, bool]] = []
        self.feed(html)

    @property
    def text(self) -> str:
        """All words, one after another."""
        return " ".join(word for word, _ in self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element; data (`translate="no"`) and English parts pass to what is inside."""
        given = dict(attrs)
        self.tags.append((tag, given))
        above = self._stack[-1][1] if self._stack else False
        is_data = above or given.get("translate") == "no" or tag in ("script", "text")
        for name in ("aria-label", "title", "placeholder"):
            if given.get(name) and tag != "html":
                self.words.append((str(given[name]), is_data))
        if tag not in self.VOID:
            self._stack.append((tag, is_data))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without an inside, as SVG writes them."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        while self._stack:
            if self._stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        """Keep the words, and whether they are data."""
        if data.strip():
            self.words.append((data.strip(), self._stack[-1][1] if self._stack else False))


@contextmanager
def stopped(site: Site, home: str, node: str) -> Iterator[None]:
    """While this lasts, `home` asks a nation in which one node's machine is off."""
    usual = site.network(home)
    ways = {name: InProcess(door.handle, name) for name, door in site.answerers.items()}
    network = Network(
        home, site.roster, site.nodes[home].key, ways, site.registry,
        vouch=site.vouching.at(home),
    )  # fmt: skip
    network.greet()
    ways[node].stopped = True
    site._networks[home] = network
    try:
        yield
    finally:
        site._networks[home] = usual
        network.close()


def words(html: str) -> str:
    """What a page says, its white space folded."""
    return " ".join(Reader(html).text.split())
