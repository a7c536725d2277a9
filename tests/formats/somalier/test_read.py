"""somalier's three tables."""

import pytest

from samvar.formats.somalier.read import read_ancestry, read_pairs, read_samples
from samvar.model.errors import BadFile
from samvar.model.genome import Sex


def test_the_demo_trio(shared_data):
    folder = shared_data / "rare_disease/scout"
    pairs = read_pairs(folder / "643594.somalier.pairs.tsv")
    assert [(p.relatedness, p.expected, p.ibs0, p.sites) for p in pairs] == [
        (0.5051, 0.5, 7, 16370), (0.5012, 0.5, 5, 16370), (-0.01492, 0.0, 1539, 16370),
    ]  # fmt: skip
    samples = read_samples(folder / "643594.somalier.samples.tsv")
    assert [s.stated for s in samples] == [Sex.MALE, Sex.MALE, Sex.FEMALE]
    assert {(s.depth, s.x_depth, s.y_depth, s.x_sites, s.y_sites) for s in samples} == {
        (31.6, 16.45, 18.38, 347, 16)
    }
    ancestry = read_ancestry(folder / "643594.somalier.ancestry.tsv")
    assert {(a.predicted, a.stated) for a in ancestry} == {("EUR", "EUR")}


def test_a_pair_of_which_the_pedigree_says_nothing(tmp_path):
    path = tmp_path / "p.tsv"
    path.write_text("#sample_a\tsample_b\trelatedness\texpected_relatedness\na\tb\t0.1\t-1.0\n")
    (pair,) = read_pairs(path)
    assert (pair.expected, pair.ibs0) == (None, None)


def test_a_sample_twice(tmp_path):
    path = tmp_path / "s.tsv"
    path.write_text("#family_id\tsample_id\tsex\nf\ta\t1\nf\ta\t1\n")
    with pytest.raises(BadFile, match="stands twice") as caught:
        read_samples(path)
    assert str(caught.value.where) == "s.tsv, line 3, column 2"
