"""Sample sheets of nf-core/raredisease and nf-core/sarek."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.formats.samplesheet.nfcore import is_nfcore, read_nfcore
from samvar.model.errors import BadFile
from samvar.model.genome import Sex

RARE = "sample,lane,fastq_1,fastq_2,sex,phenotype,paternal_id,maternal_id,case_id\n"
SAREK = "patient,sex,status,sample,lane,fastq_1,fastq_2\n"


def sheet(folder: Path, text: str):
    path = folder / "s.csv"
    path.write_text(text)
    return read_nfcore(path)


def test_lanes_of_a_sample_are_one(tmp_path: Path) -> None:
    text = RARE + "son,1,a,b,1,2,dad,0,f\nson,2,a,b,1,2,dad,0,f\ndad,1,a,b,1,1,0,0,f\n"
    son, dad = sheet(tmp_path, text)
    assert (son.name, son.sex, son.affected, son.father, son.mother) == (
        "son", Sex.MALE, True, "dad", None,
    )  # fmt: skip
    assert (son.family, son.lanes, son.line, son.tumour) == ("f", 2, 2, False)
    assert (dad.affected, dad.lanes, dad.line) == (False, 1, 4)


def test_sarek_has_patients_with_several_samples(tmp_path: Path) -> None:
    text = SAREK + "p,XX,0,blood,1,a,b\np,XX,1,tumour,1,a,b\nq,NA,,q,1,a,b\n"
    found = sheet(tmp_path, text)
    assert [(s.person, s.name, s.sex, s.tumour) for s in found] == [
        ("p", "blood", Sex.FEMALE, False), ("p", "tumour", Sex.FEMALE, True),
        ("q", "q", Sex.UNKNOWN, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        (RARE + "a,1,x,y,3,2,0,0,f\n", "a sex is not known", (2, 5)),
        (RARE + "a,1,x,y,1,ill,0,0,f\n", "a phenotype is not known", (2, 6)),
        (SAREK + "p,XX,2,a,1,x,y\n", "a status is not known", (2, 3)),
        (RARE + "a,1,x,y,1,2,0,0,f\na,2,x,y,2,2,0,0,f\n", "do not say the same", (3, None)),
        (RARE + "a,1,x,y,1,2,b,0,f\nb,1,x,y,2,1,0,0,f\n", "a father is female", (2, None)),
        (RARE + ",1,x,y,1,2,0,0,f\n", "sample is empty", (2, 1)),
        (RARE, "names no sample", (None, None)),
    ],
)
def test_what_is_refused_and_where(tmp_path: Path, text: str, what: str, place) -> None:
    with pytest.raises(BadFile, match=what) as caught:
        sheet(tmp_path, text)
    assert (caught.value.where.line, caught.value.where.column) == place


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (RARE.strip().split(","), True),
        (SAREK.strip().split(","), True),
        (["sample", "sex"], False),
        (["patient", "sex"], False),
    ],
)
def test_the_sheets_are_told_by_their_columns(titles: list[str], expected: bool) -> None:
    assert is_nfcore(titles) is expected
