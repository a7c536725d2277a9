"""GA4GH Variation Representation: VRS 1.3 for Beacon records, VRS 2 identifiers beside them.

A computed identifier is the digest of a *fully justified* allele. Substitutions are that by
themselves; an insertion or deletion is only when the bases around it have been looked at, so
without a reference sequence samvar renders the allele and leaves the identifier out: a digest
of an unjustified allele would be a wrong name for a right thing.

Source: GA4GH VRS 1.3 and 2.x, "Computed Identifiers" and "Normalization"; Holmes et al. 2020,
doi:10.1093/bioinformatics/btz856 (variant overprecision correction).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from samvar.exchange.refget import refget
from samvar.model.errors import BadRegion
from samvar.model.variant import Variant

Fetch = Callable[[str, int, int], str]
"""Bases of a contig in [start, end), upper case: what a mounted reference gives."""

Json = dict[str, Any]


def sha512t24u(blob: bytes) -> str:
    """Truncated SHA-512, 24 bytes, base64url: the digest of all GA4GH identifiers.

    >>> sha512t24u(b"ACGT")
    'aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2'
    """
    return base64.urlsafe_b64encode(hashlib.sha512(blob).digest()[:24]).decode("ascii")


def digest(value: Mapping[str, Any]) -> str:
    """Digest of a VRS object whose parts are already replaced by their digests."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha512t24u(text.encode())


def trim(position: int, ref: str, alt: str) -> tuple[int, str, str]:
    """Without the bases both alleles share, at the end first; either may become empty.

    >>> trim(99, "CAT", "CT")
    (100, 'A', '')
    """
    end = 0
    while end < min(len(ref), len(alt)) and ref[-1 - end] == alt[-1 - end]:
        end += 1
    ref, alt = ref[: len(ref) - end], alt[: len(alt) - end]
    start = 0
    while start < min(len(ref), len(alt)) and ref[start] == alt[start]:
        start += 1
    return position + start, ref[start:], alt[start:]


@dataclass(frozen=True, slots=True)
class Justified:
    """An allele spread over the whole stretch in which it could lie; 0-based, half-open.

    `seed` is the number of bases inserted or deleted, 0 for a substitution.
    """

    start: int
    end: int
    ref: str
    alt: str
    seed: int


def justify(variant: Variant, fetch: Fetch | None) -> Justified | None:
    """The fully justified form, or None for an insertion or deletion without a reference.

    A reference that does not reach there, or has other bases there than the variant says, is none.

    >>> from samvar.model.genome import Assembly
    >>> bases = "GCAAATG"
    >>> justify(Variant.parse("1-2-CA-C", Assembly.GRCh38), lambda c, a, b: bases[a:b])
    Justified(start=2, end=5, ref='AAA', alt='AA', seed=1)
    """
    start, ref, alt = trim(variant.position, variant.ref, variant.alt)
    if ref and alt:
        return Justified(start, start + len(ref), ref, alt, 0)
    if fetch is None:
        return None
    try:
        if fetch(variant.contig, variant.position, variant.end) != variant.ref:
            return None
        return _spread(variant, fetch, start, ref, alt)
    except BadRegion:
        return None


def _spread(variant: Variant, fetch: Fetch, start: int, ref: str, alt: str) -> Justified:
    seed = ref or alt
    end = start + len(ref)
    left = _roll(seed, _leftwards(fetch, variant.contig, start), backwards=True)
    length = variant.assembly.length(variant.contig)
    right = _roll(seed, _rightwards(fetch, variant.contig, end, length), backwards=False)
    before, after = (
        fetch(variant.contig, start - left, start),
        fetch(variant.contig, end, end + right),
    )
    return Justified(
        start - left, end + right, before + ref + after, before + alt + after, len(seed)
    )


_STEP_BP = 64


def _leftwards(fetch: Fetch, contig: str, position: int) -> Iterator[str]:
    while position > 0:
        start = max(0, position - _STEP_BP)
        yield from reversed(fetch(contig, start, position))
        position = start


