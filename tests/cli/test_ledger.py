"""The disclosure ledger on the command line: it moves, it ends, and it tells no question."""

from __future__ import annotations

import pytest

from samvar.cli.main import run
from samvar.demo.permits import plant_permits
from samvar.node.site import Site
from tests.cli.conftest import Shell

ASKED = ("--assembly", "GRCh38", "--variant", "10-94781859-G-A")


def test_a_figure_moves_it_once_and_care_does_not(uppsala: Shell) -> None:
    show = ("ledger", "show", "--as", "researcher")
    assert uppsala(*show)["left"] == 1.0
    uppsala("ask", "variant_frequency", *ASKED, "--as", "geneticist")
    assert uppsala(*show)["left"] == 1.0
    uppsala("ask", "variant_frequency", *ASKED, "--as", "researcher")
    after = uppsala(*show)["left"]
    assert 0 < after < 1
    uppsala("ask", "variant_frequency", *ASKED, "--as", "researcher")
    assert uppsala(*show)["left"] == after


def test_at_a_budget_of_one_a_variant_that_is_not_public_is_refused(
    uppsala: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMVAR_LEDGER_BUDGET", "1")
    refused = uppsala("ask", "variant_frequency", *ASKED, "--as", "researcher", expect=4)
    assert "disclosure budget" in refused
    assert uppsala("ledger", "show", "--as", "researcher")["left"] == 1.0


def test_rows_are_written_down_for_the_person_under_every_permit(uppsala: Shell) -> None:
    site = Site.open(uppsala.node)
    plant_permits(site.nodes)
    site.close()
    under = ("--as", "researcher", "--permit", "permit-pgx-regions")
    uppsala("query", "SELECT sex FROM samples", *under)
    shown = uppsala("ledger", "show", *under)
    assert shown["rows_read"] == {"uppsala": 3}
    assert uppsala("ledger", "show", "--as", "researcher")["rows_read"] == {"uppsala": 3}
    lines = uppsala("ledger", "show", "--all", "--as", "operator")
    assert {line["permit"] for line in lines if line["rows_read"]} == {None, "permit-pgx-regions"}
    uppsala("query", "SELECT sex FROM samples", "--as", "bioinformatician")  # own work, for care
    assert uppsala("ledger", "show", "--as", "bioinformatician")["rows_read"] == {}


def test_the_operator_sees_totals_and_nobody_else_does(uppsala: Shell) -> None:
    uppsala("ask", "variant_frequency", *ASKED, "--as", "researcher")
    lines = uppsala("ledger", "show", "--all", "--as", "operator")
    assert {line["person"] for line in lines} == {"researcher@uppsala", ""}
    assert all("94781859" not in str(line) for line in lines)
    uppsala("ledger", "show", "--all", "--as", "researcher", expect=4)


def test_research_is_told_what_a_figure_leaves_out(uppsala: Shell) -> None:
    ask = ("ask", "carriers_count", *ASKED, "--at", str(uppsala.node))
    for persona, there in (("researcher", True), ("geneticist", False)):
        uppsala.capture.readouterr()
        assert run([*ask, "--as", persona]) == 0
        said = uppsala.capture.readouterr().err
        assert ("Homozygotes and hemizygotes are told in care only" in said) is there
        assert ("not both" in said) is there


def test_who_is_told_nothing_is_told_nothing_of_figures(uppsala: Shell) -> None:
    uppsala.capture.readouterr()
    ask = ["ask", "carriers_count", *ASKED, "--at", str(uppsala.node), "--as", "patient"]
    assert run(ask) == 4
    said = uppsala.capture.readouterr().err
    assert "every node refused" in said
    assert "Homozygotes" not in said
