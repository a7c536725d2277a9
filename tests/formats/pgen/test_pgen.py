"""Filesets of PLINK 2: read as plink2 reads them, written as plink2 understands them."""

from __future__ import annotations

import gzip
import random
import subprocess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.pgen import header as pgen_header
from samvar.formats.pgen import read as pgen_read
from samvar.formats.pgen import write as pgen_write
from samvar.formats.pgen.difflist import id_bytes, pack2, read_difflist, unpack2, write_difflist
from samvar.formats.pgen.fault import Malformed
from samvar.formats.pgen.read import PgenFile
from samvar.formats.pgen.tables import read_names, read_pvar
from samvar.formats.pgen.text import vcf_text
from samvar.formats.pgen.write import write_pgen, write_psam, write_pvar
from samvar.model.errors import BadFile, NotFound
from samvar.model.genome import Assembly, Sex
from samvar.model.variant import Variant

CINECA = "complex_disease/pgsc_calc/target_genomes/cineca_synthetic_subset"
SWAPPED = np.array([2, 1, 0, 3], np.uint8)


def body(text: bytes) -> list[list[str]]:
    """Place, alleles and genotypes of each line."""
    rows = [line.split("\t") for line in text.decode().splitlines() if not line.startswith("#")]
    return [[*row[:2], *row[3:5], *(cell.split(":")[0] for cell in row[9:])] for row in rows]


def categories(path: Path) -> list[list[int]]:
    return [np.where(one.first < 0, 3, one.first + one.second).tolist() for one in PgenFile(path)]


def write(path: Path, table: np.ndarray) -> Path:
    with path.open("wb") as out:
        write_pgen(out, iter(table), *table.shape)
    return path


def beside(folder: Path, people: int, variants: int) -> None:
    (folder / "x.psam").write_text("#IID\n" + "".join(f"S{n}\n" for n in range(people)))
    lines = "".join(f"1\t{n + 1}\t.\tA\tC\n" for n in range(variants))
    (folder / "x.pvar").write_text("#CHROM\tPOS\tID\tREF\tALT\n" + lines)


@given(
    people=st.sampled_from([1, 63, 64, 65, 255, 257, 300, 70_000]),
    data=st.data(),
    told=st.booleans(),
)
@settings(max_examples=60)
def test_a_list_of_people_comes_back(people, data, told):
    who = sorted(data.draw(st.sets(st.integers(0, people - 1), max_size=200)))
    values = np.array([n % 4 for n in who], np.uint8)
    raw = write_difflist(np.array(who, np.int64), values if told else None, people)
    spare = np.frombuffer(b"\x07" + raw + b"\xff\xff", np.uint8)
    found, back, at = read_difflist(spare, 1, people, categories=told)
    assert (found.tolist(), at) == (who, 1 + len(raw))
    assert back.tolist() == (values.tolist() if told else [])


def test_the_list_of_the_specification_has_its_bytes():
    """The worked example of section 2.3.1."""
    raw = write_difflist(np.arange(5000, 395_001, 5000), np.zeros(79, np.uint8), 488_377)
    assert raw[:8] == bytes.fromhex("4f 881300 88f504 3f")
    assert raw[8:28] == bytes(20)
    assert raw[28:] == bytes.fromhex("8827") * 77
    assert id_bytes(488_377) == 3


def test_a_number_that_does_not_end_is_malformed():
    with pytest.raises(Malformed):
        read_difflist(np.frombuffer(b"\xff" * 9, np.uint8), 0, 500, categories=True)


sparse = st.tuples(
    st.integers(0, 3), st.dictionaries(st.integers(0, 69), st.integers(0, 3), max_size=6)
).map(lambda told: [told[1].get(n, told[0]) for n in range(70)])
dense = st.lists(st.integers(0, 3), min_size=70, max_size=70)


