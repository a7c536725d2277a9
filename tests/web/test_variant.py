"""Figures on the page are the figures of the network, and say who is in them."""

from __future__ import annotations

import re

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.ledger import Rules
from samvar.model.genome import Assembly
from samvar.present.interval import wilson
from tests.web.visitor import HTML, Reader, stopped

VARIANT = "10-94781859-G-A"
PATH = f"/variant/GRCh38/{VARIANT}"


def answer_of(site, asker, home="stockholm", variant=VARIANT):
    args = {"assembly": "GRCh38", "variants": (variant,)}
    return site.network(home).ask_now("variant_frequency", args, asker)


def cells(html, label):
    """The cells of the row of a table whose header begins with a label."""
    found = re.search(
        rf"<tr[^>]*>\s*<th scope=\"row\"[^>]*>(?:(?!</th>).)*{label}.*?</tr>", html, re.S
    )
    assert found is not None, f"no row of {label}"
    return [" ".join(re.sub(r"<[^>]+>", " ", c).split()) for c in
            re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", found.group(0), re.S)]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["10-94781859-G-A", "chr10-94781859-G-A", "10:94781859G>A", "NC_000010.11:94781858:G:A",
     "NC_000010.11:g.94781859G>A", " 10 94781859 G A "],
)  # fmt: skip
def test_every_spelling_leads_to_one_page(visitor, text):
    one = visitor("geneticist")
    sent = one.client.get("/search", params={"q": text}, headers=HTML)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"] == PATH


def test_another_spelling_in_the_address_goes_on_to_the_usual_one(visitor):
    sent = visitor("geneticist").get("/variant/GRCh38/chr10:94781859G>A")
    assert sent.headers["location"] == PATH


def test_an_accession_says_its_assembly_whatever_the_menu_says(visitor):
    sent = visitor("geneticist").client.get(
        "/search", params={"q": "NC_000010.10:g.96541616G>A", "assembly": "GRCh38"}, headers=HTML
    )
    assert sent.headers["location"] == "/variant/GRCh37/10-96541616-G-A"


@pytest.mark.parametrize("text", ["CYP2C19", "10-0-G-A", "10-94781859-G-G", "99-1-A-C", "<script>"])
def test_what_is_no_variant_is_said_with_a_remedy(visitor, text):
    sent = visitor("geneticist").client.get("/search", params={"q": text}, headers=HTML)
    assert sent.status_code == 422
    assert 'role="alert"' in sent.text
    assert "<script>" not in sent.text.replace("<script src", "")


def test_the_page_shows_the_nations_own_figures(visitor, site):
    asker = Asker.of(PERSONAS["geneticist"])
    value = {name: int(column[0]) for name, column in answer_of(site, asker).value.items()}
    html = visitor("geneticist").get(PATH).text
    _, frequency, interval, _, ac, an, hom, individuals = cells(html, "Sweden")
    expected = wilson(value["ac"], value["an"])
    assert float(frequency) == pytest.approx(expected.value, abs=1e-4)
    low, high = (float(part) for part in interval.split("–"))
    assert (low, high) == pytest.approx((expected.lower, expected.upper), abs=1e-4)
    shown = [int(text.replace(",", "")) for text in (ac, an, hom, individuals)]
    assert shown == [value[name] for name in ("ac", "an", "hom", "individuals")]
    assert "Hemizygotes" not in html  # nobody has a single copy of chromosome 10
    assert "Hemizygotes" in visitor("geneticist").get("/variant/GRCh38/X-50000000-T-C").text
    assert "All 7 centres answered, 100\N{NO-BREAK SPACE}% of individuals" in html


def test_care_sees_no_regional_part_and_is_told_why(visitor):
    html = visitor("geneticist").get(PATH).text
    assert "By centre" not in html
    assert "needs a permit" in html


def test_a_permit_opens_the_regions(visitor, site):
    html = visitor("researcher").get(PATH).text
    asker = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
    parts = {part.node: part for part in answer_of(site, asker, "uppsala").parts}
    assert "Regional parts are shown under your permit." in html
    shown = int(parts["skane"].value["ac"][0])
    assert cells(html, "Skåne")[4] == ("–" if shown < 0 else f"{shown:,}")


