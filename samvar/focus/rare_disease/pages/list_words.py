"""The words of a case's lists: steps of a filter, fields of its form, letters of genotypes."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

STEPS: Mapping[str, str] = {
    "PLACE": N_("lie elsewhere"),
    "GENES": N_("in other genes"),
    "CARRIED": N_("the patient does not carry"),
    "QUALITY": N_("did not pass the caller's filters"),
    "FREQUENCY": N_("more frequent"),
    "SEVERITY": N_("less grave"),
    "INHERITANCE": N_("follow no such model"),
    "SCORE": N_("lower score"),
    "KIND": N_("of another type"),
    "SIZE": N_("of another size"),
    "STANDING": N_("of another length"),
    "SHARE": N_("smaller share of reads"),
}
"""What each step of a filter has hidden: `12 more frequent`."""

HINTS: Mapping[str, str] = {
    "gene": N_("Symbols or HGNC ids"),
    "place": N_("As 7:117480000-117670000"),
    "freq": N_("From 0 to 1; the highest that the file states"),
    "share": N_("From 0 to 1"),
}

STANDINGS: Mapping[str, str] = {
    "normal": N_("normal"),
    "between": N_("premutation"),
    "pathological": N_("full mutation"),
    "unclear": N_("unclear"),
    "not assessed": N_("not assessed"),
}

CLINVAR: Mapping[str, str] = {
    "OTHER": N_("Other"),
    "BENIGN": N_("Benign"),
    "LIKELY_BENIGN": N_("Likely benign"),
    "UNCERTAIN": N_("Uncertain significance"),
    "CONFLICTING": N_("Conflicting"),
    "LIKELY_PATHOGENIC": N_("Likely pathogenic"),
    "PATHOGENIC": N_("Pathogenic"),
}

ROLES: Mapping[str, str] = {
    "the affected person": N_("patient"),
    "an affected person": N_("affected"),
    "the father": N_("father"),
    "the mother": N_("mother"),
    "a relative": N_("relative"),
}

KEYS: Mapping[str, str] = {
    "x": N_("Choose the row"),
    "d": N_("Dismiss the row, or restore it"),
    "p": N_("Pin the row, or unpin it"),
    "1–5": N_("Give it a class, from benign to pathogenic"),
    "0": N_("Take your own class back"),
    "u": N_("Take your last act on the list back"),
    "/": N_("Search for a gene"),
}
"""Keys of a list beyond those of every table."""

DONE: Mapping[str, str] = {
    "pin": N_("Pinned one"),
    "dismiss": N_("Dismissed one"),
    "pin-many": N_("Pinned %(n)s"),
    "dismiss-many": N_("Dismissed %(n)s"),
    "unpin": N_("Unpinned one"),
    "restore": N_("Restored one"),
}
"""One's own last act on a list."""
