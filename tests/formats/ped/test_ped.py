"""PED in and out."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.ped.read import PedRow, read_ped
from samvar.formats.ped.write import write_ped
from samvar.model.errors import BadFile, UsageError
from samvar.model.genome import Sex

M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN
TRIO = (
    PedRow("1", "proband", "father", "mother", M, True),
    PedRow("1", "mother", None, None, F, False),
    PedRow("1", "father", None, None, M, False),
)


@pytest.mark.parametrize("name", ["examples/recessive_trio.ped", "fixtures/recessive_trio.ped"])
def test_a_real_trio(shared_data, name):
    assert read_ped(shared_data / "rare_disease/genmod" / name) == TRIO


def test_a_real_file_with_spaces_between(shared_data):
    found = read_ped(shared_data / "rare_disease/genmod/examples/dominant_trio.ped")
    assert [row.affected for row in found] == [True, True, False]


def test_further_columns_are_left_out(shared_data):
    found = read_ped(shared_data / "rare_disease/scout/643594.peddy.ped")
    assert found[0] == PedRow("643594-300M", "ADM1059A2", "ADM1059A1", "ADM1059A3", M, True)


def test_unknown_sex_and_a_header_without_a_sign(tmp_path):
    path = tmp_path / "x.ped"
    path.write_text("FID IID PAT MAT SEX PHENO\nf a 0 0 0 -9\nf b 0 0 other 2.7\n")
    assert read_ped(path) == (
        PedRow("f", "a", None, None, U, None),
        PedRow("f", "b", None, None, U, None),
    )


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("f a 0 0", "six columns", 1),
        ("f a 0 0 1 1\nf a 0 0 1 1", "named twice", 2),
        ("f a a 0 1 1", "own ancestor", 1),
        ("f a b 0 1 1\nf b a 0 1 1", "own ancestor", 1),
        ("f a b 0 1 1\nf b 0 0 2 1", "a father is female", 1),
        ("f a 0 b 1 1\nf b 0 0 1 1", "a mother is male", 1),
        ("f 0 0 0 1 1", "no name", 1),
        ("#f a 0 0 1 1", "names no individual", None),
    ],
)
def test_what_cannot_be_a_family_is_refused(tmp_path, text, what, line):
    path = tmp_path / "x.ped"
    path.write_text(text + "\n")
    with pytest.raises(BadFile, match=what) as caught:
        read_ped(path)
    assert caught.value.where.line == line


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8).filter(
    lambda name: name not in ("0", "NA", "na") and name.isprintable()
)


@settings(max_examples=80)
@given(
    rows=st.lists(
        st.builds(
            PedRow,
            family=st.one_of(st.none(), NAMES),
            name=NAMES,
            father=st.none(),
            mother=st.none(),
            sex=st.sampled_from(Sex),
            affected=st.sampled_from((None, True, False)),
        ),
        min_size=1,
        unique_by=lambda row: (row.family, row.name),
    )
)
def test_what_is_written_is_read_again(tmp_path_factory, rows):
    out = io.BytesIO()
    write_ped(out, rows)
    path = tmp_path_factory.mktemp("ped") / "x.ped"
    path.write_bytes(out.getvalue())
    assert read_ped(path) == tuple(rows)


def test_a_name_with_white_space_is_not_written():
    with pytest.raises(UsageError):
        write_ped(io.BytesIO(), [PedRow("f", "a b", None, None, M, None)])
