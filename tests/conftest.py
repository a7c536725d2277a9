"""What all tests share: where real data and system programs are, or why they are missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.country import Draw, drawer
from tests.quick import patient_nodes, quick_stores, stores_as_in_use

if TYPE_CHECKING:
    from samvar.store.cohort.spark import Spark

_SHARED = Path(os.environ.get("SAMVAR_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))

# A shared machine pauses at will; the time of one example says nothing about the code.
hypothesis.settings.register_profile("samvar", deadline=None, print_blob=True)
hypothesis.settings.load_profile("samvar")


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    with quick_stores(), patient_nodes():
        yield


@pytest.fixture
def as_in_use(_quick: None) -> Iterator[None]:
    """Record stores are opened as a node opens them: migrated, and durable."""
    with stores_as_in_use():
        yield


@pytest.fixture(scope="session")
def draw(tmp_path_factory: pytest.TempPathFactory, _quick: None) -> Draw:
    """`draw(setting, folder)`: a country's demo in a folder, drawn once for all workers."""
    return drawer(tmp_path_factory)


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


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    """Spark on two threads of this machine, or a skip that says what is missing.

    A JVM that lives for a few questions compiles quickly rather than well.
    """
    from samvar.store.cohort.spark import spark_engine

    pytest.importorskip("pyspark", reason="PySpark is not installed: tools/spark/prepare")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    with pytest.MonkeyPatch.context() as patch:
        quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        patch.setenv("JDK_JAVA_OPTIONS", f"{os.environ.get('JDK_JAVA_OPTIONS', '')} {quick}")
        # Workers have the environment in which the JVM began; `s3_url` sets the same for us.
        patch.setenv("AWS_ACCESS_KEY_ID", "a-key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
        with spark_engine("local[2]") as engine:
            yield engine


LONG = (
    "demo/test_network.py", "store/variants/test_crash.py", "store/variants/test_machine.py",
    "web/test_garbage.py", "cli/test_serving.py", "formats/vcf/test_fuzz.py",
    "store/cohort/test_agree.py", "demo/test_pharmacogenomics.py", "acceptance/",
    "govern/test_policy_matrix.py", "docs/test_pages.py", "browser/",
)  # fmt: skip
"""Begun first: a long file that a worker takes up last is waited for by all others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long before all others, in the order of `LONG`."""
    tests = Path(__file__).parent

    def turn(item: pytest.Item) -> int:
        path = item.path.relative_to(tests).as_posix() if item.path.is_relative_to(tests) else ""
        return next((n for n, long in enumerate(LONG) if path.startswith(long)), len(LONG))

    items.sort(key=turn)


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
