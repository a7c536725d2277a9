"""A VCF without some of its people says nothing that only they could have told."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.read import open_vcf
from samvar.formats.vcf.repeats import read_repeats
from samvar.formats.vcf.without import without
from samvar.model.contribution import CountingRules
from samvar.model.genome import Assembly

HEAD = (
    "##fileformat=VCFv4.3\n"
    '##FILTER=<ID=q10,Description="low">\n'
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="copies">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">\n'
    "##contig=<ID=1,length=248956422>\n"
    "##PEDIGREE=<ID=B,Mother=A>\n"
    "##SAMPLE=<ID=B,Description=Bo>\n"
    "##bcftools_viewCommand=view -s A,B,C\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\tC\n"
)

ROWS = [
    # ALT      A      B      C       what is left without B, None: no record   why
    ("G", "0/1", "0/0", "0/0", "G 0/1 0/0", "B is reference"),
    ("G", "0/1", "0/1", "0/0", "G 0/1 0/0", "A has it too"),
    ("G", "0/0", "0/1", "0/0", None, "B alone has it"),
    ("G", "./.", "1|1", "0/0", None, "B alone is known to have it"),
    ("G", "0/0", "./.", "0/0", None, "nobody knows why it is listed"),
    ("G", "0/0", "0/0", "0/0", "G 0/0 0/0", "a list of sites had it"),
    ("G,T", "0/1", "0/2", "0/0", "G,<REMOVED> 0/1 0/0", "one of two is B's"),
    ("G,T", "0/2", "1/1", "0/0", "<REMOVED>,T 0/2 0/0", "numbers stay"),
    ("G,T", "0/2", "1/2", "1", "G,T 0/2 1", "both are others' too, one haploid"),
    ("G,<NON_REF>", "0/1", "0/1", "0/0", "G,<NON_REF> 0/1 0/0", "an open alternative is nobody's"),
    ("G,<NON_REF>", "0/0", "0/1", "0/0", None, "and is none that others carry"),
    ("G,*", "1/2", "0/2", "0/0", "G,* 1/2 0/0", "a deletion that spans the place"),
    (".", "0/0", "./.", "0/0", ". 0/0 0/0", "a block without alternatives"),
]


def _text(rows: list[str]) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def _left(text: bytes, gone: list[int]) -> list[list[str]]:
    whole = b"".join(without([text], gone)).decode()
    return [line.split("\t") for line in whole.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(("alt", "a", "b", "c", "expected", "why"), ROWS, ids=[r[5] for r in ROWS])
def test_what_is_left_of_a_record(
    alt: str, a: str, b: str, c: str, expected: str | None, why: str
) -> None:
    row = f"1\t1000\trs1\tA\t{alt}\t31\tPASS\tAC=7;END=1000;DP=99\tGT\t{a}\t{b}\t{c}"
    left = _left(_text([row]), [1])
    if expected is None:
        assert left == [], why
        return
    alts, *genotypes = expected.split()
    hidden = "<REMOVED>" in alts
    name, info = (".", ".") if hidden else ("rs1", "END=1000")
    assert left == [["1", "1000", name, "A", alts, ".", "PASS", info, "GT", *genotypes]], why


@pytest.mark.parametrize("others", ["1/1:17/17", "0/0:19/19"])
def test_a_repeat_of_others_can_still_be_read(others: str, tmp_path: Path) -> None:
    """Its locus stands in INFO; the lengths of those who stay are theirs as before."""
    locus = "END=3076660;REF=19;RL=57;RU=CAG;VARID=HTT;REPID=HTT"
    row = f"4\t3076603\t.\tC\t<STR17>,<STR24>\t.\tPASS\t{locus};AC=2,1\tGT:REPCN"
    left = _left(_text([f"{row}\t{others}\t1/2:17/24\t{others}"]), [1])
    shown = "<STR17>,<REMOVED>" if others.startswith("1") else "<REMOVED>,<REMOVED>"
    assert [(row[4], row[7], row[9:]) for row in left] == [(shown, locus, [others, others])]
    told = []
    for name, gone in (("whole.vcf", []), ("part.vcf", [1])):
        text = _text([f"{row}\t{others}\t1/2:17/24\t{others}"])
        text = text.replace(b"ID=1,length=248956422", b"ID=4,length=190214555")
        (tmp_path / name).write_bytes(b"".join(without([text], gone)) if gone else text)
        calls = read_repeats(tmp_path / name, CountingRules()).calls
        told.append((calls.loci, calls.units[0].tolist(), calls.units[-1].tolist()))
    assert told[0] == told[1]


def test_what_only_looks_like_a_repeat_keeps_nothing_of_its_carrier() -> None:
    row = "1\t1000\trs1\tA\tG\t31\tPASS\tRU=CAG;REPID=HTT;REF=19\tGT"
    assert _left(_text([f"{row}\t0/0\t0/1\t0/0"]), [1]) == []
    [left] = _left(_text([f"{row}\t0/1\t0/1\t0/0"]), [1])
    assert left[7] == "."


def test_the_header_keeps_what_a_reader_needs_and_names_nobody() -> None:
    text = b"".join(without([_text([])], [1])).decode()
    kinds = [line.partition("=")[0] for line in text.splitlines()]
    assert kinds[:-1] == [
        "##fileformat", "##FILTER", "##INFO", "##FORMAT", "##FORMAT", "##contig", "##ALT",
    ]  # fmt: skip
    assert text.splitlines()[-1].split("\t")[9:] == ["A", "C"]
    assert "Bo" not in text
    assert "bcftools" not in text


def test_a_record_whose_carriers_nobody_can_tell_is_left_out() -> None:
    rows = ["1\t5\t.\tA\tG\t.\tPASS\t.\tAD\t1\t2\t3", "1\t6\t.\tA\tG\t.\tPASS\t.\tGT\t0/1"]
    assert _left(_text(rows), [1]) == []


def test_nobody_taken_out_is_no_request() -> None:
    with pytest.raises(ValueError, match="somebody"):
        list(without([_text([])], []))


def test_other_tools_read_it_and_so_do_we(tmp_path: Path) -> None:
    row = "1\t1000\t.\tA\tG,T\t31\tPASS\tAC=2,1\tGT:AD\t0/1:5,5,0\t0/2:5,0,5\t1/1:0,9,0"
    path = tmp_path / "left.vcf"
    path.write_bytes(b"".join(without([_text([row])], [1])))
    with pysam.VariantFile(str(path)) as file:
        (record,) = list(file)
        assert record.alts == ("G", "<REMOVED>")
        assert [record.samples[name]["GT"] for name in ("A", "C")] == [(0, 1), (1, 1)]
        assert record.samples["A"]["AD"] == (5, 5, 0)
    with open_vcf(path, assembly=Assembly.GRCh38, assert_normalised=True) as ours:
        assert [batch.alt for batch in ours.batches()] == [("G",)]
        assert ours.tally.skipped == {"symbolic allele": 1}


_ALLELES = st.sampled_from(
    ["0/0", "0/1", "1/1", "0/2", "1/2", "2/2", "./.", ".", "1", "0|2", "./1"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_ALLELES, _ALLELES, _ALLELES), max_size=6), st.integers(1, 400),
       st.sets(st.integers(0, 2), min_size=1, max_size=2))  # fmt: skip
def test_no_allele_that_only_they_carry_is_named_and_nobody_else_changes(
    cohort: list[tuple[str, str, str]], cut: int, gone: set[int]
) -> None:
    """A twin that asks about each allele on its own; and any cut of the stream is the same."""
    bases = [("AACC" + "G" * n, "AATT" + "C" * n) for n in range(len(cohort))]
    rows = [
        f"1\t{100 * (n + 1)}\t.\tA\t{one},{two}\t9\tPASS\tAC=1,1\tGT\t" + "\t".join(cells)
        for n, ((one, two), cells) in enumerate(zip(bases, cohort, strict=True))
    ]
    text = _text(rows)
    pieces = [text[n : n + cut] for n in range(0, len(text), cut)]
    left = b"".join(without(pieces, gone)).decode()
    assert left == b"".join(without([text], gone)).decode()
    by_place = {row.split("\t")[1]: row.split("\t") for row in left.splitlines() if row[0] != "#"}
    for number, (names, cells) in enumerate(zip(bases, cohort, strict=True)):
        theirs = [cells[n] for n in gone]
        others = [cell for n, cell in enumerate(cells) if n not in gone]
        found = by_place.get(str(100 * (number + 1)))
        for allele, name in enumerate(names, 1):
            mine = any(str(allele) in cell for cell in theirs)
            shared = any(str(allele) in cell for cell in others)
            if mine and not shared:
                assert f"\t{name}," not in left
                assert f",{name}\t" not in left
            if shared:
                assert found is not None
                assert found[4].split(",")[allele - 1] == name
        if found is not None:
            assert found[9:] == others
            assert "AC=" not in found[7]
