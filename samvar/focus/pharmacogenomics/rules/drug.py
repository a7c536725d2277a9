"""One drug under its several names: other spellings, and ATC codes of the drugs spoken of here.

Names: WHO INN, in lower case. CPIC writes some of them as the United States do; Swedish wards
write the names of the Swedish product information, which end and begin otherwise. Codes: WHO
Collaborating Centre, ATC index. A combination is not its parts and has no entry, but for
tegafur's, whose tegafur is what DPYD matters to. Trade names are not known.
"""

from __future__ import annotations

_SAME = {
    "5-fluorouracil": "fluorouracil",
    "5-fu": "fluorouracil",
    "5fu": "fluorouracil",
    "s-1": "tegafur",
    "tegafur/gimeracil/oteracil": "tegafur",
    "tegafur/uracil": "tegafur",
    "acetylsalicylic acid": "aspirin",
    "6-mercaptopurine": "mercaptopurine",
    "tioguanine": "thioguanine",
    "6-thioguanine": "thioguanine",
    "rifampin": "rifampicin",
    "cyclosporine": "ciclosporin",
    "cyclosporin": "ciclosporin",
}
_SWEDISH = {
    "abakavir": "abacavir",
    "acetylsalicylsyra": "aspirin",
    "azatioprin": "azathioprine",
    "fenytoin": "phenytoin",
    "flucytosin": "flucytosine",
    "fluoxetin": "fluoxetine",
    "fosfenytoin": "fosphenytoin",
    "kapecitabin": "capecitabine",
    "karbamazepin": "carbamazepine",
    "klopidogrel": "clopidogrel",
    "kodein": "codeine",
    "lansoprazol": "lansoprazole",
    "merkaptopurin": "mercaptopurine",
    "omeprazol": "omeprazole",
    "oxkarbazepin": "oxcarbazepine",
    "pantoprazol": "pantoprazole",
    "paroxetin": "paroxetine",
    "sertralin": "sertraline",
    "vorikonazol": "voriconazole",
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
    "L01BC53": "tegafur",
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
    found = _ATC.get(name.upper()) or _SWEDISH.get(name.lower())
    return found or _SAME.get(name.lower(), name.lower())
