"""One variant as a Beacon record: VRS 1.3 allele, identifiers, frequency with its source."""

from __future__ import annotations

import re
from typing import Any

from samvar.exchange.beacon.source import Told
from samvar.exchange.vrs import Fetch, allele_1_3, identifier_2, trim
from samvar.model.errors import BadVariant, UsageError
from samvar.model.genome import Assembly
from samvar.model.variant import Variant

Json = dict[str, Any]
_INTERNAL = re.compile(
    r"(GRCh37|GRCh38)-([0-9XYMT]{1,2})-([0-9]{1,9})-([ACGTN]{1,10000})-([ACGTN]{1,10000})", re.ASCII
)


def internal_id(variant: Variant) -> str:
    """The Beacon's own name of a variant: assembly and the normalised VCF form, 1-based.

    >>> internal_id(Variant.parse("10:94781859:G:A", Assembly.GRCh38))
    'GRCh38-10-94781859-G-A'
    """
    return f"{variant.assembly.value}-{variant}"


def variant_of(identifier: str) -> Variant:
    """The variant that an internal identifier or an SPDI names.

    >>> str(variant_of("NC_000010.11:94781858:G:A"))
    '10-94781859-G-A'

    Raises:
        UsageError: another kind of identifier, such as a VRS digest, which cannot be turned back.
        BadVariant: the place is not in the assembly.
    """
    match = _INTERNAL.fullmatch(identifier)
    if match:
        assembly = Assembly(match.group(1))
        return Variant.parse("-".join(match.groups()[1:]), assembly)
    if identifier.startswith("NC_") and len(identifier) < 20_000:
        for assembly in Assembly:
            try:
                return Variant.parse(identifier, assembly)
            except BadVariant:
                continue
    raise UsageError(
        "this Beacon finds a variant by its own identifier or by SPDI",
        remedy="write GRCh38-10-94781859-G-A or NC_000010.11:94781858:G:A",
    )


def record(
    variant: Variant, ac: int | None, an: int, told: Told, base_url: str, fetch: Fetch | None = None
) -> Json:
    """The entry of one variant. `ac` None: it is there, and how often is not told."""
    entry: Json = {
        "variantInternalId": internal_id(variant),
        "variation": allele_1_3(variant, fetch),
        "identifiers": _identifiers(variant, fetch),
    }
    if ac is None or an == 0:
        entry["info"] = {"frequency": "not told: fewer carriers than the floor, or none callable"}
        return entry
    entry["frequencyInPopulations"] = [
        {
            "source": told.source,
            "sourceReference": base_url,
            "version": told.version,
            "frequencies": [
                {
                    "population": told.population,
                    "alleleFrequency": ac / an,
                    "alleleCount": ac,
                    "alleleNumber": an,
                }
            ],
        }
    ]
    return entry


def _identifiers(variant: Variant, fetch: Fetch | None) -> Json:
    known: Json = {"variantAlternativeIds": [{"id": f"spdi:{variant.spdi}", "notes": "SPDI"}]}
    named = identifier_2(variant, fetch)
    if named is not None:
        known["variantAlternativeIds"].append({"id": named, "notes": "GA4GH VRS 2"})
    position, ref, alt = trim(variant.position, variant.ref, variant.alt)
    if len(ref) == len(alt) == 1:
        kind = "m" if variant.contig == "MT" else "g"
        place = f"{variant.assembly.refseq(variant.contig)}:{kind}.{position + 1}"
        known["genomicHGVSId"] = f"{place}{ref}>{alt}"
    return known
