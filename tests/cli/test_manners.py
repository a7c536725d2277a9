"""The manners that all commands share."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from samvar import __version__
from samvar.cli import main as shell
from samvar.model.errors import Where, all_errors
from samvar.present.command import Command, Desk, acting, pass_desk

HEAVY = ("numpy", "pyarrow", "litestar", "sqlalchemy", "numba", "duckdb", "msgspec", "cryptography")


def test_help_imports_nothing_heavy() -> None:
    """The cost of `samvar --help` is what it imports; 150 ms of CPU leave room for click only."""
    program = (
        "import sys; from samvar.cli.main import run; code = run(['--help']); "
        f"print(code, sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "0 []"
    assert "Commands:" in done.stdout


def test_a_command_at_a_node_waits_for_no_kernel_and_no_engine(tmp_path: Path) -> None:
    """An empty node: what a table of calls needs is loaded by who reads one."""
    heavy = ("numba", "duckdb", "pyarrow.dataset", "litestar", "pysam")
    words = ("keys", "list", "--as", "operator", "--at", str(tmp_path / "n"))
    assert shell.run(["node", "init", str(tmp_path / "n"), "--id", "skane"]) == 0
    program = (
        f"import sys; from samvar.cli.main import run; code = run({list(words)}); "
        f"print(code, sorted(set({heavy}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "0 []"


def test_the_sentence_in_the_table_is_the_sentence_of_the_command() -> None:
    context = click.Context(shell.root, info_name="samvar")
    for name, (_, sentence) in shell.COMMANDS.items():
        command = shell.root.get_command(context, name)
        assert command is not None
        assert (command.help or "").strip().splitlines()[0] == sentence


def _command(error: Exception) -> Command:
    @click.command("fail", cls=Command)
    @acting
    @pass_desk
    def fail(desk: Desk) -> None:
        raise error

    assert isinstance(fail, Command)
    return fail


@pytest.mark.parametrize("kind", all_errors(), ids=lambda e: e.code)
def test_each_error_leaves_with_its_exit_code_and_says_what_to_do(
    kind: type, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = kind("it is so", where=Where("a.vcf", line=3), why="because", remedy="do this")
    monkeypatch.setattr(shell.root, "get_command", lambda ctx, name: _command(error))
    monkeypatch.setitem(shell.root.table, "fail", ("", ""))
    assert shell.run(["fail"]) == kind.exit
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"samvar: {kind.code}: it is so\n"
        "  where: a.vcf, line 3\n  why: because\n  remedy: do this\n"
    )
    assert shell.run(["fail", "--json"]) == kind.exit
    assert json.loads(capsys.readouterr().err)["error"]["code"] == kind.code


def test_a_fault_inside_samvar_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text of an unforeseen fault may hold a patient's data."""
    monkeypatch.delenv("SAMVAR_DEBUG", raising=False)
    fault = ValueError("19121212-1212 is not a number")
    monkeypatch.setattr(shell.root, "get_command", lambda ctx, name: _command(fault))
    monkeypatch.setitem(shell.root.table, "fail", ("", ""))
    assert shell.run(["fail"]) == 1
    printed = capsys.readouterr()
    assert "ValueError" in printed.err
    assert "1212" not in printed.err + printed.out


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.run(["versoin"]) == 2
    assert "Did you mean 'version'?" in capsys.readouterr().err


def test_a_wrong_command_line_is_data_too_where_data_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert shell.run(["version", "--jsn"]) == 2
    assert "No such option" in capsys.readouterr().err
    assert shell.run(["version", "--json", "--odd"]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "usage"


def test_the_version_is_said_either_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.run(["--version"]) == 0
    assert capsys.readouterr().out == f"samvar {__version__}\n"


def test_data_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.run(["version", "--json"]) == 0
    printed = capsys.readouterr()
    assert set(json.loads(printed.out)) == {"samvar", "python", "platform"}
    assert printed.err == ""


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = subprocess.run(
        f"set -o pipefail; {sys.executable} -m samvar version --json | true",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, drawn in ((io.StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr(sys, "stderr", stream)
        with Desk().progress() as step:
            step("read", 5, 10, "records")
            step("read", 10, 10, "records")
        assert ("10 records" in stream.getvalue()) is drawn
    silent = Terminal()
    monkeypatch.setattr(sys, "stderr", silent)
    with Desk(json=True).progress() as step:
        step("read", 10, 10, "records")
    assert silent.getvalue() == ""


def test_a_table_is_aligned_for_eyes_and_separated_for_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for stream, first in ((io.StringIO(), "node\tac\n"), (Terminal(), "node     ac\n")):
        monkeypatch.setattr(sys, "stdout", stream)
        Desk().put(None, ("node", "ac"), [("uppsala", 7)])
        assert stream.getvalue().startswith(first)


def test_a_cell_cannot_break_out_of_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample's name in a hostile file may hold tabs, line ends and escape sequences."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    Desk().put(None, ("name",), [("a\tb\nc\x1b[31m",)])
    assert stream.getvalue() == "name\na b c [31m\n"
