"""Assays: how a laboratory measured, shared by many samples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, insert, select

from samvar.model.errors import NotFound
from samvar.model.genome import Assembly
from samvar.model.person import Assay, AssayKind
from samvar.store.records.noun import Noun
from samvar.store.records.tables import assays


class Assays(Noun):
    """The assays of this node."""

    __slots__ = ()

    def add_many(self, rows: Sequence[Assay]) -> None:
        """Write new assays."""
        if rows:
            self._sql.execute(
                insert(assays),
                [
                    {
                        "id": each.id,
                        "kind": each.kind.value,
                        "assembly": each.assembly.value,
                        "name": each.name,
                    }
                    for each in rows
                ],
            )

    def get(self, identifier: str) -> Assay:
        """One assay.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(assays).where(assays.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such assay at this node")
        return _assay(row)

    def find(self, kind: AssayKind, assembly: Assembly, name: str) -> Assay | None:
        """The assay of this kind, assembly and name, if the node has it."""
        wanted = select(assays).where(
            assays.c.kind == kind.value, assays.c.assembly == assembly.value, assays.c.name == name
        )
        row = self._sql.execute(wanted.order_by(assays.c.id)).first()
        return None if row is None else _assay(row)

    def by_ids(self, identifiers: Iterable[str]) -> dict[str, Assay]:
        """Those of the ids that are here."""
        return {
            row.id: _assay(row) for row in self._among(select(assays), assays.c.id, identifiers)
        }


def _assay(row: Row[Any]) -> Assay:
    return Assay(row.id, AssayKind(row.kind), Assembly(row.assembly), row.name)
