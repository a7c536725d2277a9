"""One way through the house for each kind of person, with the keyboard where it is quicker."""

from __future__ import annotations

import re

import pytest

from samvar.demo.example_file import write_examples
from tests.browser.conftest import until


def test_a_geneticist_finds_a_variant_without_the_mouse(open_page):
    page = open_page("/", "geneticist")
    page.keyboard.press("/")
    page.keyboard.type("chr10:94781859G>A")
    page.keyboard.press("Enter")
    page.wait_for_url("**/variant/GRCh38/10-94781859-G-A")
    assert page.locator("h1").inner_text() == "10-94781859-G-A"
    assert "All 7 centres answered" in page.locator(".coverage").inner_text()


def test_the_keyboard_goes_anywhere(open_page):
    page = open_page("/search", "geneticist")
    page.keyboard.press("Control+k")
    page.keyboard.type("audi")
    assert page.locator("#go-list [role=option]").count() == 1  # only the search: no audit for her
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("jobs")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nodes/stockholm/jobs")


def test_rows_are_walked_with_j_and_k_and_opened_with_enter(open_page):
    page = open_page("/search?q=10:94760000-94860000", "geneticist")
    names = page.locator("#variants tbody th").all_inner_texts()
    for key in "jjk":
        page.keyboard.press(key)
    assert page.locator("tr[data-cursor] th").inner_text() == names[0]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/variant/GRCh38/{names[1]}")


def test_a_question_mark_opens_the_sheet_and_escape_closes_it(open_page):
    page = open_page("/", "geneticist", language="sv")
    page.keyboard.press("?")
    assert page.locator("#sheet-help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#sheet-help").is_visible()


def test_keys_are_letters_while_one_types(open_page):
    page = open_page("/search", "geneticist")
    page.fill("#q", "")
    page.locator("#q").press_sequentially("j?/k")
    assert page.input_value("#q") == "j?/k"
    assert not page.locator("#sheet-help").is_visible()


def test_a_bioinformatician_loads_a_file_and_a_reload_keeps_the_progress(open_page, tmp_path):
    write_examples(tmp_path)
    page = open_page("/nodes/stockholm/load", "bioinformatician")
    page.fill("#dataset", "browser family")
    page.set_input_files("#files", tmp_path / "family.vcf")
    page.select_option("#assembly", "GRCh38")
    page.check("#assert_normalised")
    page.click("form[data-upload] button[type=submit]")
    page.wait_for_url(re.compile("/jobs/job_"))
    page.reload()
    page.wait_for_selector("#report-files", timeout=20_000)
    row = page.locator("#report-files tbody tr").first.inner_text()
    assert row.startswith("family.vcf")
    page.goto(page.url.split("/jobs")[0] + "/datasets")
    assert "browser family" in page.locator("#datasets").inner_text()


def test_a_refused_upload_shows_the_problem_page(open_page, tmp_path):
    (tmp_path / "x.vcf").write_text("x")
    page = open_page("/nodes/stockholm/load", "geneticist", quiet=("status of 403",))
    page.evaluate("document.querySelector('form[data-upload] [name=form_token]').value = 'x'")
    page.fill("#dataset", "x")
    page.set_input_files("#files", tmp_path / "x.vcf")
    with page.expect_response(lambda response: response.status == 403):
        page.click("form[data-upload] button[type=submit]")
    page.wait_for_selector(".problem")
    assert "not written for this session" in page.locator("main").inner_text()


def test_a_researcher_reads_the_regions_under_a_permit(open_page):
    page = open_page("/variant/GRCh38/10-94781859-G-A", "researcher", language="sv")
    table = page.locator("#frequencies").inner_text()
    assert "Efter centrum" in table
    assert "Västerbotten" in table


def test_an_auditor_filters_without_leaving_the_page(open_page):
    page = open_page("/nodes/stockholm/audit", "auditor")
    page.fill("#f-verb", "see-audit")
    page.evaluate("window.sameDocument = true")
    page.click("form.filters button")
    page.wait_for_url(re.compile("verb=see-audit"))
    until(
        page,
        "[...document.querySelectorAll('#audit tbody tr')]"
        ".every(row => row.cells[5].innerText === 'see-audit')",
    )
    assert page.evaluate("window.sameDocument") is True


def test_an_error_in_a_part_of_a_page_is_said_and_leaves_the_page(open_page):
    page = open_page("/nodes/stockholm/audit", "auditor", quiet=("status of 400", "Status Error"))
    rows = page.locator("#audit tbody tr").count()
    page.evaluate("document.querySelector('#f-verb').value = 'x'.repeat(300)")
    page.click("form.filters button")
    page.wait_for_selector(".toast")
    said = page.locator(".toast").inner_text()
    assert re.fullmatch(r"400 · usage · .+ · que_[0-9a-z]{24}", said)
    assert page.locator("#audit tbody tr").count() == rows


def test_an_operator_reads_settings_in_the_dark(open_page):
    page = open_page("/nodes/stockholm/settings", "operator", scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("button[name=theme]")  # auto -> dark
    page.click("button[name=theme]")  # dark -> light
    page.wait_for_load_state()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=10:94760000-94860000",
        "/variant/GRCh38/10-94781859-G-A",
        "/nodes/stockholm/datasets",
    ],
)
def test_reading_pages_work_without_scripts(open_page, path):
    page = open_page(path, "geneticist", script=False)
    assert page.locator("table.data").count() > 0
    assert page.locator("h1").inner_text()


def test_a_search_works_without_scripts(open_page):
    page = open_page("/", "geneticist", script=False)
    page.fill("#ask-text", "10-94781859-G-A")
    page.press("#ask-text", "Enter")
    page.wait_for_url("**/variant/GRCh38/10-94781859-G-A")


def test_print_leaves_out_the_controls(open_page):
    page = open_page("/variant/GRCh38/10-94781859-G-A", "geneticist")
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert page.locator("#frequencies").is_visible()
    assert page.locator(".coverage").first.is_visible()
