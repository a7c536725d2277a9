"""The closed lists of this area in words; `present.words.word` translates them."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

CATEGORIES: Mapping[str, str] = {
    "snv": N_("Small variants"),
    "sv": N_("Structural variants"),
    "mei": N_("Mobile elements"),
    "str": N_("Repeats"),
    "mt": N_("Mitochondrial variants"),
    "fusion": N_("Fusions"),
}

CLASSES: Mapping[str, str] = {
    "pathogenic": N_("Pathogenic"),
    "likely_pathogenic": N_("Likely pathogenic"),
    "uncertain": N_("Uncertain significance"),
    "likely_benign": N_("Likely benign"),
    "benign": N_("Benign"),
}

CLASS_LETTERS: Mapping[str, str] = {
    "pathogenic": "P",
    "likely_pathogenic": "LP",
    "uncertain": "VUS",
    "likely_benign": "LB",
    "benign": "B",
}
"""Beside a colour, never instead of it."""

VERBS: Mapping[str, str] = {
    "pin": N_("pinned"),
    "dismiss": N_("dismissed"),
    "comment": N_("commented"),
    "load": N_("loaded"),
    "reload": N_("loaded again"),
    "contact-ask": N_("asked another centre"),
    "contact-close": N_("closed a request to another centre"),
    "contact-open": N_("opened a request to another centre again"),
    "contact-accept": N_("said yes to another centre's request"),
    "contact-decline": N_("said no to another centre's request"),
    "contact-back": N_("took an answer to another centre back"),
    "panel": N_("fixed a panel's version"),
    "pin-many": N_("pinned several"),
    "dismiss-many": N_("dismissed several"),
    "unpin": N_("unpinned"),
    "restore": N_("restored"),
    "gone-through": N_("went through a filter"),
    "override": N_("overrode a question of quality"),
    "synopsis": N_("wrote the synopsis"),
    "term-present": N_("noted as seen:"),
    "term-absent": N_("noted as not seen:"),
    "term-remove": N_("removed the feature"),
    "assign": N_("assigned the case to"),
    "unassign": N_("took off the case:"),
    "archive": N_("archived"),
    "reopen": N_("opened again"),
}
"""What was done in a case."""

SHOWS: Mapping[str, str] = {
    "open": N_("Open cases"),
    "archived": N_("Archived cases"),
    "all": N_("All cases"),
}

SEXES: Mapping[str, str] = {
    "female": N_("female"),
    "male": N_("male"),
    "unknown": N_("sex not known"),
}

OUTCOMES: Mapping[str, str] = {
    "solved": N_("Solved"),
    "possible": N_("Possible explanation"),
    "unsolved": N_("No explanation found"),
}

UNSETTLED: Mapping[str, str] = {
    "not_begun": N_("Nobody has begun to read the case."),
    "first_reads": N_("The first reader has not concluded."),
    "second_missing": N_("A second reader is required, and has not begun."),
    "second_reads": N_("The second reader has not concluded."),
    "disagree": N_("The two readers do not agree, and have not adjudicated."),
    "unconfirmed": N_("What one reader wrote down for both waits for the other to confirm it."),
}
"""Why a case's reading is not settled: `model.reading_round.Unsettled`."""

INDICATIONS: Mapping[str, str] = {
    "developmental": N_("Developmental delay or intellectual disability"),
    "epilepsy": N_("Epilepsy"),
    "malformations": N_("Malformations or a syndrome"),
    "neuromuscular": N_("Neuromuscular disease"),
    "neurological": N_("Other neurological disease"),
    "metabolic": N_("Inborn error of metabolism"),
    "mitochondrial": N_("Mitochondrial disease"),
    "skeletal": N_("Skeletal dysplasia or connective tissue"),
    "cardiac": N_("Heart disease"),
    "renal": N_("Kidney disease"),
    "immune": N_("Immune deficiency"),
    "blood": N_("Blood disease"),
    "endocrine": N_("Endocrine disease"),
    "eye": N_("Eye disease"),
    "hearing": N_("Hearing loss"),
    "skin": N_("Skin disease"),
    "fetal": N_("Findings in a fetus"),
    "other": N_("Another rare disease"),
}
"""What a referral is about, by the closed list that yield is counted by."""

