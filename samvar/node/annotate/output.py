"""Where an annotated file goes: VCF plain or BGZF, BCF, or Parquet with a row for each allele."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path

from samvar.model.errors import BadFile, UsageError, Where

_ENDINGS = {
    ".vcf": "vcf", ".vcf.gz": "vcf.gz", ".vcf.bgz": "vcf.gz", ".gz": "vcf.gz", ".bgz": "vcf.gz",
    ".bcf": "bcf", ".parquet": "parquet",
}  # fmt: skip
FORMS = ("vcf", "vcf.gz", "bcf", "parquet")

Text = bytes | memoryview


def form_of(name: str) -> str:
    """The form that a file's name asks for.

    >>> form_of("proband.annotated.vcf.gz"), form_of("proband.bcf")
    ('vcf.gz', 'bcf')

    Raises:
        UsageError: another ending.
    """
    for ending, form in _ENDINGS.items():
        if name.lower().endswith(ending):
            return form
    raise UsageError(
        "the name of the output does not say a format", remedy="end it in " + ", ".join(FORMS)
    )


def write_bcf(pieces: Iterable[Text], path: Path, name: str) -> None:
    """The pieces as BCF, by htslib, through a pipe: nothing lies on a disk in between.

    name: of the input, for messages.

    Raises:
        BadFile: htslib cannot hold a record, as one whose fields no header line declares.
    """
    import pysam

    outside, inside = os.pipe()
    feeder = _Feeder(pieces, inside)
    before = pysam.set_verbosity(0)
    written = 0
    try:
        feeder.start()
        with (
            pysam.VariantFile(f"/dev/fd/{outside}") as source,
            pysam.VariantFile(str(path), "wb", header=source.header, threads=2) as target,
        ):
            for record in source:
                target.write(record)
                written += 1
    except (OSError, ValueError, UnicodeError):
        feeder.fault = feeder.fault or _undeclared(name, written)
    finally:
        pysam.set_verbosity(before)
        os.close(outside)
        feeder.join()
    if feeder.fault is not None:
        raise feeder.fault


def _undeclared(name: str, written: int) -> BadFile:
    return BadFile(
        "a record cannot be written as BCF",
        where=Where(name),
        why=f"it is the one after {written} records; BCF needs a header line for each field",
        remedy="write VCF instead, or declare the record's fields in the header",
    )


class _Feeder(threading.Thread):
    """Writes the pieces into a pipe; a fault in making them is kept for who waits."""

    def __init__(self, pieces: Iterable[Text], end: int) -> None:
        super().__init__(name="annotate-feed", daemon=True)
        self.fault: BaseException | None = None
        self._pieces = pieces
        self._end = end

    def run(self) -> None:
        """Feed until the end, a fault, or until nobody reads."""
        try:
            with os.fdopen(self._end, "wb") as pipe:
                for piece in self._pieces:
                    pipe.write(piece)
        except BrokenPipeError:
            pass
        except BaseException as fault:
            self.fault = fault
