"""The Beacon's answers, each against the published schema."""

from __future__ import annotations

import json

import pytest

URL = "https://nation.example/beacon"
SNV = [
    ("referenceName", "10"),
    ("assemblyId", "GRCh38"),
    ("start", "94781858"),
    ("referenceBases", "G"),
    ("alternateBases", "A"),
]


def get(beacon, path, pairs=()):
    return beacon.answer("GET", path, list(pairs), b"", URL)


def post(beacon, path, query, meta=None):
    body = json.dumps({"meta": meta or {"apiVersion": "v2.0.0"}, "query": query}).encode()
    return beacon.answer("POST", path, [], body, URL)


def ids(reply) -> list[str]:
    return [
        record["variantInternalId"]
        for one in reply.body["response"]["resultSets"]
        for record in one["results"]
    ]


@pytest.mark.parametrize(
    "path",
    ["info", "service-info", "configuration", "map", "entry_types", "filtering_terms"],
)
def test_the_beacon_describes_itself_by_the_schema(beacon, conformance, path):
    reply = get(beacon, path)
    assert reply.status == 200
    conformance.check(path, reply.body)


def test_the_root_is_info(beacon):
    assert get(beacon, "").body["response"] == get(beacon, "info").body["response"]


def test_a_sequence_query_finds_the_variant_with_source_and_epoch(beacon, conformance):
    reply = get(beacon, "g_variants", SNV)
    conformance.check("record", reply.body)
    assert reply.body["responseSummary"] == {"exists": True, "numTotalResults": 1}
    (record,) = reply.body["response"]["resultSets"][0]["results"]
    assert record["variantInternalId"] == "GRCh38-10-94781859-G-A"
    assert record["variation"]["location"]["sequence_id"].startswith("ga4gh:SQ.ss8r_wB0")
    assert record["identifiers"]["genomicHGVSId"] == "NC_000010.11:g.94781859G>A"
    (told,) = record["frequencyInPopulations"]
    assert (told["source"], told["version"]) == ("samvar public release", "epoch 3")
    assert told["frequencies"][0]["alleleFrequency"] == 0.15


@pytest.mark.parametrize("granularity", ["boolean", "count", "record"])
@pytest.mark.parametrize("include", ["HIT", "MISS", "ALL", "NONE"])
@pytest.mark.parametrize("alt", ["A", "C"])
def test_every_granularity_has_both_granularity_fields(
    beacon, conformance, granularity, include, alt
):
    pairs = [*SNV[:-1], ("alternateBases", alt)]
    pairs += [("requestedGranularity", granularity), ("includeResultsetResponses", include)]
    body = get(beacon, "g_variants", pairs).body
    returned = body["meta"]["returnedGranularity"]
    assert returned == ("count" if (granularity, include) == ("record", "NONE") else granularity)
    assert body["meta"]["receivedRequestSummary"]["requestedGranularity"] == granularity
    conformance.check(returned, body)
    assert body["responseSummary"]["exists"] is (alt == "A")
    if returned == "record":
        shown = [one["exists"] for one in body["response"]["resultSets"]]
        hit = alt == "A"
        assert shown == ([hit] if include in ("ALL", "HIT" if hit else "MISS") else [])


def test_a_variant_outside_the_release_is_not_called_absent(beacon):
    info = get(beacon, "g_variants", [*SNV[:-1], ("alternateBases", "C")]).body["info"]
    assert "not a statement that nobody carries it" in info["absence"][0]
    assert "vasterbotten" in info["absence"][0]
    coverage = info["sources"][0]["coverage"]
    assert (coverage["nodesAnswered"], coverage["nodesEligible"]) == (1, 2)
    assert coverage["missing"] == [{"node": "vasterbotten", "state": "down"}]
    assert info["sources"][0]["suppression"] == {"minFrequency": 0.01, "floorCarriers": 10}


def test_without_a_release_of_the_assembly_there_is_no_no(beacon, conformance):
    pairs = [(n, "GRCh37" if n == "assemblyId" else v) for n, v in SNV]
    reply = get(beacon, "g_variants", pairs)
    assert reply.status == 404
    conformance.check("error", reply.body)


