"""Files that lie, break off or are written oddly: a clear error or an open question, never a guess.

Others of the kind stand beside what they are about: genotypes that cannot be in `test_observe`,
outside calls and assemblies in `test_intake`.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from samvar.focus.pharmacogenomics.model import GeneCall, SampleCall, Status
from samvar.focus.pharmacogenomics.service import call_files
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadFile, SamvarError, UnknownAssembly
from samvar.model.genome import Assembly
from tests.focus.pharmacogenomics.conftest import COLUMNS, HEAD

Call = Callable[..., GeneCall]
GRCH38 = Assembly.GRCh38
NORMAL = "Normal Metabolizer"
DPYD_2A, DPYD_13 = 97450058, 97515787  # rs3918290 C>T, rs55886062 A>C


def dpyd_rows(gt: str = "0/0") -> list[list[str]]:
    """Every DPYD position of our own set as a record of this genotype, in file order."""
    gene = own_release().knowledge.gene("DPYD")
    assert gene is not None
    sites = [(each.sites["GRCh38"], each.alts) for each in gene.positions]
    return [
        ["1", str(site.position + 1), ".", site.ref, ",".join(alts), ".", "PASS", ".", "GT", gt]
        for site, alts in sorted(sites, key=lambda each: each[0].position)
    ]


def write(path: Path, rows: list[list[str]], header: str = "", samples: str = "S1") -> Path:
    body = "".join("\t".join(row) + "\n" for row in rows)
    path.write_text(HEAD + header + COLUMNS.replace("S1", samples) + body)
    return path


def called(path: Path, assembly: Assembly = GRCH38) -> list[SampleCall]:
    return list(call_files([path], assembly, own_release(), genes=["DPYD"]))


def dpyd(path: Path) -> GeneCall:
    return called(path)[0].genes[0]


def with_2a(change: Callable[[list[str]], list[list[str]]], gt: str = "0/1") -> list[list[str]]:
    """Everybody's reference but for *2A, whose record is changed to one or several."""
    rows = dpyd_rows()
    at = next(number for number, row in enumerate(rows) if row[1] == str(DPYD_2A))
    carrier = [*rows[at][:9], gt]
    return [*rows[:at], *change(carrier), *rows[at + 1 :]]


def cell(gt: str, **more: str) -> Callable[[list[str]], list[list[str]]]:
    def change(row: list[str]) -> list[list[str]]:
        return [[*row[:8], ":".join(["GT", *more]), ":".join([gt, *more.values()])]]

    return change


def fields(*values: tuple[int, str]) -> Callable[[list[str]], list[list[str]]]:
    def change(row: list[str]) -> list[list[str]]:
        changed = row.copy()
        for at, value in values:
            changed[at] = value
        return [changed]

    return change


def test_the_file_that_the_others_are_changed_from_is_understood(tmp_path: Path) -> None:
    assert dpyd(write(tmp_path / "a.vcf", dpyd_rows())).phenotype == NORMAL
    found = dpyd(write(tmp_path / "b.vcf", with_2a(lambda row: [row])))
    assert (found.status, found.phenotype) == (Status.CALLED, "Intermediate Metabolizer")


OPEN = [
    # change of the record of *2A,               why
    (lambda row: [], "there is none"),
    (cell("./."), "no call"),
    (cell("."), "no call, of one copy"),
    (cell("./1"), "a half call"),
    (cell("0/."), "a half call that saw the reference"),
    (cell(".|1"), "a half call, phased"),
    (cell("0/0/1"), "three copies"),
    (cell("0/1", DP="0"), "without a read"),
    (fields((6, "LowQual")), "the caller distrusts it"),
    (fields((4, "<DEL>"), (7, f"END={DPYD_2A}")), "a deletion as a symbol, heterozygous"),
    (fields((4, "<DUP>"), (7, f"END={DPYD_2A + 300}")), "a duplication"),
    (fields((4, "<INS>")), "an insertion as a symbol"),
    (fields((4, "*")), "deleted by an earlier record"),
    (fields((4, "C[13:32921033[")), "a breakend"),
    (fields((4, "G")), "a base that no definition has"),
    (fields((4, "N")), "a base that nobody knows"),
    (fields((3, "CT"), (4, "C")), "a deletion beside it"),
    (lambda row: [row, [*row[:9], {"0/1": "1/1", "1/1": "0/1"}[row[9]]]], "two genotypes"),
    (lambda row: [row, [*row[:9], "0/0"]], "twice, once without it"),
    (lambda row: [[*row[:8], "GT:PS", "0|1:1"], [*row[:8], "GT:PS", "1|0:2"]], "two phase sets"),
    (lambda row: [[*row[:9], "0|1"], [*row[:9], "1|0"]], "on either strand, in turn"),
    (lambda row: [row, ["chr1", *row[1:9], "0/0"]], "twice, under two names of the contig"),
    (lambda row: [["2", *row[1:]]], "on another chromosome"),
    (fields((1, "-1")), "before the chromosome's beginning"),
    (lambda row: [["NC_000001.10", *row[1:]]], "on GRCh37's chromosome 1"),
    (lambda row: [["1_KI270706v1_random", *row[1:]]], "on an unplaced contig"),
    (lambda row: [[row[0], str(DPYD_2A - 1), row[2], "A", "T", *row[5:]]], "one base too early"),
]


