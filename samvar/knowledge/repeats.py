"""Lengths of repeats that are normal and that cause disease, by the name of the locus.

Each row is a fact with its source, as stranger 0.9 annotates it: a locus that is not here has no
limits, and is shown as lengths alone. What lies between both limits is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Repeat units. normal_max: up to which a length is normal; pathogenic_min: from which it
    causes the disease. source: a PubMed id, a DOI, or a chapter of NCBI's bookshelf (NBK)."""

    normal_max: int
    pathogenic_min: int
    disease: str
    source: str

    @property
    def edges(self) -> tuple[int, ...]:
        """Where the classes begin but the first: normal, between, pathogenic.

        >>> LIMITS["HTT"].edges
        (37, 40)
        """
        return self.normal_max + 1, self.pathogenic_min


_TABLE = (
    ("AFF2", 39, 200, "Fraxe", "NBK535148"),
    ("AR", 34, 38, "SBMA", "NBK535148"),
    ("ATN1", 35, 48, "DRPLA", "NBK535148"),
    ("ATXN1", 35, 45, "SCA1", "NBK1184"),
    ("ATXN10", 32, 800, "SCA10", "NBK535148"),
    ("ATXN2", 31, 37, "SCA2", "NBK1275"),
    ("ATXN3", 44, 60, "MJD", "NBK535148"),
    ("ATXN7", 19, 36, "SCA7", "NBK535148"),
    ("ATXN8OS", 50, 80, "SCA8", "NBK535148"),
    ("BPES_FOXL2", 14, 15, "BPES", "NBK535148"),
    ("C9ORF72", 25, 40, "FTDALS1", "NBK535148"),
    ("CACNA1A", 18, 20, "SCA6", "NBK535148"),
    ("CANVAS_RFC1", 11, 12, "CANVAS", "PMID:30926972"),
    ("CBL", 79, 100, "FRAX11B", "PMID:7603564"),
    ("CCD_RUNX2", 17, 20, "CCD", "NBK535148"),
    ("CCHS_PHOX2B", 21, 25, "CCHS", "NBK1427"),
    ("CNBP", 30, 75, "DM2", "NBK1466"),
    ("CSTB", 3, 30, "EPM1", "NBK535148"),
    ("DBQD2_XYLT1", 60, 70, "DBQD2", "PMID:30554721"),
    ("DIP2B", 24, 270, "FRA12A", "NBK535148"),
    ("DM1_DMPK", 34, 50, "DM1", "NBK1165"),
    ("DM2_CNBP", 30, 75, "DM2", "NBK1466"),
    ("DMPK", 34, 50, "DM1", "NBK1165"),
    ("DRPLA_ATN1", 35, 48, "DRPLA", "NBK535148"),
    ("EIEE1_ARX", 16, 18, "EIEE", "NBK535148"),
    ("EPM1_CSTB", 3, 30, "EPM1", "NBK535148"),
    ("FAME1_SAMD12", 1, 10, "FAME1", "PMID:29507423"),
    ("FAME6_TNRC6A", 1, 10, "FAME6", "PMID:29507423"),
    ("FAME7_RAPGEF2", 1, 10, "FAME7", "PMID:29507423"),
    ("FECD3_TCF4", 39, 100, "FECD3", "NBK535148"),
    ("FMR1", 55, 200, "FragileX", "NBK535148"),
    ("FRA12A_DIP2B", 24, 270, "FRA12A", "NBK535148"),
    ("FRAXE_AFF2", 39, 200, "Fraxe", "NBK535148"),
    ("FRDA_FXN", 35, 51, "FRDA", "NBK535148"),
    ("FTDALS1_C9orf72", 25, 40, "FTDALS1", "NBK535148"),
    ("FXN", 35, 51, "FRDA", "NBK535148"),
    ("FXS_FMR1", 55, 200, "FragileX", "NBK1384"),
    ("GDPAG_GLS", 26, 90, "GDPAG", "PMID:30970188"),
    ("GLS", 20, 90, "GDPAG", "PMID:30970188"),
    ("HDL2_JPH3", 28, 40, "HDL2", "NBK1529"),
    ("HD_HTT", 34, 36, "Huntington", "NBK1305"),
    ("HPE5_ZIC2", 15, 25, "HPE5", "NBK535148"),
    ("HTT", 36, 40, "Huntington", "NBK1305"),
    ("JBS_CBL", 79, 100, "FRAX11B", "PMID:7603564"),
    ("JPH3", 28, 40, "HDL2", "NBK1529"),
    ("NIID_NOTCH2NLC", 38, 66, "NIID", "NBK535148"),
    ("NIPA1", 8, 10000, "ALS - susceptibility to", "PMID:30342764"),
    ("NOP56", 14, 650, "SCA36", "NBK231880"),
    ("OPDM1_LRP12", 45, 90, "OPDM1", "NBK535148"),
    ("OPDM2_GIPC1", 32, 73, "OPDM2", "PMID:32413282"),
    ("OPDM4_RILPL1", 16, 139, "OPDM4", "PMID:35148830"),
    ("OPMD_PABPN1", 10, 11, "OPMD", "NBK1126"),
    ("PABPN1", 10, 12, "OPMD", "NBK1126"),
    ("PHOX2B", 20, 25, "CCHS", "NBK1427"),
    ("PPP2R2B", 32, 51, "SCA12", "NBK535148"),
    ("RCPS_EIF4A3", 9, 10, "RCPS", "NBK535148"),
    ("RFC1", 11, 12, "CANVAS", "PMID:30926972"),
    ("SBMA_AR", 35, 38, "SBMA", "NBK535148"),
    ("SCA10_ATXN10", 32, 800, "SCA10", "NBK535148"),
    ("SCA12_PPP2R2B", 32, 51, "SCA12", "NBK535148"),
    ("SCA17_TBP", 40, 49, "SCA17", "NBK1438"),
    ("SCA1_ATXN1", 35, 40, "SCA1", "NBK1184"),
    ("SCA2_ATXN2", 31, 33, "SCA2", "NBK1275"),
    ("SCA31_BEAN1", 35, 50, "SCA31", "PMID:19878914"),
    ("SCA36_NOP56", 14, 650, "SCA36", "NBK231880"),
    ("SCA37_DAB1", 16, 31, "SCA37", "NBK541729"),
    ("SCA3_ATXN3", 44, 56, "MJD", "NBK535148"),
    ("SCA4_ZFHX3", 28, 42, "SCA4", "doi:10.1101/2023.10.03.23296230"),
    ("SCA6_CACNA1A", 18, 20, "SCA6", "NBK535148"),
    ("SCA7_ATXN7", 19, 36, "SCA7", "NBK535148"),
    ("SCA8_ATXN8OS", 50, 80, "SCA8", "NBK535148"),
    ("SCA_THAP11", 38, 45, "SCA", "PMID:37148549"),
    ("SD5_HOXD13", 15, 22, "SDTY5", "NBK535148"),
    ("TBP", 40, 49, "SCA17", "NBK1438"),
    ("TCF4", 39, 100, "FECD3", "NBK535148"),
    ("TOF_TBX1", 15, 25, "TOF", "NBK535148"),
    ("VACTERLX_ZIC3", 10, 12, "VACTERLX", "NBK535148"),
    ("XLMR_SOX3", 15, 22, "MRGH", "NBK535148"),
)
LIMITS: Mapping[str, Limits] = {
    name: Limits(normal, pathogenic, disease, source)
    for name, normal, pathogenic, disease, source in _TABLE
}
