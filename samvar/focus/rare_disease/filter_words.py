"""What a filter of a list asks for, in words: of its form, and of the report that rests on it."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

FIELDS: Mapping[str, str] = {
    "gene": N_("Genes"),
    "panel": N_("Panels of the case"),
    "place": N_("Places"),
    "freq": N_("Frequency at most"),
    "severity": N_("Consequence at least as grave as"),
    "score": N_("Rank score at least"),
    "model": N_("Models of inheritance"),
    "kind": N_("Types"),
    "least": N_("Bases at least"),
    "most": N_("Bases at most"),
    "standing": N_("Length of the repeat"),
    "share": N_("The patient's share of reads at least"),
    "passed": N_("Only what passed the caller's filters"),
    "all": N_("Also what the patient does not carry"),
    "strict": N_("Hide also what ClinVar calls pathogenic"),
}
