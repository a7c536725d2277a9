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
    "panel": N_("fixed a panel's version"),
}
"""What was done in a case."""

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
}
"""Why a case's reading is not settled: `model.reading_round.Unsettled`."""
