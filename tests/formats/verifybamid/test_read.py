"""VerifyBamID's table of one sample, or of several."""

from pathlib import Path

import pytest

from samvar.formats.verifybamid.read import read_contamination
from samvar.model.errors import BadFile

HEAD = "#SEQ_ID\tRG\tCHIP_ID\t#SNPS\t#READS\tAVG_DP\tFREEMIX\n"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "a.selfSM"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def test_a_sample(tmp_path: Path) -> None:
    (found,) = read_contamination(table(tmp_path, "son\tNA\tNA\t100000\t2511922\t25.1265\t0.0017"))
    assert (found.sample, found.fraction, found.sites, found.depth) == (
        "son", 0.0017, 100_000, 25.1265,
    )  # fmt: skip


def test_what_was_not_estimated_is_none(tmp_path: Path) -> None:
    assert read_contamination(table(tmp_path, "son\tNA\tNA\t0\t0\t0\tNA"))[0].fraction is None


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (("son\tNA\tNA\t1\t1\t1\t1.7",), "not between 0 and 1"),
        (("son\tNA\tNA\t1\t1\t1\tlow",), "not a number"),
        (("son\tNA\tNA\t1\t1\t1\t0", "son\tNA\tNA\t1\t1\t1\t0"), "twice"),
    ],
)
def test_what_is_refused(tmp_path: Path, rows: tuple[str, ...], what: str) -> None:
    with pytest.raises(BadFile, match=what):
        read_contamination(table(tmp_path, *rows))
