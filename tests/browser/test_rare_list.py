"""A geneticist works through a list of a case from the keyboard alone, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from samvar.node.site import Site
from tests.browser.conftest import until
from tests.browser.test_accessible import looked_at
from tests.web.rare_case import LoadedFamily


@pytest.fixture(scope="module")
def family(demo_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedFamily]:
    """A case at Stockholm's node, loaded in a thread as a worker does."""
    node, folder = demo_site.nodes["stockholm"], tmp_path_factory.mktemp("family")
    with ThreadPoolExecutor(1) as worker:
        loaded = worker.submit(LoadedFamily, node, folder).result()
        yield loaded


def list_path(family: LoadedFamily, category: str = "snv") -> str:
    return f"/nodes/stockholm/rare/cases/{family.id}/{category}"


MUTED = "document.querySelectorAll('#variants tr.row-muted').length"
PINNED = "document.querySelectorAll('#variants [data-mark=pinned]').length"


def test_a_list_is_worked_through_from_the_keyboard(open_page, family):
    page = open_page(list_path(family), "geneticist")
    press = page.keyboard.press
    first = page.locator("#variants tbody tr").first.get_attribute("data-row")
    press("j")
    assert page.evaluate("document.querySelector('tr[data-cursor]').dataset.row") == first
    press("d")
    until(page, f"{MUTED} === 1")
    assert page.evaluate("document.querySelector('tr[data-cursor]').dataset.row") == first
    press("j")
    press("p")
    until(page, f"{PINNED} === 1")
    press("x")
    assert page.locator("#variants input.pick:checked").count() == 1
    press("u")
    until(page, f"{PINNED} === 0")
    press("k")
    press("d")
    until(page, f"{MUTED} === 0")
    press("5")
    until(page, "document.querySelector('tr[data-cursor] .chip-bad') !== null")
    press("0")
    until(page, "document.querySelector('tr[data-cursor] .chip-bad') === null")
    press("?")
    assert page.locator("#sheet-help").inner_text().count("Dismiss the row") == 1
    press("Escape")
    press("/")
    page.keyboard.type("kcnq2")
    press("Enter")
    page.wait_for_url("**gene=kcnq2**")
    page.wait_for_load_state()
    until(page, "document.querySelectorAll('#variants tbody tr').length === 4")
    assert page.locator("#variants tbody tr").count() == 4, "two, and two that nobody annotated"
    press("j")
    press("Enter")
    page.wait_for_url("**/snv/*")


def test_the_same_is_done_without_scripts(open_page, family):
    page = open_page(list_path(family), "geneticist", script=False)
    page.locator("#variants input.pick").nth(0).check()
    page.locator("#variants input.pick").nth(1).check()
    page.locator("#marks button[value=dismiss]").click()
    assert page.locator("#variants tr.row-muted").count() == 2
    assert "Dismissed 2" in page.locator("#last-act").inner_text()
    page.locator("#marks button[value=undo]").click()
    assert page.locator("#variants tr.row-muted").count() == 0


@pytest.mark.parametrize("category", ["snv", "sv", "str", "mt"])
def test_everybody_can_use_the_lists(open_page, axe, family, category):
    path = f"{list_path(family, category)}?asked=1&all=1"
    assert looked_at(open_page, axe, path, "geneticist") == []
