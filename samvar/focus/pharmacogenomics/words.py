"""The closed lists of this area in words; `present.words.word` translates them."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

STEPS: Mapping[str, str] = {
    "ordered": N_("Ordered"),
    "sampled": N_("Sampled"),
    "sequenced": N_("Sequenced"),
    "called": N_("Called"),
    "reported": N_("Reported"),
    "acknowledged": N_("Acknowledged"),
}

STEP_MARKS: Mapping[str, str] = {
    "ordered": "unknown",
    "sampled": "unknown",
    "sequenced": "unknown",
    "called": "late",
    "reported": "late",
    "acknowledged": "answered",
}

STEPS_TO_COME: Mapping[str, str] = {
    "called": N_("to be signed"),
    "reported": N_("to be read"),
}
"""What waits for somebody here; the earlier steps wait for a sample or for the laboratory."""

STATUSES: Mapping[str, str] = {
    "called": N_("Called"),
    "ambiguous": N_("Ambiguous"),
    "incomplete": N_("Incomplete"),
    "not_called": N_("Not called"),
}

STATUS_MARKS: Mapping[str, str] = {
    "called": "answered",
    "ambiguous": "late",
    "incomplete": "down",
    "not_called": "unknown",
}

ROUTES: Mapping[str, str] = {
    "oral": N_("By mouth"),
    "intravenous": N_("Intravenous"),
    "topical": N_("On the skin"),
}

INDICATIONS: Mapping[str, str] = {
    "acs-pci": N_("Acute coronary syndrome or PCI"),
    "non-acs-non-pci": N_("Other cardiovascular indication"),
    "neurovascular": N_("Stroke or TIA"),
}

AGE_GROUPS: Mapping[str, str] = {"adult": N_("Adult"), "child": N_("Child")}

EXPOSURES: Mapping[str, str] = {
    "naive": N_("Has not had the drug before"),
    "exposed": N_("Has had the drug before"),
}
