"""`samvar rare referral`: taken in, listed, shown, its care unit put right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

GENETICIST = ("--as", "geneticist")
WARD = ("--as", "referring-clinician")
HEAD = "referral\tpatient\tregion\tindication\tpriority\tunit\n"
ROW = "{label}\t{patient}\t01\tepilepsy\turgent\t{unit}\n"


@pytest.fixture
def shell(make_shell: Callable[[str], Shell]) -> Shell:
    """An empty node."""
    return make_shell("stockholm")


def lims(folder: Path, *labels: str, unit: str = "") -> str:
    """A file of the laboratory system with these referrals."""
    rows = (ROW.format(label=each, patient=f"STO-{each}", unit=unit) for each in labels)
    path = folder / f"{labels[0]}.tsv"
    path.write_text(HEAD + "".join(rows))
    return str(path)


def test_the_laboratory_takes_in_all_of_a_file_or_nothing(shell: Shell, tmp_path: Path) -> None:
    file = lims(tmp_path, "RD-1", "RD-2")
    said = shell("rare", "referral", "add", file, "--dry-run")
    assert [each["label"] for each in said] == ["RD-1", "RD-2"]
    assert shell("rare", "referral", "list", *GENETICIST) == [], "nothing was written"
    added = shell("rare", "referral", "add", file, *GENETICIST)
    assert [(each["label"], each["step"], each["priority"]) for each in added] == [
        ("RD-1", "received", "urgent"), ("RD-2", "received", "urgent"),
    ]  # fmt: skip
    again = shell("rare", "referral", "add", lims(tmp_path, "RD-3", "RD-1"), *GENETICIST, expect=3)
    assert again["error"]["code"] == "conflict"
    listed = shell("rare", "referral", "list", *GENETICIST)
    assert [each["label"] for each in listed] == ["RD-1", "RD-2"]


REFUSED = [
    ("add", "bioinformatician", 4),
    ("add", "researcher", 4),
    ("list", "researcher", 4),
    ("list", "operator", 4),
    ("show", "researcher", 4),
]


@pytest.mark.parametrize(("act", "who", "code"), REFUSED)
def test_who_may_not_is_refused(
    shell: Shell, tmp_path: Path, act: str, who: str, code: int
) -> None:
    file = lims(tmp_path, "RD-1")
    shell("rare", "referral", "add", file, *GENETICIST)
    more = {"add": (lims(tmp_path, "RD-2"),), "list": (), "show": ("RD-1",)}[act]
    said = shell("rare", "referral", act, *more, "--as", who, expect=code)
    assert said["error"]["code"] == "refused"


SPOILT = [
    ("STO-RD-1", "", "patient is empty"),
    ("\t01\t", "\t99\t", "region"),
    ("epilepsy", "Ache", "indication"),
    ("urgent", "now", "priority"),
]


@pytest.mark.parametrize(("old", "fresh", "what"), SPOILT)
def test_a_file_that_cannot_be_taken_is_bad_input(
    shell: Shell, tmp_path: Path, old: str, fresh: str, what: str
) -> None:
    path = Path(lims(tmp_path, "RD-1"))
    path.write_text(path.read_text().replace(old, fresh))
    said = shell("rare", "referral", "add", str(path), *GENETICIST, expect=3)
    assert what in said["error"]["what"]
    assert "STO-RD-1" not in str(said), "no patient stands in an error"


def test_what_is_not_there_and_what_makes_no_sense(shell: Shell, tmp_path: Path) -> None:
    shell("rare", "referral", "add", str(tmp_path / "gone.tsv"), *GENETICIST, expect=3)
    shell("rare", "referral", "show", "nobody", *GENETICIST, expect=3)
    shell("rare", "referral", "list", "--limit", "0", *GENETICIST, expect=2)


def test_a_unit_sends_one_at_a_time_and_sees_its_own_only(shell: Shell, tmp_path: Path) -> None:
    two = lims(tmp_path, "OWN-1", "OWN-2")
    assert shell("rare", "referral", "add", two, *WARD, expect=2)["error"]["code"] == "usage"
    (sent,) = shell("rare", "referral", "add", lims(tmp_path, "OWN-3"), *WARD)
    assert sent["unit"] == "child-neurology"
    shell("rare", "referral", "add", lims(tmp_path, "LAB-1"), *GENETICIST)
    listed = shell("rare", "referral", "list", *WARD)
    assert [each["label"] for each in listed] == ["OWN-3"]
    every = shell("rare", "referral", "list", *GENETICIST)
    assert {each["label"] for each in every} == {"OWN-3", "LAB-1"}
    assert shell("rare", "referral", "show", "OWN-3", *WARD)["steps"][0]["step"] == "received"
    assert (
        shell("rare", "referral", "show", "LAB-1", *WARD, expect=3)["error"]["code"] == "not-found"
    )


def test_a_long_list_is_paged(shell: Shell, tmp_path: Path) -> None:
    shell("rare", "referral", "add", lims(tmp_path, "RD-1", "RD-2", "RD-3"), *GENETICIST)
    seen = []
    for skip in ("0", "2"):
        page = shell("rare", "referral", "list", "--limit", "2", "--skip", skip, *GENETICIST)
        seen += [each["label"] for each in page]
    assert seen == ["RD-1", "RD-2", "RD-3"]
    assert shell("rare", "referral", "list", "--closed", *GENETICIST) == []


def test_a_mistyped_unit_is_put_right_and_back(shell: Shell, tmp_path: Path) -> None:
    shell("rare", "referral", "add", lims(tmp_path, "RD-1", unit="child-neurologi"), *GENETICIST)
    unit = ("rare", "referral", "unit", "RD-1")
    assert shell("rare", "referral", "list", *WARD) == []
    assert shell(*unit, "child-neurology", "--dry-run", *GENETICIST)["unit"] == "child-neurologi"
    done = shell(*unit, "child-neurology", *GENETICIST)
    (change,) = done["unit_changes"]
    assert (done["unit"], change["by"], change["was"], change["now"], change["undone"]) == (
        "child-neurology", "geneticist", "child-neurologi", "child-neurology", False,
    )  # fmt: skip
    assert [each["label"] for each in shell("rare", "referral", "list", *WARD)] == ["RD-1"]
    assert shell(*unit, "child-neurology", *GENETICIST, expect=3)["error"]["code"] == "conflict"
    undone = shell(*unit, "--undo", *GENETICIST)
    assert (undone["unit"], undone["unit_changes"][0]["undone"]) == ("child-neurologi", True)
    assert shell("rare", "referral", "list", *WARD) == []
    shell(*unit, "--undo", *GENETICIST, expect=3)
    assert shell(*unit, "--none", *GENETICIST)["unit"] == ""


@pytest.mark.parametrize(
    ("words", "who", "code"),
    [
        (("child-neurology",), "bioinformatician", 4),
        (("child-neurology",), "referring-clinician", 4),
        (("child-neurology",), "researcher", 4),
        (("--undo",), "bioinformatician", 4),
        (("x" * 65,), "geneticist", 3),
        (("640823-3234",), "geneticist", 3),
        ((), "geneticist", 2),
        (("child-neurology", "--undo"), "geneticist", 2),
        (("--none", "--undo"), "geneticist", 2),
    ],
)
def test_a_unit_is_put_right_by_whoever_takes_in_referrals_and_in_words_that_make_sense(
    shell: Shell, tmp_path: Path, words: tuple[str, ...], who: str, code: int
) -> None:
    shell("rare", "referral", "add", lims(tmp_path, "RD-1", unit="child-neurologi"), *GENETICIST)
    shell("rare", "referral", "unit", "RD-1", *words, "--as", who, expect=code)
    assert shell("rare", "referral", "show", "RD-1", *GENETICIST)["unit"] == "child-neurologi"
