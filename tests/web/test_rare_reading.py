"""Classification and double reading on pages: two readers, each alone, then both together."""

from __future__ import annotations

import re

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.pages import PAGES
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.focus.rare_disease.family_files import HEAD, family, vcf
from tests.focus.rare_disease.reading.conftest import CSQ, MISSENSE, SMALL, STOP
from tests.web.visitor import Visitor, words

EVENT = "DEL:1:5001-9000"
WORD = "Zwiesel"
HERE = "stockholm"


class Case:
    """A case at a node, its addresses, and both readers."""

    def __init__(self, site, app, folder, name):
        self.node = site.nodes[HERE]
        self.loader = Asker.of(PERSONAS["bioinformatician"].at(HERE))
        files = family(folder, small_vcf=vcf(SMALL, head=HEAD + CSQ))
        files.write_text(files.read_text().replace("family: fam", f"family: {name}")
                         .replace("family_name: '17'", f"family_name: '{name}'"))  # fmt: skip
        new = NewCase(plan_case(files), "01", "rare-diseases", asserted=True)
        self.id = load_case(self.node, new, self.loader).case
        self.path = f"/nodes/{HERE}/rare/cases/{self.id}"
        self.seal = Sealer(self.node, self.id).seal
        self.one = Visitor(app).sign_in("geneticist", HERE)
        self.two = Visitor(app).sign_in("second-reader", HERE)

    def acmg(self, variant, category="snv"):
        return f"{self.path}/{category}/{self.seal(variant)}/acmg"

    def send(self, who, path, **fields):
        sent = who.post(path, fields)
        assert sent.status_code == 303, sent.text[:3000]
        return who.get(sent.headers["location"].partition("#")[0]).text


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A site of one node: what is loaded here is in no other test's sums."""
    folder = tmp_path_factory.mktemp("alone")
    init_node(folder / HERE, HERE)
    site = Site.open(folder)
    yield site, create_app(site, demo=True)
    site.close()


@pytest.fixture
def case(alone, tmp_path, request):
    return Case(*alone, tmp_path / "family", request.node.name[:40])


def test_criteria_are_suggested_changed_taken_back_and_settled(case):
    page = case.acmg(STOP)
    html = case.one.get(page).text
    said = words(html)
    assert "Suggested now from the case's list" in said
    assert "KMT2D" in said
    assert "absent from gnomAD" in said
    tried = words(case.one.get(f"{page}?inheritance=dominant&fit=specific").text)
    assert "nothing of it is kept" in tried
    html = case.send(case.one, f"{page}/suggest", inheritance="dominant", fit="specific")
    assert "de_novo" not in words(html).partition("missing:")[0]
    html = case.send(
        case.one, f"{page}/set", criterion="PVS1", to="met:very_strong", why="loss causes it"
    )
    assert "loss causes it" in words(html)
    html = case.send(case.one, f"{page}/set", criterion="PP3", to="met:strong", why="a mistake")
    step = re.search(r'name="step" value="(\d+)"', html).group(1)
    html = case.send(case.one, f"{page}/undo", step=step)
    assert "taken back later" in words(html)
    html = case.send(case.one, f"{page}/settle", condition="OMIM:147920")
    assert "You gave it a class: Pathogenic" in " ".join(words(html).split())
    found = case.one.get(f"{page}/clinvar")
    assert found.json()["germlineSubmission"][0]["conditionSet"]["condition"] == [
        {"db": "OMIM", "id": "147920"}
    ]
    assert case.one.post(f"{page}/set", {"criterion": "PVS1", "to": "met"}).status_code == 422
    assert case.one.post(f"{page}/undo", {"step": "x"}).status_code == 422
    assert case.one.get(page + "x").status_code == 404


def test_a_stretch_is_scored_by_the_metric(case):
    page = case.acmg(EVENT, "sv")
    assert "has no dosage lists" in words(case.one.get(page).text)
    html = case.send(case.one, f"{page}/set", item="5H", points="0.15", why="fits")
    assert "+0.15" in words(html)
    html = case.send(case.one, f"{page}/settle", condition="deafness")
    assert "You gave it a class" in words(html)
    refused = {"item": "5H", "points": "9", "why": "too much"}
    assert case.one.post(f"{page}/set", refused).status_code == 422


def test_a_class_from_the_list_leads_back_to_it(case):
    form = {"variant": case.seal(MISSENSE), "class": "5", "back": f"{case.path}/reading"}
    assert case.one.post(f"{case.path}/class", form).headers["location"] == f"{case.path}/reading"
    form["back"] = "https://elsewhere.example/"
    assert case.one.post(f"{case.path}/class", form).headers["location"] == f"{case.path}/snv"
    assert "without criteria" in words(case.one.get(case.acmg(MISSENSE)).text)
    assert case.one.post(f"{case.path}/class", {**form, "class": "6"}).status_code == 422


