"""What a node keeps of cases, as nouns. Lists are opened by `small` and `rows`, which few need."""

from samvar.focus.rare_disease.records.cases import RareCases
from samvar.focus.rare_disease.records.classifications import Classes, Classifications
from samvar.focus.rare_disease.records.filters import Filters
from samvar.focus.rare_disease.records.lists import Lists
from samvar.focus.rare_disease.records.panels import Panels
from samvar.focus.rare_disease.records.readings import Readings
from samvar.focus.rare_disease.records.reanalyses import Reanalyses
from samvar.focus.rare_disease.records.referrals import RareReferrals
from samvar.focus.rare_disease.records.reports import RareReports
from samvar.focus.rare_disease.records.units import RareUnits

__all__ = [
    "Classes",
    "Classifications",
    "Filters",
    "Lists",
    "Panels",
    "RareCases",
    "RareReferrals",
    "RareReports",
    "RareUnits",
    "Readings",
    "Reanalyses",
]