@pytest.mark.parametrize(("change", "why"), OPEN, ids=[why for _, why in OPEN])
@pytest.mark.parametrize("genotype", ["0/1", "1/1"])
def test_who_may_carry_2a_is_never_called_normal(
    tmp_path: Path, change: Callable[[list[str]], list[list[str]]], why: str, genotype: str
) -> None:
    """No record of *2A that can be trusted: refused, or the gene is incomplete."""
    try:
        found = dpyd(write(tmp_path / "a.vcf", with_2a(change, genotype)))
    except SamvarError as refused:
        assert refused.where is not None, why
        return
    assert (found.status, found.phenotype) == (Status.INCOMPLETE, None), why
    assert "rs3918290" in found.untested, why


SAME = [
    # the whole text changed,                                            why
    (lambda text: text.replace("\n", "\r\n"), "lines end as on Windows"),
    (lambda text: text.rstrip("\n"), "the last line does not end"),
    (lambda text: text.replace("\n1\t", "\nchr1\t"), "contigs with chr"),
    (lambda text: text.replace("\n1\t", "\nNC_000001.11\t"), "contigs by accession"),
    (lambda text: text.replace("0/1", "1/0"), "the alternative first"),
    (lambda text: text.replace("\tC\tT\t", "\tc\tt\t"), "small letters"),
]


@pytest.mark.parametrize(("change", "why"), SAME, ids=[why for _, why in SAME])
def test_one_content_written_otherwise_is_called_the_same(
    tmp_path: Path, change: Callable[[str], str], why: str
) -> None:
    path = write(tmp_path / "a.vcf", with_2a(lambda row: [row]))
    plain = dpyd(path)
    text = path.read_text()
    other = tmp_path / "b.vcf"
    other.write_bytes(change(text).encode())
    assert other.read_bytes() != text.encode()
    assert dpyd(other) == plain, why


def test_the_order_of_records_does_not_matter(tmp_path: Path) -> None:
    rows = with_2a(lambda row: [row])
    turned = write(tmp_path / "b.vcf", rows[::-1])
    assert dpyd(turned) == dpyd(write(tmp_path / "a.vcf", rows))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_panel_that_was_cut_off_is_refused_whole(
    shared_data: Path, tmp_path: Path, share: float
) -> None:
    """Not one sample is called from the part that arrived."""
    whole = (shared_data / "pharmacogenomics/1kgp/GRCh37/DPYD.vcf.gz").read_bytes()
    cut = tmp_path / "cut.vcf.gz"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadFile):
        next(call_files([cut], Assembly.GRCh37, own_release(), genes=["DPYD"]))


BROKEN = [
    # bytes made of the good text,                                    why
    (lambda text: b"", "empty"),
    (lambda text: text[: text.index(b"#CHROM")], "without the line of columns"),
    (lambda text: text.replace(b"\tS1\n", b"\n"), "fewer columns in the header than in records"),
    (lambda text: text.replace(b"\tS1\n", b"\tS1\tS1\n"), "one sample's name twice"),
    (lambda text: text[: text.rindex(b"\t")], "the last record has lost its genotype"),
    (lambda text: text.replace(b"GT\t0/1", b"DP\t31"), "a record without GT"),
    (lambda text: text.replace(b"97450058", b"9745OO58"), "letters in POS"),
    (lambda text: gzip.compress(text)[:-4], "gzip that breaks off"),
    (lambda text: b"PK\x03\x04" + text, "a ZIP file"),
]


