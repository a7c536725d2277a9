"""A case by command: loaded, listed, looked at, worked in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.cli.main import run
from tests.cli.conftest import Shell
from tests.focus.rare_disease.family_files import family

GENETICIST = ("--as", "geneticist")
LOADER = ("--as", "bioinformatician")
VARIANT = "1-1000-A-G"


@pytest.fixture
def shell(make_shell: Callable[[str], Shell], tmp_path: Path) -> Shell:
    """A node with the family's case."""
    made = make_shell("stockholm")
    config = str(family(tmp_path / "family"))
    words = ("rare", "load", config, "--region", "01", "--assert-normalised", *LOADER)
    done = made(*words)
    assert (done["label"], done["again"], done["rows"]) == ("fam", False, {"snv": 1, "sv": 1})
    assert made(*words)["report"] is None, "the same case again"
    return made


def test_cases_are_listed_and_shown(shell: Shell) -> None:
    found = shell("rare", "cases", *GENETICIST)
    assert (found["total"], found["cases"][0]["case"]) == (1, "fam")
    case = shell("rare", "case", "fam", *GENETICIST)
    assert [each["name"] for each in case["members"]] == ["son", "dad", "mum"]
    assert case["proband"] == "son"
    shell("rare", "cases", "--as", "researcher", expect=4)


def test_variants_are_filtered_and_say_what_hid_them(shell: Shell) -> None:
    found = shell("rare", "variants", "fam", *GENETICIST)
    assert [row["variant"] for row in found["rows"]] == [VARIANT]
    none = shell("rare", "variants", "fam", "--place", "2:1-1000", *GENETICIST)
    assert (none["passed"], none["hidden"]["place"]) == (0, 1)
    elsewhere = ("--gene", "TTN", "--place", "2:1-1000")
    one = shell("rare", "variant", "fam", VARIANT, *elsewhere, *GENETICIST)
    assert one["hidden_by"] == ["place"], "nobody has named its genes, and unknown hides nothing"
    assert [each["copies"] for each in one["members"]] == [1, 1, 0]
    shell("rare", "variants", "fam", "--model", "AD_maybe", *GENETICIST, expect=2)
    shell("rare", "variants", "fam", "--severity", "terrible", *GENETICIST, expect=2)


def test_diseases_are_ranked_by_what_the_case_keeps(shell: Shell) -> None:
    found = shell("rare", "diseases", "fam", "--ask-next", *GENETICIST)
    assert (found["id"], len(found["diseases"])) == ("fam", 100)
    assert found["genes"][0]["symbol"]
    assert found["ask_next"]
    shell("rare", "diseases", "fam", "--as", "researcher", expect=4)


def test_other_lists_are_told(shell: Shell) -> None:
    found = shell("rare", "events", "fam", *GENETICIST)
    assert (found["total"], found["rows"][0]["word"]) == (1, "DEL")
    short = shell("rare", "events", "fam", "--ask", "kind=DEL", "--ask", "most=100", *GENETICIST)
    assert (short["passed"], short["total"], short["hidden"]) == (0, 1, {"size": 1})
    for other in (("events", "fam", "--category", "mei"), ("repeats", "fam"),
                  ("mitochondrial", "fam")):  # fmt: skip
        shell("rare", *other, *GENETICIST, expect=3)
    shell("rare", "events", "fam", "--ask", "share=1", *GENETICIST, expect=2)


def test_filters_are_saved_locked_and_gone_through(shell: Shell) -> None:
    asked = ("--category", "sv", "--ask", "least=100")
    assert shell("rare", "filter", "save", "long", *asked, "--dry-run", *GENETICIST)["asks"]
    (saved,) = shell("rare", "filter", "save", "long", *asked, *GENETICIST)["filters"]
    (locked,) = shell("rare", "filter", "lock", saved["id"], *GENETICIST)["filters"]
    assert (locked["asks"], locked["locked"]) == ({"least": "100"}, "geneticist@stockholm")
    shell("rare", "filter", "retire", saved["id"], *LOADER, expect=3)
    by_filter = ("--filter", saved["id"])
    assert shell("rare", "events", "fam", *by_filter, *GENETICIST)["passed"] == 1
    gone = shell("rare", "filter", "through", "fam", "--category", "sv", *by_filter, *GENETICIST)
    assert (gone["gone_through"]["name"], gone["gone_through"]["passed"]) == ("long", 1)
    shell("rare", "filter", "unlock", saved["id"], *GENETICIST)
    shell("rare", "filter", "retire", saved["id"], *GENETICIST)
    assert shell("rare", "filters", *GENETICIST)["filters"] == []


