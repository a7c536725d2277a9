"""Asking too often on the command line: exit code 4, and when to ask again."""

from __future__ import annotations

import pytest

from samvar.model.errors import TooMany
from samvar.network.limit import Limits
from tests.cli.conftest import Shell

ASK = ("ask", "variant_frequency", "--assembly", "GRCh38", "--variant", "10-94781859-G-A")


def test_it_is_a_refusal_with_its_own_code(uppsala: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(*_: object) -> None:
        raise TooMany(retry_s=7)

    monkeypatch.setattr(Limits, "check", empty)
    said = uppsala(*ASK, "--as", "geneticist", expect=4)
    assert "too-many-questions" in str(said)
    assert "ask again in 7 s" in str(said)


def test_the_setting_is_read_and_checked(uppsala: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMVAR_CARE_QUESTIONS_HOUR", "1")
    uppsala(*ASK, "--as", "geneticist")
    monkeypatch.setenv("SAMVAR_CARE_QUESTIONS_HOUR", "0")
    assert "care_questions_hour" in str(uppsala(*ASK, "--as", "geneticist", expect=3))
