"""A fileset as the VCF that says the same: whatever reads a VCF reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from samvar.formats.pgen.read import PgenFile
from samvar.formats.pgen.record import Genotypes
from samvar.formats.pgen.tables import beside, read_names, read_pvar
from samvar.formats.stream import CHUNK
from samvar.model.errors import BadFile, Where

_DIGITS = 10
_CELLS = np.frombuffer(
    b"".join(
        f"\t{'.' if first < 0 else first}{mark}{'.' if second < 0 else second}".encode()
        for mark in "/|"
        for first in range(-1, _DIGITS)
        for second in range(-1, _DIGITS)
    ),
    np.dtype("S4"),
).reshape(2, _DIGITS + 1, _DIGITS + 1)
"""Text of a genotype: by phase, first allele + 1, second allele + 1."""
_FORMAT = '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'


def vcf_text(pgen: Path) -> Iterator[bytes]:
    """The text of a VCF of all hard calls, header first, in pieces of whole lines.

    The .pvar (or .pvar.zst) and .psam lie beside it. A pgen has no ploidy: everybody has two
    alleles written, on X and Y as well. Dosages are left out.

    Raises:
        NotFound: no .pvar or .psam. BadFile: damaged, or they are not of one fileset.
    """
    file = PgenFile(pgen)
    names = read_names(beside(pgen, ".psam"))
    variants = read_pvar(beside(pgen, ".pvar", ".pvar.zst"))
    for what, found, told in (
        ("people", len(names), file.header.people),
        ("variants", len(variants.rows), file.header.variants),
    ):
        if found != told:
            raise BadFile(
                f"the .pgen has {told} {what}, the file beside it {found}",
                where=Where(pgen.name),
                remedy="give the three files of one fileset",
            )
    meta = [line for line in variants.meta if not line.startswith(("##fileformat", "##FORMAT"))]
    titles = "\t".join(
        ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names)
    )
    yield "\n".join(("##fileformat=VCFv4.3", *meta, _FORMAT, titles, "")).encode()
    alleles = [2 + row[4].count(",") for row in variants.rows]
    held: list[bytes] = []
    size = 0
    for row, calls in zip(variants.rows, file.genotypes(alleles), strict=True):
        contig, position, name, ref, alt, passed = row
        line = f"{contig}\t{position}\t{name}\t{ref}\t{alt}\t.\t{passed}\t.\tGT".encode()
        held += (line, cells(calls), b"\n")
        size += len(line) + 4 * len(names)
        if size > CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def cells(found: Genotypes) -> bytes:
    """The genotypes of a line, each after a tab.

    >>> one = np.array([0, 1, -1], np.int16)
    >>> cells(Genotypes(one, one, one > 0))
    b'\\t0/0\\t1|1\\t./.'
    """
    if max(int(found.first.max()), int(found.second.max())) < _DIGITS:
        # Unphased and homozygous calls have no order: phase is only told of the others.
        return _CELLS[found.phased.astype(np.int8), found.first + 1, found.second + 1].tobytes()
    pairs = zip(found.first.tolist(), found.second.tolist(), found.phased.tolist(), strict=True)
    return "".join(
        "\t./." if a < 0 else f"\t{a}{'|' if phased else '/'}{b}" for a, b, phased in pairs
    ).encode()
