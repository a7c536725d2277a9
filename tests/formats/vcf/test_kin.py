"""A family's file by compiled code, beside plain Python that reads one record at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.kin import KinFile
from samvar.formats.vcf.needles import MOST, Needles
from samvar.formats.vcf.phase import WHOLE_CONTIG
from samvar.formats.vcf.spans import column_spans
from samvar.model.errors import BadFile

HEAD = (
    "##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=A,Number=1,Type=String,Description=x>\n"
)
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"
KEYS = ("A", "AB", "CSQ", "B")

value = st.text("ab|,&:.%1", max_size=8)
item = st.one_of(
    st.sampled_from(KEYS),
    st.tuples(st.sampled_from((*KEYS, "ABC", "X")), value).map("=".join),
)
genotype = st.sampled_from(
    ["0/1", "0|1", "1|0", "1|1", "2|1", "1|2", "0|2", "./.", ".|1", "1", "1/1", "0", "|0|1"]
)
phase_set = st.sampled_from([".", "7", "12", "1_2_A", "99999999999"])
cell = st.tuples(
    genotype, phase_set, st.sampled_from([".", "0|1", "1|0"]), st.sampled_from([".", "x_1"])
)
layout = st.sampled_from([("GT", "PS"), ("GT", "PGT", "PID"), ("GT",), ("GT", "PS", "PGT", "PID"),
                          ("GT", "XX", "PS")])  # fmt: skip
record = st.tuples(st.lists(item, max_size=5), layout, st.lists(cell, min_size=3, max_size=3))


@settings(max_examples=60)
@given(st.lists(record, min_size=1, max_size=6))
def test_values_and_phase_are_those_of_plain_python(tmp_path_factory, records) -> None:
    lines = []
    for items, names, cells in records:
        columns = []
        for genotypes, sets, other, name in cells:
            given_ = {"GT": genotypes.removeprefix("|"), "PS": sets, "PGT": other, "PID": name}
            columns.append(":".join(given_.get(key, "z") for key in names))
        row = ["1", "100", ".", "C", "T,G", ".", ".", ";".join(items) or ".", ":".join(names)]
        lines.append("\t".join([*row, *columns]))
    path = tmp_path_factory.mktemp("kin") / "some.vcf"
    path.write_text(HEAD + COLUMNS + "p\tq\tr\n" + "\n".join(lines) + "\n")
    file = KinFile(path)
    blocks = list(file.blocks(("r", "p"), KEYS))
    assert len(blocks) == 1
    block = blocks[0]
    for number, line in enumerate(lines):
        fields = line.split("\t")
        first: dict[str, str] = {}
        for each in fields[7].split(";"):
            first.setdefault(each.partition("=")[0], each.partition("=")[2])
        for place, key in enumerate(KEYS):
            expected = first.get(key)
            assert block.value(number, place) == (None if expected is None else expected.encode())
        owner, spans = column_spans(block.block.text, block.spans[:, KEYS.index("CSQ")], 1)
        found = [
            block.raw[a:b].decode() for k, (a, b) in zip(owner, spans, strict=True) if k == number
        ]
        entries = first["CSQ"].split(",") if first.get("CSQ") else []
        assert found == [e.split("|")[1] for e in entries if e.count("|") >= 1]
        names = fields[8].split(":")
        for sample, text in enumerate((fields[11], fields[9])):
            cells_ = dict(zip(names, text.split(":"), strict=False))
            for alternative in (1, 2):
                row = number * 2 + alternative - 1
                copy, named = phased(cells_, alternative)
                assert block.haplotype[row, sample] == copy
                if copy and named is None:
                    assert block.phase_set[row, sample] == WHOLE_CONTIG
                elif copy:
                    assert block.phase_set[row, sample] >= 0
                    if named.isdigit() and len(named) < 10:
                        assert block.phase_set[row, sample] == int(named)
                else:
                    assert block.phase_set[row, sample] == -1


def phased(cells: dict[str, str], alternative: int) -> tuple[int, str | None]:
    for genotypes, name in (("GT", "PS"), ("PGT", "PID")):
        alleles = cells.get(genotypes, ".").split("|")
        if len(alleles) == 2 and all(each.isdigit() for each in alleles):
            has = [int(each) == alternative for each in alleles]
            named = cells.get(name, ".")
            known = None if named == "." else named
            if sum(has) == 1 and (name == "PS" or known):
                return 1 + has.index(True), known
    return 0, None


def test_two_calls_of_one_set_have_one_number_and_others_another(tmp_path: Path) -> None:
    rows = [f"1\t{100 + k}\t.\tC\tT\t.\t.\t.\tGT:PS\t0|1:{name}" for k, name in
            enumerate(("1_2_A", "1_2_A", "1_3_A"))]  # fmt: skip
    path = tmp_path / "some.vcf"
    path.write_text(HEAD + COLUMNS + "p\n" + "\n".join(rows) + "\n")
    block = next(KinFile(path).blocks(("p",), ()))
    one, two, three = block.phase_set[:, 0].tolist()
    assert one == two != three


words = st.lists(st.text("abAB_", min_size=1, max_size=4), min_size=1, max_size=MOST, unique=True)


@given(words, st.lists(st.text("abABx_", max_size=30), min_size=1, max_size=5))
def test_words_are_found_where_python_finds_them(needles: list[str], texts: list[str]) -> None:
    ends = np.cumsum([len(each) for each in texts])
    spans = np.array([[end - len(t), end] for end, t in zip(ends, texts, strict=True)], np.int32)
    text = np.frombuffer("".join(texts).encode() + b"ab", dtype=np.uint8)
    found = Needles(needles).found(text, spans).tolist()
    expected = [
        sum(1 << k for k, word in enumerate(needles) if word.lower() in each.lower())
        for each in texts
    ]
    assert found == expected


@pytest.mark.parametrize("needles", [[], [""], ["a"] * (MOST + 1)])
def test_no_word_and_too_many_words_are_refused(needles: list[str]) -> None:
    with pytest.raises(ValueError, match="words"):
        Needles(needles)


def test_a_sample_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.vcf"
    path.write_text(HEAD + COLUMNS + "p\n1\t1\t.\tC\tT\t.\t.\t.\tGT\t0/1\n")
    with pytest.raises(BadFile, match="no sample for somebody"):
        list(KinFile(path).blocks(("q",), ()))
