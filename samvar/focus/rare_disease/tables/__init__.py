"""What this area keeps in the record store. The rows of a case's lists lie beside, as objects.

A case and what was done in it are a journal: they stay when a contribution is erased
(Patientdatalagen 2008:355, 3:17), under the person's opaque id. Members and lists, which hold
genotypes, go with the samples.
"""

from samvar.focus.rare_disease.tables.answer import orders, reports, steps, units
from samvar.focus.rare_disease.tables.case import cases, events, lists, members
from samvar.focus.rare_disease.tables.nation import (
    contact_answers,
    contacts,
    reanalyses,
    watched,
)
from samvar.focus.rare_disease.tables.reading import (
    classes,
    classifications,
    filters,
    panels,
    readings,
)

__all__ = [
    "cases",
    "classes",
    "classifications",
    "contact_answers",
    "contacts",
    "events",
    "filters",
    "lists",
    "members",
    "orders",
    "panels",
    "readings",
    "reanalyses",
    "reports",
    "steps",
    "units",
    "watched",
]
