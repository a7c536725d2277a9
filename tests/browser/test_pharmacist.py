"""The pharmacist's guided task: from an order to an acknowledged answer, clicks counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.clock import utc_now
from samvar.model.load import LoadRequest
from samvar.node.intake import load_files
from samvar.node.site import Site

MOST_CLICKS = 6  # new order, place it, reload the order, sign, acknowledge, note the dose


def dpyd_file(folder: Path, label: str, homozygous: str = "", missing: str = "") -> Path:
    """Every DPYD position of our own release, reference but for one."""
    (gene,) = [gene for gene in own_release().knowledge.genes if gene.name == "DPYD"]
    lines = []
    for position in sorted(gene.positions, key=lambda p: p.sites["GRCh38"].position):
        site = position.sites["GRCh38"]
        genotype = {homozygous: "1/1", missing: "./."}.get(position.id, "0/0")
        place = f"chr1\t{site.position + 1}\t.\t{site.ref}\t{position.alts[0]}"
        lines.append(f"{place}\t.\tPASS\t.\tGT\t{genotype}\n")
    path = folder / f"{label}.vcf"
    path.write_text(
        '##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{label}\n"
        + "\n".join(lines)
        + "\n"
    )
    return path


@pytest.fixture
def laboratory(demo_site: Site, tmp_path: Path):
    """The laboratory loads a patient's file into Stockholm's node, in a thread as a worker does."""

    def load(label: str, **found: str) -> None:
        request = LoadRequest(
            dataset="browser-pgx",
            files=(str(dpyd_file(tmp_path, label, **found)),),
            assembly="GRCh38",
            assert_normalised=True,
            assay="sites",
        )
        with ThreadPoolExecutor(1) as worker:
            report = worker.submit(
                load_files, demo_site.nodes["stockholm"], request, "lab"
            ).result()
        assert report.areas["pharmacogenomics"]["people"] == 1

    return load


def test_from_order_to_acknowledged_answer(open_page, laboratory):
    page = open_page("/nodes/stockholm/pgx/orders", "pharmacist")
    clicks = 0

    def click(name: str, role: str = "button") -> None:
        nonlocal clicks
        page.locator("main").get_by_role(role, name=name, exact=True).first.click()
        clicks += 1

    click("New order", "link")
    page.fill("#patient", "BRO-PGX-01")
    page.fill("#drugs", "capecitabine")
    page.fill("#first_dose", (utc_now().date() + timedelta(days=2)).isoformat())
    page.select_option("#route", "oral")
    click("Place the order")
    page.wait_for_url("**/pgx/orders/ref_*")
    assert "The patient has not been called yet." in page.inner_text("main")
    laboratory("BRO-PGX-01", homozygous="rs55886062")
    page.reload()
    clicks += 1
    drug = page.locator("article.drug", has_text="capecitabine").first
    assert "Avoid" in drug.locator("h3").inner_text()
    assert "CPIC" in drug.inner_text()
    assert "Draft: not signed" in page.inner_text("main")
    click("Sign the report")
    assert "Signed report" in page.inner_text("main")
    click("I have read the report")
    assert page.locator(".steps [aria-current]").inner_text().strip().startswith("Acknowledged")
    page.fill("#day", utc_now().date().isoformat())
    click("Note the day")
    assert clicks <= MOST_CLICKS
    page.goto(page.url.rpartition("/")[0])
    assert "BRO-PGX-01" not in page.inner_text("main")


def test_what_was_not_tested_gives_no_standard_dose(open_page, laboratory):
    page = open_page("/nodes/stockholm/pgx/new-order", "pharmacist")
    page.fill("#patient", "BRO-PGX-02")
    page.fill("#drugs", "fluorouracil")
    page.get_by_role("button", name="Place the order").click()
    laboratory("BRO-PGX-02", missing="rs55886062")
    page.reload()
    drug = page.locator("article.drug", has_text="fluorouracil").first
    assert "No advice may be given" in drug.locator("h3").inner_text()
    assert "rs55886062" in drug.inner_text()
    assert "No standard dose may be concluded." in drug.inner_text()
    assert "Usual dose" not in drug.inner_text()


def test_the_order_can_be_undone(open_page):
    page = open_page("/nodes/stockholm/pgx/new-order", "pharmacist")
    page.fill("#patient", "BRO-PGX-03")
    page.fill("#drugs", "clopidogrel")
    page.get_by_role("button", name="Place the order").click()
    page.get_by_role("button", name="Sample taken").click()
    assert page.locator(".steps [aria-current]").inner_text().strip().startswith("Sampled")
    page.get_by_role("button", name="Undo the last step").click()
    assert page.locator(".steps [aria-current]").inner_text().strip().startswith("Ordered")
    assert "taken back" in page.inner_text("#history")


def test_a_form_with_a_fault_keeps_what_was_written(open_page):
    page = open_page("/nodes/stockholm/pgx/new-order", "pharmacist", quiet=("status of 422",))
    page.evaluate("document.querySelector('#drugs').required = false")
    page.fill("#patient", "BRO-PGX-04")
    page.fill("#drugs", ",")
    page.fill("#medications", "omeprazole")
    page.get_by_role("button", name="Place the order").click()
    assert "an order names at least one drug" in page.locator("[role=alert]").inner_text()
    assert page.input_value("#patient") == "BRO-PGX-04"
    assert page.input_value("#medications") == "omeprazole"


def test_the_report_is_there_as_files(open_page, laboratory, demo_site):
    page = open_page("/nodes/stockholm/pgx/new-order", "pharmacist")
    page.fill("#patient", "BRO-PGX-05")
    page.fill("#drugs", "capecitabine")
    page.get_by_role("button", name="Place the order").click()
    laboratory("BRO-PGX-05", homozygous="rs3918290")
    page.reload()
    page.get_by_role("button", name="Sign DPYD alone, now").click()
    page.get_by_role("link", name="Its own page").click()
    address = page.url
    for form, kind in (("pdf", "application/pdf"), ("fhir", "application/fhir+json")):
        answer = page.request.get(f"{address}/{form}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
        assert "BRO-PGX" not in answer.headers["content-disposition"]
    assert page.request.get(f"{address}/pdf").body().startswith(b"%PDF")


def test_what_changed_after_the_reading_comes_back_to_the_top(open_page, laboratory):
    page = open_page("/nodes/stockholm/pgx/new-order", "pharmacist")
    page.fill("#patient", "BRO-PGX-06")
    page.fill("#drugs", "capecitabine")
    page.get_by_role("button", name="Place the order").click()
    laboratory("BRO-PGX-06")
    page.reload()
    page.get_by_role("button", name="Sign the report").click()
    page.get_by_role("button", name="I have read the report").click()
    order = page.url
    laboratory("BRO-PGX-06", homozygous="rs3918290")
    page.goto("/".join(order.split("/")[:-1]))
    first = page.locator("#orders tbody tr:not(.row-group)").first.inner_text()
    assert "BRO-PGX-06" in first
    assert "Changed after it was read" in first
    assert "DPYD" in first
    counted = page.locator("nav.rail a[href*=pgx] .rail-count").inner_text()
    assert "to be read again" in counted
    page.get_by_role("link", name="BRO-PGX-06").first.click()
    changes = page.locator("#changes").inner_text()
    for words in ("Normal metaboliser", "Poor metaboliser", "capecitabine", "Usual dose → Avoid"):
        assert words in changes
    page.get_by_role("button", name="Sign an amended report").click()
    assert "The report below is the amended one." in page.inner_text("main")
    page.get_by_role("button", name="I have read what changed").click()
    assert page.locator("#changes").count() == 0
    assert page.locator(".steps [aria-current]").inner_text().strip().startswith("Acknowledged")
    page.goto("/".join(order.split("/")[:-1]))
    assert "BRO-PGX-06" not in page.inner_text("main")
