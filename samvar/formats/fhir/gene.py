"""One gene in FHIR: its genotype, its phenotype, and the positions that were looked at."""

from __future__ import annotations

from samvar.formats.fhir.code import (
    ABSENT,
    BUILDS,
    CATEGORY,
    LOINC,
    TO_BE_DETERMINED,
    Json,
    coded,
    extension,
    gene,
    observed,
    phenotype,
    position,
    profile,
)
from samvar.formats.fhir.report import Absent, GeneFinding


def genotype(found: GeneFinding, common: Json) -> Json:
    """The diplotype, or its readings; without one the profile cannot be claimed (value 1..1)."""
    code = coded(LOINC, "84413-4", "Genotype display name")
    kind = "genotype" if found.genotypes else ""
    names = " or ".join(f"{found.gene} {each}" for each in found.genotypes)
    return {
        **observed(kind, code, common, _status(found)),
        "valueCodeableConcept": {"text": names},
        "dataAbsentReason": None if found.genotypes else absent(found.absent, found.why),
        "note": [{"text": each} for each in (*found.notes, *_also(found))],
        "component": [
            {
                "code": coded(LOINC, "48018-6", "Gene studied [ID]"),
                "valueCodeableConcept": gene(found.gene),
            }
        ],
    }


def _also(found: GeneFinding) -> tuple[str, ...]:
    """An Observation has one specimen; the others that a result speaks from are named."""
    more = found.samples[1:]
    return (f"it also speaks from sample {', '.join(more)}",) if more else ()


def phenotype_of(found: GeneFinding, derived_from: Json, common: Json) -> Json:
    """What the genotype means for the gene's product, whatever the drug."""
    codes = [*effect()["coding"]]
    said = found.phenotype
    if said is not None and said.lower().endswith("metabolizer"):
        words = "Genetic variation's effect on drug metabolism"
        codes += coded(LOINC, "53040-2", words)["coding"]
    parts: list[Json] = []
    if said is not None:
        parts.append({"code": effect(), "valueCodeableConcept": phenotype(said)})
    if said is not None and found.activity_score is not None:
        score = {"value": found.activity_score}
        parts.append({"code": {"text": "Activity score"}, "valueQuantity": score})
    return {
        **observed("therapeutic-implication", {"coding": codes}, common, _status(found)),
        "dataAbsentReason": absent(found.absent, found.why) if said is None else None,
        "derivedFrom": [derived_from],
        "component": parts,
    }


def analysis(found: GeneFinding, assembly: str, subject: Json, specimen: Json) -> Json:
    """Which of the gene's positions were called and which were not."""
    regions: list[Json] = [
        {
            "url": "description",
            "valueString": f"{found.gene}: {len(found.tested)} defining positions called, "
            f"{len(found.untested)} not",
        },
        {"url": "studied", "valueCodeableConcept": gene(found.gene)},
    ]
    for url, names in (("called", found.tested), ("uncalled", found.untested)):
        regions += [{"url": url, "valueCodeableConcept": position(name)} for name in names]
    build = BUILDS.get(assembly)
    named = {**(coded(LOINC, build, assembly) if build else {}), "text": assembly}
    prefix = "genomic-study-analysis"
    return {
        "resourceType": "Procedure",
        "meta": profile(prefix),
        "extension": [
            {"url": extension(f"{prefix}-genome-build"), "valueCodeableConcept": named},
            {"url": extension(f"{prefix}-title"), "valueString": found.gene},
            {"url": extension(f"{prefix}-specimen"), "valueReference": specimen},
            {"url": extension(f"{prefix}-regions"), "extension": regions},
        ],
        "status": "completed",
        "category": coded(CATEGORY, "laboratory", "Laboratory"),
        "subject": subject,
    }


def study(analyses: list[Json], subject: Json) -> Json:
    """The genomic study that holds the analyses of all genes."""
    address = extension("genomic-study-analysis-ext")
    return {
        "resourceType": "Procedure",
        "meta": profile("genomic-study"),
        "extension": [{"url": address, "valueReference": each} for each in analyses],
        "status": "completed",
        "category": coded(CATEGORY, "laboratory", "Laboratory"),
        "code": {"text": "Pharmacogenes"},
        "subject": subject,
    }


def effect() -> Json:
    """The component of an implication that holds a phenotype."""
    return coded(TO_BE_DETERMINED, "therapeutic-implication", "Therapeutic Implication")


def absent(reason: Absent | None, why: str) -> Json:
    """Why there is no value."""
    return {**coded(ABSENT, (reason or Absent.UNKNOWN).value), "text": why}


def _status(found: GeneFinding) -> str:
    """`preliminary`: FHIR's word for an observation whose data are incomplete (R4 has no other)."""
    return "preliminary" if found.preliminary else "final"
