"""Words for the closed lists of the house: roles, purposes, assays, job states, check names.

Each list is a table of code to English message; `Language.text` does the rest. A code that a
newer part of the house brings stands as it is, rather than as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from samvar.model.strata import Way
from samvar.present.language import N_, Language

ROLES: Mapping[str, str] = {
    "clinical_geneticist": N_("Clinical geneticist"),
    "molecular_pathologist": N_("Molecular pathologist"),
    "microbiologist": N_("Microbiologist"),
    "pharmacist": N_("Pharmacist"),
    "referring_clinician": N_("Referring clinician"),
    "bioinformatician": N_("Bioinformatician"),
    "researcher": N_("Researcher"),
    "industry_partner": N_("Industry partner"),
    "national_coordinator": N_("National coordinator"),
    "it_operator": N_("IT operator"),
    "auditor": N_("Auditor"),
    "controller": N_("Data controller"),
    "patient": N_("Patient"),
    "mandate": N_("Standing order"),
    "anonymous": N_("Not signed in"),
}

PURPOSES: Mapping[str, str] = {
    "TREAT": N_("Care"),
    "ETREAT": N_("Emergency care"),
    "HRESCH": N_("Research"),
    "PUBHLTH": N_("Public health"),
    "HQUALIMP": N_("Quality of care"),
    "PATRQT": N_("The patient's own wish"),
    "HOPERAT": N_("Running the service"),
    "TRAIN": N_("Training"),
}

PERMIT_STATES: Mapping[str, str] = {
    "waiting": N_("Has not decided yet"),
    "granted": N_("Granted"),
    "refused": N_("Refused"),
    "asked-more": N_("Asks for more"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Has ended"),
}
"""What a controller has said to an application, and what time has."""

PERMIT_GRANTS: Mapping[str, str] = {
    "ask:national": N_("National sums"),
    "ask:regional": N_("Each region's part"),
    "query:rows": N_("A node's rows"),
    "beacon:node": N_("A node's Beacon"),
    "export:data": N_("Files out of a node"),
}

ADVICE: Mapping[str, str] = {
    "fits": N_("Fits"),
    "look": N_("Needs your look"),
    "does-not": N_("Does not fit"),
}
"""What the terms of a dataset say to an application."""

VISA_STATES: Mapping[str, str] = {
    "counts": N_("Counts"),
    "does-not": N_("Does not count"),
    "unknown": N_("Cannot be checked now"),
}
"""What became of a visa that an applicant shows."""

ASSAYS: Mapping[str, str] = {
    "genome": N_("Genomes"),
    "exome": N_("Exomes"),
    "panel": N_("Panels"),
    "sites": N_("Sites only"),
}

AREAS: Mapping[str, str] = {
    "rare_disease": N_("Rare diseases"),
    "cancer": N_("Cancer"),
    "pharmacogenomics": N_("Pharmacogenomics"),
    "infectious_disease": N_("Infectious diseases"),
    "complex_disease": N_("Complex diseases"),
}
"""The focus areas, as titles."""

PARTS: Mapping[Way, Mapping[str, str]] = {
    Way.SEX: {"female": N_("Women"), "male": N_("Men")},
    Way.AREA: AREAS,
    Way.AFFECTED: {"affected": N_("Affected"), "unaffected": N_("Unaffected")},
    Way.ASSAY: ASSAYS,
}
"""The parts of each way to part people; ancestry labels are the datasets' own."""

WAYS: Mapping[Way, str] = {
    Way.SEX: N_("By sex"),
    Way.AREA: N_("By focus area"),
    Way.AFFECTED: N_("By affected status"),
    Way.ASSAY: N_("By assay"),
}
"""Titles of tables of such parts."""

JOB_STATES: Mapping[str, str] = {
    "queued": N_("Waiting"),
    "running": N_("At work"),
    "done": N_("Done"),
    "failed": N_("Failed"),
    "cancelled": N_("Stopped"),
}

LOAD_STATES: Mapping[str, str] = {
    "pending": N_("Loading"),
    "live": N_("Live"),
    "failed": N_("Failed"),
    "withdrawn": N_("Withdrawn"),
}

CHECKS: Mapping[str, str] = {
    "software": N_("Software"),
    "disk": N_("Disk"),
    "keys": N_("Keys"),
    "records": N_("Record store"),
    "loads": N_("Loads"),
    "variants": N_("Variant store"),
    "audit": N_("Audit trail"),
    "checkpoints": N_("Checkpoints of the audit log"),
    "alarms": N_("Alarms about audit logs"),
    "reviews": N_("Sampling reviews"),
    "emergencies": N_("Reviews of emergency access"),
    "agreement": N_("Agreement of the stores"),
    "runs": N_("Runs of counts to be joined"),
    "law": N_("Legal profile"),
    "law elsewhere": N_("Legal profile of the other nodes"),
    "sign-in": N_("Where people sign in"),
    "source files": N_("Source files"),
    "objects of areas": N_("Objects of focus areas"),
    "sealed files": N_("Sealed source files"),
    "reference GRCh37": N_("Reference GRCh37"),
    "reference GRCh38": N_("Reference GRCh38"),
    "jobs": N_("Jobs"),
    "digests": N_("Digests"),
    "withdrawn bytes": N_("Bytes of the withdrawn"),
    "root key": N_("Root key"),
    "key backup": N_("Backup of the keys"),
    "escrow": N_("Shares of the root key"),
    "sealed numbers": N_("Sealed personal numbers"),
    "backup retention": N_("How long backups are kept"),
    "ok": N_("Well"),
    "warn": N_("Look at it"),
    "bad": N_("Mend it"),
}

OUTCOMES: Mapping[str, str] = {
    "allowed": N_("Allowed"),
    "done": N_("Done"),
    "answered": N_("Answered"),
    "refused": N_("Refused"),
    "failed": N_("Failed"),
    "suppressed": N_("Withheld"),
}

ALARMS: Mapping[str, str] = {
    "fork": N_("Two histories of one length"),
    "rollback": N_("Fewer entries than before"),
    "inconsistent": N_("Longer, and no proof that it goes on from what was seen"),
    "restart": N_("Begun anew; waits to be accepted"),
    "superseded": N_("Replaced by a newer log, and goes on"),
}

REVIEW_MARKS: Mapping[str, str] = {
    "fine": N_("Fine"),
    "explain": N_("To be explained"),
    "reported": N_("Reported"),
}


EMERGENCY_CAUSES: Mapping[str, str] = {
    "cannot_ask": N_("The patient cannot be asked, and the care cannot wait"),
    "consents": N_("The patient says yes here and now"),
    "not_yet_ours": N_("The patient came in an emergency, and no care relation is noted yet"),
    "other": N_("Another reason, told in words"),
}
"""Why a record is opened in an emergency, as the ward reads it."""

EMERGENCY_FINDINGS: Mapping[str, str] = {
    "justified": N_("Justified"),
    "not_justified": N_("Not justified"),
    "follow_up": N_("To be followed up"),
}


def word(table: Mapping[str, str], code: str, language: Language) -> str:
    """The code's word in a language; the code itself where the table does not know it.

    >>> word(ROLES, "pharmacist", Language.of("en")), word(ROLES, "astronaut", Language.of("en"))
    ('Pharmacist', 'astronaut')
    """
    message = table.get(code)
    return language.text(message) if message else code
