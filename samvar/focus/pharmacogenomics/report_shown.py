"""What of a record is shown, decided once for every form of it: paper, page, text and FHIR."""

from __future__ import annotations

import re

from samvar.focus.pharmacogenomics.model import (
    Action,
    Advice,
    Diplotype,
    DrugAdvice,
    GeneCall,
    Status,
)
from samvar.focus.pharmacogenomics.rules.tier1 import MINIMUM

USUAL = (Action.STANDARD, Action.NONE)
"""What asks nobody to act."""

_DOI = re.compile(r"\bdoi:\s*(10\.\d{4,9}/[^\s,;]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s,;<>\"]+")


def lines_of(drug: DrugAdvice) -> tuple[Advice, ...]:
    """The lines of a drug; beside a withheld gene never one that leaves the dose as it is."""
    if not drug.withheld:
        return drug.lines
    return tuple(line for line in drug.lines if line.action not in USUAL)


def standing(call: GeneCall) -> tuple[Diplotype, ...]:
    """The diplotypes that are the result: the best of a called gene, all of an ambiguous one.

    None of an incomplete gene: what agrees with half a test would be read as a result.
    """
    if call.status is Status.CALLED:
        return call.diplotypes[:1]
    return call.diplotypes if call.status is Status.AMBIGUOUS else ()


def missed(call: GeneCall) -> tuple[str, ...]:
    """Untested positions, those of the minimum first."""
    first = [name for name in MINIMUM.get(call.gene, ()) if name in call.untested]
    return (*first, *(name for name in call.untested if name not in first))


def needed(call: GeneCall) -> tuple[str, ...]:
    """The untested positions that keep a gene from being complete; all, if none is of our minimum.

    A release can ask for more than our minimum; which ones is not kept with a call.
    """
    ours = tuple(name for name in MINIMUM.get(call.gene, ()) if name in call.untested)
    return ours or call.untested


def cited(line: Advice) -> str:
    """Guideline, version and place, each said once: a source often names the other two."""
    parts = [part for part in (line.guideline, line.version, line.source) if part.strip()]
    kept = [part for at, part in enumerate(parts) if not any(part in o for o in parts[at + 1 :])]
    return ", ".join(kept)


def address(source: str) -> str | None:
    """The absolute address in a source's words: of its DOI, else the first that it names.

    >>> address("CPIC 2017, doi:10.1002/cpt.911.")
    'https://doi.org/10.1002/cpt.911'
    """
    doi = _DOI.search(source)
    if doi:
        return f"https://doi.org/{doi.group(1).rstrip('.)')}"
    plain = _ADDRESS.search(source)
    return plain.group(0).rstrip(".)") if plain else None
