"""`samvar pgx`, to which every command of this folder adds itself."""

from __future__ import annotations

import click


@click.group(no_args_is_help=True)
def pgx() -> None:
    """Call pharmacogenes from a patient's variants; what was not tested is said."""
