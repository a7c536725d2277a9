"""This area's declaration: what the house needs to know of it."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.pharmacogenomics.records import Calls, Passports
from samvar.focus.pharmacogenomics.service import read_calls
from samvar.focus.pharmacogenomics.share import DENOMINATORS, OPERATIONS
from samvar.model.clock import utc_now
from samvar.present.area import Area
from samvar.present.language import N_
from samvar.store.records.engine import Transaction


def _leaving(tx: Transaction) -> None:
    Calls(tx.connection).forget_withdrawn()
    Passports(tx.connection).forget_withdrawn(utc_now())


AREA = Area(
    name="pharmacogenomics",
    title=N_("Pharmacogenomics"),
    operations=OPERATIONS,
    pages="samvar.focus.pharmacogenomics.pages",
    templates=Path(__file__).with_name("templates"),
    reads=read_calls,
    leaving=_leaving,
    denominators=DENOMINATORS,
)
