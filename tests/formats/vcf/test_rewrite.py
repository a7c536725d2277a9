"""Lines with fields added, against a slow twin that works on text, line by line."""

import subprocess
from decimal import Decimal, localcontext

import numpy as np
import pysam
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from samvar.formats.bgzf import packed
from samvar.formats.stream import BGZF_END
from samvar.formats.vcf import info
from samvar.formats.vcf.kernel import LINE, NUMBER
from samvar.formats.vcf.passing import PassingFile
from samvar.formats.vcf.rewrite import Rewriter, Told
from samvar.formats.vcf.write import InfoField
from samvar.model.errors import NotNormalised, UnknownAssembly
from samvar.model.genome import Assembly
from tests.formats.vcf.test_twin import files

COUNT = InfoField("A", "Integer", "a count")
FIELDS = (
    Told("OWN_AC", COUNT, info.COUNT, 0, 0),
    Told("OWN_AF", InfoField("A", "Float", "a ratio"), info.RATIO, 0, 1),
    Told("OWN_CARRIERS", COUNT, info.DIFFERENCE, 0, 2),
)


def slow_ratio(a, b):
    """Six digits of the true fraction, as C writes them by %g."""
    with localcontext(prec=6):
        return f"{float(Decimal(a) / Decimal(b)):.6g}"


def slow_values(field, row):
    one, other = row[field.a], row[field.b]
    if one < 0 or (field.kind != info.COUNT and other < 0):
        return "."
    if field.kind == info.RATIO:
        return slow_ratio(one, other) if other else "."
    return str(one - other if field.kind == info.DIFFERENCE else one)


def slow_line(line, rows):
    """One line with the values of its alternatives; None for a line without any."""
    fields = line.rstrip("\r").split("\t")
    items = [] if fields[7] in (".", "") else fields[7].split(";")
    if any(item.startswith("OWN_") for item in items):
        items = [item for item in items if item and not item.startswith("OWN_")]
    for field in FIELDS if rows else ():
        words = [slow_values(field, row) for row in rows]
        if set(words) != {"."}:
            items.append(f"{field.key}={','.join(words)}")
    fields[7] = ";".join(items) or "."
    return "\t".join(fields)


