"""peddy's three tables."""

import pytest

from samvar.formats.peddy.read import read_peddy_ped, read_relations, read_sex_checks
from samvar.model.errors import BadFile
from samvar.model.genome import Sex

CHECK = "sample_a,sample_b,n,ibs0,rel,parent_error\n"


def test_the_demo_trio_keeps_the_flag_that_peddy_sets(shared_data):
    """Known truth: SOURCES.md. The mother is true, and peddy flags her."""
    found = read_relations(shared_data / "rare_disease/scout/643594.ped_check.csv")
    assert [(r.relatedness, r.parent_error, r.ibs0, r.sites) for r in found] == [
        (0.5051, False, 7, 16370),
        (0.5012, True, 5, 16370),
        (-0.01492, False, 1539, 16370),
    ]
    assert [(r.stated, r.stated_parents, r.predicted_parents) for r in found] == [
        (0.5, True, True), (0.5, True, True), (0.0, False, False),
    ]  # fmt: skip


def test_predicted_sex_is_the_stated_one_in_all_three(shared_data):
    found = read_sex_checks(shared_data / "rare_disease/scout/643594.sex_check.csv")
    assert [(s.stated, s.predicted, s.error) for s in found] == [
        (Sex.MALE, Sex.MALE, False), (Sex.MALE, Sex.MALE, False), (Sex.FEMALE, Sex.FEMALE, False),
    ]  # fmt: skip
    assert found[2].het_ratio == 1.7


def test_depth_and_ancestry(shared_data):
    found = read_peddy_ped(shared_data / "rare_disease/scout/643594.peddy.ped")
    assert [(s.sample, s.depth, s.ancestry) for s in found] == [
        ("ADM1059A2", 23.7, "EUR"), ("ADM1059A1", 24.0, "EUR"), ("ADM1059A3", 21.95, "EUR"),
    ]  # fmt: skip


def test_what_is_not_known_is_none(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(CHECK + "a,b,,,nan,\n")
    (found,) = read_relations(path)
    assert (found.sites, found.relatedness, found.parent_error) == (None, None, None)


@pytest.mark.parametrize(
    ("reader", "text", "what", "place"),
    [
        (read_relations, CHECK + "a,b,1,1,high,False\n", "rel is not a number", (2, 5)),
        (read_relations, CHECK + "a,b,1,1,.5,maybe\n", "neither True nor False", (2, 6)),
        (read_relations, CHECK + ",b,1,1,.5,True\n", "sample_a is empty", (2, 1)),
        (read_relations, "sample_a,rel\n", "no column sample_b, parent_error", (1, None)),
        (
            read_sex_checks,
            "error,ped_sex,predicted_sex,sample_id\nFalse,male,both,a\n",
            "not a sex",
            (2, 3),
        ),
        (
            read_sex_checks,
            "error,ped_sex,predicted_sex,sample_id\nFalse,male,male,a\nFalse,male,male,a\n",
            "stands twice",
            (3, 4),
        ),
    ],
)
def test_what_is_refused_and_where(tmp_path, reader, text, what, place):
    path = tmp_path / "c.csv"
    path.write_text(text)
    with pytest.raises(BadFile, match=what) as caught:
        reader(path)
    assert (caught.value.where.line, caught.value.where.column) == place
