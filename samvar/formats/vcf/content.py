"""What a VCF holds, told by its content and never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import islice
from pathlib import Path

from samvar.formats.vcf.records import Record, RecordFile
from samvar.model.genome import Assembly

LOOKED_AT = 200
"""Records that decide. A file of two kinds is read as what most of these are."""
_REPEAT = ("REPID", "TRID")
_QUIET = ("<NON_REF>", "<*>", "*")


class Content(Enum):
    """Which reader takes a file."""

    SMALL = "small variants"
    STRUCTURAL = "structural variants"
    REPEATS = "repeats"


def content_of(path: Path, assembly: Assembly | None = None) -> Content:
    """Look at the first records; a file without any is what its header declares.

    Raises:
        BadFile, UnknownAssembly: as the readers.
    """
    file = RecordFile(path, assembly)
    seen = [_content(record) for record in islice(file, LOOKED_AT)]
    if not seen:
        return _declared(file.head)
    return max(Content, key=seen.count)


def is_structural(record: Record) -> bool:
    """Whether a record is of a structural variant: SVTYPE, a symbolic allele, or a breakend.

    A block of reference in a gVCF is none.
    """
    if "SVTYPE" in record.info:
        return True
    return any(
        alt not in _QUIET
        and not alt.startswith("<STR")
        and ("<" in alt or "[" in alt or "]" in alt)
        for alt in record.alts
    )


def _content(record: Record) -> Content:
    if any(key in record.info for key in _REPEAT):
        return Content.REPEATS
    return Content.STRUCTURAL if is_structural(record) else Content.SMALL


def _declared(head: Sequence[bytes]) -> Content:
    if any(
        line.startswith(b"##INFO=<ID=" + key.encode() + b",") for line in head for key in _REPEAT
    ):
        return Content.REPEATS
    if any(line.startswith(b"##INFO=<ID=SVTYPE,") for line in head):
        return Content.STRUCTURAL
    return Content.SMALL
