"""`--min-depth` and `--min-quality`: the floors under which a genotype is not trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from samvar.focus.pharmacogenomics.rules.trust import Floor


def floor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Both options, for a command that calls files."""
    for name, help_ in (
        (
            "--min-quality",
            "The least quality (GQ), where the file states it. [default: 20]",
        ),
        ("--min-depth", "The least depth (DP), where the file states it. [default: 10]"),
    ):
        command = click.option(name, type=int, help=help_)(command)
    return command


def floor_of(depth: int | None, quality: int | None) -> Floor:
    """The floor that a command line asks for.

    Raises:
        BadInput: out of range.
    """
    from samvar.focus.pharmacogenomics.rules.trust import FLOOR, Floor

    return Floor(
        FLOOR.depth if depth is None else depth,
        FLOOR.quality if quality is None else quality,
        FLOOR.balance,
    ).checked()
