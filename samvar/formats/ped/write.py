"""Write pedigrees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from samvar.formats.ped.read import PedRow
from samvar.model.errors import UsageError
from samvar.model.genome import Sex

_SEX = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNKNOWN: "0"}
_AFFECTED = {None: "0", False: "1", True: "2"}


def write_ped(out: BinaryIO, rows: Iterable[PedRow]) -> None:
    """Six columns with tabs between, one line an individual.

    Raises:
        UsageError: a name holds white space, which would shift the columns.
    """
    for row in rows:
        names = [row.family or "0", row.name, row.father or "0", row.mother or "0"]
        if any(len(name.split()) != 1 or name.startswith("#") for name in names):
            raise UsageError("a name in a pedigree holds white space or begins with '#'")
        out.write("\t".join((*names, _SEX[row.sex], _AFFECTED[row.affected])).encode() + b"\n")
