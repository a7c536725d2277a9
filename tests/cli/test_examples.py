"""Every command explains itself: help, options, examples that its own parser takes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click
import pytest

from samvar.cli.main import root


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


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name, c in COMMANDS.items() for line in getattr(c, "examples", ())],
)
def test_each_example_is_a_command_that_parses(name: str, line: str) -> None:
    """One stage of a pipe is ours."""
    stages: list[list[str]] = [[]]
    for word in shlex.split(line):
        if word in ("|", "<", ">"):
            stages.append([])
        else:
            stages[-1].append(word)
    words = next(stage for stage in stages if stage[:1] == ["samvar"])
    full = name.split()
    assert words[: len(full)] == full
    COMMANDS[name].make_context(name, words[len(full) :], resilient_parsing=False)
