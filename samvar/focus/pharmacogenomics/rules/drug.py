"""One drug under its several names: other spellings, and ATC codes of the drugs spoken of here.

Names: WHO INN, in lower case. CPIC writes some of them as the United States do. Codes: WHO
Collaborating Centre, ATC index. A combination is not its parts and has no entry.
"""

from __future__ import annotations

_SAME = {
    "5-fluorouracil": "fluorouracil",
    "5-fu": "fluorouracil",
    "acetylsalicylic acid": "aspirin",
    "6-mercaptopurine": "mercaptopurine",
    "tioguanine": "thioguanine",
    "6-thioguanine": "thioguanine",
    "rifampin": "rifampicin",
    "cyclosporine": "ciclosporin",
    "cyclosporin": "ciclosporin",
}
_ATC = {
    "A02BC01": "omeprazole",
    "A02BC02": "pantoprazole",
    "A02BC03": "lansoprazole",
    "B01AC04": "clopidogrel",
    "C10AA01": "simvastatin",
    "C10AA05": "atorvastatin",
    "J02AC03": "voriconazole",
    "J02AX01": "flucytosine",
    "J05AE08": "atazanavir",
    "J05AF06": "abacavir",
    "L01BB02": "mercaptopurine",
    "L01BB03": "thioguanine",
    "L01BC02": "fluorouracil",
    "L01BC03": "tegafur",
    "L01BC06": "capecitabine",
    "L02BA01": "tamoxifen",
    "L04AX01": "azathioprine",
    "N02AX02": "tramadol",
    "N03AB02": "phenytoin",
    "N03AF01": "carbamazepine",
    "N03AF02": "oxcarbazepine",
    "N06AB03": "fluoxetine",
    "N06AB04": "citalopram",
    "N06AB05": "paroxetine",
    "N06AB06": "sertraline",
    "N06AB10": "escitalopram",
    "R05DA04": "codeine",
}


def named(drug: str) -> str:
    """The name that the releases know a drug by; the name itself where it has no other.

    >>> named("5-Fluorouracil"), named("L01BC06"), named("Paracetamol")
    ('fluorouracil', 'capecitabine', 'paracetamol')
    """
    name = " ".join(drug.split())
    return _ATC.get(name.upper()) or _SAME.get(name.lower(), name.lower())
