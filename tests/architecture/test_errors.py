"""Every error has one code, one line in the reference, and a test that raises it."""

from __future__ import annotations

import re

import pytest

from samvar.model.errors import SamvarError, all_errors
from tests.architecture.tree import ROOT, python_files

THIS = "tests/architecture/test_errors.py"


def test_codes_are_unique() -> None:
    codes = [error.code for error in all_errors()]
    assert sorted(codes) == sorted(set(codes))


def test_all_errors_stand_in_one_file() -> None:
    assert {error.__module__ for error in all_errors()} == {"samvar.model.errors"}


@pytest.mark.parametrize("error", all_errors(), ids=lambda e: e.code)
def test_each_error_is_documented_and_has_a_wire_form(error: type[SamvarError]) -> None:
    reference = (ROOT / "docs/reference/errors.md").read_text("utf-8")
    assert f"`{error.code}`" in reference
    assert 400 <= error.status < 600
    assert error.exit in (1, 2, 3, 4, 5)
    assert error.__doc__


@pytest.mark.parametrize("error", all_errors()[1:], ids=lambda e: e.code)
def test_each_error_is_raised_in_a_test(error: type[SamvarError]) -> None:
    raised = re.compile(
        rf"raises\((?:\w+\.)*{error.__name__}\b|raises\(\([^)]*\b{error.__name__}\b"
        rf"|['\"]{re.escape(error.code)}['\"]"
    )
    tests = [p for p in python_files("tests") if str(p) != THIS]
    assert any(raised.search((ROOT / p).read_text("utf-8")) for p in tests), error.__name__