@pytest.mark.parametrize(("change", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_broken_file_is_refused(
    tmp_path: Path, change: Callable[[bytes], bytes], why: str
) -> None:
    good = write(tmp_path / "a.vcf", with_2a(lambda row: [row])).read_bytes()
    path = tmp_path / "b.vcf"
    path.write_bytes(change(good))
    with pytest.raises(BadFile) as caught:
        dpyd(path)
    assert caught.value.where is not None, why
    assert "S1" not in str(caught.value), "no sample's name in an error"


def test_a_header_of_two_assemblies_is_refused(tmp_path: Path) -> None:
    header = "##contig=<ID=1,length=249250621>\n##contig=<ID=2,length=242193529>\n"
    with pytest.raises(UnknownAssembly):
        called(write(tmp_path / "a.vcf", dpyd_rows(), header))


def test_a_file_of_another_assembly_without_a_header_is_not_called(tmp_path: Path) -> None:
    """No record lies where GRCh37 has DPYD's positions, so nothing was tested."""
    found = called(write(tmp_path / "a.vcf", dpyd_rows()), Assembly.GRCh37)[0].genes[0]
    assert (found.status, found.phenotype) == (Status.NOT_CALLED, None)


PHASES = [
    # *2A,        *13,        status,            phenotype,                why
    ("0|1;7", "0|1;7", Status.CALLED, "Intermediate Metabolizer", "one phase set: in cis"),
    ("0|1;7", "1|0;7", Status.CALLED, "Poor Metabolizer", "one phase set: in trans"),
    ("0|1;7", "0|1;8", Status.AMBIGUOUS, None, "two phase sets: neither is known"),
    ("0|1;7", "0/1", Status.AMBIGUOUS, None, "one of them without phase"),
    ("0|1", "0|1;7", Status.AMBIGUOUS, None, "a set and none are two"),
]


@pytest.mark.parametrize(("one", "other", "status", "phenotype", "why"), PHASES)
def test_phase_is_believed_within_a_set_only(
    tmp_path: Path, one: str, other: str, status: Status, phenotype: str | None, why: str
) -> None:
    rows = dpyd_rows()
    for row in rows:
        for place, text in ((DPYD_2A, one), (DPYD_13, other)):
            if row[1] == str(place):
                gt, _, phase_set = text.partition(";")
                row[8:] = ["GT:PS", f"{gt}:{phase_set}"] if phase_set else ["GT", gt]
    found = dpyd(write(tmp_path / "a.vcf", rows))
    assert (found.status, found.phenotype) == (status, phenotype), why


def test_one_samples_fault_is_not_anothers(tmp_path: Path) -> None:
    """Of three people, one was half-called at *2A, one carries it, one does not."""
    rows = [[*row, row[9], row[9]] for row in dpyd_rows()]
    for row in rows:
        if row[1] == str(DPYD_2A):
            row[9:] = ["./1", "0/1", "0/0"]
    path = write(tmp_path / "a.vcf", rows, samples="A\tB\tC")
    assert [each.genes[0].phenotype for each in called(path)] == [
        None,
        "Intermediate Metabolizer",
        NORMAL,
    ]


ANY_FIELD = st.one_of(
    st.sampled_from(
        ["", ".", "0/0", "0|0", "0", "1", "./1", "PASS", "END=99999999", "<*>", "A", "T"]
    ),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="\t"), max_size=8
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.sampled_from([0, 1, 3, 4, 6, 7, 8]), value=ANY_FIELD)
@example(at=4, value="C")  # ALT says what REF does
def test_no_field_that_is_spoilt_makes_a_carrier_normal(
    tmp_path: Path, at: int, value: str
) -> None:
    """Homozygous *2A with any one field of its record replaced; its genotype is left."""
    rows = with_2a(fields((at, value)), "1/1")
    try:
        found = dpyd(write(tmp_path / "a.vcf", rows))
    except SamvarError:
        return
    assert found.phenotype in (None, "Poor Metabolizer")
