"""VRS identifiers against the vectors that GA4GH publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from samvar.exchange import refget, vrs
from samvar.model.errors import BadRegion
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.variant import Variant


def _vectors(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """All cases under a key; the published files repeat their keys, which plain loading loses."""
    root = yaml.compose(path.read_text(), Loader=yaml.SafeLoader)
    loader = yaml.SafeLoader("")
    for key, value in root.value:
        if key.value == name:
            yield from loader.construct_object(value, deep=True)


@pytest.mark.parametrize("version", ["1.3.0", "2.x"])
def test_the_truncated_digest_equals_the_published_vectors(shared_data, version):
    folder = shared_data / "exchange" / "vrs" / version / "validation"
    cases = list(_vectors(folder / "functions.yaml", "sha512t24u"))
    assert len(cases) == 2
    for case in cases:
        assert case["out"] == vrs.sha512t24u(case["in"]["blob"].encode())


def test_vrs_1_3_alleles_equal_the_published_vectors(shared_data):
    cases = [
        case
        for case in _vectors(shared_data / "exchange/vrs/1.3.0/validation/models.yaml", "Allele")
        if case["in"]["state"]["type"] == "LiteralSequenceExpression"
    ]
    checked = 0
    for case in cases:
        location = case["in"]["location"]
        found = refget.contig_of(location["sequence_id"].removeprefix("ga4gh:"))
        start, end = (location["interval"][k].get("value") for k in ("start", "end"))
        if found is None or end != start + 1:
            continue
        alt = case["in"]["state"]["sequence"]
        variant = Variant(Assembly.GRCh38, found[1], start, "C" if alt != "C" else "G", alt)
        assert case["out"]["ga4gh_identify"] == vrs.allele_1_3(variant)["_id"]
        checked += 1
    assert checked >= 1


def test_vrs_2_identifiers_equal_the_published_vectors(shared_data):
    cases = list(_vectors(shared_data / "exchange/vrs/2.x/validation/models.yaml", "Allele"))
    named = {case["name"]: case["out"]["ga4gh_identify"] for case in cases}
    rs7412 = Variant.parse("19-44908822-C-T", Assembly.GRCh38)
    assert named["rs7412@GRCh38>T w/LiteralSequenceExpression"] == vrs.identifier_2(rs7412)
    # CTCCTCCT -> CTCCTCCTCCT at NC_000001.11:40819438, written as a caller writes it.
    around = _around(40819438, "GCTCCTCCTA", before=1)
    inserted = Variant(Assembly.GRCh38, "1", 40819437, "G", "GCTC")
    key = "NC_000001.11:40819438:CTCCTCCT:CTCCTCCTCCT w/ReferenceLengthExpression"
    assert named[key] == vrs.identifier_2(inserted, around)


def _around(position: int, bases: str, before: int) -> vrs.Fetch:
    """A reference of which only a few bases are known: the rest is N."""
    first = position - before

    def fetch(_contig: str, start: int, end: int) -> str:
        return "".join(
            bases[x - first] if 0 <= x - first < len(bases) else "N" for x in range(start, end)
        )

    return fetch


# position, ref, alt, identifier, bases around and how many stand before the position
ANNOTATED = [
    (82664, "C", "T", "ga4gh:VA.b9AIUegs1SOYO7nKY8l01yllkyUns-u4", None),
    (284350, "CA", "C", "ga4gh:VA.a04jFsNg0bS0RMIWjKWSbwJS4_vp7S6x", "C" + "A" * 16 + "G"),
    (289464, "T", "TCACGCCTGTAATCC", "ga4gh:VA.ySvDptXfHB_9WEfu78v32DzBXJfwGgO7", "TCAG"),
    (28946400, "T", "C", "ga4gh:VA.uV5O4M9zpiwk6sftOd-EDvtw_pkSAvdf", None),
    (490414, "ACT", "A", "ga4gh:VA.lok7a3lot_cvUyw626otpJi4yxk0X07v", "ACTG"),
]


@pytest.mark.parametrize(("position", "ref", "alt", "expected", "bases"), ANNOTATED)
def test_identifiers_equal_those_that_vrs_python_writes_into_a_vcf(
    shared_data, position, ref, alt, expected, bases
):
    """Records of `vrs/vcf/test_vcf_expected_output.vcf`; its bases around follow from its spans."""
    text = (shared_data / "exchange/vrs/vcf/test_vcf_expected_output.vcf").read_text()
    assert expected in text
    variant = Variant(Assembly.GRCh38, "19", position - 1, ref, alt)
    fetch = _around(position - 1, bases, before=0) if bases else None
    assert expected == vrs.identifier_2(variant, fetch)


def test_without_a_reference_an_indel_has_no_invented_identifier():
    deletion = Variant.parse("19-284350-CA-C", Assembly.GRCh38)
    assert vrs.identifier_2(deletion) is None
    allele = vrs.allele_1_3(deletion)
    assert "_id" not in allele
    assert allele["location"]["interval"]["start"]["value"] == 284350


def _short(_contig: str, _start: int, _end: int) -> str:
    raise BadRegion("the reference does not hold this")


@pytest.mark.parametrize("fetch", [_short, lambda c, a, b: "G" * (b - a)], ids=["short", "other"])
def test_a_reference_that_does_not_fit_gives_no_identifier(fetch):
    deletion = Variant.parse("19-284350-CA-C", Assembly.GRCh38)
    assert vrs.identifier_2(deletion, fetch) is None
    assert "_id" not in vrs.allele_1_3(deletion, fetch)


def test_each_contig_has_its_own_identifier():
    named = {(a, c): refget.refget(a, c) for a in Assembly for c in CONTIGS}
    assert len(set(named.values())) == 49  # the rCRS is shared
    for (assembly, contig), identifier in named.items():
        assert refget.contig_of(identifier) == (None if contig == "MT" else assembly, contig)
    assert refget.contig_of("SQ.nothing") is None


_BASES = st.text("ACGT", min_size=1, max_size=6)


@given(left=_BASES, unit=_BASES, copies=st.integers(1, 5), right=_BASES, data=st.data())
def test_every_spelling_of_one_change_has_one_identifier(left, unit, copies, right, data):
    """The naive twin: equal resulting sequences of one repeat change, equal identifiers."""
    genome = left + unit * copies + right
    other = left + unit * (copies + 1) + right

    def fetch(_contig: str, start: int, end: int) -> str:
        return (genome + "N" * 40)[start:end]

    spellings = [
        at
        for at in range(1, len(genome) + 1)
        if genome[:at] + other[at : at + len(unit)] + genome[at:] == other
    ]
    at = data.draw(st.sampled_from(spellings))
    alleles = [
        Variant(
            Assembly.GRCh38, "1", p - 1, genome[p - 1], genome[p - 1] + other[p : p + len(unit)]
        )
        for p in (at, spellings[0])
    ]
    assert vrs.identifier_2(alleles[0], fetch) == vrs.identifier_2(alleles[1], fetch)
    assert json.dumps(vrs.allele_1_3(alleles[0], fetch)) == json.dumps(
        vrs.allele_1_3(alleles[1], fetch)
    )
