"""The codes and profile addresses that a pharmacogenomic report needs.

Sources: HL7 FHIR Genomics Reporting IG 3.0.0 (STU 3, 2024-12-12): its profiles, value set
genetic-therapeutic-implications-vs and examples PGxGenomicReportEMERGE and
MedicationRecommendationExample1. HGNC ids as in HL7's examples and HGNC. LOINC is copyright
Regenstrief Institute, used under its licence (loinc.org/license).
"""

from __future__ import annotations

from typing import Any

from samvar.formats.fhir.report import Citation

Json = dict[str, Any]

LOINC = "http://loinc.org"
HGNC = "http://www.genenames.org"
DBSNP = "http://www.ncbi.nlm.nih.gov/projects/SNP"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_GUIDE = "http://hl7.org/fhir/uv/genomics-reporting"
TO_BE_DETERMINED = f"{_GUIDE}/CodeSystem/tbd-codes-cs"
NOTE_TYPE = f"{_GUIDE}/CodeSystem/coded-annotation-types-cs"
RELATED = "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact"
_VERSION = "3.0.0"

PHENOTYPES = {
    # the answers of value set genetic-therapeutic-implications-vs
    "ultrarapid metabolizer": ("LA10315-2", "Ultrarapid metabolizer"),
    "rapid metabolizer": ("LA25390-8", "Rapid metabolizer"),
    "normal metabolizer": ("LA25391-6", "Normal metabolizer"),
    "intermediate metabolizer": ("LA10317-8", "Intermediate metabolizer"),
    "poor metabolizer": ("LA9657-3", "Poor metabolizer"),
    "increased function": ("LA25392-4", "Increased function"),
    "normal function": ("LA25393-2", "Normal function"),
    "decreased function": ("LA25395-7", "Decreased function"),
    "poor function": ("LA25394-0", "Poor function"),
}
"""Phenotype in lower case -> LOINC answer. Others ("Likely ...", "Possible ...") have no code."""

BUILDS = {"GRCh37": "LA14029-5", "GRCh38": "LA26806-2"}

GENES = {
    "ABCG2": "HGNC:74", "CACNA1S": "HGNC:1397", "CFTR": "HGNC:1884", "CYP2B6": "HGNC:2615",
    "CYP2C19": "HGNC:2621", "CYP2C9": "HGNC:2623", "CYP2D6": "HGNC:2625", "CYP3A4": "HGNC:2637",
    "CYP3A5": "HGNC:2638", "DPYD": "HGNC:3012", "G6PD": "HGNC:4057", "HLA-A": "HGNC:4931",
    "HLA-B": "HGNC:4932", "IFNL3": "HGNC:18365", "MT-RNR1": "HGNC:7470", "NAT2": "HGNC:7646",
    "NUDT15": "HGNC:23063", "RYR1": "HGNC:10483", "SLCO1B1": "HGNC:10959", "TPMT": "HGNC:12014",
    "UGT1A1": "HGNC:12530", "VKORC1": "HGNC:23663",
}  # fmt: skip
"""A gene that is not here is written by its symbol alone."""


def profile(name: str) -> Json:
    """The `meta` of a resource that follows one of the guide's profiles."""
    return {"profile": [f"{_GUIDE}/StructureDefinition/{name}|{_VERSION}"]}


def extension(name: str) -> str:
    """The address of one of the guide's extensions."""
    return f"{_GUIDE}/StructureDefinition/{name}"


def coded(system: str, code: str, display: str | None = None) -> Json:
    """A concept with one code.

    >>> coded(LOINC, "84413-4")["coding"]
    [{'system': 'http://loinc.org', 'code': '84413-4', 'display': None}]
    """
    return {"coding": [{"system": system, "code": code, "display": display}]}


def gene(symbol: str) -> Json:
    """A gene by its HGNC id where we know it, else by its symbol."""
    known = GENES.get(symbol)
    return {**(coded(HGNC, known, symbol) if known else {}), "text": symbol}


def position(name: str) -> Json:
    """A defining position: by dbSNP where it has an rs number, else by its name."""
    known = name.startswith("rs") and name[2:].isdecimal()
    return {**(coded(DBSNP, name) if known else {}), "text": name}


def phenotype(words: str) -> Json:
    """A phenotype by its LOINC answer where there is one, and always in its own words."""
    known = PHENOTYPES.get(words.lower())
    return {**(coded(LOINC, *known) if known else {}), "text": words}


def related(citation: Citation) -> Json:
    """Where a statement stands, as the extension that carries it."""
    artifact = {
        "type": "citation",
        "label": citation.label,
        "display": citation.display,
        "url": citation.url,
    }
    return {"url": RELATED, "valueRelatedArtifact": artifact}


def observed(kind: str, code: Json, common: Json, status: str = "final") -> Json:
    """The beginning of every observation: of genetics, in a laboratory, by one of the profiles."""
    return {
        "resourceType": "Observation",
        "meta": profile(kind) if kind else None,
        "status": status,
        "category": [coded(CATEGORY, "laboratory", "Laboratory"), coded(SECTION, "GE", "Genetics")],
        "code": code,
        **common,
    }
