"""`samvar rare answer` and `acknowledge`; relatives in `samvar rare case` and `rare load`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samvar.cli.main import run
from samvar.node.build import config_in, open_node
from samvar.node.node import Node
from tests.cli.conftest import Shell
from tests.focus.rare_disease.family_files import family, vcf
from tests.focus.rare_disease.test_answer import ONE, TWO, VARIANT, read
from tests.focus.rare_disease.test_relatives import ALONE, HEAD_DP, NOTHING

GENETICIST = ("--as", "geneticist")
LOADER = ("--as", "bioinformatician")
WARD = ("--as", "referring-clinician")
LIMS = "referral\tpatient\tregion\tindication\tunit\nRD-1\tSTO-1\t01\tepilepsy\t{unit}\n"
RELATIVE = (
    "referral\tpatient\tregion\tindication\tkind\tof\trelation\tvariants\n"
    "REL-sis\tLAB-sis\t01\tepilepsy\tsegregation\tfam\tsibling\t" + VARIANT + "\n"
)


@contextmanager
def inside(shell: Shell) -> Iterator[Node]:
    """The shell's node, for what its readers have come to."""
    node = open_node(config_in(shell.node))
    yield node
    node.close()


def referred(shell: Shell, folder: Path, unit: str = "child-neurology") -> str:
    """A referral of the unit, and its case, that both readers have read; the case."""
    file = folder / "lims.tsv"
    file.write_text(LIMS.format(unit=unit))
    shell("rare", "referral", "add", str(file), *GENETICIST)
    config = str(family(folder / "family"))
    words = ("rare", "load", config, "--referral", "RD-1", "--assert-normalised", *LOADER)
    case = str(shell(*words)["case"])
    with inside(shell) as node:
        read(node, case, ONE, TWO)
    return case


@pytest.fixture
def empty(make_shell: Callable[[str], Shell]) -> Shell:
    """A node without a case."""
    return make_shell("stockholm")


@pytest.fixture
def shell(empty: Shell, tmp_path: Path) -> Shell:
    """A node whose readers have signed an answer to the unit's referral."""
    referred(empty, tmp_path)
    empty("rare", "answer", "RD-1", *WARD, expect=3)
    assert empty("rare", "report", "fam", "--sign", *GENETICIST)["outcome"] == "solved"
    return empty


