"""The nation's pharmacogenes and its answers in time, as pages and as commands."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete

from samvar.cli.main import run
from samvar.focus.pharmacogenomics.model import (
    Diplotype,
    Event,
    GeneCall,
    Occasion,
    Order,
    SampleCall,
    Status,
    Step,
)
from samvar.focus.pharmacogenomics.records import Orders
from samvar.focus.pharmacogenomics.report_words import PHENOTYPES
from samvar.focus.pharmacogenomics.service import keep
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.genome import Assembly
from samvar.model.ids import new_id
from samvar.model.person import Referral
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.present.interval import wilson
from samvar.store.records.tables import DATA
from samvar.web.app import create_app
from tests.country import Draw
from tests.web.test_variant import cells
from tests.web.visitor import Reader, Visitor, small_demo, stopped

CYCLE = (
    *[("called", ("*1", "*1"), "Normal Metabolizer")] * 6,
    *[("called", ("*1", "*2"), "Intermediate Metabolizer")] * 3,
    ("called", ("*2", "*2"), "Poor Metabolizer"),
    ("called", ("*1", "*17"), "Rapid Metabolizer"),
    ("ambiguous", (), None),
)
"""What every dozen of people have in CYP2C19."""
RARE = ("called", ("*1", "*3"), "Intermediate Metabolizer")
"""What the first person of three nodes has: three in the country, below every floor."""
DAY = date(2026, 3, 2)
WAITS = (1, 2, 2, 3, 5, 9, 30, None)
"""Days from order to report of each node's orders; None was not answered."""
DOSES = (4, 4, 1, None, 4, 4, 4, 4)


def gene(name: str, status: str, alleles: tuple[str, ...], phenotype: str | None) -> GeneCall:
    found = (Diplotype(alleles, 3, True),) if alleles else ()
    missed = ("rs55886062",) if status == "incomplete" else ()
    return GeneCall(name, Status(status), found, phenotype, None, missed, (), ("rs1",))


def of_person(node: Node, number: int) -> tuple[str, tuple[str, ...], str | None]:
    if number == 0 and node.id in ("stockholm", "skane", "uppsala"):
        return RARE
    return CYCLE[number % len(CYCLE)]


def plant(node: Node) -> list[tuple[str, tuple[str, ...], str | None]]:
    """CYP2C19 of everybody who counts at a node, DPYD incomplete, and eight orders."""
    with node.records.begin() as tx:
        for table in reversed(DATA.sorted_tables):
            if table.name.startswith("pgx_"):
                tx.connection.execute(delete(table))
    samples = sorted(s for s, c in node.contributions().items() if c.counts)
    given = [of_person(node, number) for number in range(len(samples))]
    calls = [
        SampleCall(
            sample,
            own_release().name,
            (gene("CYP2C19", *own), gene("DPYD", "incomplete", (), None)),
        )
        for sample, own in zip(samples, given, strict=True)
    ]
    keep(node, calls, {s: s for s in samples}, Assembly.GRCh38, own_release(), "test")
    people = sorted({c.person for c in node.contributions().values()})
    with node.records.begin() as tx:
        for number, (wait, dose) in enumerate(zip(WAITS, DOSES, strict=True)):
            began = datetime.combine(DAY + timedelta(days=number), time(7), UTC)
            order = new_id("referral")
            region = node.centre.regions[0]
            referral = Referral(order, people[number], region, node.id, "pgx", began)
            tx.referrals.add(referral)
            Orders(tx.connection).add(
                Order(
                    order, people[number], "", region, node.id, began, (Occasion("capecitabine"),),
                    (), (), None, None if dose is None else began.date() + timedelta(days=dose),
                    Step.ORDERED, (Event(0, Step.ORDERED, began, "test"),),
                )
            )  # fmt: skip
            if wait is not None:
                at = began + timedelta(days=wait)
                Orders(tx.connection).note(order, Step.REPORTED, at, "test")
    return given


@pytest.fixture(scope="module")
def planted(
    tmp_path_factory: pytest.TempPathFactory, draw: Draw
) -> Iterator[tuple[Site, list[object]]]:
    demo = small_demo(tmp_path_factory.mktemp("cohort"), draw)
    given = [one for node in demo.site.nodes.values() for one in plant(node)]
    for name in demo.site.nodes:
        demo.site.network(name).greet()
    yield demo.site, given
    demo.close()


