"""Sample sheets of every form."""

import pytest

from samvar.formats.samplesheet.read import SheetRow, read_samples
from samvar.model.errors import BadFile
from samvar.model.genome import Sex

CODES = {"1": "AFR", "2": "AMR", "3": "EAS", "4": "EUR", "5": "SAS"}
M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN
ROWS = (
    SheetRow("a", M, "EUR", "f", "b", None, "p1"),
    SheetRow("b", U, None, "f", None, None, "p2"),
)


def sheet(tmp_path, text, codes=None):
    path = tmp_path / "sheet"
    path.write_bytes(text.encode("utf-8-sig"))
    return read_samples(path, codes)


@pytest.mark.parametrize("mark", ["\t", ",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_with_a_header(tmp_path, mark, end):
    lines = (
        "Sample_ID|note|Sex|Ancestry|Family ID|Father|Mother|Person",
        "a|x|Male|EUR|f|b|0|p1",
        "b||okänd|.|f|NA||p2",
        "",
    )
    assert sheet(tmp_path, end.join(lines).replace("|", mark)) == ROWS


def test_quotes_keep_the_separator(tmp_path):
    assert sheet(tmp_path, 'name,family\n"a,b","f,g"\n') == (SheetRow("a,b", family="f,g"),)


def test_a_pedigree_is_a_sample_sheet(tmp_path, shared_data):
    found = read_samples(shared_data / "rare_disease/slivar/ashk-trio.ped")
    assert found[0] == SheetRow("HG002", M, None, "ash", "HG003", "HG004", affected=True)
    assert [row.sex for row in found] == [M, M, F]


@pytest.mark.parametrize(
    ("word", "status"),
    [("2", True), ("Case", True), ("ja", True), ("1", False), ("control", False), ("", None)],
)
def test_whoever_is_affected_may_be_said_in_several_words(tmp_path, word, status):
    (row,) = sheet(tmp_path, f"sample\taffected status\na\t{word}\n")
    assert row.affected is status


def test_the_panels_people_have_sex_and_ancestry(shared_data):
    path = shared_data / "complex_disease/pygscatalog/bgen/phased/tiny1000G.sample"
    found = read_samples(path, CODES)
    assert (len(found), len({row.name for row in found})) == (3202, 3202)
    assert found[0] == SheetRow("HG00096", M, "EUR")
    assert {row.ancestry for row in found} == set(CODES.values())
    sexes = [row.sex for row in found]
    assert (sexes.count(M), sexes.count(F), sexes.count(U)) == (1598, 1603, 1)


def test_codes_without_names_stay_as_they_are(shared_data):
    path = shared_data / "complex_disease/pygscatalog/bgen/phased/tiny1000G.sample"
    assert {row.ancestry for row in read_samples(path)} == set(CODES)


WRONG = [
    ("sex\nmale\n", "no column of sample names", 1),
    ("sample\tsex\na\tmale\na\tmale\n", "twice", 3),
    ("sample\tsex\na\thigh\n", "sex in the sample sheet is not known", 2),
    ("sample\taffected\na\tperhaps\n", "affected status in the sample sheet is not known", 2),
    ("sample\tsex\na\n", "has 1 columns, the header 2", 2),
    ("sample\tname\na\tb\n", "two columns", 1),
    ("sample\tancestry\na\t9\n", "has no name", 2),
    ("sample\tsex\n\tmale\n", "no sample name", 2),
    ("sample\tsex\n", "names no sample", None),
    ("ID_1 ID_2 missing sex\n", "column types", 2),
    ("ID_1 ID_2 missing sex\n0 0 0 D\n0 a 0\n", "has 3 columns, the header 4", 3),
]


@pytest.mark.parametrize(("text", "what", "line"), WRONG)
def test_a_wrong_sheet_is_refused_without_a_name_in_the_message(tmp_path, text, what, line):
    with pytest.raises(BadFile, match=what) as caught:
        sheet(tmp_path, text, CODES)
    assert caught.value.where.line == line


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "sheet"
    path.write_bytes("sample\tkön\na\tman\nå\tman\n".encode("latin-1"))
    with pytest.raises(BadFile, match="UTF-8") as caught:
        read_samples(path)
    assert caught.value.where.line == 1


def test_a_cell_of_any_length_is_told_of(tmp_path):
    with pytest.raises(BadFile, match="too long"):
        sheet(tmp_path, "sample,sex\n" + "a" * 200_000 + ",male\n")
