"""The Beacon over HTTP: addresses, methods, and faults outside the handler as Beacon errors."""

from __future__ import annotations

import pytest
from litestar.testing import create_test_client

from samvar.exchange.beacon.public import NATION
from samvar.exchange.beacon.routes import live_router, nation_router, node_router
from samvar.model.errors import NotSignedIn

SNV = "referenceName=10&assemblyId=GRCh38&start=94781858&referenceBases=G&alternateBases=A"


@pytest.fixture(scope="module")
def client(beacon):
    def of_node(request):
        if request.path_params["node"] != "skane":
            raise NotSignedIn("nobody has signed in")
        if request.query_params.get("testMode") == "true":
            raise RuntimeError("10-94781859-G-A of a person")
        return beacon

    routers = [
        nation_router(beacon),
        node_router(of_node, NATION),
        live_router(lambda _: beacon, NATION),
    ]
    with create_test_client(routers) as client:
        yield client


@pytest.mark.parametrize("root", ["/beacon", "/nodes/skane/beacon", "/nation/beacon"])
def test_a_beacon_answers_at_its_root_and_below(client, conformance, root):
    for path, kind in (
        ("", "info"),
        ("/info", "info"),
        ("/map", "map"),
        ("/datasets", "collections"),
    ):
        reply = client.get(root + path)
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
        conformance.check(kind, reply.json())
    urls = client.get(f"{root}/map").json()["response"]["endpointSets"]["genomicVariant"]
    assert urls["rootUrl"].endswith(f"{root}/g_variants")
    assert urls["rootUrl"].startswith("http")


def test_get_and_post_over_http_say_the_same(client, conformance):
    asked = client.get(f"/beacon/g_variants?{SNV}")
    body = {"requestParameters": dict(pair.split("=") for pair in SNV.split("&"))}
    posted = client.post("/beacon/g_variants", json={"meta": {}, "query": body})
    conformance.check("record", asked.json())
    assert asked.json()["response"] == posted.json()["response"]
    (record,) = asked.json()["response"]["resultSets"][0]["results"]
    assert record["frequencyInPopulations"][0]["sourceReference"].endswith("/beacon")
    assert asked.headers["access-control-allow-origin"] == "*"


def test_an_identifier_with_reserved_characters_arrives_whole(client):
    reply = client.get("/beacon/g_variants/NC_000010.11%3Ag.94781859G%3EA")
    assert reply.json()["responseSummary"]["exists"] is True


def test_an_empty_allele_is_not_lost_on_the_way(client):
    reply = client.get(
        "/beacon/g_variants?referenceName=10&assemblyId=GRCh38&start=94781901"
        "&referenceBases=AT&alternateBases="
    )
    assert reply.json()["responseSummary"]["numTotalResults"] == 1


FAULTS = [
    ("GET", "/beacon/individuals", 404),
    ("PUT", "/beacon/g_variants", 405),
    ("GET", "/nodes/orebro/beacon/g_variants", 401),
    ("GET", "/nodes/skane/beacon/info?testMode=true", 500),
    ("GET", "/beacon/g_variants?" + "&".join(f"a{n}=1" for n in range(300)), 400),
    ("GET", "/beacon/g_variants?start=%ff%00", 400),
]


@pytest.mark.parametrize(("method", "url", "status"), FAULTS)
def test_faults_are_beacon_errors_and_tell_nothing_of_a_person(
    client, conformance, method, url, status
):
    reply = client.request(method, url)
    assert reply.status_code == status
    conformance.check("error", reply.json())
    assert reply.json()["error"]["errorCode"] == status
    assert "94781859" not in reply.text


def test_a_node_is_not_kept_in_caches(client):
    reply = client.get(f"/nodes/skane/beacon/g_variants?{SNV}")
    assert reply.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("path", ["/beacon", "/beacon/g_variants"])
def test_a_page_of_another_site_may_post_to_the_public_beacon_and_to_no_other(client, path):
    asks = {
        "origin": "https://beacon-network.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    told = client.options(path, headers=asks)
    assert told.status_code == 204
    assert told.headers["access-control-allow-origin"] == "*"
    assert "POST" in told.headers["access-control-allow-methods"]
    assert told.headers["access-control-allow-headers"] == "content-type"
    assert "access-control-allow-credentials" not in told.headers
    for closed in ("/nodes/stockholm", "/nation"):
        assert (
            "access-control-allow-origin" not in client.options(closed + path, headers=asks).headers
        )
