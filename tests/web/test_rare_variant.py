"""The page of one variant of a case: what it says, what it asks, and what nobody else learns."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.network.ask import Network
from samvar.web.app import create_app
from tests.web.rare_case import NAMES, STOP, UNCLEAR, VARIANT, LoadedFamily, country
from tests.web.visitor import Reader, Visitor, words

Come = Callable[..., Visitor]
CODES = {"AC", "AN", "MANE Select", *(model.value for model in Model)}
"""Data that stands as the note of a cell."""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A country of two nodes, its pages, and the family's case at Stockholm."""
    folder = tmp_path_factory.mktemp("rare")
    with country(folder) as site:
        family = LoadedFamily(site.nodes["stockholm"], folder / "family")
        yield site, create_app(site, demo=True), family


@pytest.fixture
def case(place) -> LoadedFamily:
    return place[2]


@pytest.fixture
def come(place) -> Come:
    def visit(persona: str = "geneticist", language: str = "en") -> Visitor:
        return Visitor(place[1], language).sign_in(persona, "stockholm")

    return visit


def test_a_small_variant_is_told_on_one_page(come: Come, case: LoadedFamily) -> None:
    answer = come().get(case.path("snv", VARIANT))
    said = words(answer.text)
    assert answer.status_code == 200
    for part in (
        "All 2 centres answered", "3 people of the own family are taken out.",
        "The nation, without the own family", "This centre, without the own family",
        "As the file states it", "their counts never decide BA1, BS1 or PM2",
        "The father is unaffected and carries it",
        "a second variant in the gene, on the other copy", "ENST1.2 MANE Select", "c.10A>G",
        "Parts of the rank score", "This node has no reference genome", "No class yet",
        "DEL:1:901-9000",
    ):  # fmt: skip
        assert part in said, part
    row = re.search(r'<tr class="row-strong">.*?</tr>', answer.text, re.S)
    assert row is not None
    assert words(row.group()) == "Sweden 0.5000 0.1876–0.8124 3 6 1 3", "of Uppsala's three people"


PAGES = [
    ("sv", ("Deletion", "8,100", "The nation, without the own family", "overlaps it by 70")),
    ("str", ("HTT", "causes disease", "40–45", "NBK1305", "Filled is who is affected")),
    ("mt", ("90.0", "not on the maternal line", "People by their share of reads")),
]


@pytest.mark.parametrize(("category", "parts"), PAGES, ids=[name for name, _ in PAGES])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_rows_of_other_lists_have_their_pages(
    come: Come, case: LoadedFamily, category: str, parts: tuple[str, ...], language: str
) -> None:
    answer = come(language=language).get(case.path(category, NAMES[category]))
    assert answer.status_code == 200
    if language == "en":
        said = words(answer.text)
        for part in parts:
            assert part in said, part


def test_every_variant_can_be_given_a_class_on_its_page(come: Come, case: LoadedFamily) -> None:
    """By criteria where there are criteria for its kind, and without where there are none."""
    geneticist = come()
    for category in ("snv", "sv"):
        path = case.path(category, NAMES[category])
        assert f'href="{path}/acmg"' in geneticist.get(path).text
    for category in ("str", "mt"):
        path = case.path(category, NAMES[category])
        asked = geneticist.get(path).text
        variant = asked.split('name="variant" value="')[1].split('"')[0]
        kind = asked.split('name="category" value="')[1].split('"')[0]
        for tier, shown in (("4", "Likely pathogenic chosen"), ("0", "No class yet")):
            fields = {"variant": variant, "category": kind, "class": tier, "back": path}
            sent = geneticist.post(f"{path.split(f'/{category}/')[0]}/class", fields)
            assert sent.headers["location"] == path
            assert shown in words(geneticist.get(path).text)


