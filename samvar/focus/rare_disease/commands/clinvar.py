"""`samvar rare clinvar`: a submission to ClinVar, checked without sending it."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

_COLUMNS = ("variant", "condition", "class", "status")


@examples("samvar rare clinvar submission.json", "samvar rare clinvar submission.json --json")
@rare.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_desk
def clinvar(desk: Desk, file: Path) -> None:
    """Check a submission to ClinVar (JSON) against its rules, and list its records.

    Nothing is sent, and nobody is asked. A fault is told with its line; the exit code is 3 then.
    """
    from samvar.focus.rare_disease.service.classify import submitted

    rows = submitted(file)
    desk.put({"records": [dict(zip(_COLUMNS, row, strict=True)) for row in rows]}, _COLUMNS, rows)
