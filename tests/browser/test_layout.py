"""What a page looks like: nothing cut off, nothing shown too early, a whole answer on paper."""

from __future__ import annotations

import pytest

VARIANT = "/variant/GRCh38/10-94781859-G-A"
CUT = """[...document.querySelectorAll('.table-frame')].filter(
    frame => frame.scrollWidth > frame.clientWidth).map(frame => frame.firstElementChild.id)"""


def shown(page, selector):
    return page.locator(selector).first.is_visible()


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("path", [VARIANT, "/", "/datasets", "/nodes/uppsala/datasets"])
def test_no_table_is_cut_off_in_a_usual_window(open_page, path, language):
    page = open_page(path, "researcher", language=language, width=1360)
    assert page.evaluate(CUT) == []


def test_the_frequencies_of_all_regions_fit_a_small_window(open_page):
    page = open_page(VARIANT, "researcher", language="sv", width=1024)
    assert "frequencies" not in page.evaluate(CUT)


def test_beside_a_scrolled_table_the_names_stay(open_page):
    page = open_page(VARIANT, "researcher", language="sv", width=390)
    assert page.evaluate(CUT)  # on a telephone it scrolls
    frame = page.locator(".table-frame").first
    frame.evaluate("frame => frame.scrollLeft = 300")
    name = page.locator("#frequencies tbody th", has_text="Uppsala")
    assert name.bounding_box()["x"] >= frame.bounding_box()["x"]


def test_nothing_is_said_to_be_sent_before_it_is(open_page):
    page = open_page("/nodes/stockholm/load", "geneticist")
    assert not shown(page, "[data-part=upload]")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_controls_of_the_header_share_a_row_on_a_telephone(open_page, language):
    page = open_page("/", "operator", language=language, width=390)
    rows = [
        page.locator(selector).bounding_box()
        for selector in (".brand", ".reading", "a[data-opens=sheet-help]")
    ]
    middles = [round(box["y"] + box["height"] / 2) for box in rows]
    assert max(middles) - min(middles) <= 4


def test_paper_says_when_why_and_what_the_receipts_are(open_page):
    page = open_page(VARIANT, "geneticist")
    page.emulate_media(media="print")
    assert shown(page, "footer time")
    assert "Clinical geneticist" in page.locator("footer").inner_text()
    assert "Care" in page.locator("footer").inner_text()
    assert page.locator("#receipts").evaluate("table => table.checkVisibility()")
    assert not shown(page, "a.button")
