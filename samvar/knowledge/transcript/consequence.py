"""What one variant does, as the same nouns that a file's own annotation is read into."""

from __future__ import annotations

import numpy as np

from samvar.formats.vcf.annotation_read import decoded, vep
from samvar.knowledge.transcript.text import FIELDS, EntryWriter
from samvar.model.bases import Bases
from samvar.model.consequence import Consequence
from samvar.model.genome import CODE
from samvar.model.variant import Variant


def consequences_of(writer: EntryWriter, variant: Variant) -> tuple[Consequence, ...]:
    """One for each transcript near a variant, in the order of the genome; else an intergenic one.

    Raises:
        ReferenceMismatch, NotNormalised: as `Caller.pairs`.
        UnknownAssembly: the variant is of another assembly than the transcripts.
    """
    writer.caller.check(variant.assembly)
    contig = np.array([CODE[variant.contig]], dtype=np.int8)
    position = np.array([variant.position], dtype=np.int32)
    ref, alt = Bases.of([variant.ref]), Bases.of([variant.alt])
    pairs = writer.caller.pairs(contig, position, ref, alt)
    text = writer.write(pairs, position, ref, alt, alt, np.ones(1, dtype=np.int32)).of(0)
    found = []
    for entry in text.split(","):
        fields = dict(zip(FIELDS, map(decoded, entry.split("|")), strict=True))
        told = vep(fields)
        if told is not None:
            found.append(told)
    return tuple(found)
