"""The closed lists of classification and of double reading in words."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

STATES: Mapping[str, str] = {
    "met": N_("met"),
    "not_met": N_("not met"),
    "not_assessed": N_("not assessed"),
}

STRENGTHS: Mapping[str, str] = {
    "supporting": N_("supporting"),
    "moderate": N_("moderate"),
    "strong": N_("strong"),
    "very_strong": N_("very strong"),
    "stand_alone": N_("stand-alone"),
}

STRENGTH_KEYS: Mapping[str, str] = {
    "met:supporting": "1",
    "met:moderate": "2",
    "met:strong": "3",
    "met:very_strong": "4",
    "met:stand_alone": "5",
    "not_met": "n",
    "not_assessed": "0",
}
"""By which key each judgement of a criterion is chosen."""

CRITERIA_KEYS: Mapping[str, str] = {
    "1–4": N_("Let the criterion stand as supporting, moderate, strong or very strong"),
    "5": N_("Let BA1 stand alone"),
    "n": N_("Say that the criterion is not met"),
    "0": N_("Say that it was not assessed"),
    "e": N_("Judge it otherwise as it stands"),
    "Enter": N_("In the reason: set it"),
    "Esc": N_("In the reason: leave it as it was"),
}
"""Keys of a page of criteria beyond those of every table."""

INHERITANCES: Mapping[str, str] = {
    "": N_("not stated"),
    "dominant": N_("dominant"),
    "recessive": N_("recessive"),
    "x_linked": N_("X-linked"),
    "mitochondrial": N_("mitochondrial"),
}

FITS: Mapping[str, str] = {
    "": N_("not judged"),
    "specific": N_("highly specific for the gene"),
    "consistent": N_("fits, not highly specific"),
    "heterogeneous": N_("fits, many genetic causes"),
    "inconsistent": N_("does not fit"),
}
"""How well the patient's picture fits the gene, for a variant that is new."""

USES: Mapping[str, str] = {
    "": N_("not reported"),
    "report": N_("a finding"),
    "partial": N_("a finding, explains a part"),
    "secondary": N_("beside the question"),
}

ZYGOSITIES: Mapping[str, str] = {
    "het": N_("heterozygous"),
    "hom": N_("homozygous"),
    "hemi": N_("hemizygous"),
    "homoplasmic": N_("homoplasmic"),
    "heteroplasmic": N_("heteroplasmic"),
    "unknown": N_("zygosity not known"),
}

STEPS: Mapping[str, str] = {
    "suggested": N_("suggested"),
    "set": N_("set by hand"),
    "classed": N_("class given"),
    "undone": N_("taken back"),
}
"""What a step of a classification does."""

GROUPS: Mapping[str, str] = {
    "P": N_("Towards pathogenic"),
    "B": N_("Towards benign"),
}

SECTIONS: Mapping[str, str] = {
    "1": N_("Content"),
    "2": N_("Established genes and regions"),
    "3": N_("Number of genes"),
    "4": N_("What was reported"),
    "5": N_("This patient"),
}
"""Sections of the copy-number metric."""

READING_ACTS: Mapping[str, str] = {
    "began": N_("began to read"),
    "concluded": N_("concluded"),
    "reopened": N_("opened it again"),
    "adjudicated": N_("wrote down what both came to"),
    "confirmed": N_("confirmed what the other wrote down"),
    "declined": N_("declined what the other wrote down"),
    "left": N_("gave up the place"),
    "anew": N_("began a new round"),
}

BASES: Mapping[str, str] = {
    "first": N_("the first reader's findings"),
    "second": N_("the second reader's findings"),
    "mine": N_("my own findings as they stand now"),
}

SOLVED: Mapping[str, str] = {
    "this": N_("solved by this gene"),
    "other": N_("solved by another gene"),
    "possible": N_("possible explanation"),
    "unsolved": N_("not solved"),
    "open": N_("not known yet"),
}
"""What became of the case in which a variant was classified."""
