"""`samvar rare`, to which every command of this folder adds itself."""

from __future__ import annotations

import click


@click.group(no_args_is_help=True)
def rare() -> None:
    """Rank diseases and genes by what was seen in a patient, and say why."""
