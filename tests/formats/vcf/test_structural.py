"""Structural variants as callers write them: what is read, what is left out, and why."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.vcf.content import Content, content_of
from samvar.formats.vcf.structural import read_structural
from samvar.model.contribution import CountingRules
from samvar.model.errors import BadFile, BadVariant, SamvarError, UnknownAssembly
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.structural import Event, EventKind

HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n##ALT=<ID=INV,Description=\"i\">\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
)  # fmt: skip


def read(tmp_path, *rows, rules=None, head=HEAD):
    path = tmp_path / "some.vcf"
    path.write_text(head + "".join("\t".join(row.split()) + "\n" for row in rows))
    return read_structural(path, rules or CountingRules())


ALLELES = [
    # record (POS ID REF ALT QUAL FILTER INFO)               kind  contig start   end  mate length
    ("100 x A <DEL> . PASS SVTYPE=DEL;END=200",              "DEL", 1, 100, 200, 1, -1),
    ("100 x A <DEL:ME:ALU> . PASS END=200",                  "DEL", 1, 100, 200, 1, -1),
    ("100 x A <DUP:TANDEM> . PASS SVTYPE=DUP;SVLEN=50",      "DUP", 1, 100, 150, 1, -1),
    ("100 x A <CN0> . PASS SVTYPE=CNV;END=200",              "DEL", 1, 100, 200, 1, -1),
    ("100 x A <CN3> . PASS SVTYPE=CNV;END=200",              "DUP", 1, 100, 200, 1, -1),
    ("100 x A <INV> . PASS SVTYPE=INV;END=200;CIPOS=-9,2",   "INV", 1, 100, 200, 1, -1),
    ("100 x A <INS> . PASS SVTYPE=INS;END=100",              "INS", 1, 100, 100, 1, -1),
    ("100 x A <INS:ME> . PASS SVTYPE=INS;MEINFO=L1,1,2,NA",  "ME",  1, 100, 100, 1, -1),
    ("100 x A <INS> . . SVTYPE=INS;SVLEN=30;MEINFO=ALU,1,2,+", "ME", 1, 100, 100, 1, 30),
    ("100 x ACGT A . PASS SVTYPE=DEL;END=103",               "DEL", 1, 100, 103, 1, -1),
    ("100 x A ACGT . PASS SVTYPE=INS;END=100",               "INS", 1, 100, 100, 1, 3),
    ("100 x A A[2:500[ . PASS SVTYPE=BND",                   "BND", 1, 100, 500, 2, -1),
    ("900 x A ]1:500]A . PASS SVTYPE=BND",                   "BND", 1, 500, 900, 1, -1),
    ("100 x A <TRA> . PASS SVTYPE=TRA;CHR2=X;END=77",        "BND", 1, 100, 77, 23, -1),
]  # fmt: skip


@pytest.mark.parametrize(("row", "kind", "contig", "start", "end", "mate", "length"), ALLELES)
def test_each_way_of_writing_an_event_is_read(
    tmp_path, row, kind, contig, start, end, mate, length
):
    found = read(tmp_path, f"1 {row} GT 0/1 0/0")
    calls = found.calls
    assert (found.tally.accepted, found.tally.skipped, found.tally.refused) == (1, {}, [])
    assert calls.sample.tolist() == [0]
    assert calls.copies.tolist() == [1]
    assert calls.kind.tolist() == [EventKind(kind).code]
    columns = (calls.contig, calls.start, calls.end, calls.mate, calls.length)
    assert tuple(int(c[0]) for c in columns) == (contig, start, end, mate, length)
    assert EventKind(kind) in calls.examined
    assert EventKind.INV in calls.examined


LEFT_OUT = [
    ("1 100 x A <DEL> . LowQual SVTYPE=DEL;END=200 GT 0/1 0/0", "filter not passed"),
    ("GL000191.1 100 x A <DEL> . PASS SVTYPE=DEL;END=200 GT 0/1 0/0", "not a primary contig"),
    ("1 100 x A A. . PASS SVTYPE=BND GT 0/1 0/0", "single breakend"),
    ("1 100 x A A[GL1:5[ . PASS SVTYPE=BND GT 0/1 0/0", "joined to no primary contig"),
    ("1 100 x A <CN1> . PASS SVTYPE=CNV;END=200 GT 0/1 0/0", "copy number of the reference"),
    ("1 100 x A <FUNNY> . PASS END=200 GT 0/1 0/0", "symbolic allele of no known kind"),
    ("1 100 x A . . PASS SVTYPE=DEL;END=200 GT 0/0 0/0", "no alternative allele"),
    ("1 100 x A C . PASS DP=9 GT 0/1 0/0", "a small variant in a file of structural ones"),
    ("1 100 x A ACC . PASS SVTYPE=DEL GT 0/1 0/0", "sequence and SVTYPE do not fit together"),
]


@pytest.mark.parametrize(("row", "why"), LEFT_OUT)
def test_what_is_left_out_is_counted_with_its_reason(tmp_path, row, why):
    found = read(tmp_path, row)
    assert found.tally.skipped == {why: 1}
    assert len(found.calls) == found.tally.accepted == 0


WRONG = [
    ("1 100 x A <DEL> . PASS SVTYPE=DEL GT 0/1 0/0", "neither END nor SVLEN"),
    ("1 100 x A <DEL> . PASS SVTYPE=DEL;END=999999999 GT 0/1 0/0", "beyond the end"),
    ("1 100 x A A[2:0[ . PASS SVTYPE=BND GT 0/1 0/0", "outside its contig"),
    ("1 100 x A <TRA> . PASS SVTYPE=TRA GT 0/1 0/0", "where its other end is"),
]


@pytest.mark.parametrize(("row", "why"), WRONG)
def test_what_cannot_be_is_refused_at_its_line(tmp_path, row, why):
    ((line, reason),) = read(tmp_path, row).tally.refused
    assert line == 5
    assert why in reason


GENOTYPES = [
    # FORMAT and value      rules                          copies of the sample, None: no row
    ("GT 0/1",              {},                            1),
    ("GT 1|1",              {},                            2),
    ("GT 1",                {},                            1),
    ("GT 0/0",              {},                            None),
    ("GT ./.",              {},                            -1),
    ("GT ./1",              {},                            1),
    ("GT ./0",              {},                            -1),
    ("PR 3,4",              {},                            -1),
    ("GT:FT 0/1:MinGQ",     {},                            -1),
    ("GT:FT 0/0:MinGQ",     {},                            -1),
    ("GT:FT 0/1:MinGQ",     {"pass_only": False},          1),
    ("GT:GQ 0/1:9",         {"min_gq": 10},                -1),
    ("GT:GQ 0/0:10",        {"min_gq": 10},                None),
    ("GT 0/0",              {"min_gq": 10},                -1),
]  # fmt: skip


@pytest.mark.parametrize(("told", "rules", "copies"), GENOTYPES)
def test_no_call_is_neither_a_carrier_nor_free_of_it(tmp_path, told, rules, copies):
    keys, value = told.split()
    row = f"1 100 x A <DEL> . PASS SVTYPE=DEL;END=200 {keys} {value} {value}"
    found = read(tmp_path, row, rules=CountingRules(**rules)).calls
    assert found.copies.tolist() == ([] if copies is None else [copies] * 2)


def test_of_two_mates_the_first_counts(tmp_path):
    found = read(
        tmp_path,
        "1 100 a A A[2:500[ . PASS SVTYPE=BND;MATEID=b GT 0/1 0/0",
        "2 500 b C ]1:100]C . PASS SVTYPE=BND;MATEID=a GT 0/1 0/0",
    )
    assert len(found.calls) == 1
    assert found.tally.skipped == {"mate of a breakend that stands before": 1}


def test_a_file_merged_of_single_samples_says_who_had_none(tmp_path):
    row = "1 100 a A <INS:ME> . PASS SVTYPE=INS;SUPP_VEC={} GT 0/1 ./."
    assert read(tmp_path, row.format("10")).calls.sample.tolist() == [0]
    assert read(tmp_path, row.format("11")).calls.copies.tolist() == [1, -1]


def test_a_copy_number_alone_waits_for_the_ploidy(tmp_path):
    found = read(tmp_path, "1 100 a N <CNV> . PASS SVTYPE=CNV;END=200 GT:CN ./.:3 ./.:2").calls
    assert found.kind.tolist() == [0, 0]
    assert found.copy_number.tolist() == [3, 2]
    assert {EventKind.DEL, EventKind.DUP} <= found.examined


def test_every_record_is_accounted_for_in_the_real_trio(shared_data):
    folder = shared_data / "rare_disease/scout"
    told = {"SV": (19, 19), "mei": (252, 252)}
    for name, (records, accepted) in told.items():
        path = folder / f"643594.clinical.{name}.vcf.gz"
        assert content_of(path) is Content.STRUCTURAL
        tally = read_structural(path, CountingRules()).tally
        assert (tally.records, tally.accepted) == (records, accepted)
        assert not tally.skipped
        assert not tally.refused
    empty = read_structural(folder / "empty.clinical.SV.vcf.gz", CountingRules()).calls
    assert len(empty) == 0
    assert EventKind.DEL in empty.examined
    assert EventKind.ME not in empty.examined


def test_the_real_trios_deletions_are_those_of_its_lines(shared_data):
    """An own reading of the text, with another program's words: regular expressions over lines."""
    import gzip

    path = shared_data / "rare_disease/scout/643594.clinical.SV.vcf.gz"
    wanted = set()
    with gzip.open(path, "rt") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#") or "SVTYPE=DEL" not in fields[7]:
                continue
            end = int(re.search(r"(?:^|;)END=(\d+)", fields[7]).group(1))
            wanted.add((int(fields[1]), end))
    calls = read_structural(path, CountingRules()).calls
    deletions = calls.kind == EventKind.DEL.code
    found = set(zip(calls.start[deletions].tolist(), calls.end[deletions].tolist(), strict=True))
    assert found == wanted


