"""Where samples were callable: blocks of a gVCF, or the sites of any other file."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import UsageError

GVCF = [
    "1 11 . A <NON_REF> . . END=20 GT:DP:GQ:MIN_DP 0/0:30:90:20 ./.:0:0:0",
    "1 21 . AC A,<NON_REF> 50 . . GT:DP:GQ 0/1:12:40 0/0:9:20",
    "1 23 . C <NON_REF> . . END=30 GT:DP:GQ:MIN_DP 0/0:8:15:5 0/0:30:60:25",
    "2 5 . T <NON_REF> . . END=5 GT:DP:GQ 0/0:9:9 ./0:9:9",
    "2 50 . T <DEL> . . END=90;SVTYPE=DEL GT:DP:GQ 0/1:9:9 0/1:9:9",
]


def rows(stretches):
    return list(
        zip(
            stretches.contig.tolist(),
            stretches.start.tolist(),
            stretches.end.tolist(),
            strict=True,
        )
    )


def read(path, **how):
    with open_vcf(path, assert_normalised=True) as file:
        calls = list(file.batches())
        return file, calls, {n: rows(s) for n, s in file.callable_stretches(**how).items()}


CALLABLE = [
    ({}, [(1, 10, 30), (2, 4, 5)], [(1, 20, 30)]),
    ({"min_gq": 20}, [(1, 10, 22)], [(1, 20, 30)]),
    ({"min_gq": 21}, [(1, 10, 22)], [(1, 22, 30)]),
    ({"min_dp": 10}, [(1, 10, 22)], [(1, 22, 30)]),
    ({"min_dp": 21}, [], [(1, 22, 30)]),
    ({"min_gq": 50, "close_gap_bp": 5}, [(1, 10, 20)], [(1, 22, 30)]),
]


@pytest.mark.parametrize(("how", "first", "second"), CALLABLE)
def test_blocks_and_sites_are_callable_where_they_reach_the_qualities(
    write_vcf, how, first, second
):
    file, calls, found = read(write_vcf(GVCF), **how)
    assert file.is_gvcf
    assert found == {"a": first, "b": second}
    assert [batch.alt for batch in calls] == [("A",)]
    assert file.tally.skipped == {"reference block": 3, "symbolic allele": 1}


def test_a_quality_that_is_not_given_reaches_no_threshold(write_vcf):
    path = write_vcf(["1 11 . A <*> . . END=20 GT 0/0 0/0"])
    assert read(path)[2]["a"] == [(1, 10, 20)]
    assert read(path, min_gq=1)[2]["a"] == []


def test_gaps_are_closed_when_asked(write_vcf):
    path = write_vcf([f"1 {s} . A . . . END={s + 4} GT:MIN_DP 0/0:9 0/0:9" for s in (11, 18, 40)])
    assert read(path, close_gap_bp=2)[2]["a"] == [(1, 10, 22), (1, 39, 44)]


NO_GVCF = [
    ["1 11 . A . . . . GT 0/0 0/0"],
    ["1 11 . A <*> . . . GT 0/0 0/0"],
    ["1 11 . A . . . END=90;RU=CAG GT 0/0 0/0"],
    ["1 11 . A C . . END=90 GT 0/0 0/0"],
    ["1 11 . A . . . NOTE=END=90 GT 0/0 0/0"],
]


@pytest.mark.parametrize("records", NO_GVCF)
def test_other_files_are_callable_where_they_have_a_record(write_vcf, records):
    file, _, found = read(write_vcf(records), min_gq=50)
    assert not file.is_gvcf
    assert found == {"a": [(1, 10, 11)], "b": [(1, 10, 11)]}


def test_sites_that_are_left_out_are_not_callable(write_vcf):
    records = ["1 11 . A <DEL> . . END=90 GT 0/0 0/0", "chrUn 11 . A C . . . GT 0/0 0/0"]
    assert read(write_vcf(records))[2] == {"a": [], "b": []}


def test_a_moved_variant_is_callable_where_it_stands_and_where_it_stood(write_vcf):
    records = ["1 11 . ACGT ACGA . . . GT 0/1 0/0"]
    _, (calls,), found = read(write_vcf(records))
    assert calls.position.tolist() == [13]
    assert found["a"] == [(1, 10, 14)]


def test_stretches_are_known_only_at_the_end(write_vcf):
    with open_vcf(write_vcf(GVCF), assert_normalised=True) as file, pytest.raises(UsageError):
        file.callable_stretches()


@st.composite
def blocks(draw):
    found, at = [], 1
    for _ in range(draw(st.integers(1, 30))):
        at += draw(st.integers(0, 6))
        length = draw(st.integers(1, 9))
        called = draw(st.sampled_from(("0/0", "./.", "0/.", "0", ".")))
        found.append((at, at + length, called, draw(st.integers(0, 99)), draw(st.integers(0, 50))))
        at += length
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=blocks(), min_gq=st.integers(0, 99), min_dp=st.integers(0, 50))
def test_callable_bases_are_those_of_the_blocks_that_reach_it(write_vcf, made, min_gq, min_dp):
    records = [
        f"1 {a + 1} . A <NON_REF> . . END={b} GT:GQ:DP {gt}:{gq}:{dp}" for a, b, gt, gq, dp in made
    ]
    with open_vcf(write_vcf(records, ["a"]), assert_normalised=True) as file:
        list(file.batches())
        found = rows(file.callable_stretches(min_gq=min_gq, min_dp=min_dp)["a"])
    expected = {
        base
        for a, b, gt, gq, dp in made
        if "." not in gt and gq >= min_gq and dp >= min_dp
        for base in range(a, b)
    }
    assert {base for _, a, b in found for base in range(a, b)} == expected
    assert all(left[2] < right[1] for left, right in pairwise(found))


def test_what_was_seen_does_not_depend_on_where_the_text_is_cut(write_vcf, monkeypatch):
    """Blocks after the first are read with their cover, by threads; those before without."""
    records = []
    for n in range(300):
        at = 1000 + 100 * n
        gq = (10, 30, 60)[n % 3]
        records.append(f"2 {at} . A <NON_REF> . . END={at + 60} GT:DP:MIN_DP:GQ 0/0:31:12:{gq} ./.")
        records.append(f"2 {at + 70} . A C,<NON_REF> . . . GT:DP:GQ 0/1:20:{gq} 0/0:7:50")
    path = write_vcf(records)
    found = []
    for chunk in (1 << 22, 900):
        monkeypatch.setattr("samvar.formats.stream.CHUNK", chunk)
        with open_vcf(path, assert_normalised=True) as file:
            assert file.is_gvcf
            sites = [calls.position.tolist() for calls in file.batches()]
        stretches = file.callable_stretches(min_gq=20, close_gap_bp=5)
        found.append(
            (
                [place for batch in sites for place in batch],
                {name: (own.start.tolist(), own.end.tolist()) for name, own in stretches.items()},
                len(sites) > 1,
            )
        )
    assert (found[0][2], found[1][2]) == (False, True)
    assert found[0][:2] == found[1][:2]
    assert len(found[0][1]["a"][0]) > 50
