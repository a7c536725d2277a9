"""The pages of a case's variants in a browser: igv.js on the node's own reference, and axe."""

from __future__ import annotations

import pytest

from samvar.web.render import has_asset
from tests.browser.conftest import served, signing_in, until
from tests.browser.test_accessible import violations
from tests.web.mounted import mounted
from tests.web.rare_case import NAMES, LoadedFamily, country


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A country of two nodes with the family's case, served; and the case."""
    folder = tmp_path_factory.mktemp("rare")
    with country(folder) as site, served(site) as where:
        yield where, LoadedFamily(site.nodes["stockholm"], folder / "family", "GRCh38")


@pytest.fixture(scope="module")
def address(place):
    return place[0]


@pytest.fixture(scope="module")
def sessions(address):
    return signing_in(address)


@pytest.mark.parametrize("category", NAMES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_axe_finds_nothing_and_a_narrow_window_suffices(open_page, axe, place, category, language):
    page = open_page(place[1].path(category, NAMES[category]), "geneticist", language)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, axe) == [], scheme
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_browser_draws_the_cases_rows_and_asks_nobody_else(open_page, place, tmp_path):
    """Requests to elsewhere fail the test: see `open_page`."""
    if not has_asset("vendor/igv.min.js"):
        pytest.skip("igv.js has not been fetched by npm")
    case = place[1]
    with mounted(case.node, tmp_path):
        page = open_page(case.path("snv", NAMES["mt"]), "geneticist")
        until(page, "document.querySelector('#igv')?.shadowRoot?.querySelector('canvas') != null")
        page.wait_for_timeout(1500)
        fetched = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
        shown = page.evaluate("document.querySelector('#igv').shadowRoot.textContent")
    assert any(name.endswith("/stretch.vcf") for name in fetched)
    assert any("/reference/GRCh38/" in name for name in fetched)
    assert "This variant" in shown
    assert "The case" in shown, "the track of the case's own rows"


def test_a_variant_is_pinned_and_freed_by_keyboard_alone(open_page, place):
    page = open_page(place[1].path("snv", NAMES["snv"]), "geneticist")
    for act, back in (("pin", "unpin"), ("unpin", "pin")):
        page.locator(f"form[action$='/{act}'] button").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator(f"form[action$='/{back}']").count() == 1
