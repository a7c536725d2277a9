"""What follows for a drug, in FHIR: a guideline's line, its task, or why there is neither."""

from __future__ import annotations

from samvar.formats.fhir.code import (
    LOINC,
    TO_BE_DETERMINED,
    Json,
    coded,
    observed,
    phenotype,
    profile,
    related,
)
from samvar.formats.fhir.gene import absent, effect
from samvar.formats.fhir.report import Absent, Change, Implication, Unanswered
from samvar.formats.fhir.tidy import tidy

_CHANGES = {
    Change.ALTERNATIVE: "Consider alternative medication",
    Change.DECREASE: "Decrease dose",
    Change.INCREASE: "Increase dose",
}


def implication(line: Implication, known: str | None, derived: list[Json], common: Json) -> Json:
    """One line of one body. known: the phenotype, where the line rests on one gene alone."""
    parts: list[Json] = [_medication(line.drug)]
    if known is not None:
        parts.append({"code": effect(), "valueCodeableConcept": phenotype(known)})
    if tidy(line.strength):
        strength = {"text": f"{line.body}: {line.strength}"}
        parts.append(
            {"code": coded(LOINC, "93044-6", "Level of evidence"), "valueCodeableConcept": strength}
        )
    if tidy(line.text):
        conclusion = coded(TO_BE_DETERMINED, "conclusion-string", "Conclusion Text")
        parts.append({"code": conclusion, "valueString": _conditional(line)})
    looked_up = [f"{name}: {result}" for name, result in line.genes.items() if tidy(result)]
    notes = ([f"Looked up by {', '.join(looked_up)}"] if looked_up else []) + list(line.notes)
    return {
        **observed("therapeutic-implication", effect(), common),
        "extension": [related(line.citation)],
        "note": [{"text": each} for each in notes if tidy(each)],
        "derivedFrom": derived,
        "component": parts,
    }


def recommendation(
    line: Implication, change: Change, because: Json, patient: Json, made: str
) -> Json:
    """The task that the line proposes: about the medication, or a follow-up in free words."""
    display = _CHANGES.get(change)
    if display is not None:
        kind, code = "medication-recommendation", coded(LOINC, change.value, display)
    else:
        kind, code = "followup-recommendation", {}
    return {
        "resourceType": "Task",
        "meta": profile(kind),
        "status": "requested",
        "intent": "proposal",
        "code": {**code, "text": f"{line.drug}: {display or 'see the description'}"},
        "description": f"{line.body}: {_conditional(line)}",
        "for": patient,
        "authoredOn": made,
        "reasonReference": because,
    }


def unanswered(missing: Unanswered, derived: list[Json], common: Json) -> Json:
    """A drug without an answer: no implication, and in words why."""
    why = "; ".join(missing.genes.values())
    return {
        **observed("therapeutic-implication", effect(), common, "preliminary"),
        "dataAbsentReason": absent(Absent.UNKNOWN, why),
        "derivedFrom": derived,
        "component": [_medication(missing.drug)],
    }


def _medication(drug: str) -> Json:
    return {
        "code": coded(LOINC, "51963-7", "Medication assessed [ID]"),
        "valueCodeableConcept": {"text": drug},
    }


def _conditional(line: Implication) -> str:
    """The text, after the condition under which alone it holds."""
    return f"If {', '.join(line.condition)}: {line.text}" if line.condition else line.text