def read_by_one(case):
    """Reader one says the word wherever a page lets them, and concludes."""
    page = case.acmg(STOP)
    case.send(case.one, f"{page}/set", criterion="PVS1", to="met:very_strong", why=f"set {WORD}")
    case.send(case.one, f"{page}/settle", condition=WORD, **{"class": "pathogenic"}, why=WORD)
    stretch = case.acmg(EVENT, "sv")
    case.send(case.one, f"{stretch}/set", item="5H", points="0.15", why=f"item {WORD}")
    case.send(case.one, f"{case.path}/reading/begin")
    return case.send(
        case.one, f"{case.path}/reading/conclude", outcome="solved", text=f"I think {WORD}"
    )


def every_page(case, who):
    """Every page of the area about a case that can be looked at, by its declared path."""
    for page in PAGES:
        if page.method != "GET" or "{case:str}" not in page.path:
            continue
        for category, variant in (("snv", STOP), ("sv", EVENT)):
            open_to_any = "{sealed" not in page.path or "{category" in page.path
            if not open_to_any and f"/{category}/" not in page.path:
                continue
            path = page.path.replace("{node:str}", HERE).replace("{case:str}", case.id)
            path = path.replace("{category:str}", category)
            path = path.replace("{sealed:str}", case.seal(variant))
            if "{" in path:
                continue
            yield page.path, who.get(path)


def test_no_page_gives_reader_two_what_reader_one_thinks(case):
    own = read_by_one(case)
    assert WORD in own
    told = {path for path, sent in every_page(case, case.one) if WORD in sent.text}
    assert {path.rpartition("/")[2] for path in told} >= {"acmg", "reading"}
    seen = list(every_page(case, case.two))
    assert len(seen) >= 4
    assert [path for path, sent in seen if WORD in sent.text] == []
    assert "Concluded; shown when both have." in words(case.two.get(f"{case.path}/reading").text)


def waiting(case) -> str:
    """The number of what waits for the first reader, as their page has it."""
    html = case.one.get(f"{case.path}/reading").text
    form = html.partition("/reading/confirm")[2].partition("</form>")[0]
    return form.partition('name="number" value="')[2].partition('"')[0]


def test_two_who_do_not_agree_come_to_it_together(case):
    read_by_one(case)
    reading = f"{case.path}/reading"
    case.send(case.two, f"{reading}/begin")
    form = {"variant": case.seal(STOP), "class": "3", "back": reading}
    case.send(case.two, f"{case.path}/class", **form)
    case.send(case.two, f"{reading}/use", variant=case.seal(STOP), use="report")
    html = case.send(case.two, f"{reading}/conclude", outcome="possible", text="not sure")
    assert WORD in html, "each knows the other now"
    assert "The two readers do not agree" in words(html)
    assert "differ across treatment" in " ".join(words(html).split())
    other = PERSONAS["geneticist"].at(HERE).account
    together = {"outcome": "solved", "text": "we agree", "base": "first", "together": other}
    html = case.send(case.two, f"{reading}/adjudicate", **together)
    assert "waits for the other to confirm it" in words(html)
    assert "Confirm: this is what we came to" not in words(html), "nobody confirms their own words"
    number = waiting(case)
    assert case.two.post(f"{reading}/confirm", {"number": number}).status_code == 409
    assert case.one.post(f"{reading}/confirm", {"number": "x"}).status_code == 422
    html = case.send(case.one, f"{reading}/decline", number=number, why="not what we said")
    assert "The two readers do not agree" in words(html)
    assert "not what we said" in words(case.one.get(case.path).text), "it stands in the activity"
    case.send(case.two, f"{reading}/adjudicate", **together)
    assert case.one.post(f"{reading}/confirm", {"number": number}).status_code == 409
    html = case.send(case.one, f"{reading}/confirm", number=waiting(case))
    assert "Settled: the case can be signed." in words(html)
    html = case.send(case.one, f"{reading}/reopen", why="a new paper")
    assert "The two readers do not agree" in words(html)
    case.send(case.two, f"{reading}/adjudicate", **together)
    html = case.send(case.two, f"{reading}/reopen", why="a slip of the pen")
    assert "The two readers do not agree" in words(html), "taken back before it was confirmed"
    case.send(case.two, f"{reading}/adjudicate", **together)
    case.send(case.one, f"{reading}/confirm", number=waiting(case))
    html = case.send(case.two, f"{reading}/anew", why="a report is amended")
    assert "round 2" in words(html)
    assert "Nobody has begun to read the case." in words(html)


def test_who_takes_no_part_in_the_care_sees_nothing(case, alone):
    operator = Visitor(alone[1]).sign_in("operator", HERE)
    assert operator.get(f"{case.path}/reading").status_code == 403
    assert operator.post(f"{case.path}/reading/begin", {}).status_code == 403