def _rightwards(fetch: Fetch, contig: str, position: int, length: int) -> Iterator[str]:
    while position < length:
        bases = fetch(contig, position, min(length, position + _STEP_BP))
        if not bases:
            return
        yield from bases
        position += len(bases)


def _roll(seed: str, bases: Iterator[str], *, backwards: bool) -> int:
    """How far the seed can be turned over neighbouring bases without changing the result."""
    steps = 0
    for base in bases:
        wanted = seed[-1 - steps % len(seed)] if backwards else seed[steps % len(seed)]
        if base != wanted:
            break
        steps += 1
    return steps


def allele_1_3(variant: Variant, fetch: Fetch | None = None) -> Json:
    """The variant as a VRS 1.3 Allele, with `_id` where it is known to be right.

    >>> from samvar.model.genome import Assembly
    >>> allele_1_3(Variant.parse("19-44908822-C-T", Assembly.GRCh38))["_id"]
    'ga4gh:VA.CxiA_hvYbkD8Vqwjhx5AYuyul4mtlkpD'
    """
    form = justify(variant, fetch)
    if form is None:
        start, ref, alt = trim(variant.position, variant.ref, variant.alt)
        end = start + len(ref)
    else:
        start, end, alt = form.start, form.end, form.alt
    sequence = refget(variant.assembly, variant.contig)
    interval = {
        "type": "SequenceInterval",
        "start": {"type": "Number", "value": start},
        "end": {"type": "Number", "value": end},
    }
    state = {"type": "LiteralSequenceExpression", "sequence": alt}
    location: Json = {
        "type": "SequenceLocation",
        "sequence_id": f"ga4gh:{sequence}",
        "interval": interval,
    }
    allele: Json = {"type": "Allele", "location": location, "state": state}
    # A location names its own bases whether or not the allele is justified.
    place = digest(location | {"sequence_id": sequence.removeprefix("SQ.")})
    location["_id"] = f"ga4gh:VSL.{place}"
    if form is not None:
        allele["_id"] = f"ga4gh:VA.{digest(allele | {'location': place})}"
    return allele


def identifier_2(variant: Variant, fetch: Fetch | None = None) -> str | None:
    """The VRS 2 identifier, or None for an insertion or deletion without a reference.

    >>> from samvar.model.genome import Assembly
    >>> identifier_2(Variant.parse("19-44908822-C-T", Assembly.GRCh38))
    'ga4gh:VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt'
    """
    form = justify(variant, fetch)
    if form is None:
        return None
    location = {
        "type": "SequenceLocation",
        "sequenceReference": {
            "type": "SequenceReference",
            "refgetAccession": refget(variant.assembly, variant.contig),
        },
        "start": form.start,
        "end": form.end,
    }
    allele = {"type": "Allele", "location": digest(location), "state": _state_2(form)}
    return f"ga4gh:VA.{digest(allele)}"


def _state_2(form: Justified) -> Json:
    """VRS 2 says "so many bases of this repeat" where the new sequence is made of the old."""
    repeat: int | None = None
    if form.seed and len(form.alt) < len(form.ref):
        repeat = form.seed
    elif form.seed:
        repeat = next(
            (
                n
                for n in range(min(form.seed, len(form.ref)), 0, -1)
                if form.seed % n == 0 and _turns(form.ref[len(form.ref) - n :], form)
            ),
            None,
        )
    if repeat is None:
        return {"type": "LiteralSequenceExpression", "sequence": form.alt}
    return {
        "type": "ReferenceLengthExpression",
        "length": len(form.alt),
        "repeatSubunitLength": repeat,
    }


def _turns(unit: str, form: Justified) -> bool:
    """Whether repeating `unit` after the reference gives the alternative sequence."""
    added = form.alt[len(form.ref) :]
    whole = unit * (len(added) // len(unit) + 1)
    return form.alt.startswith(form.ref) and added == whole[: len(added)]
