"""The pages of a case's variants in a browser: igv.js on the node's own reference, and axe."""

from __future__ import annotations

import pytest

from samvar.web.render import has_asset
from tests.browser.conftest import served, signing_in, until
from tests.browser.test_accessible import looked_at
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
def test_everybody_can_use_the_pages_of_variants(open_page, axe, place, category):
    path = place[1].path(category, NAMES[category])
    assert looked_at(open_page, axe, path, "geneticist") == []


@pytest.mark.parametrize("category", ["snv", "sv"])
def test_everybody_can_weigh_criteria(open_page, axe, place, category):
    path = place[1].path(category, NAMES[category], "acmg")
    assert looked_at(open_page, axe, path, "geneticist") == []


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


def test_criteria_are_judged_from_the_keyboard_alone(open_page, place):
    """A strength, with its reason; then the row is where one was, and the next one is near."""
    page = open_page(place[1].path("snv", NAMES["snv"], "acmg"), "geneticist")
    press = page.keyboard.press
    current = "document.querySelector('tr[data-cursor]')?.id"
    for _ in range(3):
        press("j")
    press("k")
    assert page.evaluate(current) == "criterion-PS1"
    press("5")
    assert page.locator("tr[data-cursor] details[open]").count() == 0, "PS1 never stands alone"
    press("2")
    assert page.evaluate("document.activeElement.name") == "why"
    page.keyboard.type("the same change of the protein")
    with page.expect_navigation():
        press("Enter")
    assert page.evaluate(current) == "criterion-PS1"
    assert "moderate" in page.locator("tr[data-cursor]").inner_text()
    press("j")
    press("n")
    press("Escape")
    assert page.locator("tr details[open]").count() == 0
    press("?")
    assert page.locator("#sheet-help").inner_text().count("Say that the criterion is not met") == 1