BROKEN = [
    ("1\t1e2\tx\tA\t<DEL>\t.\tPASS\tEND=200\tGT\t0/1\t0/0\n", BadFile, "POS is not a number"),
    ("1\t100\tx\tA\t<DEL>\t.\tPASS\tEND=200\tGT\t0/1\n", BadFile, "10 fields"),
    ("1\t249250622\tx\tA\t<DEL>\t.\tPASS\tEND=200\tGT\t0/1\t0/0\n", UnknownAssembly, "beyond"),
]


@pytest.mark.parametrize(("row", "error", "words"), BROKEN)
def test_a_broken_record_is_refused_with_its_line(tmp_path, row, error, words):
    path = tmp_path / "broken.vcf"
    path.write_text(HEAD + row)
    with pytest.raises(error, match=words) as told:
        read_structural(path, CountingRules())
    assert told.value.where.line == 5


@given(st.lists(st.lists(st.text("0123456789./|:;,=<>[]ACGTNSVENDLM", max_size=12),
                         min_size=8, max_size=8), max_size=5))  # fmt: skip
def test_no_text_crashes_the_reader(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "garbage.vcf"
    lines = ["\t".join(["1", "100", *row[:2], "<DEL>,A[2:5[", *row[2:]]) for row in rows]
    path.write_text(HEAD + "".join(line + "\n" for line in lines))
    try:
        found = read_structural(path, CountingRules())
    except SamvarError:
        return
    assert found.tally.records == len(rows)


places = st.tuples(st.sampled_from(CONTIGS), st.integers(0, 57_000))


@given(st.sampled_from(EventKind), places, places)
def test_an_event_is_what_its_text_says(kind, one, other):
    def make():
        if kind is EventKind.BND:
            return Event(Assembly.GRCh38, kind, *one, other[1], other[0])
        end = one[1] if kind in (EventKind.INS, EventKind.ME) else other[1]
        return Event(Assembly.GRCh38, kind, *one, end, one[0])

    try:
        event = make()
    except BadVariant:
        return
    assert Event.parse(str(event), Assembly.GRCh38) == event


@pytest.mark.parametrize(
    "text",
    ["", "DEL:1:5", "INS:1:5-9", "BND:1:5-9", "DEL:1:9-5", "DUP:1:1-2:9", "DEL:99:1-2",
     "DEL:1:1-999999999", "FOO:1:1-2", "DEL:1:0-0"],
)  # fmt: skip
def test_what_is_no_event_is_refused(text):
    with pytest.raises(BadVariant):
        Event.parse(text, Assembly.GRCh38)