@pytest.fixture(scope="module")
def come(planted: tuple[Site, list[object]]) -> Callable[..., Visitor]:
    """A visitor of the planted site."""
    app = create_app(planted[0], demo=True)

    def visit(persona: str = "pharmacist", language: str = "en", purpose: str = "") -> Visitor:
        return Visitor(app, language).sign_in(persona, "", purpose)

    return visit


def table(html: str, key: str) -> str:
    found = re.search(rf'<table id="{key}".*?</table>', html, re.S)
    assert found is not None, f"no table {key}"
    return found.group(0)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_the_page_shows_the_copies_that_people_have(come, planted):
    html = come().get("/pgx/cohort?gene=CYP2C19").text
    copies = Counter(a for _, alleles, _ in planted[1] for a in alleles)
    an = sum(copies.values())
    for allele in ("*1", "*2", "*3", "*17"):
        _, frequency, interval, _, shown, of = cells(
            table(html, "alleles"), rf"\{allele}\s*</span>"
        )
        wanted = wilson(copies[allele], an)
        assert (number(shown), number(of)) == (copies[allele], an)
        assert float(frequency) == pytest.approx(wanted.value, abs=1e-4)
        low, high = (float(end) for end in interval.split("–"))
        assert (low, high) == pytest.approx((wanted.lower, wanted.upper), abs=1e-4)
    assert "All 7 centres answered, 100\N{NO-BREAK SPACE}% of individuals" in html
    unsure = sum(status == "ambiguous" for status, *_ in planted[1])
    assert f"Ambiguous {unsure}, Incomplete 0, Not called 0." in Reader(html).text
    assert re.search(r"Not seen among [\d,]+ \(95 % interval 0–0\.\d+\): [^.]*\*6", html)


def test_the_phenotypes_are_those_that_people_have(come, planted):
    html = come().get("/pgx/cohort?gene=CYP2C19").text
    having = Counter(phenotype for *_, phenotype in planted[1] if phenotype)
    for phenotype, people in having.items():
        row = cells(table(html, "phenotypes"), PHENOTYPES[phenotype])
        assert (number(row[4]), number(row[5])) == (people, sum(having.values()))
    bars = re.search(r'<svg[^>]*aria-labelledby="phenotypes-figure-title.*?</svg>', html, re.S)
    assert bars is not None
    assert "Poor metaboliser" in bars.group(0)


def test_by_ancestry_the_groups_make_no_more_than_the_whole(come):
    html = come().get("/pgx/cohort?gene=CYP2C19").text
    groups = table(html, "alleles-groups")
    assert "By ancestry" in groups
    assert "By centre" not in groups
    whole = number(cells(groups, "Sweden")[-1])
    parts = [number(cells(groups, label)[-1]) for label in ("AFR", "EUR", "SAS")]
    assert all(0 < part < whole for part in parts)
    assert sum(parts) <= whole


def test_a_gene_that_nobody_is_complete_for_says_what_was_not_tested(come, planted):
    html = come().get("/pgx/cohort?gene=DPYD").text
    people = len(planted[1])
    assert f"{people} people tested, none complete; not tested at Stockholm: rs55886062." in html
    assert 'id="alleles"' not in html
    assert 'id="phenotypes"' not in html


def test_the_first_gene_is_shown_and_each_has_its_address(come):
    html = come().get("/pgx/cohort").text
    links = re.findall(r'href="(/pgx/cohort\?gene=[^"]+)"( aria-current="page")?', html)
    assert [path for path, _ in links] == ["/pgx/cohort?gene=DPYD", "/pgx/cohort?gene=CYP2C19"]
    assert [bool(current) for _, current in links] == [True, False]


def test_a_gene_that_nobody_knows_is_not_found(come):
    sent = come().get("/pgx/cohort?gene=<b>NONE")
    assert sent.status_code == 404
    assert "<b>" not in sent.text


def test_under_a_floor_a_rare_allele_is_told_from_none_by_nothing(come):
    html = come("researcher").get("/pgx/cohort?gene=CYP2C19").text
    assert not re.search(r"<th[^>]*>\s*<span[^>]*>\s*\*3\s*</span>", table(html, "alleles"))
    hidden = re.search(r"Below the floor, or hidden[^<]*: ([^.]*)\.", html)
    assert hidden is not None
    names = hidden.group(1).split(", ")
    assert {"*3", "*6"} <= set(names)  # three people, and nobody
    assert "Not seen among" not in html
    assert "below the floor" in table(html, "alleles-groups")