def test_a_rare_variant_reads_the_same_as_an_absent_one_under_research(visitor):
    absent = visitor("researcher").get("/variant/GRCh38/10-94781000-A-C").text
    assert "below the floor" in cells(absent, "Sweden")[1]
    assert "Zero carriers read the same" in absent


def test_care_sees_a_true_zero(visitor):
    html = visitor("geneticist").get("/variant/GRCh38/10-94781000-A-C").text
    assert float(cells(html, "Sweden")[1]) == 0.0


def test_an_answer_without_a_node_names_it_and_gives_bounds(visitor, site):
    one = visitor("geneticist")
    with stopped(site, "stockholm", "vasterbotten"):
        html = one.get(PATH).text
    assert "6 of 7 centres" in html
    assert "Västerbotten is out of reach" in html
    assert re.search(r"frequency lies between 0\.\d+ and 0\.\d+", html)


def test_the_map_names_the_silent_centre_without_a_number(visitor, site):
    one = visitor("geneticist")
    with stopped(site, "stockholm", "orebro"):
        html = one.get("/").text
    row = cells(html, "Örebro")
    assert row[1] == "Out of reach"
    assert set(row[2:]) == {"–"}
    assert "6 of 7 centres" in html


def test_a_region_lists_what_is_seen_in_it(visitor, site):
    keys = site.network("stockholm").ask_now(
        "variant_keys", {"assembly": "GRCh38", "region": "10:94760000-94860000"},
        Asker.of(PERSONAS["geneticist"]),
    )  # fmt: skip
    html = visitor("geneticist").get("/search?q=10:94760000-94860000").text
    listed = re.findall(r'href="/variant/GRCh38/([^"]+)"', html)
    assert len(listed) == len(keys.value) > 0
    snapshot = site.nodes["stockholm"].variants.snapshot()
    assert set(listed) >= {str(v) for v in snapshot.variants_of(Assembly.GRCh38, keys.value.short)}


def test_a_region_that_is_too_long_is_said(visitor):
    sent = visitor("geneticist").get("/search?q=1:1-100000000")
    assert sent.status_code == 422
    assert "too long to read" in sent.text


def test_a_region_of_nobody_says_so(visitor):
    assert "No variant was seen" in visitor("geneticist").get("/search?q=21:9000000-9000010").text


def test_who_may_not_ask_gets_a_page_with_the_rule_in_their_language(visitor):
    sent = visitor("auditor", language="sv").get(PATH)
    assert sent.status_code == 403
    assert "Ingen regel medger detta" in Reader(sent.text).text


def test_receipts_stand_with_the_answer(visitor, site):
    html = visitor("geneticist").get(PATH).text
    receipts = html[html.index('id="receipts"') :]
    leaves = re.findall(r'class="mono" translate="no">([0-9a-f]{16})<', receipts)
    assert len(leaves) == 7
    with site.nodes["skane"].records.read() as tx:
        assert any(kept.leaf[:16] in leaves for kept in tx.audit.page(limit=20))


def test_a_researcher_reads_what_a_figure_leaves_out_and_care_does_not(visitor):
    for said in ("Homozygotes and hemizygotes are told in care only", "not both"):
        assert said in visitor("researcher").get(PATH).text
        assert said not in visitor("geneticist").get(PATH).text


def test_it_stands_in_swedish_too(visitor):
    html = visitor("researcher", language="sv").get(PATH).text
    assert "inte båda: tillsammans avslöjar de" in html


def test_a_question_that_costs_too_much_says_so_on_the_page(visitor, site, monkeypatch):
    for till in site.tills.values():
        monkeypatch.setattr(till.ledger, "rules", Rules(budget=0.001, dataset=0.001))
    html = visitor("researcher").get("/variant/GRCh38/10-94761900-C-T").text
    assert "of the disclosure budget" in html
    assert "not both" in html
