"""The one error of a damaged .pgen: which file, and which variant's record."""

from __future__ import annotations

from samvar.model.errors import BadFile, Where

_AGAIN = "write the file again with plink2 --make-pgen"


def damaged(name: str, why: str, record: int | None = None) -> BadFile:
    """record: 0-based index of the variant; None where the header itself is wrong."""
    what = "the header of the .pgen file" if record is None else f"record {record + 1} of the .pgen"
    return BadFile(f"{what} is damaged", where=Where(name), why=why, remedy=_AGAIN)


class Malformed(ValueError):
    """Bytes of a record that cannot be; whoever knows the file and the record says where."""
