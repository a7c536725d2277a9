"""One variant to its normalised form; the same law as the kernel in `align`, in plain words."""

from __future__ import annotations

from samvar.formats.fasta import Reference
from samvar.model.errors import NotNormalised, ReferenceMismatch, UnknownAssembly
from samvar.model.variant import Variant


def normalise(variant: Variant, reference: Reference) -> Variant:
    """Trim the end, shift left as far as the reference allows, trim the start.

    At the very start of a contig, where no base stands before, the base behind is kept
    instead, as `bcftools norm` does.

    Raises:
        ReferenceMismatch: REF is not what the reference has there.
        NotNormalised: the mounted reference does not reach this place.
        UnknownAssembly: the reference is of another assembly.

    Source: Tan et al. 2015, doi:10.1093/bioinformatics/btv112.
    """
    if reference.assembly is not variant.assembly:
        raise UnknownAssembly("the mounted reference is of another assembly than the variant")
    if variant.end > reference.length(variant.contig):
        raise NotNormalised(
            "the mounted reference does not reach this variant",
            remedy="mount the whole reference genome",
        )
    if reference.fetch(variant.contig, variant.position, variant.end) != variant.ref:
        raise ReferenceMismatch(
            "REF is not what the mounted reference genome has at this position",
            remedy="check position, strand and assembly",
        )
    ref, alt, position = variant.ref, variant.alt, variant.position
    while ref[-1] == alt[-1]:
        if len(ref) > 1 and len(alt) > 1:
            ref, alt = ref[:-1], alt[:-1]
        elif position > 0:
            position -= 1
            before = reference.fetch(variant.contig, position, position + 1)
            ref, alt = before + ref[:-1], before + alt[:-1]
        else:
            break
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return Variant(variant.assembly, variant.contig, position, ref, alt)