KINDS: Mapping[str, str] = {
    "diagnostic": N_("Diagnosis"),
    "segregation": N_("Segregation in a relative"),
    "cascade": N_("Cascade test of a relative"),
}

PRIORITIES: Mapping[str, str] = {
    "routine": N_("Routine"),
    "urgent": N_("Urgent"),
    "asap": N_("As soon as possible"),
    "stat": N_("At once"),
}

STEPS: Mapping[str, str] = {
    "received": N_("Received"),
    "sampled": N_("Sampled"),
    "sequenced": N_("Sequenced"),
    "loaded": N_("Loaded"),
    "read": N_("Read"),
    "reported": N_("Reported"),
    "acknowledged": N_("Acknowledged"),
}

STEP_MARKS: Mapping[str, str] = {
    "received": "unknown",
    "sampled": "unknown",
    "sequenced": "unknown",
    "loaded": "late",
    "read": "late",
    "reported": "late",
    "acknowledged": "answered",
}

STEPS_TO_COME: Mapping[str, str] = {
    "loaded": N_("to be read"),
    "read": N_("to be signed"),
    "reported": N_("to be acknowledged"),
}
"""What waits for somebody here; the earlier steps wait for a sample or for the laboratory."""

RELATIONS: Mapping[str, str] = {
    "mother": N_("Mother of the proband"),
    "father": N_("Father of the proband"),
    "child": N_("Child of the proband"),
    "sibling": N_("Sibling of the proband"),
    "half_sibling": N_("Half-sibling of the proband"),
    "grandparent": N_("Grandparent of the proband"),
    "other": N_("Another relative"),
}

BANDS: Mapping[str, str] = {
    "close": N_("Much alike"),
    "alike": N_("Alike in part"),
    "far": N_("Little alike"),
    "unknown": N_("Not known"),
}
"""How alike the features of two patients are."""

COPIES: Mapping[str, str] = {
    "one": N_("one copy"),
    "two": N_("two copies"),
    "unknown": N_("copies not known"),
}

OF_PEOPLE: Mapping[str, str] = {
    "affected": N_("Affected"),
    "unaffected": N_("Not affected"),
    "unknown": N_("Not known whether affected"),
}

GATES: Mapping[str, str] = {
    "sex": N_("Sex"),
    "relatedness": N_("Relatedness"),
    "coverage": N_("Coverage"),
    "contamination": N_("Contamination"),
}

STANDINGS: Mapping[str, str] = {
    "pass": N_("Passed"),
    "flagged": N_("Flagged"),
    "failed": N_("Failed"),
    "not assessed": N_("Not assessed"),
}

STANDING_MARKS: Mapping[str, str] = {
    "pass": "answered",
    "flagged": "late",
    "failed": "down",
    "not assessed": "unknown",
}

ZYGOSITIES: Mapping[str, str] = {
    "het": N_("Heterozygous"),
    "hom": N_("Homozygous"),
    "hemi": N_("Hemizygous"),
    "homoplasmic": N_("Homoplasmic"),
    "heteroplasmic": N_("Heteroplasmic"),
    "unknown": N_("Zygosity not called"),
}

SECONDARY: Mapping[str, str] = {
    "told": N_("The patient has asked for secondary findings; they are told below."),
    "none": N_("The patient has asked for secondary findings; none was reported."),
    "not_asked": N_("No consent to secondary findings was noted: nothing is said of them."),
}

WAYS: Mapping[str, str] = {
    "dominant": N_("dominant"),
    "recessive": N_("recessive"),
    "X-linked": N_("X-linked"),
    "mitochondrial": N_("mitochondrial"),
}
"""In which way a gene's variants would cause a disease."""

GENE_STANDINGS: Mapping[str, str] = {
    "covered": N_("covered"),
    "short": N_("not covered enough"),
    "not_measured": N_("not measured"),
    "not_expected": N_("has no Y"),
}

GENE_MARKS: Mapping[str, str] = {
    "covered": STANDING_MARKS["pass"],
    "short": STANDING_MARKS["failed"],
    "not_measured": "unknown",
    "not_expected": "unknown",
}
