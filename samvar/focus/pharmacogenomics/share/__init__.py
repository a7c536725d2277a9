"""The questions that this area answers in the network; each is a sum or a set of what nodes say."""

from samvar.focus.pharmacogenomics.share.census import DENOMINATORS
from samvar.focus.pharmacogenomics.share.frequency import ALLELE_FREQUENCY, PHENOTYPE_FREQUENCY
from samvar.focus.pharmacogenomics.share.passport import PASSPORT
from samvar.focus.pharmacogenomics.share.recall import RECALL
from samvar.focus.pharmacogenomics.share.turnaround import TURNAROUND

OPERATIONS = (ALLELE_FREQUENCY, PHENOTYPE_FREQUENCY, PASSPORT, RECALL, TURNAROUND)

__all__ = [
    "ALLELE_FREQUENCY",
    "DENOMINATORS",
    "OPERATIONS",
    "PASSPORT",
    "PHENOTYPE_FREQUENCY",
    "RECALL",
    "TURNAROUND",
]
