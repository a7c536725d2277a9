"""Drugs that make an enzyme act otherwise than its gene says, while they are taken.

Source of the lists: FDA, Drug Development and Drug Interactions: Table of Substrates, Inhibitors
and Inducers (examples of strong and moderate clinical inhibitors and inducers; a strong inhibitor
raises a sensitive substrate's exposure five times or more, a moderate one twice or more). The
CYP2D6 list was compared with that of a clinic that works by it, fluvoxamine with CYP2C19's index
inhibitors, and the inducers with Bolleddula et al. 2022, doi:10.1111/cts.13357, and Gibbons et
al. 2015, doi:10.1007/s40262-015-0283-1; the other inhibitors of CYP2C19, CYP2C9 and CYP3A await
the same. Only drugs of which the class is clear are listed: one that is absent is not harmless.

CYP2D6 under a strong inhibitor is taken for an activity score of 0: Crews et al. 2021, CPIC,
doi:10.1002/cpt.2149; after Borges et al. 2010, doi:10.1177/0091270009359182. The genotype's own
phenotype is never rewritten: this is a note, and it ends when the inhibitor does.
"""

from __future__ import annotations

from collections.abc import Iterable

STRONG, MODERATE = "strong", "moderate"
_SOURCE = "FDA, Table of Substrates, Inhibitors and Inducers"

INHIBITORS: dict[str, dict[str, tuple[str, ...]]] = {
    "CYP2D6": {
        STRONG: ("bupropion", "fluoxetine", "paroxetine", "quinidine", "terbinafine"),
        MODERATE: ("abiraterone", "cinacalcet", "duloxetine", "lorcaserin", "mirabegron"),
    },
    "CYP2C19": {
        STRONG: ("fluconazole", "fluoxetine", "fluvoxamine", "ticlopidine"),
        MODERATE: ("felbamate",),
    },
    "CYP2C9": {
        MODERATE: ("amiodarone", "felbamate", "fluconazole", "miconazole"),
    },
    "CYP3A": {
        STRONG: (
            "clarithromycin", "cobicistat", "itraconazole", "ketoconazole", "nefazodone",
            "nelfinavir", "posaconazole", "ritonavir", "telithromycin", "voriconazole",
        ),
        MODERATE: (
            "aprepitant", "ciprofloxacin", "conivaptan", "crizotinib", "ciclosporin", "diltiazem",
            "dronedarone", "erythromycin", "fluconazole", "fluvoxamine", "imatinib", "verapamil",
        ),
    },
}  # fmt: skip

INDUCERS: dict[str, dict[str, tuple[str, ...]]] = {
    "CYP2C19": {STRONG: ("rifampicin",), MODERATE: ("enzalutamide",)},
    "CYP2C9": {MODERATE: ("enzalutamide", "rifampicin")},
    "CYP3A": {
        STRONG: (
            "apalutamide", "carbamazepine", "enzalutamide", "mitotane", "phenytoin", "rifampicin",
        ),
    },
}  # fmt: skip

_ENZYME = {"CYP3A4": "CYP3A", "CYP3A5": "CYP3A"}


def notes_for(gene: str, taken: Iterable[str]) -> tuple[str, ...]:
    """What the drugs that are taken do to the enzyme of a gene; strongest first.

    taken: INN in lower case (`rules.drug.named`).

    >>> notes_for("CYP2D6", ["paroxetine", "paracetamol"])[0][:41]
    'paroxetine is a strong CYP2D6 inhibitor: '
    >>> notes_for("TPMT", ["paroxetine"])
    ()
    """
    enzyme = _ENZYME.get(gene, gene)
    drugs = sorted(set(taken))
    found = []
    for strength in (STRONG, MODERATE):
        listed = INHIBITORS.get(enzyme, {}).get(strength, ())
        found += [_inhibited(drug, enzyme, strength) for drug in drugs if drug in listed]
    for strength in (STRONG, MODERATE):
        listed = INDUCERS.get(enzyme, {}).get(strength, ())
        found += [_induced(drug, enzyme, strength) for drug in drugs if drug in listed]
    return tuple(found)


def _inhibited(drug: str, enzyme: str, strength: str) -> str:
    if (enzyme, strength) == ("CYP2D6", STRONG):
        return (
            f"{drug} is a strong CYP2D6 inhibitor: an activity score of 0 (poor metabolizer) is "
            f"to be assumed while it is taken, whatever the genotype (CPIC, doi:10.1002/cpt.2149; "
            f"{_SOURCE})"
        )
    return (
        f"{drug} is a {strength} {enzyme} inhibitor: the enzyme does less than the genotype says "
        f"while it is taken ({_SOURCE})"
    )


def _induced(drug: str, enzyme: str, strength: str) -> str:
    return (
        f"{drug} is a {strength} {enzyme} inducer: the enzyme does more than the genotype says "
        f"while it is taken ({_SOURCE})"
    )
