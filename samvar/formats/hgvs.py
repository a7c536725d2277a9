"""Read a variant as people write it: VCF-like, SPDI, or genomic HGVS."""

from __future__ import annotations

import re

from samvar.formats.fasta import Reference
from samvar.formats.vcf.normalise import normalise
from samvar.model.errors import BadRegion, BadVariant, ReferenceMismatch
from samvar.model.genome import Assembly
from samvar.model.variant import Variant, contig_of

LONGEST = 10_000
"""Bases that one small variant may take away or add; longer ones are structural."""

_CHANGE = re.compile(
    r"([A-Za-z0-9_.]+):[gm]\.(\d{1,9})(?:_(\d{1,9}))?"
    r"(?:(?P<sub>[ACGTN]>[ACGTN])|(?P<same>=)|(?P<inv>inv)"
    r"|(?P<del>del(?P<gone>[ACGTN]*))?(?:(?P<ins>ins)(?P<new>[ACGTN]+))?|(?P<dup>dup)(?P<twice>[ACGTN]*))",
    re.IGNORECASE,
)
_SPDI = re.compile(r"(N[CTW]_\d{6,9}\.\d+):(\d{1,9}):([ACGTN]*|\d{1,9}):([ACGTN]*)", re.IGNORECASE)
_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def parse_variant(text: str, assembly: Assembly, reference: Reference | None = None) -> Variant:
    """The variant that a text names; normalised where a reference is mounted that reaches it.

    Understands what `Variant.parse` does, HGVS g. and m. del, dup, ins, delins and inv, and
    SPDI with empty alleles or a deleted length. Those need the reference. HGVS writes an
    indel as far right as it goes, VCF as far left: they meet in the normalised form.

    Raises:
        BadVariant: another shape, another assembly, or a form that needs the reference.
        ReferenceMismatch: the text's own bases are not those of the reference.

    Source: HGVS nomenclature 21.1 (DNA); Holmes et al. 2020,
    doi:10.1093/bioinformatics/btz856 (SPDI).
    """
    text = text.strip()
    try:
        variant = _changed(text, assembly, reference) or Variant.parse(text, assembly)
    except BadRegion:
        raise BadVariant(
            "the variant lies outside of what the mounted reference holds",
            remedy="check the position, or mount the whole reference genome",
        ) from None
    if reference is None or variant.end > reference.length(variant.contig):
        return variant.trimmed()
    return normalise(variant, reference)


def _changed(text: str, assembly: Assembly, reference: Reference | None) -> Variant | None:
    """A form that names an interval and what becomes of it; None for any other text."""
    if match := _SPDI.fullmatch(text):
        contig = contig_of(match.group(1), assembly)
        start, gone, new = int(match.group(2)), match.group(3).upper(), match.group(4).upper()
        if gone and not gone.isdecimal() and new:
            return None
        end = start + (int(gone) if gone.isdecimal() else len(gone))
        stated = "" if gone.isdecimal() else gone
        return _replace(_needed(reference, assembly), contig, start, end, stated, new)
    match = _CHANGE.fullmatch(text)
    if match is None or match["sub"]:
        return None
    if match["same"]:
        raise BadVariant("'=' says that nothing changes")
    contig = contig_of(match.group(1), assembly)
    start = int(match.group(2)) - 1
    end = int(match.group(3) or match.group(2))
    if start < 0 or end <= start:
        raise BadVariant("positions count from 1, and the first is not after the last")
    if match["del"]:
        new = (match["new"] or "").upper()
        gone = match["gone"].upper()
        return _replace(_needed(reference, assembly), contig, start, end, gone, new)
    if match["ins"]:
        if match.group(3) is None or end - start != 2:
            raise BadVariant(
                "an insertion lies between two neighbours", remedy="write g.100_101insACG"
            )
        new = match["new"].upper()
        return _replace(_needed(reference, assembly), contig, start + 1, start + 1, "", new)
    if not (match["dup"] or match["inv"]):
        return None
    _check_length(end - start)
    held = _needed(reference, assembly)
    bases = held.fetch(contig, start, end)
    if match["inv"]:
        return _replace(held, contig, start, end, "", bases.translate(_COMPLEMENT)[::-1])
    if match["twice"] and match["twice"].upper() != bases:
        raise _differs()
    return _replace(held, contig, end, end, "", bases)


def _replace(
    reference: Reference, contig: str, start: int, end: int, stated: str, new: str
) -> Variant:
    """`new` in place of the bases from `start` to `end`; one base more where one side is empty."""
    _check_length(max(end - start, len(new)))
    gone = reference.fetch(contig, start, end)
    if stated and stated != gone:
        raise _differs()
    if gone == new:
        raise BadVariant("the variant changes nothing")
    if gone and new:
        return Variant(reference.assembly, contig, start, gone, new)
    if start > 0:
        before = reference.fetch(contig, start - 1, start)
        return Variant(reference.assembly, contig, start - 1, before + gone, before + new)
    after = reference.fetch(contig, end, end + 1)
    return Variant(reference.assembly, contig, start, gone + after, new + after)


def _needed(reference: Reference | None, assembly: Assembly) -> Reference:
    if reference is None:
        raise BadVariant(
            "this form needs the reference genome, and none is mounted",
            remedy="write contig-position-REF-ALT as in a VCF",
        )
    if reference.assembly is not assembly:
        raise BadVariant(f"the mounted reference is not {assembly.value}")
    return reference


def _check_length(length: int) -> None:
    if length > LONGEST:
        raise BadVariant(
            f"a change of {length} bases is structural", why=f"small variants end at {LONGEST}"
        )


def _differs() -> ReferenceMismatch:
    return ReferenceMismatch(
        "the bases in the text are not those of the mounted reference",
        remedy="check position, strand and assembly",
    )
