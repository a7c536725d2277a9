"""The 28 criteria of ACMG/AMP 2015 in sentences of our own, each with its place in the guideline.

Sources: Richards et al. 2015, doi:10.1038/gim.2015.30 (tables 3 and 4, and the section that is
named), and what has refined it since, named with each criterion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RICHARDS = "doi:10.1038/gim.2015.30"
ABOU_TAYOUN = "doi:10.1002/humu.23626"
BIESECKER = "doi:10.1038/gim.2018.42"
BRNICH = "doi:10.1186/s13073-019-0690-2"
GHOSH = "doi:10.1002/humu.23642"
JARVIK = "doi:10.1016/j.ajhg.2016.04.003"
PEJAVER = "doi:10.1016/j.ajhg.2022.10.013"
WALKER = "doi:10.1016/j.ajhg.2023.06.002"
WHIFFIN = "doi:10.1038/gim.2017.26"
SVI_DE_NOVO = "ClinGen SVI, de novo criteria PS2 and PM6, version 1.1 (2021)"
SVI_TRANS = "ClinGen SVI, in trans criterion PM3, version 1.0 (2019)"
SVI_RARE = "ClinGen SVI, absence and rarity PM2, version 1.0 (2020)"


@dataclass(frozen=True, slots=True)
class Criterion:
    """text: what it says. section: of the 2015 guideline. refined: where it was made precise."""

    code: str
    text: str
    section: str
    refined: str = ""

    @property
    def source(self) -> str:
        """All of it on one line."""
        first = f"{RICHARDS}, {self.section}"
        return f"{first}; {self.refined}" if self.refined else first


_TABLE = (
    ("PVS1", "The variant takes the gene's product away, and the disease comes from its loss.",
     "PVS1 null variants", ABOU_TAYOUN),
    ("PS1", "Another change of the DNA with the same change of the protein is pathogenic; or "
     "another variant with the same effect on splicing is.", "PS1, PM5", WALKER),
    ("PS2", "The variant is new in the patient, and both parents are proven to be the parents.",
     "PS2, PM6 de novo", SVI_DE_NOVO),
    ("PS3", "A well-established assay shows that the product is damaged.",
     "PS3, BS3 functional studies", BRNICH),
    ("PS4", "More of the affected have it than of the controls.", "PS4 and the supplement", ""),
    ("PM1", "It lies in a hot spot or a functional domain that has no benign variation.",
     "PM1 hot spots", ""),
    ("PM2", "Nobody, or hardly anybody, of the population has it.", "PM2, BA1, BS1", SVI_RARE),
    ("PM3", "In a recessive disease it lies opposite a disease-causing variant.",
     "PM3, BP2", SVI_TRANS),
    ("PM4", "The protein becomes longer or shorter, outside of a repeat.", "PM4, BP3", ""),
    ("PM5", "Another change of the same amino acid is pathogenic.", "PS1, PM5", ""),
    ("PM6", "The variant is taken to be new in the patient; parentage is not proven.",
     "PS2, PM6 de novo", SVI_DE_NOVO),
    ("PP1", "It follows the disease through the family.", "PP1, BS4 segregation", JARVIK),
    ("PP2", "A missense variant where such are a usual cause and benign ones are few.",
     "PP2, BP1", ""),
    ("PP3", "Prediction by computer says that it does harm.", "PP3, BP4", f"{PEJAVER}; {WALKER}"),
    ("PP4", "The patient's picture is that of one disease with one cause.", "PP4", ""),
    ("PP5", "A reputable source calls it pathogenic.", "PP5, BP6", BIESECKER),
    ("BA1", "It is too common in some population for any rare disease.", "PM2, BA1, BS1", GHOSH),
    ("BS1", "It is more common than this disease allows.", "PM2, BA1, BS1", WHIFFIN),
    ("BS2", "Healthy adults have it, where the disease would show early and always.",
     "BS2", ""),
    ("BS3", "A well-established assay shows that the product works.",
     "PS3, BS3 functional studies", BRNICH),
    ("BS4", "It does not follow the disease through the family.", "PP1, BS4 segregation", ""),
    ("BP1", "A missense variant where only truncations cause the disease.", "PP2, BP1", ""),
    ("BP2", "It lies opposite a pathogenic variant of a fully penetrant dominant gene, or on the "
     "same strand as a pathogenic one.", "PM3, BP2", ""),
    ("BP3", "Amino acids are lost or gained in frame, in a repeat without known function.",
     "PM4, BP3", ""),
    ("BP4", "Prediction by computer says that it does no harm.", "PP3, BP4",
     f"{PEJAVER}; {WALKER}"),
    ("BP5", "Another cause explains the patient.", "BP5", ""),
    ("BP6", "A reputable source calls it benign.", "PP5, BP6", BIESECKER),
    ("BP7", "The protein stays the same and splicing is not expected to change.", "BP7", WALKER),
)  # fmt: skip
CRITERIA: Mapping[str, Criterion] = {row[0]: Criterion(*row) for row in _TABLE}

NOT_USED = ("PP5", "BP6")
"""Another's word is no evidence of its own (Biesecker and Harrison 2018)."""


def source_of(code: str) -> str:
    """Where a criterion is written.

    >>> source_of("PM1")
    'doi:10.1038/gim.2015.30, PM1 hot spots'
    """
    return CRITERIA[code].source
