"""A second site in a real browser: on to the demo's issuer, a persona chosen, and back."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from samvar.cli.listen import Door
from samvar.node.build import init_node
from samvar.node.provider.client import Client
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.browser.test_accessible import violations
from tests.web.issuing import provider_at, served


def site_in(folder, more=""):
    """A node of Stockholm in a site of its own."""
    init_node(folder, "stockholm")
    with (folder / "node.toml").open("a") as out:
        out.write(more)
    return Site.open(folder)


@pytest.fixture
def second(tmp_path):
    """The address of a second site, whose name is not the issuer's: cookies go by name."""
    door = Door.open("127.0.0.1", 0)
    address = door.url.rstrip("/").replace("127.0.0.1", "localhost")
    clients = {"second": Client("second", (f"{address}/sign-in/back",))}
    demo = site_in(tmp_path / "demo")
    with served(
        lambda at: create_app(demo, demo=True, provider=provider_at(at, clients))
    ) as issuer:
        mine = site_in(tmp_path / "second", f'oidc_issuer = "{issuer}"\noidc_client = "second"\n')
        with served(lambda _: create_app(mine, demo=False), door):
            yield address
        mine.close()
    demo.close()


def test_one_click_at_the_issuer_signs_somebody_in_at_the_second_site(chromium, second):
    context = chromium.new_context(locale="en")
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(f"{second}/sign-in?next=%2Fhelp")
    page.get_by_role("link", name="Sign in", exact=True).click()
    assert urlsplit(page.url).path == "/issuer/authorize"
    assert "asks for no password" in page.inner_text("main")
    page.get_by_role("button", name="Pharmacist").click()
    page.wait_for_url(f"{second}/help")
    assert "Karin Holm" in page.inner_text("header")

    page.goto(f"{second}/sign-in/issuer")
    page.get_by_role("button", name="Tell it nothing").click()
    page.wait_for_url(f"{second}/sign-in/back?*")
    assert "the issuer signed nobody in" in page.inner_text("main")
    assert [one for one in complaints if "status of 40" not in one] == []
    context.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_finds_nothing_on_the_page_that_asks(chromium, second, axe, language):
    context = chromium.new_context(
        locale=language, viewport={"width": 320, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{second}/sign-in/issuer")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, axe) == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
