"""Thiopurines where both enzymes are intermediate: less than either alone would say.

Source: CPIC, update of March 2024 to its guideline for thiopurines (Relling et al. 2019,
doi:10.1002/cpt.1304), https://cpicpgx.org/guidelines/guideline-for-thiopurines-and-tpmt/: a start
at 20-50 % of the normal dose. Files of CPIC's from before say 30-80 %, or 50-80 % of thioguanine.
"""

from __future__ import annotations

from collections.abc import Mapping

DRUGS = frozenset({"azathioprine", "mercaptopurine", "thioguanine"})
_INTERMEDIATE = {"Intermediate Metabolizer", "Possible Intermediate Metabolizer"}
BOTH_INTERMEDIATE = (
    "TPMT and NUDT15 are both intermediate: since March 2024 CPIC starts at 20-50 % of the normal "
    "dose; a line that says 30-80 % or 50-80 % is from before"
)


def notes_for(drug: str, phenotypes: Mapping[str, str | None]) -> tuple[str, ...]:
    """The note, for a thiopurine and somebody who is intermediate for both; else nothing.

    >>> both = {"TPMT": "Intermediate Metabolizer", "NUDT15": "Intermediate Metabolizer"}
    >>> notes_for("azathioprine", both) == (BOTH_INTERMEDIATE,)
    True
    >>> notes_for("azathioprine", {**both, "TPMT": "Normal Metabolizer"})
    ()
    """
    both = all(phenotypes.get(gene) in _INTERMEDIATE for gene in ("TPMT", "NUDT15"))
    return (BOTH_INTERMEDIATE,) if drug in DRUGS and both else ()
