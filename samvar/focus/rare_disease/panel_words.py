"""What gene panels say, in words; `present.words.word` translates them."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

CONFIDENCES: Mapping[str, str] = {
    "3": N_("Green: enough evidence"),
    "2": N_("Amber: some evidence"),
    "1": N_("Red: little evidence"),
    "0": N_("Not rated yet"),
    "": N_("No rating given"),
}
"""PanelApp's ratings; "": the panel rates nothing."""

WAYS: Mapping[str, str] = {
    "AD": N_("Dominant"),
    "AR": N_("Recessive"),
    "XD": N_("X-linked dominant"),
    "XR": N_("X-linked recessive"),
    "MT": N_("Mitochondrial"),
    "Y": N_("Y-linked"),
}
"""How diseases of a gene are inherited."""

PANEL_ENTRIES: Mapping[str, str] = {
    "gene": N_("Gene"),
    "repeat": N_("Repeat"),
    "region": N_("Region"),
}

PANEL_CHANGES: Mapping[str, str] = {
    "added": N_("added"),
    "removed": N_("removed"),
    "confidence": N_("rated otherwise"),
    "inheritance": N_("inherited otherwise"),
}
