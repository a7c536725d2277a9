"""A figure that was asked under masks is the same figure, and says how it was asked."""

from __future__ import annotations

from collections.abc import Callable

from samvar.govern.identity import PERSONAS, Asker
from samvar.node.site import Site
from tests.web.test_variant import PATH, answer_of, cells
from tests.web.visitor import HTML, Visitor, stopped

Come = Callable[..., Visitor]


def test_the_page_asks_under_masks_and_says_so(visitor: Come, site: Site):
    one = visitor("geneticist")
    openly, masked = one.get(PATH).text, one.get(f"{PATH}?masked=true").text
    assert cells(openly, "Sweden") == cells(masked, "Sweden")
    assert "asked under masks" in masked
    assert "asked under masks" not in openly
    assert 'href="?masked=true"' in openly
    assert "100\N{NO-BREAK SPACE}% of individuals; asked under masks" in masked
    shown = int(cells(masked, "Sweden")[4].replace(",", ""))
    assert shown == int(answer_of(site, Asker.of(PERSONAS["geneticist"])).value["ac"][0])


def test_no_permit_opens_regions_under_masks(visitor: Come):
    one = visitor("researcher")
    assert "By centre" in one.get(PATH).text
    masked = one.get(f"{PATH}?masked=true").text
    assert "By centre" not in masked
    assert "Under masks nobody sees" in masked


def test_too_few_centres_give_no_figure_and_the_page_says_why(visitor: Come, site: Site):
    one = visitor("geneticist")
    absent = "/variant/GRCh38/10-94781000-A-C"
    with stopped(site, "stockholm", "orebro"):
        for node in ("skane", "uppsala"):
            site.network("stockholm")._lanes[node].transport.stopped = True
        sent = one.get(f"{absent}?masked=true")
    assert sent.status_code == 200
    assert "too few centres stayed to lift the masks" in sent.text
    assert "Örebro is out of reach" in sent.text
    assert "Sweden</th>" not in sent.text


def test_another_spelling_keeps_the_masks(visitor: Come):
    sent = visitor("geneticist").get("/variant/GRCh38/chr10:94781859G>A?masked=true")
    assert sent.headers["location"] == f"{PATH}?masked=true"


def test_the_page_is_in_swedish(visitor: Come):
    html = visitor("geneticist", "sv").client.get(f"{PATH}?masked=true", headers=HTML).text
    assert "frågat under masker" in html
