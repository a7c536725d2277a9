"""Where an annotated file goes: VCF plain or BGZF, BCF, or Parquet with a row for each allele."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

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


_VIEW = (
    "import sys, pysam.bcftools as b; b.view('--no-version', '-Ob', '-o', sys.argv[1], '-', "
    "catch_stdout=False)"
)
"""htslib in a process of its own: record by record in Python it is slow, and pysam's own writer
adds an END of its own to records with symbolic alleles."""


def write_bcf(pieces: Iterable[Text], path: Path, name: str) -> None:
    """The pieces as BCF, by htslib, through a pipe: nothing lies on a disk in between.

    name: of the input, for messages.

    Raises:
        BadFile: htslib cannot hold a record, as one whose fields no header line declares.
    """
    view = subprocess.Popen(  # noqa: S603 - our own words, and a path
        [sys.executable, "-I", "-c", _VIEW, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    pipe = cast(IO[bytes], view.stdin)
    try:
        for piece in pieces:
            pipe.write(piece)
        pipe.close()
        failed = view.wait() != 0
    except BrokenPipeError:
        failed = True
    finally:
        view.kill()
        with suppress(BrokenPipeError):
            pipe.close()
        view.wait()
    if failed:
        raise _undeclared(name)


def _undeclared(name: str) -> BadFile:
    return BadFile(
        "a record cannot be written as BCF",
        where=Where(name),
        why="BCF needs a header line for each contig, filter and field of each record",
        remedy="write VCF instead, or declare what the records have in the header",
    )
