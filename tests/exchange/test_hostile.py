"""Hostile requests: any text in any parameter gives an answer or a reason, never a fault."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.exchange.beacon.request import _META, _UNANSWERED, _VARIANT

NAMES = (*_META, *_VARIANT, *_UNANSWERED)
ODD = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from(
        [
            "-1",
            "1e9",
            "٣",
            "9" * 19,
            "9" * 400,
            "NaN",
            "null",
            "1,2,3",
            ",",
            "0x10",
            "\x00",
            "A" * 9999,
            "GRCh38",
            "chr10",
            "NC_000010.11",
            "ga4gh:SQ.x",
            "94781858",
            "A",
            "N",
            "true",
            "record",
            "alleleFrequency>=nan",
            "alleleFrequency>=1_0",
            "alleleFrequency=0.1",
            "%",
            "../../etc",
        ]
    ),
)
PATHS = st.one_of(
    st.sampled_from(
        ["g_variants", "datasets", "info", "", "map", "g_variants/", "datasets//g_variants"]
    ),
    ODD.map(lambda text: f"g_variants/{text}"),
    ODD.map(lambda text: f"datasets/{text}/g_variants"),
    ODD,
)


def _sound(conformance, reply) -> None:
    text = msgspec.json.encode(reply.body)
    assert reply.status in (200, 400, 404, 405, 422, 501)
    if reply.status != 200:
        conformance.check("error", json.loads(text))


@settings(max_examples=300, deadline=None)
@given(
    path=PATHS,
    pairs=st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), ODD), ODD), max_size=8),
    near=st.booleans(),
)
def test_any_query_string_is_answered(beacon, conformance, path, pairs, near):
    given_ = [("referenceName", "10"), ("assemblyId", "GRCh38")] if near else []
    _sound(conformance, beacon.answer("GET", path, [*given_, *pairs], b"", "https://x"))


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**80), 2**80),
        st.floats(allow_nan=True),
        ODD,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(st.sampled_from([*NAMES, "id", "value", "operator"]), ODD), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    path=st.sampled_from(["g_variants", "datasets", "g_variants/GRCh38-1-5-A-C"]),
    query=st.fixed_dictionaries(
        {},
        optional={
            "requestParameters": st.one_of(JSON, st.fixed_dictionaries({"g_variant": JSON})),
            "filters": JSON,
            "pagination": st.one_of(JSON, st.fixed_dictionaries({"skip": JSON, "limit": JSON})),
            "includeResultsetResponses": JSON,
            "requestedGranularity": JSON,
            "testMode": JSON,
        },
    ),
    meta=st.one_of(JSON, st.fixed_dictionaries({"apiVersion": JSON, "requestedSchemas": JSON})),
)
def test_any_document_is_answered(beacon, conformance, path, query, meta):
    body = json.dumps({"meta": meta, "query": query}).encode()
    _sound(conformance, beacon.answer("POST", path, [], body, "https://x"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100000,
        b'{"a":' * 50000,
        b'{"query": {"filters": [{}]}}',
        b'{"meta": "\\ud800"}',
        b'{"query": {"requestParameters": {"\\ud800": "\\udfff"}}}',
    ],
    ids=range(9),
)
def test_a_broken_body_is_a_reason(beacon, conformance, body):
    reply = beacon.answer("POST", "g_variants", [], body, "https://x")
    _sound(conformance, reply)
    assert reply.status == 400


@settings(max_examples=200, deadline=None)
@given(
    start=st.lists(st.integers(0, 300), min_size=1, max_size=2),
    end=st.lists(st.integers(0, 300), max_size=2),
    alt=st.one_of(st.none(), st.text("ACGTN-", max_size=3)),
)
def test_get_and_post_agree_on_any_question(beacon, start, end, alt):
    base = 94_781_800
    asked = {"referenceName": "10", "assemblyId": "GRCh38", "start": [base + x for x in start]}
    if end:
        asked["end"] = [base + x for x in end]
    if alt is not None:
        asked["alternateBases"] = alt
    pairs = [
        (name, str(one))
        for name, value in asked.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    body = json.dumps({"meta": {}, "query": {"requestParameters": asked}}).encode()
    one = beacon.answer("GET", "g_variants", pairs, b"", "https://x")
    other = beacon.answer("POST", "g_variants", [], body, "https://x")
    assert (one.status, one.body) == (other.status, other.body)
