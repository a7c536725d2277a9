"""`samvar person`: who is who at a node, without saying a number aloud."""

from __future__ import annotations

import sys

import click

from samvar.present.command import Command, Desk, acting, examples, pass_desk


@click.group(no_args_is_help=True)
def person() -> None:
    """Find a person of a node by their personal number."""


@examples(
    "samvar person find --personnummer - --as geneticist < number.txt",
    "samvar person find --personnummer - --json --at uppsala-node --as geneticist < number.txt",
)
@person.command(cls=Command)
@click.option(
    "--personnummer",
    "source",
    type=click.Choice(["-"]),
    required=True,
    help="'-': one line of standard input.",
)
@acting
@pass_desk
def find(desk: Desk, source: str) -> None:  # noqa: ARG001 - there is but one choice
    """Say whose a personnummer or samordningsnummer is, by opaque id.

    The number is read from standard input, not from the command line: arguments are seen by
    everybody on the machine, and kept in the shell's history.
    """
    from samvar.node.person import find_by_number

    if sys.stdin.isatty():
        desk.say("personnummer:")
    found = find_by_number(desk.node, sys.stdin.readline(), desk.asker)
    rows = [(found.person, found.shown, found.kind, found.samples)]
    desk.put(found, ("person", "shown", "kind", "samples"), rows)