def test_a_permit_opens_the_centres(planted):
    app = create_app(planted[0], demo=True)
    one = Visitor(app).sign_in("researcher")
    html = one.get("/pgx/cohort?gene=CYP2C19").text
    opened = "By centre" in table(html, "alleles-groups")
    assert opened is ("Regional parts are shown under your permit." in html)
    assert opened


def test_with_a_silent_centre_the_page_says_so_and_bounds_each_allele(come, planted):
    site, given = planted
    copies = Counter(a for _, alleles, _ in given for a in alleles)
    with stopped(site, "stockholm", "skane"):
        html = come().get("/pgx/cohort?gene=CYP2C19").text
    assert "6 of 7 centres" in html
    assert "Skåne is out of reach" in html
    low, high = cells(table(html, "alleles"), r"\*2\s*</span>")[-1].split("–")
    assert float(low) <= copies["*2"] / sum(copies.values()) <= float(high)


def test_the_quality_page_counts_every_order_and_says_who_was_in_time(come, planted):
    html = come("coordinator", purpose="HQUALIMP").get("/pgx/quality").text
    nodes = len(planted[0].nodes)
    row = cells(table(html, "regions"), "Sweden")
    assert (number(row[1]), number(row[2])) == (8 * nodes, 7 * nodes)
    assert row[3] == "–"  # under a floor single bins are hidden, so the half is not said
    assert re.search(r"Half answered within\s*–\s*below the floor", Reader(html).text)
    # Seven orders without a known dose are too few to show, and would follow from the others.
    assert "The share of results before the first dose is below the floor." in html
    assert "orders whose first dose was given had" not in html


def test_the_floor_holds_for_whoever_asks_how_care_is_doing(come, planted):
    """To follow up is nobody's care: a pharmacist reads of others what a coordinator does."""
    mine = come("pharmacist").get("/pgx/quality").text
    same = come("coordinator", purpose="HQUALIMP").get("/pgx/quality").text
    for key in ("regions", "days"):
        assert Reader(table(mine, key)).text == Reader(table(same, key)).text
    assert "below the floor" in table(mine, "regions")
    assert "National sums with a floor" in mine


def test_ones_own_centre_is_exact_and_nobody_elses_is_shown_so(come, planted):
    html = come("pharmacist").get("/pgx/quality").text
    own = html[html.index('id="own"') :]
    # Given a first dose: 7 of 8. Before it: waits of 1, 2; after it: 2 > 1, 5, 9, 30; and none.
    assert "2 of 7 orders whose first dose was given had their result before it" in own
    assert "3 days" in own[: own.index("</dl>")]
    assert 'id="own"' not in come("coordinator", purpose="HQUALIMP").get("/pgx/quality").text
    assert 'id="own"' not in come("pharmacist", purpose="HQUALIMP").get("/pgx/quality").text


def test_a_coordinator_is_told_why_the_cohort_is_closed_and_has_no_way_to_it(come, planted):
    """How the network does, not what people carry: by purpose, and the page says which law."""
    visitor = come("coordinator", purpose="HQUALIMP")
    refused = visitor.get("/pgx/cohort?gene=CYP2C19")
    assert refused.status_code == 403
    (why,) = set(re.findall(r'href="(/policy/why\?[^"]*ask%3Anational[^"]*)"', refused.text))
    page = visitor.get(why.replace("&amp;", "&"))
    assert page.status_code == 200
    assert "ask:national" in page.text
    menu = visitor.get("/pgx/quality").text
    assert 'href="/pgx/cohort' not in menu
    assert "CYP2C19" not in refused.text.replace("/pgx/cohort?gene=CYP2C19", "")


def test_a_span_of_days_asks_for_fewer_orders_and_stays_in_the_address(come, planted):
    nodes = len(planted[0].nodes)
    html = come().get(f"/pgx/quality?since={DAY}&until={DAY + timedelta(days=2)}").text
    assert number(cells(table(html, "regions"), "Sweden")[1]) == 2 * nodes
    assert f'value="{DAY}"' in html
    nothing = come().get("/pgx/quality?until=2020-01-01").text
    assert "No centre has an order in this time." in nothing
    assert come().get("/pgx/quality?since=soon").status_code in (400, 422)


