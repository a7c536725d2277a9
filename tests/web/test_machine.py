"""Routes for programs: the reference genome, the network's messages, the Beacons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from litestar.testing import TestClient

from samvar.govern.identity import PERSONAS, Asker
from samvar.network.signature import Signer
from tests.network.heads import headers_for
from tests.web.mounted import mounted

REFERENCE = "/nodes/stockholm/reference/GRCh38"


@pytest.fixture
def bases(site, tmp_path):
    with mounted(site.nodes["stockholm"], tmp_path) as bases:
        yield bases


def test_the_index_and_the_bases_agree(visitor, bases):
    one = visitor("geneticist")
    name, length, offset, line, width = one.get(REFERENCE + "/index.fai").text.split()
    assert name == "MT"
    assert (int(length), int(line), int(width)) == (len(bases), len(bases), len(bases) + 1)
    start = int(offset) + 100
    sent = one.get(REFERENCE + "/bases.fa", range=f"bytes={start}-{start + 49}")
    assert sent.status_code == 206
    assert sent.text == bases[100:150]
    assert sent.headers["content-range"] == f"bytes 100-149/{len(bases) + 1}"
    assert (
        one.get(REFERENCE + "/bases.fa", range=f"bytes={len(bases) - 1}-").text == bases[-1] + "\n"
    )


def test_odd_digits_in_a_range_are_a_clean_error(app, bases):
    client = TestClient(app, raise_server_exceptions=False)
    for span in ("bytes=\xb2-", "bytes=0-\xb9", "bytes=" + "9" * 5000 + "-"):  # ², ¹
        given = client.get(REFERENCE + "/bases.fa", headers={"range": span.encode("latin-1")})
        assert given.status_code == 400


def test_a_static_name_that_no_disk_can_have_is_not_found(app):
    client = TestClient(app, raise_server_exceptions=False)
    for name in ("a" * 5000, "%00", "a%00.css"):
        assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    "span",
    ["", "bytes=5-1", "bytes=-5", "bytes=a-b", "lines=0-5", "bytes=99999999-", "bytes=0-4,8-9"],
)
def test_an_odd_range_is_a_clean_error(visitor, bases, span):
    assert visitor().get(REFERENCE + "/bases.fa", range=span).status_code == 400


def test_without_a_mounted_reference_there_is_none(visitor):
    assert visitor().get(REFERENCE + "/index.fai").status_code == 404
    assert "genome browser" not in visitor("geneticist").get("/variant/GRCh38/MT-150-A-C").text


def test_a_variant_that_does_not_fit_the_reference_is_said(visitor, bases):
    wrong = "ACGT"[("ACGT".index(bases[149]) + 1) % 4]
    other = "ACGT"[("ACGT".index(bases[149]) + 2) % 4]
    sent = visitor("geneticist").get(f"/variant/GRCh38/MT-150-{wrong}-{other}")
    assert sent.status_code == 422
    assert "reference-mismatch" in sent.text


def test_only_the_page_with_the_genome_browser_lets_inline_styles_pass(visitor, bases):
    alt = "ACGT"[("ACGT".index(bases[149]) + 1) % 4]
    sent = visitor("geneticist").get(f"/variant/GRCh38/MT-150-{bases[149]}-{alt}")
    policy = sent.headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy
    assert 'id="igv"' in sent.text


def test_a_message_of_the_network_is_answered_by_the_same_handler(visitor, site):
    one = visitor()
    for path in ("/nodes/skane/network/v1/ask", "/network/v1/ask"):
        wrong = one.client.post(path, content=b"x", headers={"content-type": "text/plain"})
        assert wrong.status_code == 415
        media = {"content-type": "application/vnd.samvar.network+msgpack"}
        unsigned = one.client.post(path, content=b"\xc1", headers=media)
        assert (unsigned.status_code, unsigned.json()["code"]) == (401, "bad-signature")
        address = f"{one.client.base_url}{path}"
        signed = headers_for(Signer("uppsala", site.nodes["uppsala"].key), address, b"\xc1")
        damaged = one.client.post(path, content=b"\xc1", headers=signed)
        assert (damaged.status_code, damaged.json()["code"]) == (400, "bad-input")
        assert damaged.headers["content-type"].startswith("application/problem+json")
    assert one.client.post("/nodes/oslo/network/v1/ask", content=b"x").status_code == 404


def test_the_live_beacon_shows_the_figures_of_the_page(visitor, site):
    one = visitor("geneticist")
    page = one.get("/variant/GRCh38/10-94781859-G-A").text
    link = page.split('<a class="button small" href="')[1].split('"')[0].replace("&amp;", "&")
    found = one.client.get(link).json()["response"]["resultSets"][0]["results"][0]
    told = found["frequencyInPopulations"][0]["frequencies"][0]
    value = site.network("stockholm").ask_now(
        "variant_frequency",
        {"assembly": "GRCh38", "variants": ("10-94781859-G-A",)},
        Asker.of(PERSONAS["geneticist"]),
    ).value  # fmt: skip
    assert told["alleleFrequency"] == pytest.approx(int(value["ac"][0]) / int(value["an"][0]))


def test_the_public_beacon_needs_nobody_and_the_live_one_somebody(visitor):
    one = visitor()
    assert one.client.get("/beacon/").status_code == 200
    assert one.client.get("/nation/beacon/").status_code == 401
    assert visitor("auditor").client.get("/nation/beacon/").status_code == 403


NODE_BEACON = "/nodes/stockholm/beacon"
ASKED = "/g_variants?referenceName=10&assemblyId=GRCh38&start=94781858&referenceBases=G"


def _written(site, since):
    with site.nodes["stockholm"].records.read() as tx:
        found = tx.audit.page(limit=20)
    return [(one.entry.verb, one.entry.outcome) for one in found if one.sequence > since][::-1]


def _so_far(site):
    with site.nodes["stockholm"].records.read() as tx:
        return tx.audit.page(limit=1)[0].sequence


@pytest.mark.parametrize(
    ("persona", "path", "entries"),
    [
        ("geneticist", ASKED + "&alternateBases=A", [("ask-beacon", "answered")]),
        ("geneticist", "/datasets", [("list-beacon-datasets", "answered")]),
        ("geneticist", "/info", [("visit-node-beacon", "allowed")]),
        ("geneticist", "", [("visit-node-beacon", "allowed")]),
        ("auditor", ASKED + "&alternateBases=A", [("visit-node-beacon", "refused")]),
    ],
)
def test_a_question_to_a_nodes_beacon_is_written_down_once(visitor, site, persona, path, entries):
    one = visitor(persona)
    before = _so_far(site)
    one.get(NODE_BEACON + path)
    assert _written(site, before) == entries


@pytest.mark.parametrize("path", [f"{NODE_BEACON}/info", "/nation/beacon/g_variants"])
def test_a_beacon_speaks_english_unless_the_program_asks_for_swedish(visitor, path):
    patient = visitor("patient", language="sv")
    said = patient.get(path).json()["error"]["errorMessage"]
    assert said.startswith("No rule permits this")
    swedish = patient.get(path, **{"accept-language": "sv"}).json()["error"]["errorMessage"]
    assert swedish.startswith("Ingen regel")


def test_a_program_that_names_no_language_reads_english(app):
    program = TestClient(app)
    assert program.get("/").json()["title"] == "Sign in first"
    swedish = program.get("/", headers={"accept-language": "sv"}).json()
    assert swedish["title"] == "Logga in först"


def test_the_live_beacon_waits_as_long_as_its_node_is_set_to(visitor, site, monkeypatch):
    waited = []
    network = site.network("stockholm")
    usual = network.ask_now

    def ask_now(operation, args, asker, deadline_s):
        waited.append(deadline_s)
        return usual(operation, args, asker, deadline_s)

    monkeypatch.setattr(network, "ask_now", ask_now)
    node = site.nodes["stockholm"]
    monkeypatch.setattr(node, "config", replace(node.config, deadline_s=7.5))
    asked = visitor("geneticist").get(f"/nation/beacon{ASKED}&alternateBases=A")
    assert asked.status_code == 200
    assert waited == [7.5]