RANGES = [
    # start, end, further, expected numbers after the common prefix
    ("94781858", "94781859", {}, ["94781859-G-A", "94781859-G-T"]),
    ("94781859", "94781900", {}, []),
    ("94781902", "94781903", {}, ["94781901-CAT-C"]),
    ("94781903", "94781904", {}, []),
    ("94781800", "94782200", {"variantType": "DEL"}, ["94781901-CAT-C"]),
    ("94781800", "94782200", {"variantType": "INS"}, ["94781951-T-TGG"]),
    ("94781800", "94782200", {"variantType": "mnv"}, ["94782001-AC-GT"]),
    ("94781800", "94782200", {"variantType": "SO:1000032"}, ["94782101-ACG-TT"]),
    ("94781800", "94782200", {"variantMinLength": "3"}, ["94782101-ACG-TT"]),
    (
        "94781800",
        "94782200",
        {"variantMinLength": "2", "variantMaxLength": "2"},
        ["94781901-CAT-C", "94781951-T-TGG", "94782001-AC-GT"],
    ),
    (
        "94781800",
        "94782200",
        {"alternateBases": "N"},
        ["94781859-G-A", "94781859-G-T", "94781901-CAT-C"],
    ),
    ("94781800", "94782200", {"filters": "alleleFrequency>=0.15"}, ["94781859-G-A"]),
    ("94781858,94781860", "94781859,94781861", {}, ["94781859-G-A", "94781859-G-T"]),
    ("94781901,94781902", "94781903,94781904", {}, ["94781901-CAT-C"]),
    ("94781858,94781860", "94781860,94781861", {}, []),
]


@pytest.mark.parametrize(("start", "end", "further", "expected"), RANGES)
def test_range_and_bracket_queries(beacon, conformance, start, end, further, expected):
    pairs = {"referenceName": "chr10", "assemblyId": "hg38", "start": start, "end": end, **further}
    reply = get(beacon, "g_variants", pairs.items())
    conformance.check("record", reply.body)
    assert ids(reply) == [f"GRCh38-10-{one}" for one in expected]


SAME = [
    # position, ref, alt: other spellings of one deletion and one insertion
    (94781900, "CAT", "C"),
    (94781901, "AT", ""),
    (94781901, "AT", "-"),
    (94781899, "GCAT", "GC"),
    (94781901, "AN", ""),
]


@pytest.mark.parametrize(("start", "ref", "alt"), SAME)
def test_a_deletion_is_found_in_each_of_its_spellings(beacon, start, ref, alt):
    pairs = [("referenceName", "refseq:NC_000010.11"), ("start", str(start))]
    pairs += [("referenceBases", ref), ("alternateBases", alt)]
    assert ids(get(beacon, "g_variants", pairs)) == ["GRCh38-10-94781901-CAT-C"]


def test_get_and_post_say_the_same(beacon, conformance):
    parameters = {
        "referenceName": "10",
        "assemblyId": "GRCh38",
        "start": [94781800],
        "end": [94782200],
        "variantMaxLength": 2,
    }
    flat = post(beacon, "g_variants", {"requestParameters": parameters})
    nested = post(beacon, "g_variants", {"requestParameters": {"g_variant": parameters}})
    pairs = [
        (name, str(value[0] if isinstance(value, list) else value))
        for name, value in parameters.items()
    ]
    asked = get(beacon, "g_variants", pairs)
    conformance.check("record", flat.body)
    assert flat.body == nested.body == asked.body
    assert len(ids(asked)) == 5


def test_pages_join_to_the_whole(beacon):
    base = [
        ("referenceName", "10"),
        ("assemblyId", "GRCh38"),
        ("start", "94781800"),
        ("end", "94782200"),
    ]
    whole = ids(get(beacon, "g_variants", [*base, ("limit", "0")]))
    pages = [get(beacon, "g_variants", [*base, ("limit", "4"), ("skip", str(n))]) for n in range(3)]
    assert [one for page in pages for one in ids(page)] == whole
    assert {page.body["responseSummary"]["numTotalResults"] for page in pages} == {6}
    far = get(beacon, "g_variants", [*base, ("skip", "999999999999999999")])
    assert (ids(far), far.body["responseSummary"]["exists"]) == ([], True)


@pytest.mark.parametrize(
    "identifier",
    ["GRCh38-10-94781859-G-A", "NC_000010.11:94781858:G:A", "NC_000010.11:g.94781859G>A"],
)
def test_one_variant_by_its_identifier(beacon, conformance, identifier):
    reply = get(beacon, f"g_variants/{identifier}")
    conformance.check("record", reply.body)
    assert ids(reply) == ["GRCh38-10-94781859-G-A"]


def test_an_identifier_that_cannot_be_turned_back_is_an_error_not_a_no(beacon, conformance):
    reply = get(beacon, "g_variants/ga4gh:VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt")
    assert reply.status == 400
    conformance.check("error", reply.body)


