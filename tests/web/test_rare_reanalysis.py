"""The work list of what has changed: run as a job, looked at, seen to, opened again."""

from __future__ import annotations

import re
import time

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.withdraw import withdraw
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.test_reanalysis import annotated
from tests.web.visitor import words

HERE = "/nodes/uppsala/rare/reanalysis"


@pytest.fixture
def loading(site, tmp_path):
    """Loads the family's case at Uppsala, with ClinVar's verdict of its first variant."""
    node = site.nodes["uppsala"]
    loader = Asker.of(PERSONAS["bioinformatician"].at("uppsala"))
    cases = []

    def load(verdict):
        config = family(tmp_path / verdict, small_vcf=annotated(verdict))
        new = NewCase(plan_case(config), "01", "rare-diseases", asserted=True)
        cases.append(load_case(node, new, loader).case)

    yield load
    members = see_case(node, cases[-1], loader).members
    withdraw(node, tuple(each.sample for each in members), loader)


def analysed(one):
    """Ask for an analysis of all cases, and wait for its end."""
    sent = one.post(f"{HERE}/run", {"cases": "all"})
    assert sent.status_code == 303
    address = sent.headers["location"]
    assert re.fullmatch(r"/nodes/uppsala/jobs/job_[0-9a-z]{24}", address)
    for _ in range(600):
        html = one.get(address).text
        if "data-events" not in html:
            return html
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def test_what_has_changed_is_listed_and_seen_to(visitor, loading):
    geneticist = visitor("geneticist", centre="uppsala")
    assert "Nothing has been remembered yet" in words(geneticist.get(HERE).text)
    loading("uncertain_significance")
    assert HERE in analysed(geneticist), "the job leads to the list"
    assert "nothing has changed" in words(geneticist.get(HERE).text)
    loading("pathogenic")
    analysed(geneticist)
    html = geneticist.get(HERE).text
    said = words(html)
    assert "Uncertain significance" in said
    assert "small.vcf" in said
    assert "has not said: may not be contacted" in said
    assert "1 line is open" in said
    assert re.search(r'href="/nodes/uppsala/rare/cases/cas_[^"]+/snv/[\w-]+"', html)
    assert "1-1000-A-G" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', html))
    menu = geneticist.get("/nodes/uppsala").text
    assert "Reanalysis" in words(menu)
    number = re.search(rf'action="{HERE}/(\d+)/handle"', html).group(1)
    done = geneticist.post(f"{HERE}/{number}/handle", {"text": "amended", "show": "open"})
    assert done.status_code == 303
    assert "No line is open" in words(geneticist.get(HERE).text)
    handled = words(geneticist.get(f"{HERE}?show=handled").text)
    assert "geneticist: amended" in handled
    assert geneticist.post(f"{HERE}/{number}/handle", {}).status_code == 409
    assert geneticist.post(f"{HERE}/{number}/undo", {}).status_code == 303
    assert "1 line is open" in words(geneticist.get(HERE).text)
    assert geneticist.post(f"{HERE}/x/undo", {}).status_code == 422


def test_who_treats_nobody_sees_no_list(visitor):
    assert visitor("researcher", centre="uppsala").get(HERE).status_code == 403
    swedish = visitor("geneticist", language="sv", centre="uppsala").get(HERE).text
    assert "Reanalys" in words(swedish)