@pytest.mark.parametrize("path", ["/pgx/cohort?gene=CYP2C19", "/pgx/cohort?gene=DPYD",
                                  "/pgx/quality"])  # fmt: skip
def test_every_word_of_ours_is_marked_for_translation(come, path):
    html = come(language="pseudo").get(path).text
    bare = []
    for words, is_data in Reader(html).words:
        rest, inner = words.replace("samvar", ""), ""
        while rest != inner:
            rest, inner = re.sub(r"⟦[^⟦⟧]*⟧", "", rest), rest
        if not is_data and re.search(r"[^\W\d_]{2,}", re.sub(r"\b(UTC|AC|AN)\b", "", rest)):
            bare.append(words)
    assert bare == []


@pytest.mark.parametrize("path", ["/pgx/cohort?gene=CYP2C19", "/pgx/quality"])
def test_figures_have_a_name_and_a_description_and_nothing_that_the_policy_forbids(come, path):
    html = come().get(path).text
    read = Reader(html)
    figures = [given for tag, given in read.tags if tag == "svg" and given.get("role") == "img"]
    assert figures
    ids = {given.get("id") for _, given in read.tags}
    for given in figures:
        assert {*given["aria-labelledby"].split()} <= ids
    assert not [given for _, given in read.tags if given.get("style")]
    assert not re.search(r"<script(?! src)", html)


@pytest.fixture
def shell(planted, capsys, monkeypatch):
    """Runs `samvar pgx` at the planted site: exit code, data, talk."""
    for name in ("SAMVAR_AT", "SAMVAR_PERSONA", "SAMVAR_PURPOSE", "SAMVAR_PERMIT"):
        monkeypatch.delenv(name, raising=False)
    folder = next(iter(planted[0].nodes.values())).folder.parent

    def run_words(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["pgx", *words, "--at", str(folder)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_words


def test_the_command_says_what_the_page_says(shell, planted):
    code, out, talk = shell(
        "cohort", "--gene", "CYP2C19", "--by", "ancestry", "--as", "pharmacist", "--json"
    )
    assert code == 0, talk
    (found,) = json.loads(out)
    copies = Counter(a for _, alleles, _ in planted[1] for a in alleles)
    nation = found["groups"][0]
    told = {row["name"]: row["count"] for row in nation["rows"] if row["count"]}
    assert told == dict(copies)
    assert nation["rows"][0]["frequency"]["value"] == copies["*1"] / sum(copies.values())
    assert [group["kind"] for group in found["groups"]].count("ancestry") >= 3
    assert "All 7 centres answered" in talk
    code, out, talk = shell("cohort", "--gene", "CYP2C19", "--phenotypes", "--as", "pharmacist")
    assert code == 0, talk
    lines = [line.split("\t") for line in out.splitlines()]
    column = {name: at for at, name in enumerate(lines[0])}
    having = Counter(phenotype for *_, phenotype in planted[1] if phenotype)
    assert {
        line[column["name"]]: int(line[column["count"]].replace(",", "")) for line in lines[1:]
    } == dict(having)


def test_the_command_shows_null_for_what_is_below_the_floor(shell):
    code, out, talk = shell("cohort", "--gene", "CYP2C19", "--as", "researcher", "--json")
    assert code == 0, talk
    rows = {row["name"]: row for row in json.loads(out)[0]["groups"][0]["rows"]}
    assert rows["*3"]["count"] is rows["*3"]["frequency"] is None
    assert rows["*3"]["of"] > 0


def test_the_command_of_quality_counts_orders(shell, planted):
    code, out, talk = shell("quality", "--as", "pharmacist", "--json")
    assert code == 0, talk
    found = json.loads(out)
    nation = found["regions"][0]
    nodes = len(planted[0].nodes)
    assert (nation["orders"], nation["answered"]) == (8 * nodes, 7 * nodes)
    assert (nation["before_first_dose"], nation["dose_given"]) == (None, None)  # the floor
    assert None in nation["days"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("cohort", "--gene", "NONE", "--as", "pharmacist"), 3),
        (("cohort", "--gene", "CYP2C19", "--as", "auditor"), 4),
        (("quality", "--as", "researcher"), 4),
        (("quality", "--since", "soon", "--as", "pharmacist"), 2),
    ],
)
def test_the_commands_exit_by_the_reason(shell, words, code):
    assert shell(*words)[0] == code
