"""How a panel says that diseases of a gene are inherited, read into a closed list.

PanelApp's phrases are fixed: "Mode of inheritance" in its handbook and its API. Scout writes
letters, as its panels' column `genetic_disease_models`.
"""

from __future__ import annotations

import re

from samvar.focus.rare_disease.model.panel import Way

_LETTERS = {
    "AD": (Way.DOMINANT,), "AR": (Way.RECESSIVE,), "XD": (Way.X_DOMINANT,),
    "XR": (Way.X_RECESSIVE,), "X": (Way.X_DOMINANT, Way.X_RECESSIVE), "MT": (Way.MITOCHONDRIAL,),
    "XL": (Way.X_DOMINANT, Way.X_RECESSIVE), "Y": (Way.Y_LINKED,), "YL": (Way.Y_LINKED,),
}  # fmt: skip


def ways_of(text: str) -> tuple[Way, ...]:
    """The ways that a text names; none where it names none: that is unknown, not "none".

    >>> [way.value for way in ways_of("BOTH monoallelic and biallelic, autosomal")]
    ['AD', 'AR']
    >>> [way.value for way in ways_of("AD,XR")], ways_of("Unknown")
    (['AD', 'XR'], ())
    """
    said = text.strip().lower()
    if said.startswith("monoallelic"):
        return (Way.DOMINANT,)
    if said.startswith("biallelic"):
        return (Way.RECESSIVE,)
    if said.startswith("both monoallelic and biallelic"):
        return (Way.DOMINANT, Way.RECESSIVE)
    if said.startswith("x-linked"):
        females = said.rpartition("males,")[2] or said
        return (Way.X_DOMINANT,) if "monoallelic" in females else (Way.X_RECESSIVE,)
    if said.startswith("mitochondrial"):
        return (Way.MITOCHONDRIAL,)
    found = [
        way
        for word in re.split(r"[,;|/\s]+", text.strip().upper())
        for way in _LETTERS.get(word, ())
    ]
    return tuple(dict.fromkeys(found))
