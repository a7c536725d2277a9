"""What has to be known before a VCF is read: which assembly, and who says what is normalised."""

from __future__ import annotations

import numpy as np

from samvar.formats.fasta import Reference
from samvar.formats.vcf import fast
from samvar.formats.vcf.header import AssemblyFrom, Header
from samvar.formats.vcf.words import Text
from samvar.model.calls import Int64
from samvar.model.errors import NotNormalised, UnknownAssembly, Where
from samvar.model.genome import CONTIGS, Assembly


def decide(
    header: Header,
    name: str,
    stated: Assembly | None,
    reference: Reference | None,
    *,
    assert_normalised: bool,
) -> tuple[Assembly, AssemblyFrom]:
    """The assembly of a file, and who says so.

    Raises:
        UnknownAssembly: nothing says the assembly, or two disagree.
        NotNormalised: neither a reference nor an assertion.
    """
    decided, decided_by = header.decide(stated, name)
    if reference is not None and reference.assembly is not decided:
        raise UnknownAssembly(
            f"the file is of {decided.value}, the reference of {reference.assembly.value}",
            where=Where(name),
        )
    if reference is None and not assert_normalised:
        raise NotNormalised(
            "no reference genome is mounted, so alleles cannot be normalised",
            where=Where(name),
            remedy="mount the reference, or state --assert-normalised if the file is normalised",
        )
    return decided, decided_by


def ground(reference: Reference | None) -> tuple[Text, Int64]:
    """The bases that alleles are shifted over, and (4, 26) where each contig's lie; no contig has
    any where there is no reference."""
    if reference is None:
        layout = np.zeros((4, len(CONTIGS) + 1), dtype=np.int64)
        layout[1:3] = 1
        return np.frombuffer(b"\0", dtype=np.uint8), layout
    parts = reference.layout
    return reference.content, np.stack((parts.offset, parts.bases, parts.width, parts.length))


def names_of(header: Header, assembly: Assembly) -> fast.Names:
    """The contig names of a file, none met yet."""
    return fast.Names(assembly, frozenset(name for name in header.lengths if header.strange(name)))


def lengths_of(assembly: Assembly) -> Int64:
    """Bases of each contig by its code; 0 for code 0."""
    return np.array([0, *map(assembly.length, CONTIGS)], dtype=np.int64)


def beyond(block: fast.Block, assembly: Assembly, name: str) -> UnknownAssembly:
    """The error for a record that lies beyond the end of its contig."""
    return UnknownAssembly(
        f"a record lies beyond the end of its contig in {assembly.value}",
        where=Where(name, line=block.first_line + block.beyond, column=2),
        remedy="load the file as the assembly that it was called against",
    )


def out_of_reach(block: fast.Block, line: int, name: str) -> NotNormalised:
    """The error for a record that the mounted reference does not hold."""
    return NotNormalised(
        "the mounted reference does not reach this record",
        where=Where(name, line=block.first_line + line),
        remedy="mount the whole reference, or state --assert-normalised",
    )
