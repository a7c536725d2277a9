"""Datasets: what a node says it has, and for which uses (DUO)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from samvar.model.errors import NotFound
from samvar.store.records.noun import Noun
from samvar.store.records.tables import datasets


@dataclass(frozen=True, slots=True)
class Dataset:
    """A named collection of samples. `duo`: Data Use Ontology codes, for example DUO:0000042.

    area: the focus area that it is collected for, one of `model.strata.AREAS`; "" for none.
    """

    id: str
    name: str
    title: str
    created: datetime
    description: str = ""
    duo: tuple[str, ...] = ()
    area: str = ""


class Datasets(Noun):
    """The datasets of this node."""

    __slots__ = ()

    def add(self, dataset: Dataset) -> None:
        """Write a new dataset.

        Raises:
            Conflict: the name is taken.
        """
        self._sql.execute(insert(datasets).values(_row(dataset)))

    def change(self, dataset: Dataset) -> None:
        """Overwrite title, description, codes or name of a dataset that is here.

        Raises:
            NotFound: no such id.
        """
        done = self._sql.execute(
            update(datasets).where(datasets.c.id == dataset.id).values(_row(dataset))
        )
        if done.rowcount == 0:
            raise NotFound("there is no such dataset at this node")

    def get(self, identifier: str) -> Dataset:
        """One dataset by id.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(datasets).where(datasets.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such dataset at this node")
        return _dataset(row)

    def by_name(self, name: str) -> Dataset | None:
        """The dataset of that name, if there is one."""
        row = self._sql.execute(select(datasets).where(datasets.c.name == name)).first()
        return None if row is None else _dataset(row)

    def all(self) -> tuple[Dataset, ...]:
        """Every dataset, by name."""
        rows = self._sql.execute(select(datasets).order_by(datasets.c.name))
        return tuple(sorted(map(_dataset, rows), key=lambda each: each.name))

    def remove(self, identifier: str) -> None:
        """Take away a dataset that never had a load.

        Raises (when the transaction ends):
            Conflict: a load or sample names it.
        """
        self._sql.execute(delete(datasets).where(datasets.c.id == identifier))


def _row(dataset: Dataset) -> dict[str, Any]:
    return {
        "id": dataset.id,
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "duo": list(dataset.duo),
        "created": dataset.created,
        "area": dataset.area,
    }


def _dataset(row: Row[Any]) -> Dataset:
    return Dataset(
        row.id, row.name, row.title, row.created, row.description, tuple(row.duo), row.area
    )
