"""Counts of discordant mitochondrial read pairs."""

import pytest

from samvar.formats.mitodel.read import Mitodel, read_mitodel
from samvar.model.errors import BadFile


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("hugelymodelbat", (10, 680523)),
        ("slowlycivilbuck", (17, 663637)),
        ("earlycasualcaiman", (26, 972855)),
    ],
)
def test_the_demo_trio(shared_data, name, counts):
    folder = shared_data / "rare_disease/scout/mitodel_test_files"
    assert read_mitodel(folder / f"{name}_lanes_1_sorted_md_mitodel.txt") == Mitodel(*counts)


def line(folder, text):
    path = folder / "m.txt"
    path.write_text(text)
    return read_mitodel(path)


def test_no_pair_at_all_has_no_ratio(tmp_path):
    found = line(tmp_path, "intermediate discordant  0 normal  0 ratio ppk nan\n")
    assert found.per_thousand is None


def test_an_older_writer_leaves_out_a_zero(tmp_path):
    found = line(tmp_path, "intermediate discordant   normal  5000 ratio ppk 0\n")
    assert found == Mitodel(0, 5000)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("discordant 1 normal 2\n", "not a count"),
        ("intermediate discordant 10 normal 1000 ratio ppk 0.5\n", "not that of the two counts"),
        ("intermediate discordant 10 normal 1000 ratio ppk much\n", "not a number"),
    ],
)
def test_what_is_refused(tmp_path, text, what):
    with pytest.raises(BadFile, match=what):
        line(tmp_path, text)