def write_all(path, values_of):
    """The text that the rewriter makes, and that of the twin."""
    file = PassingFile(path, assembly=Assembly.GRCh38, assert_normalised=True)
    rewriter = Rewriter(FIELDS, "OWN_")
    fast, slow = [rewriter.head(file.head, [("made_by", "test")])], []
    for block in file.each(lambda piece: piece.block):
        values = values_of(len(block.rows)).astype(np.int32)
        fast.append(bytes(rewriter.lines(block, values)))
        by_line = {}
        for row, value in zip(block.rows.tolist(), values.tolist(), strict=True):
            assert row[NUMBER] == len(by_line.setdefault(row[LINE], [])) + 1
            by_line[row[LINE]].append(value)
        text = bytes(block.text).decode().split("\n")[:-1]
        slow += [slow_line(one, by_line.get(n, [])) for n, one in enumerate(text) if one.strip()]
    return b"".join(fast).decode(), "".join(line + "\n" for line in slow)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    found=files(),
    form=st.sampled_from(("plain", "bgzip", "bcf")),
    end=st.sampled_from(("\n", "\r\n")),
    seed=st.integers(0, 2**32 - 1),
)
def test_lines_are_those_of_the_twin(write_vcf, found, form, end, seed):
    samples, records = found
    names = [f"s{n}" for n in range(samples)]
    path = write_vcf(records, names, form, end if form == "plain" else "\n")
    rng = np.random.default_rng(seed)

    def values(rows):
        total = rng.integers(0, 2**31 - 1, rows)
        own = rng.integers(-(2**29), 2**31 - 1, rows) % (total + 1)
        made = np.stack([own, total, own // 2], axis=1)
        made[rng.random(rows) < 0.3] = -1
        made[rng.random(rows) < 0.1, 1] = 0
        made[rng.random(rows) < 0.1, 2] = -1
        return made

    fast, slow = write_all(path, values)
    body = "".join(line for line in fast.splitlines(True) if not line.startswith("#"))
    assert body == slow


@settings(max_examples=300)
@given(a=st.integers(0, 2**31 - 1), b=st.integers(1, 2**31 - 1))
@example(a=999_999_6, b=10_000_000)
@example(a=999_999_5, b=10_000_000)
@example(a=1, b=2**31 - 1)
@example(a=1_234_565, b=10_000_000)
@example(a=1, b=10_000)
@example(a=1, b=10_001)
def test_a_ratio_is_the_true_fraction_as_c_writes_it(a, b):
    out = np.zeros(32, dtype=np.uint8)
    small, large = sorted((a, b))
    if large == 0:
        return
    size = info._put_ratio(out, 0, small, large)
    assert out[:size].tobytes().decode() == slow_ratio(small, large)


def test_own_fields_of_an_earlier_time_are_replaced(tmp_path):
    path = tmp_path / "again.vcf"
    head = (
        "##fileformat=VCFv4.3\n##contig=<ID=1,length=248956422>\n##made_by=before\n"
        '##INFO=<ID=OWN_AC,Number=1,Type=String,Description="old">\n'
        '##INFO=<ID=OWNED,Number=0,Type=Flag,Description="not ours">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    path.write_text(
        f"{head}1\t5\t.\tA\tC\t.\t.\tOWN_AC=7;;OWNED;OWN_X\n1\t6\t.\tA\t<X>\t.\t.\tOWN_AC=1\n1\t7\t.\tA\t<X>\t.\t.\tOWNED;;B=2;\n"
    )
    fast, _ = write_all(path, lambda rows: np.array([[3, 6, 1], [-1, -1, -1], [-1, -1, -1]]))
    lines = fast.splitlines()
    assert lines[-3].split("\t")[7] == "OWNED;OWN_AC=3;OWN_AF=0.5;OWN_CARRIERS=2"
    assert lines[-2].split("\t")[7] == "."
    assert lines[-1].split("\t")[7] == "OWNED;;B=2;"
    assert [line for line in lines if "OWN_AC," in line or "made_by" in line] == [
        "##made_by=test",
        '##INFO=<ID=OWN_AC,Number=A,Type=Integer,Description="a count">',
    ]


def test_a_multi_sample_file_is_read_by_pysam_with_the_types_that_it_declares(write_vcf, tmp_path):
    path = write_vcf(["1 5 . A C,G . PASS . GT 0/1 1/2", "GL000191.1 5 . A C . PASS . GT 0/1 1/1"])
    fast, _ = write_all(path, lambda rows: np.array([[1, 4, 0], [-1, -1, -1]])[:rows])
    out = tmp_path / "out.vcf"
    out.write_text(fast)
    with pysam.VariantFile(str(out)) as file:
        first, second = list(file)
    assert first.info["OWN_AC"] == (1, None)
    assert first.info["OWN_AF"] == (0.25, None)
    assert [s["GT"] for s in first.samples.values()] == [(0, 1), (1, 2)]
    assert dict(second.info) == {}


def test_room_is_enough_where_every_field_is_as_long_as_can_be(write_vcf):
    alts = ",".join("ACGT"[n % 4] * (2 + n) for n in range(40))
    path = write_vcf([f"1 5 . C {alts} . PASS . GT 0/1 0/0"] * 50)
    most = np.array([[123_456, 2**31 - 1, 0]])
    fast, slow = write_all(path, lambda rows: np.repeat(most, rows, axis=0))
    assert fast.endswith(slow)


def test_a_file_without_a_reference_has_to_say_that_it_is_normalised(write_vcf):
    path = write_vcf(["1 5 . A C . PASS . GT 0/1 0/0"])
    with pytest.raises(NotNormalised):
        PassingFile(path)
    with pytest.raises(UnknownAssembly):
        PassingFile(path, assembly=Assembly.GRCh37, assert_normalised=True)


def test_what_is_packed_is_bgzf_that_bcftools_and_tabix_read(write_vcf, tmp_path, needs_program):
    path = write_vcf(
        [f"1 {p} . A C . PASS NOTE={'x' * (p % 90)} GT 0/1 0/0" for p in range(1, 15000)]
    )
    target = tmp_path / "out.vcf.gz"
    text = path.read_bytes()
    pieces = [text[:70_000], b"", text[70_000:70_001], text[70_001:]]
    target.write_bytes(b"".join([*map(packed, pieces), BGZF_END]))
    subprocess.run([needs_program("tabix"), "-p", "vcf", str(target)], check=True)
    found = subprocess.run(
        [needs_program("bcftools"), "view", "-H", str(target), "1:9999-10001"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert [line.split("\t")[1] for line in found.splitlines()] == ["9999", "10000", "10001"]
    with pysam.BGZFile(str(target)) as file:
        assert file.read() == text


def test_few_pieces_are_on_their_way_at_once(write_vcf, monkeypatch):
    """Whatever the file's size: the next are begun as those before them are taken."""
    file = PassingFile(write_vcf(["1 5 . A C . PASS . GT 0/1 0/0"]), assert_normalised=True)
    begun = 0

    def blocks():
        nonlocal begun
        for number in range(1000):
            begun += 1
            yield b"1\t5\t.\tA\tC\t.\tPASS\t.\tGT\t0/1\t0/0\n", number + 1

    monkeypatch.setattr(file._lines, "blocks", blocks)
    pieces = file.each(lambda piece: piece.block.first_line)
    assert [next(pieces) for _ in range(10)] == list(range(1, 11))
    assert begun <= 20
    pieces.close()
    assert begun <= 20
