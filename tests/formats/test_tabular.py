"""Tables with a header, and cells that are not what they should be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.tabular import read_table
from samvar.model.errors import BadFile


def table(folder, text, needs=("name",), mark="\t"):
    path = folder / "t.tsv"
    path.write_text(text)
    return read_table(path, needs, mark)


def test_cells_by_title_with_what_nobody_knows(tmp_path):
    text = "## made by\n#name\tn\tflag\n\na\t4.0\tTrue\nb\tNA\t.\n"
    first, second = table(tmp_path, text)
    assert (first.must("name"), first.whole("n"), first.flag("flag")) == ("a", 4, True)
    assert (second.number("n"), second.flag("flag"), second.text("no such")) == (None, None, None)
    assert str(second.where("n")) == "t.tsv, line 5, column 2"


def test_quotes_keep_the_comma(tmp_path):
    (row,) = table(tmp_path, 'name,note\n"a,b",c\n', mark=",")
    assert row.must("name") == "a,b"


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "empty", "t.tsv"),
        ("##only\n", "empty", "t.tsv"),
        ("sample\tn\n", "no column name", "t.tsv, line 1"),
        ("name\tname\n", "twice in the header", "t.tsv, line 1"),
        ("name\tn\na\n", "1 cells, the header 2", "t.tsv, line 2"),
        ("name,n\n" + "a" * 200_000 + ",1\n", "a cell is too long", "t.tsv, line 2"),
    ],
)
def test_what_is_no_table(tmp_path, text, what, place):
    with pytest.raises(BadFile, match=what) as caught:
        table(tmp_path, text, mark="," if "," in text else "\t")
    assert str(caught.value.where) == place


@pytest.mark.parametrize("cell", ["x", "1e999", "inf", "0x1", "1,5"])
def test_what_is_no_number_is_never_one(tmp_path, cell):
    (row,) = table(tmp_path, f"name\tn\na\t{cell}\n")
    with pytest.raises(BadFile, match="n is not a number"):
        row.number("n")


def test_a_cell_that_a_row_can_do_without_is_told(tmp_path):
    (row,) = table(tmp_path, "name\tend\na\tImp\n")
    faults = []
    assert row.told_whole("end", faults) is None
    assert [(str(f.where), f.fatal) for f in faults] == [("t.tsv, line 2, column 2", False)]


@given(st.integers(-(1 << 52), 1 << 52))
def test_whole_numbers_come_back(number):
    from samvar.formats.tabular import Row

    for text in (str(number), f"{number}.0"):
        assert Row("t", 1, {"n": text}, {"n": 1}).whole("n") == number
    with pytest.raises(BadFile, match="whole"):
        Row("t", 1, {"n": "4.5"}, {"n": 1}).whole("n")