def test_datasets_are_the_releases(beacon, conformance):
    reply = get(beacon, "datasets")
    conformance.check("collections", reply.body)
    (dataset,) = reply.body["response"]["collections"]
    assert dataset["id"] == "public-GRCh38-000003"
    assert dataset["version"] == "epoch 3"
    one = get(beacon, f"datasets/{dataset['id']}")
    assert one.body["response"] == reply.body["response"]
    assert get(beacon, "datasets/other").status == 404
    found = get(beacon, f"datasets/{dataset['id']}/g_variants", SNV)
    conformance.check("record", found.body)
    assert ids(found) == ["GRCh38-10-94781859-G-A"]
    counted = get(beacon, "datasets", [("requestedGranularity", "count")])
    conformance.check("count", counted.body)


REFUSED = [
    # parameters, status, what the message names
    ([], 400, "which variants"),
    ([*SNV, ("geneId", "BRCA1")], 400, "geneId"),
    ([*SNV, ("strat", "5")], 400, "did you mean `start`"),
    ([*SNV, ("filters", "HP:0000118")], 400, "HP:0000118"),
    ([*SNV, ("filters", "alleleFrequency>=2")], 400, "0 to 1"),
    ([*SNV, ("assemblyId", "GRCh38")], 400, "said 2 times"),
    ([*SNV, ("start", "1"), ("start", "2")], 400, "one or two"),
    ([*SNV, ("requestedGranularity", "all")], 400, "boolean, count, record"),
    ([*SNV, ("requestedSchemas", "x-v1")], 501, "schema"),
    ([*SNV, ("apiVersion", "v3.0.0")], 501, "version 2"),
    ([*SNV, ("variantType", "DUP")], 400, "DUP"),
    ([*SNV[:1], *SNV[2:]], 400, "assemblyId"),
    ([("referenceName", "NC_000010.10"), *SNV[1:]], 400, "GRCh37"),
    ([("referenceName", "chrUn_1"), *SNV[1:]], 422, "primary contig"),
    ([*SNV[:3]], 400, "alternateBases"),
    ([*SNV, ("end", "1,2")], 400, "range"),
    ([*SNV, ("end", "94781858")], 422, "exclusive"),
    ([*SNV[:2], ("start", "1"), ("end", "90000000")], 422, "span"),
    ([*SNV[:2], ("start", "999999999"), ("alternateBases", "A")], 422, "outside"),
    ([*SNV[:2], ("start", "-1"), ("alternateBases", "A")], 400, "start"),
    ([*SNV[:4], ("alternateBases", "Q")], 400, "alternateBases"),
]


@pytest.mark.parametrize(("pairs", "status", "named"), REFUSED)
def test_what_cannot_be_answered_is_refused_by_name(beacon, conformance, pairs, status, named):
    reply = get(beacon, "g_variants", pairs)
    conformance.check("error", reply.body)
    assert reply.status == reply.body["error"]["errorCode"] == status
    assert named in reply.body["error"]["errorMessage"]


@pytest.mark.parametrize("path", ["individuals", "g_variants/x/individuals", "nothing", "a/b/c/d"])
def test_there_are_no_entries_of_people(beacon, conformance, path):
    reply = get(beacon, path)
    conformance.check("error", reply.body)
    assert reply.status == 404


def test_another_method_is_refused(beacon, conformance):
    reply = beacon.answer("DELETE", "g_variants")
    conformance.check("error", reply.body)
    assert reply.status == 405


def test_unknown_body_parts_are_refused(beacon, conformance):
    for query in (
        {"datasets": ["a"]},
        {"requestParameters": {"g_variant": {"g_variant": {}}, "x": 1}},
    ):
        reply = post(beacon, "g_variants", query)
        conformance.check("error", reply.body)
        assert reply.status == 400


def test_test_mode_and_pages_come_back_as_understood(beacon, conformance):
    query = {
        "requestParameters": dict(SNV) | {"start": 94781858},
        "testMode": True,
        "pagination": {"skip": 0, "limit": 3},
        "filters": [{"id": "alleleFrequency", "operator": ">", "value": "0.1"}],
    }
    meta = {"apiVersion": "2.0", "requestedSchemas": [{"schema": "ga4gh-beacon-variant-v2.0.0"}]}
    body = post(beacon, "g_variants", query, meta).body
    conformance.check("record", body)
    assert body["meta"]["testMode"] is True
    summary = body["meta"]["receivedRequestSummary"]
    assert summary["filters"] == ["alleleFrequency>0.1"]
    assert summary["pagination"] == {"skip": 0, "limit": 3}