@given(table=st.lists(st.one_of(dense, sparse), min_size=1, max_size=12))
@settings(max_examples=60)
def test_what_is_written_is_read(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("pgen") / "x.pgen"
    assert categories(write(path, np.array(table, np.uint8))) == table


def forms() -> np.ndarray:
    """Seven records, each of a form of its own: in order 0, 2, 3, 1, 4, 6 and 7."""
    dice = np.random.default_rng(1)
    common = dice.integers(0, 4, 400).astype(np.uint8)
    near = common.copy()
    near[:5] = 3 - near[:5]
    table = [common, near, SWAPPED[near], dice.choice([0, 2], 400).astype(np.uint8)]
    for only in (0, 2, 3):
        table.append(np.full(400, only, np.uint8))
        table[-1][7 + only] = 1
    return np.array(table)


def test_every_form_of_a_record_is_written_where_it_is_shortest(tmp_path):
    path = write(tmp_path / "x.pgen", forms())
    assert categories(path) == forms().tolist()
    assert PgenFile(path).header.kind.tolist() == [0, 2, 3, 1, 4, 6, 7]


def test_a_fixed_width_file_is_read(tmp_path):
    table = np.random.default_rng(2).integers(0, 4, (9, 21)).astype(np.uint8)
    head = b"\x6c\x1b\x02" + np.array([9, 21], "<u4").tobytes() + b"\x40"
    path = tmp_path / "x.pgen"
    path.write_bytes(head + b"".join(pack2(row).tobytes() for row in table))
    assert categories(path) == table.tolist()
    assert unpack2(pack2(table[0]), 21).tolist() == table[0].tolist()


def test_the_second_block_refers_to_nothing_of_the_first(tmp_path, monkeypatch):
    """Blocks of four variants, where the format has 65,536."""
    for module in (pgen_header, pgen_read, pgen_write):
        monkeypatch.setattr(module, "BLOCK", 4)
    table = np.tile(np.array([0, 0, 1, 3, 2, 0, 1, 1], np.uint8), (10, 1))
    path = write(tmp_path / "x.pgen", table)
    assert PgenFile(path).header.kind.tolist() == [0, 2, 2, 2, 0, 2, 2, 2, 0, 2]
    assert categories(path) == table.tolist()
    raw = bytearray(path.read_bytes())
    raw[12 + 3 * 8 + 2 + 4] |= 2  # the first record of the second block, made to refer back
    path.write_bytes(raw)
    with pytest.raises(BadFile, match="refers to a record that is not there"):
        list(PgenFile(path))


def test_real_people_are_those_of_the_vcf(shared_data):
    def unphased(text: bytes) -> list[list[str]]:
        return [[cell.replace("|", "/") for cell in row] for row in body(text)]

    text = b"".join(vcf_text(shared_data / f"{CINECA}.pgen"))
    assert unphased(text) == unphased(
        gzip.decompress((shared_data / f"{CINECA}.vcf.gz").read_bytes())
    )


def plink(program: str, *words: object) -> None:
    done = subprocess.run(
        [program, *map(str, words), "--threads", "1", "--memory", "700"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def some_vcf(seed: int, people: int, sites: int) -> str:
    """Phased, unphased and missing calls of two to six alleles."""
    dice = random.Random(seed)
    titles = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
    lines = [
        "##fileformat=VCFv4.3",
        "##contig=<ID=1,length=248956422>",
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        "\t".join((*titles, *(f"S{n}" for n in range(people)))),
    ]
    alts = ("C", "G", "T", "AC", "AG")
    for site in range(sites):
        many = dice.choice([1, 1, 1, 2, 3, 5])
        often = dice.choice([0.01, 0.3, 0.9])
        cells = []
        for _ in range(people):
            pair = [dice.randint(1, many) if dice.random() < often else 0 for _ in range(2)]
            mark = dice.choice("/|") if pair[0] != pair[1] else "/"
            text = mark.join(map(str, pair if mark == "|" else sorted(pair)))
            cells.append("./." if dice.random() < 0.03 else text)
        place = ("1", str(1000 + 10 * site), ".", "A", ",".join(alts[:many]), ".", ".", ".", "GT")
        lines.append("\t".join((*place, *cells)))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("seed", "people", "sites"), [(1, 3, 40), (2, 90, 60), (3, 400, 60)])
def test_a_vcf_that_plink2_took_comes_back(tmp_path, needs_program, seed, people, sites):
    """Multi-allelic, phased, with lists, bits and references to the record before."""
    program = needs_program("plink2")
    (tmp_path / "a.vcf").write_text(some_vcf(seed, people, sites))
    plink(program, "--vcf", tmp_path / "a.vcf", "--make-pgen", "--out", tmp_path / "x")
    found = body(b"".join(vcf_text(tmp_path / "x.pgen")))
    assert found == body((tmp_path / "a.vcf").read_bytes())
    plink(program, "--pfile", tmp_path / "x", "--make-pgen", "vzs", "--out", tmp_path / "z")
    assert not (tmp_path / "z.pvar").exists()
    assert body(b"".join(vcf_text(tmp_path / "z.pgen"))) == found


def test_plink2_reads_what_samvar_writes(tmp_path, needs_program):
    program = needs_program("plink2")
    dice = np.random.default_rng(3)
    rare = dice.random((50, 300)) < 0.02
    table = np.where(rare, dice.integers(1, 4, rare.shape), 0).astype(np.uint8)
    table[:20] = dice.integers(0, 4, (20, 300))
    table[20:30] = table[19]
    table[25] = SWAPPED[table[19]]
    write(tmp_path / "x.pgen", table)
    variants = [Variant(Assembly.GRCh38, "1", 100 + n, "A", "C") for n in range(50)]
    with (tmp_path / "x.pvar").open("wb") as out:
        write_pvar(out, variants, ["##contig=<ID=1,length=248956422>"])
    with (tmp_path / "x.psam").open("wb") as out:
        write_psam(out, ((f"S{n}", Sex.FEMALE) for n in range(300)))
    plink(program, "--pfile", tmp_path / "x", "--validate", "--out", tmp_path / "v")
    plink(program, "--pfile", tmp_path / "x", "--export", "vcf", "--out", tmp_path / "y")
    words = ["0/0", "0/1", "1/1", "./."]
    told = body((tmp_path / "y.vcf").read_bytes())
    assert [row[4:] for row in told] == [[words[n] for n in row] for row in table.tolist()]
    assert body(b"".join(vcf_text(tmp_path / "x.pgen"))) == told


def whole(folder: Path) -> Path:
    """A small fileset of every form that samvar writes."""
    table = forms()
    beside(folder, table.shape[1], len(table))
    return write(folder / "x.pgen", table)


def test_a_file_that_is_cut_anywhere_is_refused(tmp_path):
    path = whole(tmp_path)
    raw = path.read_bytes()
    for length in range(len(raw)):
        path.write_bytes(raw[:length])
        with pytest.raises(BadFile):
            list(PgenFile(path))


@given(data=st.data())
@settings(max_examples=100)
def test_a_file_with_wrong_bytes_is_read_or_refused_and_nothing_else(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("hostile")
    path = whole(folder)
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    try:
        text = b"".join(vcf_text(path))
    except BadFile as fault:
        assert fault.where is not None
        assert fault.where.file == "x.pgen"
    else:
        assert len(body(text)) == 7


WRONG = [
    (2, 0x01, "PLINK 1 .bed"),
    (2, 0x03, "dosages alone"),
    (2, 0x11, "0x11"),
    (11, 0x4F, "layout 15"),
    (0, 0x00, "first bytes differ"),
    (3, 0x00, "no variants or no people"),
]


@pytest.mark.parametrize(("place", "byte", "why"), WRONG)
def test_a_file_that_cannot_be_read_says_why(tmp_path, place, byte, why):
    path = whole(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[place] = byte
    path.write_bytes(raw)
    with pytest.raises(BadFile) as caught:
        PgenFile(path)
    assert why in str(caught.value)


def test_the_record_at_fault_is_named(tmp_path):
    path = whole(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[int(PgenFile(path).header.start[4])] = 3  # three people, where one follows
    path.write_bytes(raw)
    with pytest.raises(BadFile, match="record 5 of the"):
        list(PgenFile(path))


def test_files_of_two_filesets_are_refused(tmp_path):
    path = whole(tmp_path)
    beside(tmp_path, 399, 7)
    with pytest.raises(BadFile, match="400 people, the file beside it 399"):
        list(vcf_text(path))
    beside(tmp_path, 400, 5)
    with pytest.raises(BadFile, match="7 variants, the file beside it 5"):
        list(vcf_text(path))
    (tmp_path / "x.psam").unlink()
    with pytest.raises(NotFound, match="there is no"):
        list(vcf_text(path))


PVARS = [
    ("#CHROM\tPOS\tID\tREF\tALT\n", "names no variant", None),
    ("#CHROM\tPOS\tID\tREF\tALT\n1\t5\t.\tA\n", "has 4 columns", 2),
    ("#CHROM\tPOS\tID\tREF\tALT\n1\tfive\t.\tA\tC\n", "not a number", 2),
    ("1\t5\n", "does not say its columns", 1),
]


@pytest.mark.parametrize(("text", "what", "line"), PVARS)
def test_a_wrong_pvar_is_refused(tmp_path, text, what, line):
    path = tmp_path / "x.pvar"
    path.write_text(text)
    with pytest.raises(BadFile, match=what) as caught:
        read_pvar(path)
    assert caught.value.where.line == line


def test_pvars_of_every_form_are_read(tmp_path):
    path = tmp_path / "x.pvar"
    path.write_text("23 rs1 0 5 C A\n")
    assert read_pvar(path).rows == (("X", "5", "rs1", "A", "C", "."),)
    path.write_text("##x\n#CHROM\tPOS\tID\tREF\tALT\tFILTER\tCM\nX\t5\trs1\tA\tC\tPASS\t0\n")
    assert read_pvar(path).rows == (("X", "5", "rs1", "A", "C", "PASS"),)
    assert read_pvar(path).meta == ("##x",)
    packed = pa.compress(b"#CHROM POS ID REF ALT\nXY 5 rs1 A C\n", "zstd", asbytes=True)
    path.write_bytes(packed)
    assert read_pvar(path).rows == (("X", "5", "rs1", "A", "C", "."),)
    path.write_bytes(packed[:-9])
    with pytest.raises(BadFile, match="damaged"):
        read_pvar(path)


def test_people_are_named_by_their_iid(tmp_path):
    path = tmp_path / "x.psam"
    path.write_text("##note\n#FID\tIID\tSEX\nf\ta\t1\nf\tb\tNA\n")
    assert read_names(path) == ("a", "b")
    for text, what in (
        ("#IID\na\na\n", "twice"),
        ("#IID\n", "nobody"),
        ("#IID\tSEX\na\n", "short"),
    ):
        path.write_text(text)
        with pytest.raises(BadFile, match=what):
            read_names(path)
