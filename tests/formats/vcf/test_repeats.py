"""Repeat lengths as ExpansionHunter, stranger and TRGT write them, whole or record by record."""

from __future__ import annotations

import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.vcf.content import Content, content_of
from samvar.formats.vcf.repeats import read_repeats
from samvar.model.contribution import CountingRules
from samvar.model.errors import SamvarError
from samvar.model.genome import Assembly

HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=4,length=191154276>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\n"
)
HTT = "4 3076603 . C {} . PASS END=3076660;REF=19;RU=CAG;REPID=HTT {} {}"
TRGT = "4 3076603 . C {} . PASS TRID=HD;MOTIFS=CAG,CCG{} GT:MC {}"


def read(tmp_path, *rows):
    path = tmp_path / "some.vcf"
    path.write_text(HEAD + "".join("\t".join(row.split()) + "\n" for row in rows))
    return read_repeats(path, CountingRules())


GENOTYPES = [
    ("both alleles", [HTT.format("<STR17>,<STR40>", "GT:REPCN:REPCI", "1/2:40/17:36-44/17-17")],
     [[17, 40]], [[17, 36]]),
    ("reference", [HTT.format(".", "GT:REPCN", "0/0:19/19")], [[19, 19]], [[-1, -1]]),
    ("one allele", [HTT.format("<STR9>", "GT:REPCN:REPCI", "1:9:9-9")], [[9, -1]], [[9, -1]]),
    ("in parts", [HTT.format("<STR12>", "GT", "1/."), HTT.format("<STR20>", "GT", "./1")],
     [[12, 20]], [[-1, -1]]),
    ("of the genotype alone", [HTT.format("<STR22>", "GT", "0/1")], [[19, 22]], [[-1, -1]]),
    ("half", [HTT.format("<STR12>", "GT", "1/.")], [], []),
    ("none", [HTT.format("<STR12>", "GT", "./.")], [], []),
    ("motifs that are named", [TRGT.format("CA", ";PathologicStruc=[0]", "0/1:19_7,21_8")],
     [[19, 21]], [[-1, -1]]),
    ("motifs in parts", [TRGT.format("CA", ";PathologicStruc=[1]", "1/.:19_7"),
                         TRGT.format("CAG", ";PathologicStruc=[1]", "./1:19_9")],
     [[7, 9]], [[-1, -1]]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rows", "units", "low"), GENOTYPES)
def test_the_lengths_of_a_genotype(tmp_path, what, rows, units, low):
    calls = read(tmp_path, *rows).calls
    assert calls.units.tolist() == units, what
    assert calls.low.tolist() == low
    assert list(calls.alleles.tolist()) == [sum(u >= 0 for u in own) for own in units]


def test_several_motifs_of_which_none_is_named_are_not_guessed(tmp_path):
    found = read(tmp_path, TRGT.format("CA", "", "0/1:19_7,21_8"))
    assert found.tally.skipped == {"several motifs, and none is named": 1}


def test_records_that_disagree_say_nothing(tmp_path):
    found = read(
        tmp_path,
        HTT.format("<STR12>", "GT:REPCN", "0/1:12/19"),
        HTT.format("<STR13>", "GT:REPCN", "0/1:13/19"),
    )
    assert len(found.calls) == 0
    assert found.tally.skipped == {"records of one locus disagree about a sample": 1}


def test_an_impossible_length_is_refused_with_its_line(tmp_path):
    ((line, why),) = read(tmp_path, HTT.format("<STR12>", "GT:REPCN", "0/1:-3/9")).tally.refused
    assert line == 4
    assert "REPCN" in why


REAL = [
    # file                                       records  accepted  loci  calls
    ("643594.clinical.str.vcf.gz",               24, 24, 17, 17),
    ("643594.clinical.str.stranger.vcf.gz",      80, 80, 38, 114),
    ("NIST.trgt.stranger.vcf.gz",                70, 67, 49, 49),
    ("REViewer_test_data/justhusky_exphun_hugelymodelbat.vcf", 68, 67, 67, 67),
]  # fmt: skip


@pytest.mark.parametrize(("name", "records", "accepted", "loci", "calls"), REAL)
def test_every_record_of_the_real_files_is_accounted_for(
    shared_data, name, records, accepted, loci, calls
):
    path = shared_data / "rare_disease/scout" / name
    stated = None if name.startswith("NIST") else Assembly.GRCh37
    assert content_of(path, stated) is Content.REPEATS
    found = read_repeats(path, CountingRules(), stated)
    tally = found.tally
    assert (tally.records, tally.accepted) == (records, accepted)
    assert tally.accepted + sum(tally.skipped.values()) + len(tally.refused) == records
    assert (len(found.calls.loci), len(found.calls)) == (loci, calls)


def test_the_real_trio_has_the_lengths_that_its_lines_say(shared_data):
    """The same lines, read again with regular expressions."""
    path = shared_data / "rare_disease/scout/643594.clinical.str.stranger.vcf.gz"
    wanted = {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            fields = line.split("\t")
            name = re.search(r"REPID=([^;]+)", fields[7]).group(1)
            for sample, column in enumerate(fields[9:]):
                match = re.match(r"[^:]+:[^:]+:(\d+)(?:/(\d+))?:", column)
                if match:
                    wanted[name, sample] = sorted(int(n) for n in match.groups() if n)
    calls = read_repeats(path, CountingRules(), Assembly.GRCh37).calls
    found = {
        (calls.loci[locus].name, sample): [u for u in units if u >= 0]
        for locus, sample, units in zip(
            calls.locus.tolist(), calls.sample.tolist(), calls.units.tolist(), strict=True
        )
    }
    assert found == wanted


@given(st.lists(st.text("0123456789./|:;,=<>_-REPIDTRUSMC", max_size=14), min_size=4, max_size=4))
def test_no_text_crashes_the_reader(tmp_path_factory, row):
    path = tmp_path_factory.getbasetemp() / "garbage.vcf"
    fields = ["4", "100", ".", "C", row[0], ".", "PASS", f"REPID=X;{row[1]}", row[2], row[3]]
    path.write_text(HEAD + "\t".join(fields) + "\n")
    try:
        found = read_repeats(path, CountingRules())
    except SamvarError:
        return
    assert found.tally.records == 1
