"""A VCF looked through: every line counted by its tabs, beside a reader of single lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.intake import variants
from samvar.focus.rare_disease.intake.variants import category_of, look_through
from samvar.focus.rare_disease.model.case import CaseFile, CaseMember
from samvar.formats import stream
from samvar.formats.scout.keys import Role
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Sex
from tests.focus.rare_disease.family_files import SAMPLES, vcf

HERE = Where("case.yaml", 1)
FAMILY = tuple(CaseMember(n, n, Sex.UNKNOWN, None, None, None, HERE) for n in SAMPLES)
WHOLE = "1\t5\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\t0/0\t0/0"


def slowly(text: str, columns: int) -> int | tuple[int, int]:
    """The plain twin: records, or the first bad line with its fields."""
    records = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            if line.count("\t") + 1 != columns:
                return number, line.count("\t") + 1
            records += 1
    return records


LINES = st.sampled_from(
    [WHOLE, WHOLE, WHOLE, "", "\r", WHOLE + "\r", WHOLE + "\t1", "1\t5\t.", "x"]
)


@given(st.lists(LINES, min_size=1, max_size=12))
def test_lines_are_counted_as_one_by_one(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    expected = slowly(text, 12)
    if isinstance(expected, int):
        assert variants._counted(text.encode(), 1, 12, "a.vcf") == expected
        return
    with pytest.raises(BadFile, match=f"has {expected[1]} fields, the header 12") as caught:
        variants._counted(text.encode(), 1, 12, "a.vcf")
    assert caught.value.where.line == expected[0]


def looked(path: Path):
    return look_through(CaseFile("vcf_snv", path, Role.VARIANTS, "", HERE), FAMILY, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.integers(1, 400), st.integers(20, 300), st.booleans())
def test_it_does_not_matter_where_the_file_is_cut(
    tmp_path: Path, records: int, chunk: int, last: bool
) -> None:
    path = tmp_path / "a.vcf"
    text = vcf((WHOLE + "\n") * records)
    path.write_text(text if last else text.rstrip("\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "CHUNK", chunk)
        found = looked(path)
    assert found.faults == ()
    assert found.file.records == records


def test_a_bad_line_far_down_has_its_number(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(stream, "CHUNK", 500)
    path = tmp_path / "a.vcf"
    path.write_text(vcf((WHOLE + "\n") * 300 + "1\t5\n" + WHOLE + "\n"))
    (fault,) = looked(path).faults
    assert str(fault.where) == "a.vcf, line 306"


def test_a_cohort_in_a_family_s_place_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    names = (*SAMPLES, *(f"p{number}" for number in range(2000)))
    path.write_text(vcf("", names))
    (fault,) = looked(path).faults
    assert fault.what == "one of 2,000 samples of vcf_snv is none of the case"
    assert fault.where.column == 13


KINDS = [
    ("1\t5\t.\tA\tG\t.\t.\tDP=3", "snv"),
    ("1\t5\t.\tA\t<DEL>\t.\t.\tEND=9", "sv"),
    ("1\t5\t.\tAAAA\tA\t.\t.\tSVTYPE=DEL", "sv"),
    ("1\t5\t.\tA\tA[2:7[\t.\t.\t.", "sv"),
    ("1\t5\t.\tA\t<INS:ME:ALU>\t.\t.\tSVTYPE=INS", "mei"),
    ("1\t5\t.\tA\t<INS>\t.\t.\tMEINFO=ALU,1,2,+", "mei"),
    ("1\t5\t.\tA\t<STR12>\t.\t.\tREPID=HTT", "str"),
    ("1\t5\t.\tAG\tA\t.\t.\tTRID=HTT;MOTIFS=CAG", "str"),
    ("1\t5\t.\tN\tN[2:7[\t.\t.\tSVTYPE=BND;GENEA=A;GENEB=B", "fusion"),
]


@pytest.mark.parametrize(("record", "expected"), KINDS)
def test_what_a_list_holds_is_told_by_its_records(record: str, expected: str) -> None:
    assert category_of([record.encode()]) == expected


def test_most_records_decide_and_an_empty_list_is_of_small_variants() -> None:
    small, large = (KINDS[n][0].encode() for n in (0, 1))
    assert category_of([small, large, large]) == "sv"
    assert category_of([]) == "snv"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("643594.clinical.vcf.gz", "snv"),
        ("643594.clinical.SV.vcf.gz", "sv"),
        ("643594.clinical.mei.vcf.gz", "mei"),
        ("643594.clinical.str.stranger.vcf.gz", "str"),
    ],
)
def test_real_lists_are_told_apart(shared_data: Path, name: str, expected: str) -> None:
    assert looked(shared_data / "rare_disease/scout" / name).file.category == expected
