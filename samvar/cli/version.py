"""`samvar version`."""

from __future__ import annotations

import platform

import click

from samvar import __version__
from samvar.present.command import Command, Desk, examples, json_option, pass_desk


@examples("samvar version", "samvar version --json")
@click.command(cls=Command)
@json_option
@pass_desk
def version(desk: Desk) -> None:
    """Say which samvar this is."""
    facts = {
        "samvar": __version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
    }
    desk.put(facts, ("name", "version"), list(facts.items()))
