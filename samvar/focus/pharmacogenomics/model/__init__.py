"""This area's nouns: what is called, what is advised, what is ordered, what is reported."""

from samvar.focus.pharmacogenomics.model.advice import (
    Action,
    Advice,
    DrugAdvice,
    Occasion,
    Withheld,
)
from samvar.focus.pharmacogenomics.model.call import (
    CONTRADICTED,
    UNDEFINED,
    Diplotype,
    GeneCall,
    Genotype,
    Matched,
    Observed,
    OutsideCall,
    SampleCall,
    SampleKind,
    Status,
)
from samvar.focus.pharmacogenomics.model.order import Event, Order, Step
from samvar.focus.pharmacogenomics.model.report import Report, Source

__all__ = [
    "CONTRADICTED",
    "UNDEFINED",
    "Action",
    "Advice",
    "Diplotype",
    "DrugAdvice",
    "Event",
    "GeneCall",
    "Genotype",
    "Matched",
    "Observed",
    "Occasion",
    "Order",
    "OutsideCall",
    "Report",
    "SampleCall",
    "SampleKind",
    "Source",
    "Status",
    "Step",
    "Withheld",
]
