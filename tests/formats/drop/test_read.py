"""OUTRIDER's and FRASER's top hits."""

import pytest

from samvar.formats.drop.read import Place, read_expression, read_splicing
from samvar.model.errors import BadFile


def test_genes_of_outlying_expression(shared_data):
    found, faults = read_expression(
        shared_data / "rare_disease/scout/drop/outrider_top_hits_clinical.tsv"
    )
    assert (len(found), faults) == (9, ())
    assert [row.gene for row in found if row.aberrant] == ["HBB", "HBA2", "HBA1"]
    hbb = next(row for row in found if row.gene == "HBB")
    assert (hbb.hgnc, hbb.z, hbb.l2fc, hbb.counts) == (4827, -12.61, -10.14, 61)
    assert hbb.place == Place("11", 5225463, 5229395)


def test_a_place_that_is_no_number_is_told_and_not_made_up(shared_data):
    """Line 2 of the demo's own file says that a junction ends at 'Imp'."""
    found, faults = read_splicing(
        shared_data / "rare_disease/scout/drop/fraser_top_hits_clinical.tsv"
    )
    assert len(found) == 4
    assert found[0].place == Place("1", 36479516, None)
    assert [(str(f.where), f.fatal) for f in faults] == [
        ("fraser_top_hits_clinical.tsv, line 2, column 9", False)
    ]
    assert (found[1].psi, found[1].delta, found[1].counts, found[1].total) == (0.36, 0.35, 35, 96)
    assert found[1].impact == "exonSkipping"


def test_a_p_value_that_is_no_number_is_refused(tmp_path):
    path = tmp_path / "o.tsv"
    path.write_text("sampleID\thgncSymbol\tpValue\tl2fc\na\tHBB\tlow\t1\n")
    with pytest.raises(BadFile, match="pValue is not a number") as caught:
        read_expression(path)
    assert str(caught.value.where) == "o.tsv, line 2, column 3"