def test_the_unit_reads_the_answer_in_every_form(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shell("rare", "answer", "RD-1", *WARD)
    assert (made["outcome"], made["findings"][0]["gene"]) == ("solved", "GENE1")
    pdf, fhir = tmp_path / "a.pdf", tmp_path / "a.json"
    shell("rare", "answer", "RD-1", "--pdf", str(pdf), "--fhir", str(fhir), *WARD)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert b'"resourceType":"Bundle"' in fhir.read_bytes()
    capsys.readouterr()
    words = ["rare", "answer", "RD-1", "--language", "sv", *WARD, "--at", str(shell.node)]
    assert run(words) == 0
    assert "Svar: " in capsys.readouterr().out


@pytest.mark.parametrize("who", ["geneticist", "bioinformatician", "researcher", "patient"])
def test_nobody_else_reads_or_acknowledges_it_in_the_units_stead(shell: Shell, who: str) -> None:
    shell("rare", "answer", "RD-1", "--as", who, expect=4)
    shell("rare", "acknowledge", "RD-1", "--as", who, expect=4)
    assert shell("rare", "referral", "show", "RD-1", *WARD)["step"] == "reported"


def test_an_answer_is_acknowledged_once_and_taken_back(shell: Shell) -> None:
    assert shell("rare", "acknowledge", "RD-1", *WARD)["step"] == "acknowledged"
    assert shell("rare", "acknowledge", "RD-1", *WARD, expect=3)["error"]["code"] == "conflict"
    closed = shell("rare", "referral", "list", "--closed", *WARD)
    assert [each["label"] for each in closed] == ["RD-1"]
    shell("rare", "acknowledge", "RD-1", "--undo", *GENETICIST, expect=4)
    assert shell("rare", "acknowledge", "RD-1", "--undo", *WARD)["step"] == "reported"
    assert (
        shell("rare", "acknowledge", "RD-1", "--undo", *WARD, expect=3)["error"]["code"]
        == "conflict"
    )


def test_an_amended_answer_is_the_one_that_is_read_and_waits_anew(shell: Shell) -> None:
    first = shell("rare", "answer", "RD-1", *WARD)["id"]
    shell("rare", "acknowledge", "RD-1", *WARD)
    second = shell("rare", "report", "fam", "--sign", *GENETICIST)
    assert second["supersedes"] == first
    assert shell("rare", "answer", "RD-1", *WARD)["id"] == second["id"]
    (waiting,) = shell("rare", "referral", "list", *WARD)
    assert (waiting["step"], waiting["report"]) == ("reported", second["id"])
    assert shell("rare", "acknowledge", "RD-1", *WARD)["step"] == "acknowledged"


def test_words_that_make_no_sense(shell: Shell) -> None:
    shell("rare", "acknowledge", "RD-1", "--told", "Dr. Berg", "--undo", *GENETICIST, expect=2)
    shell("rare", "answer", "RD-1", "--language", "tlh", *WARD, expect=2)
    shell("rare", "answer", "nobody", *WARD, expect=4)
    shell("rare", "acknowledge", "nobody", *WARD, expect=4)


def test_the_laboratory_notes_whom_it_told_of_a_sender_without_an_account(
    empty: Shell, tmp_path: Path
) -> None:
    referred(empty, tmp_path, unit="")
    told = ("rare", "acknowledge", "RD-1", "--told", "Dr. Berg, Visby, by telephone")
    assert empty(*told, *GENETICIST, expect=3)["error"]["code"] == "conflict", (
        "nothing is signed yet"
    )
    empty("rare", "report", "fam", "--sign", *GENETICIST)
    empty(*told, *WARD, expect=4)
    assert empty("rare", "acknowledge", "RD-1", "--told", "x" * 201, *GENETICIST, expect=3)
    done = empty(*told, *GENETICIST)
    assert done["steps"][-1]["told"] == "Dr. Berg, Visby, by telephone"
    assert empty("rare", "acknowledge", "RD-1", "--undo", *GENETICIST)["step"] == "reported"


def test_what_a_unit_that_has_an_account_was_told_is_not_noted_for_it(shell: Shell) -> None:
    told = ("rare", "acknowledge", "RD-1", "--told", "Dr. Berg")
    assert shell(*told, *GENETICIST, expect=3)["error"]["code"] == "conflict"


def load_relative(shell: Shell, folder: Path, *more: str, expect: int = 0) -> dict:
    """Load a sister who was referred for the family's variant, and carries it."""
    folder.mkdir()
    record = "1\t1000\t.\tA\tG\t50\tPASS\t.\tGT:AD:DP:GQ\t0/1:15,14:29:60\n"
    (folder / "small.vcf").write_text(vcf(record, ("sis",), HEAD_DP))
    (folder / "case.yaml").write_text(ALONE.format(name="sis", ill="affected"))
    words = ("rare", "load", str(folder / "case.yaml"), "--assert-normalised", *more)
    found: dict = shell(*words, *LOADER, expect=expect)
    return found


@pytest.fixture
def with_relative(shell: Shell, tmp_path: Path) -> Shell:
    """The same, and a referral of the proband's sister that waits."""
    file = tmp_path / "rel.tsv"
    file.write_text(RELATIVE)
    (placed,) = shell("rare", "referral", "add", str(file), *GENETICIST)
    assert (placed["kind"], placed["relation"]) == ("segregation", "sibling")
    return shell


def test_a_relatives_case_is_loaded_for_their_referral_and_told_in_the_probands(
    with_relative: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = with_relative
    asked = ("--referral", "REL-sis", "--proband", "sis")
    case = load_relative(shell, tmp_path / "sis", *asked)["case"]
    assert shell("rare", "referral", "show", "REL-sis", *GENETICIST)["case"] == case
    assert shell("rare", "case", "fam", *GENETICIST)["relatives"] == []
    with inside(shell) as node:
        read(node, case, ONE, answer=NOTHING)
    made = shell("rare", "report", "sis", "--sign", *GENETICIST)
    assert [each["carried"] for each in made["sought"]] == ["carrier"]
    seen = shell("rare", "case", "fam", *GENETICIST)
    (one,) = seen["relatives"]
    assert (one["relation"], one["shows"]["carried"]) == ("sibling", "carrier")
    (count,) = seen["relatives_count"]
    assert (count["variant"], count["family"]["meioses"]) == (VARIANT, 1)
    capsys.readouterr()
    assert run(["rare", "case", "fam", *GENETICIST, "--at", str(shell.node)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"relative\tsibling, {VARIANT}\tcarrier, affected: REL-sis" in lines
    assert any(line.startswith(f"PP1 by relatives\t{VARIANT}\tnot met") for line in lines)
    shell("rare", "case", "fam", "--as", "researcher", expect=4)
    shell("rare", "report", "sis", "--withdraw", "--why", "tubes exchanged", *GENETICIST)
    assert shell("rare", "case", "fam", *GENETICIST)["relatives"] == [], "what was withdrawn goes"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--referral", "nobody"), 3),
        (("--referral", "REL-sis", "--proband", "somebody"), 3),
        (("--referral", "RD-1"), 3),
        ((), 2),
    ],
)
def test_a_relatives_case_is_not_loaded_for_what_does_not_wait_for_it(
    with_relative: Shell, tmp_path: Path, more: tuple[str, ...], code: int
) -> None:
    load_relative(with_relative, tmp_path / "sis", *more, expect=code)
    cases = with_relative("rare", "cases", *GENETICIST)["cases"]
    assert [each["case"] for each in cases] == ["fam"]


def test_who_may_not_load_does_not_load_a_relative(with_relative: Shell, tmp_path: Path) -> None:
    asked = ("--referral", "REL-sis", "--as", "referring-clinician")
    folder = tmp_path / "sis"
    folder.mkdir()
    record = "1\t1000\t.\tA\tG\t50\tPASS\t.\tGT:AD:DP:GQ\t0/1:15,14:29:60\n"
    (folder / "small.vcf").write_text(vcf(record, ("sis",), HEAD_DP))
    (folder / "case.yaml").write_text(ALONE.format(name="sis", ill="affected"))
    words = ("rare", "load", str(folder / "case.yaml"), "--assert-normalised", *asked)
    assert with_relative(*words, expect=4)["error"]["code"] == "refused"
