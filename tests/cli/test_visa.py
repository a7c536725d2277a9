"""Visas on the command line: shown by the applicant, looked at by the controller's node."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Shell

APPLY = (
    "permit", "apply", "--title", "Statins", "--why", "How many?", "--ethics", "2026-01234-01",
    "--ask", "ask:national", "--until", "2035-01-01", "--as", "researcher",
)  # fmt: skip


def test_a_visa_goes_along_and_a_node_that_believes_nobody_says_so(
    uppsala: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "visa.jwt"
    file.write_text("eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3Zpc2FzLmV4YW1wbGUvIn0.c2ln\n")
    made = uppsala(*APPLY, "--visa", str(file))
    assert made["visas"] == [file.read_text().strip()]
    shown = uppsala("permit", "show", made["id"], "--as", "controller@uppsala")
    (seen,) = shown["visas"]
    assert (seen["issuer"], seen["state"]) == ("https://visas.example/", "does-not")
    assert "does not believe" in seen["why"]
    applicant = uppsala("permit", "show", made["id"], "--as", "researcher")
    assert applicant["visas"] == []  # what is evidence to a controller is no verdict to others


def test_what_is_no_visa_is_said_by_its_file_or_its_form(uppsala: Shell, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes("bära eller brista\n".encode())
    assert "signed token" in str(uppsala(*APPLY, "--visa", str(file), expect=3))
    assert "no such file" in str(uppsala(*APPLY, "--visa", str(tmp_path / "no"), expect=3))
