"""The lists of a case as pages: filtered, marked, gone through and taken out."""

from __future__ import annotations

import json
import re

import pytest

from samvar.focus.rare_disease.service.sealed import Sealer
from tests.focus.rare_disease.family_files import HEAD, vcf
from tests.focus.rare_disease.test_marks import CSQ, FIRST, LINES, STOP
from tests.web.visitor import words

AT = "/nodes/stockholm/rare"


@pytest.fixture(scope="module")
def case(site, tmp_path_factory):
    """A family's case at Stockholm, withdrawn again afterwards."""
    from samvar.focus.rare_disease.intake.plan import plan_case
    from samvar.focus.rare_disease.records import RareCases
    from samvar.focus.rare_disease.service.load import load_case
    from samvar.focus.rare_disease.service.new_case import NewCase
    from samvar.govern.identity import PERSONAS, Asker
    from samvar.node.withdraw import withdraw
    from tests.focus.rare_disease.family_files import CONFIG, family

    node = site.nodes["stockholm"]
    loader = Asker.of(PERSONAS["bioinformatician"].at("stockholm"))
    small = vcf(LINES, head=HEAD + CSQ)
    own = CONFIG.replace("family: fam", "family: listed").replace("'17'", "'18'")
    plan = plan_case(family(tmp_path_factory.mktemp("listed"), case_yaml=own, small_vcf=small))
    identifier = load_case(node, NewCase(plan, "01", "rare-lists", asserted=True), loader).case
    yield identifier
    with node.records.read() as tx:
        samples = {each.sample for each in RareCases(tx.connection).get(identifier).members}
    there = node.variants.snapshot().contributions
    withdraw(node, tuple({there[s].person for s in samples if s in there}), loader)


@pytest.fixture
def reader(visitor):
    return visitor("geneticist", centre="stockholm")


def sealed(site, case, name):
    return Sealer(site.nodes["stockholm"], case).seal(name)


def mark(reader, case, act, *rows, **more):
    fields = {"category": "snv", "act": act, **{f"row.{row}": "1" for row in rows}, **more}
    return reader.post(f"{AT}/cases/{case}/marks", fields)


def test_a_list_opens_with_its_filter_and_says_what_it_hid(reader, case):
    page = reader.get(f"{AT}/cases/{case}/snv")
    said = words(page.text)
    assert page.status_code == 200
    assert "3 of 5 are shown." in said
    assert "1 the patient does not carry , 1 more frequent" in said
    assert "1-1002-A-G" in said
    assert "1-1001-A-G" not in said
    every = words(reader.get(f"{AT}/cases/{case}/snv?asked=1&all=1").text)
    assert "5 of 5 are shown." in every


def test_the_whole_filter_stands_in_the_address(reader, case):
    said = words(reader.get(f"{AT}/cases/{case}/snv?asked=1&gene=one&freq=0.01&size=200").text)
    assert "1 of 5 are shown." in said
    page = reader.get(f"{AT}/cases/{case}/snv?asked=1&gene=NOSUCH&model.AD=1")
    assert "No row of this list names: NOSUCH" in words(page.text)
    assert 'name="model.AD" value="1" checked' in page.text
    wrong = reader.get(f"{AT}/cases/{case}/snv?asked=1&freq=often")
    assert wrong.status_code == 400
    assert "a number from 0 to 1" in words(wrong.text)
    assert 'value="often"' in wrong.text, "what was written is still there"


def test_addresses_hold_no_variant_of_a_patient(reader, case):
    page = reader.get(f"{AT}/cases/{case}/snv?asked=1&all=1").text
    links = re.findall(r'(?:href|name|data-row|action)="([^"]*)"', page)
    assert not [link for link in links if "1000" in link and "A-G" in link]


def test_rows_are_marked_from_the_page_and_one_undo_takes_it_back(reader, site, case):
    rows = [sealed(site, case, name) for name in (FIRST, STOP)]
    done = mark(reader, case, "dismiss", *rows, asked="1", gene="ONE,TWO")
    assert done.status_code == 303
    assert done.headers["location"].endswith("/snv?asked=1&gene=ONE%2CTWO")
    page = reader.get(f"{AT}/cases/{case}/snv").text
    assert page.count('class="row-muted"') == 2
    assert "Dismissed 2" in words(page)
    part = mark(reader, case, "restore", rows[0], part="1")
    assert part.status_code == 200
    assert re.findall(r'data-row="([^"]+)"', part.text) == [rows[0]]
    assert "<html" not in part.text
    assert mark(reader, case, "undo").status_code == 303
    assert mark(reader, case, "undo").status_code == 303
    assert "row-muted" not in reader.get(f"{AT}/cases/{case}/snv").text
    assert mark(reader, case, "undo").status_code == 404
    assert mark(reader, case, "dismiss").status_code == 422
    assert mark(reader, case, "dismiss", "bm90IG91cnM").status_code == 404
    assert mark(reader, case, "explode", rows[0]).status_code == 400


