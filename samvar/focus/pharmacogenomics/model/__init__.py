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
from samvar.focus.pharmacogenomics.model.order import (
    Cause,
    Event,
    GeneChange,
    Order,
    OrderChange,
    Step,
)
from samvar.focus.pharmacogenomics.model.report import Report, Source, SpokenFrom

__all__ = [
    "CONTRADICTED",
    "UNDEFINED",
    "Action",
    "Advice",
    "Cause",
    "Diplotype",
    "DrugAdvice",
    "Event",
    "GeneCall",
    "GeneChange",
    "Genotype",
    "Matched",
    "Observed",
    "Occasion",
    "Order",
    "OrderChange",
    "OutsideCall",
    "Report",
    "SampleCall",
    "SampleKind",
    "Source",
    "SpokenFrom",
    "Status",
    "Step",
    "Withheld",
]
