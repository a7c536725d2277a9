"""This area's declaration: what the house needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from samvar.focus.rare_disease.records import Lists, RareCases
from samvar.focus.rare_disease.service.scratch import sweep_scratch
from samvar.focus.rare_disease.share import DENOMINATORS, OPERATIONS
from samvar.model.genome import Assembly
from samvar.present.area import Area, Arrival, Brought, NodeLike
from samvar.present.language import N_
from samvar.store.records.engine import Transaction


class _Nothing:
    """A load that is no case; but its samples may take the place of a case's."""

    def keep(self, tx: Transaction, arrival: Arrival) -> Mapping[str, Any]:
        RareCases(tx.connection).bring_over(arrival.replaced)
        return {}


def _reads(_node: NodeLike, _paths: Sequence[Path], _assembly: Assembly) -> Brought:
    return _Nothing()


def _leaving(tx: Transaction) -> None:
    RareCases(tx.connection).forget_withdrawn()
    Lists(tx.connection).give_up()


def _destroying(tx: Transaction, person: str) -> None:
    """The rows of lists outlive the case until their objects are gone."""
    Lists(tx.connection).let_go_of_person(person)


def _tidying(node: NodeLike) -> None:
    sweep_scratch(node)
    with node.records.begin() as tx:
        Lists(tx.connection).give_up()
    with node.records.read() as tx:
        leaving = Lists(tx.connection).leaving()
    for each in leaving:
        for key in (each.columns, each.texts):
            with node.records.read() as tx:
                shared = Lists(tx.connection).others_have(key, each.id)
            if not shared:
                node.objects.delete(key)
        with node.records.begin() as tx:
            Lists(tx.connection).forget(each.id)


AREA = Area(
    name="rare_disease",
    title=N_("Rare diseases"),
    operations=OPERATIONS,
    pages="samvar.focus.rare_disease.pages",
    templates=Path(__file__).with_name("templates"),
    reads=_reads,
    leaving=_leaving,
    denominators=DENOMINATORS,
    destroying=_destroying,
    tidying=_tidying,
)