def test_all_that_a_filter_leaves_is_shown_before_it_is_marked(reader, case):
    page = reader.get(f"{AT}/cases/{case}/snv/all?act=pin&asked=1&gene=TWO&all=1")
    assert "The filter leaves 2 of 5 rows." in words(page.text)
    fields = {"category": "snv", "act": "pin", "asked": "1", "gene": "TWO", "all": "1"}
    stale = reader.post(f"{AT}/cases/{case}/marks-all", {**fields, "expected": "1"})
    assert stale.status_code == 409
    done = reader.post(f"{AT}/cases/{case}/marks-all", {**fields, "expected": "2"})
    assert done.status_code == 303
    assert "Pinned 2" in words(reader.get(f"{AT}/cases/{case}/snv").text)
    mark(reader, case, "undo")


def test_a_filter_is_saved_from_the_list_and_gone_through(reader, case):
    fields = {"category": "snv", "case": case, "name": "rare", "asked": "1", "freq": "0.01"}
    saved = reader.post(f"{AT}/filters", fields)
    address = saved.headers["location"]
    assert f"/cases/{case}/snv?filter=flt_" in address
    chosen = address.partition("filter=")[2]
    assert "3 of 5 are shown." in words(reader.get(address).text)
    reader.post(f"{AT}/cases/{case}/gone-through", {"category": "snv", "filter": chosen})
    assert "has gone through 3 rows ( rare )" in words(reader.get(address).text)
    reader.post(f"{AT}/filters/change", {"filter": chosen, "act": "lock"})
    shown = words(reader.get(f"{AT}/filters").text)
    assert "Frequency at most 0.01" in shown
    assert "locked by geneticist@stockholm" in shown
    reader.post(f"{AT}/filters/change", {"filter": chosen, "act": "retire"})
    assert "rare" not in words(reader.get(f"{AT}/filters?category=snv").text).split()


def test_a_list_is_taken_out_as_it_is_filtered(reader, case, visitor):
    at = f"{AT}/cases/{case}/snv/export"
    tsv = reader.get(f"{at}/tsv?asked=1&gene=ONE")
    assert tsv.headers["content-disposition"] == f'attachment; filename="{case}-snv.tsv"'
    head, *rows = [line for line in tsv.text.splitlines() if not line.startswith("#")]
    assert head.startswith("name\tvariant\tline\tid\tscore")
    assert len(rows) == 2
    assert "# rows: 2 of 5" in tsv.text
    told, *lines = map(json.loads, reader.get(f"{at}/jsonl?asked=1&gene=ONE").text.splitlines())
    assert "by genes" in told["provenance"]["hidden"]
    assert {line["name"] for line in lines} == {FIRST, "1-1001-A-G"}
    records = reader.get(f"{at}/vcf?asked=1&all=1").text.splitlines()
    own = [line for line in records if not line.startswith("#")]
    assert [int(line.split("\t")[1]) for line in own] == [1000, 1001, 1002, 1003, 1004]
    assert sum(line.startswith("#CHROM") for line in records) == 1
    assert reader.get(f"{AT}/cases/{case}/sv/export/vcf").status_code == 404
    assert visitor("operator").get(f"{at}/tsv").status_code == 403


@pytest.mark.parametrize("language", ["sv", "pseudo"])
def test_the_pages_speak_the_readers_language(visitor, case, language):
    reader = visitor("geneticist", language, "stockholm")
    for path in (f"cases/{case}/snv", f"cases/{case}/sv?asked=1", f"cases/{case}/snv/all",
                 "filters"):  # fmt: skip
        said = words(reader.get(f"{AT}/{path}").text)
        for english in ("are shown", "Highest frequency", "Take out", "Everything", "Saved"):
            assert english not in re.sub("⟦.*?⟧", "", said), path


def test_a_case_without_such_a_list_says_so(reader, case):
    assert reader.get(f"{AT}/cases/{case}/fusion").status_code == 404
