"""SMNCopyNumberCaller: a no-call is never a zero."""

import pytest

from samvar.formats.smn.read import read_smn
from samvar.model.errors import BadFile

HEAD = "Sample\tisSMA\tisCarrier\tSMN1_CN\tSMN2_CN\tSMN2delta7-8_CN\tg.27134T>G_CN\n"


def test_the_demo_proband(shared_data):
    """isCarrier is None in the file: not determined, and so not False."""
    (call,) = read_smn(shared_data / "rare_disease/scout/643594.solo.smn.tsv")
    assert (call.sample, call.affected, call.carrier) == ("ADM1059A2", False, None)
    assert (call.smn1, call.smn2, call.delta78, call.silent) == (2, 0, 0, 0)
    assert (call.total, call.full_length) == (3.994, 4.217)


def test_a_no_call(tmp_path):
    path = tmp_path / "s.tsv"
    path.write_text(HEAD + "a\tNone\tNone\tNone\tNone\t0\t0\n")
    (call,) = read_smn(path)
    assert (call.smn1, call.smn2, call.delta78, call.affected) == (None, None, 0, None)


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        ("a\tFalse\tFalse\t-1\t2\t0\t0", "negative", 4),
        ("a\tFalse\tFalse\t1.5\t2\t0\t0", "whole number", 4),
        ("a\tperhaps\tFalse\t1\t2\t0\t0", "neither True nor False", 2),
        ("a\tFalse\tFalse\t1\t2\t0\t0\na\tFalse\tFalse\t1\t2\t0\t0", "twice", 1),
    ],
)
def test_what_is_refused_and_where(tmp_path, row, what, column):
    path = tmp_path / "s.tsv"
    path.write_text(HEAD + row + "\n")
    with pytest.raises(BadFile, match=what) as caught:
        read_smn(path)
    assert caught.value.where.column == column
