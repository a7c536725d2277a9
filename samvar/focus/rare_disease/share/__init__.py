"""The questions that this area answers in the network; each is a sum or a set of what nodes say."""

from samvar.focus.rare_disease.share.census import DENOMINATORS
from samvar.focus.rare_disease.share.classified import CLASSIFIED_ELSEWHERE
from samvar.focus.rare_disease.share.classified_many import CLASSIFIED_VARIANTS
from samvar.focus.rare_disease.share.contact import CONTACT_ANSWERS, CONTACT_REQUESTS
from samvar.focus.rare_disease.share.similar_patients import SIMILAR_PATIENTS
from samvar.focus.rare_disease.share.turnaround import RARE_TURNAROUND
from samvar.focus.rare_disease.share.variant_phenotypes import VARIANT_PHENOTYPES
from samvar.focus.rare_disease.share.yielded import DIAGNOSTIC_YIELD
from samvar.network.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    SIMILAR_PATIENTS,
    VARIANT_PHENOTYPES,
    CONTACT_REQUESTS,
    CONTACT_ANSWERS,
    CLASSIFIED_ELSEWHERE,
    CLASSIFIED_VARIANTS,
    DIAGNOSTIC_YIELD,
    RARE_TURNAROUND,
)

__all__ = [
    "CLASSIFIED_ELSEWHERE",
    "CLASSIFIED_VARIANTS",
    "CONTACT_ANSWERS",
    "CONTACT_REQUESTS",
    "DENOMINATORS",
    "DIAGNOSTIC_YIELD",
    "OPERATIONS",
    "RARE_TURNAROUND",
    "SIMILAR_PATIENTS",
    "VARIANT_PHENOTYPES",
]
