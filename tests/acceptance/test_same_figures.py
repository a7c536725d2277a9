"""One person with one purpose reads the same figures at every door; strangers read the release."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

import samvar
from samvar.cli.main import run
from samvar.demo.generator import Country
from samvar.demo.network import Demo, start
from samvar.demo.planted import plant_truth
from samvar.demo.truth import Truth
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.node.handle import Handle
from samvar.web.app import create_app
from tests.country import USUAL, Draw
from tests.web.visitor import Reader, Visitor

PEOPLE = (
    # persona          purpose     exact?
    ("geneticist", "TREAT", True),
    ("pharmacist", "TREAT", True),
    ("researcher", "HRESCH", False),
)
Figures = tuple[int, int] | None
"""Copies and alleles; None where the count is below the floor."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Demo]:
    """With time enough for every node on a busy machine: a late one would be left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMVAR_DEADLINE_S", "60")
        running = start(draw(USUAL, tmp_path_factory.mktemp("doors") / "demo"), setting=USUAL)
        yield running
        running.close()


@pytest.fixture(scope="module")
def app(demo: Demo) -> Litestar:
    return create_app(demo.site, demo=True)


def _planted(country: Country, scope: Scope = Scope.CARE) -> Truth:
    """What a use may read of everybody, the patients of the pharmacogenomic clinics among them."""
    return plant_truth(country, scope, 0, {}, {}).total(None)


@pytest.fixture(scope="module")
def names() -> tuple[str, ...]:
    """Common, rare, long, on X, on MT, and one that nobody carries."""
    country = USUAL.draw()
    sites, total = country.sites, _planted(country)
    pairs = list(zip(sites.ref, sites.alt, strict=True))

    def first(test: Any) -> str:
        return next(sites.names[i] for i in range(len(sites)) if test(i))

    return (
        "10-94781859-G-A",
        "12-21176804-A-G",
        "16-31096368-C-T",
        first(lambda i: total.ac[i] > 20 and len(pairs[i][0]) + len(pairs[i][1]) > 11),
        first(lambda i: total.ac[i] > 100 and total.hemi[i] > 20 and sites.contig[i] == 23),
        first(lambda i: total.ac[i] > 0 and sites.contig[i] == 25),
        first(lambda i: total.carriers[i] == 3),
        first(lambda i: total.carriers[i] == 9),
        first(lambda i: total.carriers[i] == 10),
        first(lambda i: total.ac[i] == 0),
    )


def by_python(nation: Handle, name: str) -> Figures:
    answer = nation.frequency(name)
    if answer.hidden and answer.hidden["ac"][0]:
        return None
    return int(answer.value["ac"][0]), int(answer.value["an"][0])


def by_command(
    demo: Demo, persona: str, purpose: str, name: str, capsys: pytest.CaptureFixture[str]
) -> Figures:
    words = ["ask", "variant_frequency", "--assembly", "GRCh38", "--variant", name, "--json"]
    who = ["--as", persona, "--purpose", purpose, "--at", str(demo.folder), "--deadline", "60"]
    capsys.readouterr()
    assert run([*words, *who]) == 0
    value = json.loads(capsys.readouterr().out)["value"]
    return None if value["ac"][0] is None else (value["ac"][0], value["an"][0])


def by_page(visitor: Visitor, name: str) -> Figures:
    page = visitor.get(f"/variant/GRCh38/{name}")
    assert page.status_code == 200
    table = re.search(r'<table id="frequencies".*?</table>', page.text, re.DOTALL)
    assert table is not None
    row = re.search(r"<tbody>.*?(<tr.*?</tr>)", table.group(), re.DOTALL)
    assert row is not None
    cells = re.findall(r"<t[hd].*?</t[hd]>", row.group(1), re.DOTALL)
    words = [Reader(cell).text.replace(" ", "").replace(",", "") for cell in cells]
    digits = [re.sub(r"\D", "", word) for word in words]
    return None if not digits[4] else (int(digits[4]), int(digits[5]))


def by_beacon(visitor: Visitor, name: str, method: str) -> Figures:
    for _ in range(10):
        reply = ask_beacon(visitor, name, method)
        assert reply.status_code == 200, reply.text
        if '"nodesAnswered":7' in reply.text:  # else a node was late: it is named; ask again
            return figures_of(reply.json())
    raise AssertionError("a node is late again and again")


def ask_beacon(visitor: Visitor, name: str, method: str) -> httpx.Response:
    contig, position, ref, alt = name.split("-")
    asked: dict[str, Any] = {
        "assemblyId": "GRCh38",
        "referenceName": contig,
        "start": [int(position) - 1],
        "referenceBases": ref,
        "alternateBases": alt,
    }
    if method == "GET":
        pairs = "&".join(
            f"{key}={value[0] if isinstance(value, list) else value}"
            for key, value in asked.items()
        )
        path = f"/nation/beacon/g_variants?{pairs}&requestedGranularity=record"
        return visitor.client.get(path)
    body = {
        "meta": {"apiVersion": "2.0"},
        "query": {"requestParameters": asked, "requestedGranularity": "record"},
    }
    token = visitor.token()["form_token"]
    return visitor.client.post(
        "/nation/beacon/g_variants", json=body, headers={"x-form-token": token}
    )


def figures_of(document: dict[str, Any]) -> Figures:
    """What a Beacon tells; None where it tells nothing of the variant."""
    results = document.get("response", {}).get("resultSets", [])
    records = [record for result in results for record in result.get("results", [])]
    if not records:
        assert document["responseSummary"]["exists"] is False
        return None
    (record,) = records
    (frequency,) = record["frequencyInPopulations"][0]["frequencies"]
    assert frequency["alleleFrequency"] == frequency["alleleCount"] / frequency["alleleNumber"]
    return frequency["alleleCount"], frequency["alleleNumber"]


@pytest.mark.parametrize(("persona", "purpose", "exact"), PEOPLE, ids=[p[0] for p in PEOPLE])
def test_every_door_tells_the_same(
    demo: Demo,
    app: Litestar,
    names: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    persona: str,
    purpose: str,
    exact: bool,
) -> None:
    visitor = Visitor(app).sign_in(persona, purpose=purpose)
    hidden = 0
    with samvar.open(str(demo.folder), persona=persona, purpose=purpose) as nation:
        by_name = {name: by_python(nation, name) for name in names}
    for name, figures in by_name.items():
        assert by_command(demo, persona, purpose, name, capsys) == figures, name
        assert by_page(visitor, name) == figures, name
        told = None if figures is None or figures[0] == 0 else figures
        assert by_beacon(visitor, name, "GET") == told, name
        assert by_beacon(visitor, name, "POST") == told, name
        hidden += figures is None
    assert (hidden == 0) == exact


def test_what_care_reads_is_the_planted_truth(demo: Demo, names: tuple[str, ...]) -> None:
    country = USUAL.draw()
    total = _planted(country)
    with samvar.open(str(demo.folder), persona="geneticist", purpose="TREAT") as nation:
        for name in names:
            at = country.sites.names.index(name)
            assert by_python(nation, name) == (int(total.ac[at]), int(total.an[at]))


def test_who_is_refused_at_one_door_is_refused_at_all(
    demo: Demo, app: Litestar, capsys: pytest.CaptureFixture[str]
) -> None:
    """A coordinator sees how the network does, not what people carry."""
    name = "10-94781859-G-A"
    with samvar.open(str(demo.folder), persona="coordinator") as nation:
        answer = nation.frequency(name)
    assert (answer.state, answer.value) == ("refused", None)
    words = ["ask", "variant_frequency", "--assembly", "GRCh38", "--variant", name]
    who = ["--as", "coordinator", "--at", str(demo.folder), "--deadline", "60"]
    assert run([*words, *who]) == 4
    assert not re.search(r"\d{3}", capsys.readouterr().out)
    visitor = Visitor(app).sign_in("coordinator")
    page = visitor.get(f"/variant/GRCh38/{name}")
    assert page.status_code == 403
    path = "/nation/beacon/g_variants?assemblyId=GRCh38&referenceName=10&start=94781858"
    reply = visitor.client.get(f"{path}&referenceBases=G&alternateBases=A")
    assert reply.status_code == 403
    assert "alleleCount" not in reply.text


def test_the_public_beacon_tells_its_release_and_of_which_epoch(
    demo: Demo, app: Litestar, names: tuple[str, ...]
) -> None:
    stranger = Visitor(app)
    country = USUAL.draw()
    total = _planted(country, Scope.RESEARCH)
    release = demo.site.releases.newest("public", Assembly.GRCh38)
    assert release is not None
    told = 0
    for name in names:
        contig, position, ref, alt = name.split("-")
        reply = stranger.client.get(
            f"/beacon/g_variants?assemblyId=GRCh38&referenceName={contig}"
            f"&start={int(position) - 1}&referenceBases={ref}&alternateBases={alt}"
            "&requestedGranularity=record"
        )
        assert reply.status_code == 200
        assert f"epoch {release.manifest.number}" in reply.text
        at = country.sites.names.index(name)
        figures = figures_of(reply.json())
        if figures is not None:
            assert figures == (int(total.ac[at]), int(total.an[at]))
            assert total.ac[at] / total.an[at] >= release.manifest.min_frequency
            told += 1
    assert told >= 3


def test_a_stranger_reads_no_live_figure(demo: Demo, app: Litestar, tmp_path: Path) -> None:
    stranger = Visitor(app)
    for path in (
        "/nation/beacon/g_variants?assemblyId=GRCh38&referenceName=10&start=94781858"
        "&referenceBases=G&alternateBases=A",
        "/nodes/skane/beacon/g_variants?assemblyId=GRCh38&referenceName=10&start=94781858"
        "&referenceBases=G&alternateBases=A",
        "/variant/GRCh38/10-94781859-G-A",
    ):
        reply = stranger.client.get(path, headers={"accept": "application/json"})
        assert reply.status_code in (401, 403), path
        assert "alleleCount" not in reply.text
    assert set(demo.site.nodes) >= {"skane"}
