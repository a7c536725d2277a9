"""What all tests share: where real data and system programs are, or why they are missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

_SHARED = Path(os.environ.get("SAMVAR_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))

# A shared machine pauses at will; the time of one example says nothing about the code.
hypothesis.settings.register_profile("samvar", deadline=None, print_blob=True)
hypothesis.settings.load_profile("samvar")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public inputs (`../shared/data`), or a skip that says so."""
    if not (_SHARED / "SOURCES.md").is_file():
        pytest.skip("real inputs are not mounted at ../shared/data")
    return _SHARED


@pytest.fixture(scope="session")
def needs_program() -> Callable[[str], str]:
    """Path of a system program, or a skip that names it."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"the program {name} is not installed")
        return found

    return find


def _skipped(reporter: pytest.TerminalReporter) -> list[pytest.TestReport]:
    return reporter.stats.get("skipped", [])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With SAMVAR_NO_SKIP=1 a skipped test fails the run: there, everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    wanted = os.environ.get("SAMVAR_NO_SKIP") == "1"
    if wanted and reporter is not None and _skipped(reporter) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped where none may be."""
    if os.environ.get("SAMVAR_NO_SKIP") == "1":
        skipped = _skipped(terminalreporter)
        for report in skipped:
            terminalreporter.write_line(f"SKIPPED BUT MAY NOT BE: {report.nodeid}", red=True)
        terminalreporter.write_line(f"skipped where nothing may be skipped: {len(skipped)}")