@pytest.mark.parametrize("category", NAMES)
def test_a_page_asks_the_nation_once(
    come: Come, case: LoadedFamily, category: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    usual = Network.ask_now

    def counting(self, operation, *args, **more):
        asked.append(operation)
        return usual(self, operation, *args, **more)

    monkeypatch.setattr(Network, "ask_now", counting)
    assert come().get(case.path(category, NAMES[category])).status_code == 200
    assert len(asked) == len(set(asked)), "each question once"
    assert len(set(asked) - {"classified_elsewhere"}) == 1


@pytest.mark.parametrize("category", NAMES)
def test_no_word_of_a_page_is_unmarked(come: Come, case: LoadedFamily, category: str) -> None:
    html = come(language="pseudo").get(case.path(category, NAMES[category])).text
    main = html[html.index('class="variant-name"') - 40 : html.index("</main>")]
    bare = [
        text for text, is_data in Reader(main).words
        if not is_data and "⟦" not in text and re.search(r"[^\W\d_]{2}", text)
        and text not in CODES
    ]  # fmt: skip
    assert bare == []


def test_no_address_names_what_the_patient_carries(come: Come, case: LoadedFamily) -> None:
    html = come().get(case.path("snv", VARIANT)).text
    ours = re.findall(r'(?:href|action|data-\w+)="(/[^"]*)"', html)
    assert any("/snv/" in each for each in ours)
    assert not [each for each in ours if VARIANT in each or STOP in each or "901-9000" in each]


def test_links_elsewhere_pass_nothing_on_and_say_what_they_tell(
    come: Come, case: LoadedFamily
) -> None:
    html = come().get(case.path("snv", VARIANT)).text
    links = [tag for name, tag in Reader(html).tags if name == "a" and "://" in str(tag["href"])]
    assert {"gnomAD", "ClinVar", "Ensembl"} <= set(words(html).split())
    for link in links:
        assert "noreferrer" in str(link["rel"])
        assert str(link["title"]).startswith("tells the site: ")
        assert case.id not in str(link["href"])
        assert "fam" not in str(link["href"])
    assert "Whoever follows a link tells that site" in words(html)


def test_a_variant_whose_form_nobody_knows_is_not_asked_for(
    come: Come, case: LoadedFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    asserted = words(come().get(case.path("snv", UNCLEAR)).text)
    assert "whoever loaded the case stated that it is normalised" in asserted
    monkeypatch.setattr(
        "samvar.focus.rare_disease.service.normal._asserted", lambda _node, _case: False
    )
    said = words(come().get(case.path("snv", UNCLEAR)).text)
    assert "The nation was not asked: without a reference genome" in said
    assert "centres answered" not in said


REFUSED = ["researcher", "operator", "coordinator", "auditor"]


@pytest.mark.parametrize("persona", REFUSED)
def test_who_takes_no_part_in_the_care_sees_nothing(
    come: Come, case: LoadedFamily, persona: str
) -> None:
    someone = come(persona)
    for rest in ((), ("stretch.vcf",), ("genes.bed",)):
        answer = someone.get(case.path("snv", VARIANT, *rest))
        assert answer.status_code == 403
        assert VARIANT not in answer.text
    sent = someone.post(case.path("snv", VARIANT, "pin"), {})
    assert sent.status_code == 403


def test_a_word_that_was_not_sealed_here_names_nothing(come: Come, case: LoadedFamily) -> None:
    own = case.path("snv", VARIANT)
    foreign = Sealer(case.node, "cas_other").seal(VARIANT)
    nowhere = Sealer(case.node, case.id).seal("1-5-A-G")
    for word in (foreign, nowhere, VARIANT, "å"):
        path = own.rpartition("/")[0] + f"/{word}"
        assert come().get(path).status_code == 404, word
    assert come().get(case.path("sv", VARIANT)).status_code == 404
    assert come().get(case.path("sv", VARIANT, "stretch.vcf")).status_code == 404


@pytest.mark.parametrize("category", ["snv", "sv"])
def test_acts_are_done_and_taken_back(come: Come, case: LoadedFamily, category: str) -> None:
    someone, page = come(), case.path(category, NAMES[category])
    for act, stands, back in (("pin", "Pinned", "unpin"), ("dismiss", "Dismissed", "restore")):
        sent = someone.post(f"{page}/{act}", {}, page=page)
        assert (sent.status_code, sent.headers["location"]) == (303, page)
        assert stands in words(someone.get(page).text)
        assert someone.post(f"{page}/{act}", {}, page=page).status_code == 409
        assert someone.post(f"{page}/{back}", {}, page=page).status_code == 303
        assert stands not in words(someone.get(page).text)
    someone.post(f"{page}/comment", {"text": "ask <b>both</b>"}, page=page)
    html = someone.get(page).text
    assert "ask &lt;b&gt;both&lt;/b&gt;" in html
    number = re.search(r'name="number" value="(\d+)"', html)
    assert number is not None
    assert someone.post(f"{page}/undo", {"number": number.group(1)}, page=page).status_code == 303
    assert "commented, taken back" in words(someone.get(page).text)
    assert someone.post(f"{page}/undo", {"number": "²"}, page=page).status_code == 422
    assert someone.client.post(f"{page}/pin", data={}).status_code == 403


def test_the_browser_gets_the_cases_rows_and_the_look_is_written_down(
    come: Come, case: LoadedFamily
) -> None:
    answer = come().get(case.path("snv", VARIANT, "stretch.vcf"))
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.splitlines()[-1].startswith("1\t3000")
    assert come().get(case.path("snv", VARIANT, "genes.bed")).status_code == 404
    with case.node.records.read() as tx:
        newest = [row.entry for row in tx.audit.page(limit=40)]
    verbs = {each.verb for each in newest}
    assert {"see-variants", "see-case-variant"} <= verbs
    assert not any(VARIANT in str(each) for each in newest)