def test_a_list_is_taken_out_with_where_it_is_from(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "list.vcf"
    words = ("rare", "take", "fam", "--form", "vcf", "--out", str(out))
    assert shell(*words, *GENETICIST)["rows"] == 1
    lines = out.read_text().splitlines()
    assert lines[-1] == "1\t1000\t.\tA\tG\t50\tPASS\t.\tGT\t0/1\t0/1\t0/0"
    assert "##samvar_rows=1 of 1" in lines
    shell(*words, *GENETICIST, expect=3)


def test_work_is_noted_and_taken_back(shell: Shell) -> None:
    shell("rare", "pin", "fam", VARIANT, "--dry-run", *GENETICIST)
    assert len(shell("rare", "case", "fam", *GENETICIST)["events"]) == 1
    shell("rare", "pin", "fam", VARIANT, "--text", "fits", *GENETICIST)
    shell("rare", "comment", "fam", "ask the family", *GENETICIST)
    assert shell("rare", "undo", "fam", *GENETICIST)["verb"] == "comment"
    events = shell("rare", "case", "fam", *GENETICIST)["events"]
    assert [(each["verb"], each["undone"]) for each in events] == [
        ("load", False), ("pin", False), ("comment", True),
    ]  # fmt: skip
    shell("rare", "dismiss", "elsewhere", VARIANT, *GENETICIST, expect=3)
    shell("rare", "comment", "elsewhere", "x", *GENETICIST, expect=3)


def test_features_are_added_ruled_out_and_removed_and_the_ranking_follows(shell: Shell) -> None:
    def features() -> dict[str, bool]:
        case = shell("rare", "case", "fam", *GENETICIST)
        return {each["term"]: each["present"] for each in case["features"]}

    assert features() == {"HP:0001250": True}
    before = shell("rare", "diseases", "fam", *GENETICIST)["diseases"][0]
    shell("rare", "term", "add", "fam", "HP:0001083", *GENETICIST)
    shell("rare", "term", "add", "fam", "HP:0001166", "--absent", *GENETICIST)
    assert features() == {"HP:0001250": True, "HP:0001083": True, "HP:0001166": False}
    assert shell("rare", "diseases", "fam", *GENETICIST)["diseases"][0] != before
    shell("rare", "term", "remove", "fam", "HP:0001250", *GENETICIST)
    shell("rare", "undo", "fam", *GENETICIST)
    assert "HP:0001250" in features()
    shell("rare", "term", "add", "fam", "HP:0001083", *GENETICIST, expect=3)
    shell("rare", "term", "add", "fam", "HP:9999999", *GENETICIST, expect=3)
    shell("rare", "term", "add", "fam", "HP:0000252", "--as", "pathologist", expect=4)


def test_a_feature_is_found_by_swedish_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    def found(words: str) -> list[str]:
        capsys.readouterr()
        assert run(["rare", "term", "find", words, "--json"]) == 0
        return [each["id"] for each in json.loads(capsys.readouterr().out)]

    assert found("krampanfall")[0] == "HP:0001250"
    assert found("microcephaly")[0] == "HP:0000252"
    assert found("qqqqqq") == []


def test_a_case_is_given_to_somebody_and_put_away(shell: Shell) -> None:
    shell("rare", "assign", "fam", "second-reader", *GENETICIST)
    shell("rare", "synopsis", "fam", "Fits since spring", *GENETICIST)
    shell("rare", "archive", "fam", *GENETICIST)
    case = shell("rare", "case", "fam", *GENETICIST)
    assert (case["assigned"], case["synopsis"], case["archived"]) == (
        ["second-reader"], "Fits since spring", True,
    )  # fmt: skip
    shell("rare", "archive", "fam", "--reopen", *GENETICIST)
    shell("rare", "assign", "fam", "second-reader", "--off", *GENETICIST)
    case = shell("rare", "case", "fam", *GENETICIST)
    assert (case["assigned"], case["archived"]) == ([], False)
