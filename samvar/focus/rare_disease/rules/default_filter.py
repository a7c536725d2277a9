"""The filters that a list opens with. They are wide on purpose: they may hide no cause.

Frequency is that of ACMG/AMP's BA1 (Richards et al. 2015, doi:10.1038/gim.2015.30: above 5 % an
allele is benign by itself), not the 1 % or less that a reader narrows down to: founder alleles of
recessive diseases are between. The nine exceptions of BA1 (Ghosh et al. 2018,
doi:10.1002/humu.23642) are pathogenic in ClinVar, and so are never hidden by it in small variants.
Nothing is hidden by consequence, model or quality: deep introns, reduced penetrance and a caller's
own filters have each hidden a cause. Of repeats those are hidden that are normal on both copies.
"""

from __future__ import annotations

from collections.abc import Mapping

from samvar.focus.rare_disease.model.listing import Filter, RowFilter
from samvar.focus.rare_disease.model.row import RepeatStanding

FREQUENCY = 0.05
"""At most; 0-1."""
_KNOWN = RowFilter(frequency=FREQUENCY)

DEFAULT_SMALL = Filter(frequency=FREQUENCY)
DEFAULT_ROWS: Mapping[str, RowFilter] = {
    "sv": _KNOWN,
    "mei": _KNOWN,
    "str": RowFilter(standings=frozenset((RepeatStanding.BETWEEN, RepeatStanding.PATHOLOGICAL))),
    "mt": _KNOWN,
    "fusion": RowFilter(),
}
DEFAULT: Mapping[str, Filter | RowFilter] = {"snv": DEFAULT_SMALL, **DEFAULT_ROWS}
"""By category."""
