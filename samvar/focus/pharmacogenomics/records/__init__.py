"""This area's rows: nouns over `tables`, inside a transaction of the record store."""

from samvar.focus.pharmacogenomics.records.calls import Calls, StoredCall
from samvar.focus.pharmacogenomics.records.documents import (
    IssuedPassport,
    Passports,
    Reports,
    StoredPassport,
    StoredReport,
)
from samvar.focus.pharmacogenomics.records.orders import Orders
from samvar.focus.pharmacogenomics.records.recalls import Recall, Recalls
from samvar.focus.pharmacogenomics.records.releases import Adopted, Releases

__all__ = [
    "Adopted",
    "Calls",
    "IssuedPassport",
    "Orders",
    "Passports",
    "Recall",
    "Recalls",
    "Releases",
    "Reports",
    "StoredCall",
    "StoredPassport",
    "StoredReport",
]
