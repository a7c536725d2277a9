"""The words in which a recommendation says for whom it is, and CPIC's populations in them.

CPIC writes them as free text, `PHT use >3mos`. An unknown text is refused, never taken for
"general": a line for the phenytoin-naive must not be read out to somebody who has had it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from samvar.knowledge.pharmacogenomics.model import Key, Recommendation

SYSTEMIC, TOPICAL = "systemic", "topical"
ADULT, CHILD, CHILD_OVER_40_KG = "adult", "child", "child over 40 kg"
NAIVE, EXPOSED = "naive", "exposed"
"""Never had the drug; had it for more than three months without a skin reaction."""
ACS_PCI, OTHER_CARDIOVASCULAR = "acs-pci", "non-acs-non-pci"
NEUROVASCULAR, NO_ALTERNATIVE = "neurovascular", "no alternative drug"

ROUTES = (SYSTEMIC, TOPICAL, "oral", "intravenous", "intramuscular", "subcutaneous", "inhaled")
AGE_GROUPS = (ADULT, CHILD, CHILD_OVER_40_KG)
EXPOSURES = (NAIVE, EXPOSED)

_CPIC: dict[str, dict[str, tuple[str, ...]]] = {
    "general": {},
    "population general": {},
    "adults": {"age_groups": (ADULT,)},
    "pediatrics": {"age_groups": (CHILD,)},
    "child >40kg_adult": {"age_groups": (ADULT, CHILD_OVER_40_KG)},
    "PHT naive": {"exposures": (NAIVE,)},
    "PHT use >3mos": {"exposures": (EXPOSED,)},
    "CBZ naive": {"exposures": (NAIVE,)},
    "CBZ use >3mos": {"exposures": (EXPOSED,)},
    "CBZ-no alternatives": {"exposures": (NAIVE,), "indications": (NO_ALTERNATIVE,)},
    "OXC naive": {"exposures": (NAIVE,)},
    "OXC use >3 mos": {"exposures": (EXPOSED,)},
    "CVI ACS PCI": {"indications": (ACS_PCI,)},
    "CVI non-ACS non-PCI": {"indications": (OTHER_CARDIOVASCULAR,)},
    "NVI": {"indications": (NEUROVASCULAR,)},
    "<= 1g per day": {"doses": ("at most 1 g per day",)},
    "standard dose": {"doses": ("standard dose",)},
    "medium dose": {"doses": ("medium dose",)},
    "single low dose": {"doses": ("single low dose",)},
}


def cpic_key(population: str) -> Key | None:
    """What CPIC's text means, None where it is not known.

    >>> cpic_key("PHT naive").exposures
    ('naive',)
    >>> cpic_key("somebody else") is None
    True
    """
    found: Mapping[str, Any] | None = _CPIC.get(" ".join(population.split()))
    return None if found is None else Key(body="CPIC", **found)


def key_of(line: Recommendation) -> Key | None:
    """For whom a line holds; releases written before keys were kept have CPIC's lines alone."""
    return cpic_key(line.population) if line.key is msgspec.UNSET else line.key
