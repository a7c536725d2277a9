"""A real Chromium against a real site of seven nodes; a skip says what is not there."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx
import pytest
import uvicorn

from samvar.node.site import Site
from samvar.web.app import create_app
from samvar.web.security import SESSION_COOKIE
from tests.country import Draw
from tests.web.visitor import small_demo

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Site]:
    """Seven nodes with synthetic people."""
    demo = small_demo(tmp_path_factory.mktemp("browser"), draw)
    yield demo.site
    demo.close()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """A site on a free port of this machine: its address."""
    app = create_app(site, demo=True)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    server.force_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def address(demo_site: Site) -> Iterator[str]:
    """Where the site is served."""
    with served(demo_site) as place:
        yield place


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Debian's Chromium, closed with each module: Playwright keeps an event loop in the main
    thread while it runs, in which no other test could start one of its own."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, fetched by npm from the lock file."""
    if not AXE.is_file():
        pytest.skip("axe-core has not been fetched by npm")
    return AXE.read_text("utf-8")


def until(page, expression, seconds=15.0):
    """Wait for an expression to be true. Playwright's own waiting needs eval, which CSP forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"still not: {expression}"
        page.wait_for_timeout(50)


def signing_in(address: str) -> Callable[[str], str]:
    """The session cookie of a persona who signs in there, once."""

    @cache
    def session(persona: str) -> str:
        with httpx.Client(base_url=address) as client:
            page = client.get("/sign-in").text
            token = page.split('name="form_token" value="')[1].split('"')[0]
            client.post("/session", data={"persona": persona, "form_token": token})
            return str(client.cookies[SESSION_COOKIE])

    return session


@pytest.fixture(scope="session")
def sessions(address: str) -> Callable[[str], str]:
    """The session cookie of a persona who signed in, once for all tests."""
    return signing_in(address)


@pytest.fixture
def open_page(chromium, address, sessions) -> Iterator[Callable[..., object]]:
    """Come to a page as somebody, in a language and a light.

    Errors in the console and requests to elsewhere fail the test; `quiet`: parts of complaints
    that it expects, such as Chromium's about a page that is answered with a 4xx.
    """
    contexts, complaints, expected = [], [], []

    def come(
        path="/", persona="", language="en", scheme="light", width=1400, script=True, quiet=()
    ):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        expected.extend(quiet)
        cookies = {"samvar_language": language}
        if persona:
            cookies[SESSION_COOKIE] = sessions(persona)
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: complaints.append(request.url) if foreign(request.url) else None,
        )
        page.goto(address + path)
        return page

    def foreign(url):
        return not url.startswith((address, "data:", "blob:"))

    yield come
    for context in contexts:
        context.close()
    assert [c for c in complaints if not any(part in c for part in expected)] == []
