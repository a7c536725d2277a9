"""Every command explains itself: help, options, examples that its own parser takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from samvar.cli.main import root
from samvar.present.command import Desk
from tests.architecture.tree import ROOT


def _commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=path[-1])
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        elif command is not None:
            yield " ".join((*path, name)), command


COMMANDS = dict(_commands(root, ("samvar",)))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert getattr(command, "examples", ()), "show at least one example"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} has no sentence"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_answers_in_json(name: str) -> None:
    assert any("--json" in option.opts for option in COMMANDS[name].params)


def _ours(line: str) -> list[str]:
    """The words of the stage of a pipe that is samvar's."""
    stages: list[list[str]] = [[]]
    for word in shlex.split(line):
        if word in ("|", "<", ">"):
            stages.append([])
        else:
            stages[-1].append(word)
    return next(stage[1:] for stage in stages if stage and stage[0].endswith("samvar"))


def _parse(words: list[str]) -> str:
    """Let the command's own parser read the words; returns the command's full name."""
    group: click.Group = root
    path = ["samvar"]
    for position, word in enumerate(words):
        command = group.get_command(click.Context(group, info_name=path[-1]), word)
        assert command is not None, f"{word} is not a command"
        path.append(word)
        if not isinstance(command, click.Group):
            command.make_context(word, words[position + 1 :], obj=Desk())
            return " ".join(path)
        group = command
    raise AssertionError(f"{words} names no command")


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name, c in COMMANDS.items() for line in getattr(c, "examples", ())],
)
def test_each_example_is_a_command_that_parses(name: str, line: str) -> None:
    assert _parse(_ours(line)) == name


def _documented() -> Iterator[tuple[str, str]]:
    """Every samvar command line in the documentation's code blocks, continued lines joined."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        text = path.read_text("utf-8").replace("\\\n", " ")
        for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                command = line.removeprefix("$ ")
                if re.search(r"(^|\| |/)samvar (?!&&)", command) and "git clone" not in command:
                    yield str(path.relative_to(ROOT)), command


@pytest.mark.parametrize(("page", "line"), [*_documented()])
def test_each_command_line_in_the_documentation_parses(page: str, line: str) -> None:
    _parse(_ours(line))


def test_the_documentation_has_command_lines() -> None:
    assert len([*_documented()]) > 20


@pytest.mark.parametrize(
    "name",
    [
        "samvar import", "samvar withdraw", "samvar node init", "samvar node restore",
        "samvar job cancel", "samvar release make", "samvar pgx recall",
        "samvar pgx passport issue", "samvar pgx passport revoke", "samvar knowledge import",
    ],
)  # fmt: skip
def test_whatever_changes_data_can_be_rehearsed(name: str) -> None:
    assert any("--dry-run" in option.opts for option in COMMANDS[name].params)
