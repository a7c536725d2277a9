"""This area's rows: nouns over `tables`, inside a transaction of the record store."""

from samvar.focus.pharmacogenomics.records.calls import Calls, StoredCall
from samvar.focus.pharmacogenomics.records.changes import Changes
from samvar.focus.pharmacogenomics.records.documents import (
    IssuedPassport,
    Passports,
    Reports,
    StoredPassport,
    StoredReport,
)
from samvar.focus.pharmacogenomics.records.identities import Identities
from samvar.focus.pharmacogenomics.records.orders import Orders
from samvar.focus.pharmacogenomics.records.recalls import Recall, Recalls
from samvar.focus.pharmacogenomics.records.releases import Adopted, Releases
from samvar.focus.pharmacogenomics.records.worklist import Counts, Worklist

__all__ = [
    "Adopted",
    "Calls",
    "Changes",
    "Counts",
    "Identities",
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
    "Worklist",
]
