"""Consent, care and leaving by command line, as patient, ward and controller."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samvar.model.clock import utc_now
from samvar.node.build import config_in, open_node
from tests.cli.conftest import Shell


@pytest.fixture
def ward(make_shell: Callable[[str], Shell], panel: Path) -> tuple[Shell, str]:
    """A node of Skåne with three people, of whom Anna is the patient; her id."""
    shell = make_shell("skane")
    words = ("import", str(panel), "--dataset", "pgx", "--assert-normalised")
    shell(*words, "--as", "bioinformatician")
    node = open_node(config_in(shell.node))
    with node.records.begin() as tx:
        anna = tx.persons.by_labels(["ANNA"])["ANNA"].id
        tx.accounts.link("patient@skane", anna, utc_now(), "test")
    node.close()
    return shell, anna


def test_a_patient_says_no_to_research_and_is_shown_it(ward: tuple[Shell, str]) -> None:
    shell, anna = ward
    rehearsed = shell("choice", "set", "me", "research", "no", "--dry-run", "--as", "patient")
    assert rehearsed["removed"] == {"samples_left": 1}
    receipt = shell("choice", "set", "me", "research", "no", "--as", "patient")
    assert (receipt["person"], receipt["act"]) == (anna, "stop")
    assert receipt["removed"] == {"samples_left": 1}
    shown = shell("choice", "show", "me", "--as", "patient")
    assert shown["counted"] == {"care": True, "research": False}
    assert {"use": "research", "place": "", "allowed": False} in shown["allows"]
    assert [said["how"] for said in shown["said"]] == ["own_page"]


def test_the_ward_needs_a_care_relation(ward: tuple[Shell, str]) -> None:
    shell, anna = ward
    say = ("choice", "set", anna, "recontact", "yes", "--how", "written", "--as", "geneticist")
    assert shell(*say, expect=4)["error"]["code"] == "refused"
    (relation,) = shell("care", "open", anna, "--days", "7", "--as", "geneticist")
    assert shell(*say)["act"] == "start"
    (mine,) = shell("care", "list", "--as", "geneticist")
    assert (mine["id"], mine["person"]) == (relation["id"], anna)
    shell("care", "close", relation["id"], "--as", "geneticist")
    assert shell("care", "list", "--as", "geneticist") == []
    assert shell("choice", "show", anna, "--as", "geneticist", expect=4)


def test_the_staff_are_nobody_here(ward: tuple[Shell, str]) -> None:
    shell, _ = ward
    words = ("choice", "show", "me", "--as", "geneticist")
    assert shell(*words, expect=3)["error"]["code"] == "not-found"


def test_leaving_is_the_patients_and_destroying_the_controllers(ward: tuple[Shell, str]) -> None:
    shell, anna = ward
    leave = ("withdraw", "me", "--act", "erase", "--yes")
    (receipt,) = shell(*leave, "--as", "patient")
    assert receipt["removed"]["genomes"] == 1
    destroy = ("withdraw", anna, "--act", "destroy", "--yes")
    assert shell(*destroy, "--decision", "3.8.1-1/2026", "--as", "geneticist", expect=4)
    assert shell(*destroy, "--as", "controller", expect=3)["error"]["code"] == "bad-input"
    (gone,) = shell(*destroy, "--decision", "3.8.1-1/2026", "--as", "controller")
    assert gone["removed"]["persons"] == 1
    assert shell("choice", "show", "me", "--as", "patient", expect=3)
