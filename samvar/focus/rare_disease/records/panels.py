"""Versions of gene panels: written once, never changed, retired and taken up again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, insert, select, update

from samvar.focus.rare_disease.model.panel import KeptPanel, Panel
from samvar.focus.rare_disease.tables import panels
from samvar.model.errors import Conflict, NotFound
from samvar.model.shape import learned
from samvar.store.records.noun import Noun


class Panels(Noun):
    """The panels of this node."""

    __slots__ = ()

    def add(self, row: str, panel: Panel, at: datetime, by: str) -> KeptPanel:
        """Keep a version; the same one again is the one that is kept.

        Raises:
            Conflict: another content has that id and version.
        """
        digest = panel.digest
        same = (panels.c.panel == panel.id, panels.c.version == panel.version)
        known = self._some(*same)
        if known:
            if known[0].digest != digest:
                raise Conflict(
                    f"the panel {panel.id} has a version {panel.version} with other content",
                    why="a version of a panel is never changed",
                    remedy="give the new content a version of its own",
                )
            return known[0]
        self._sql.execute(
            insert(panels).values(
                id=row, panel=panel.id, version=panel.version, name=panel.name,
                source=panel.source, digest=digest, document=msgspec.to_builtins(panel), at=at,
                by=by,
            )
        )  # fmt: skip
        return KeptPanel(row, panel, digest, at, by)

    def get(self, row: str) -> KeptPanel:
        """One version by its row.

        Raises:
            NotFound: no such version here.
        """
        found = self._some(panels.c.id == row)
        if not found:
            raise NotFound("there is no such version of a panel at this node")
        return found[0]

    def versions(self, panel: str) -> tuple[KeptPanel, ...]:
        """All versions of one panel, the newest first.

        Raises:
            NotFound: no such panel here.
        """
        found = self._some(panels.c.panel == panel)
        if not found:
            raise NotFound(f"there is no panel '{panel[:64]}' at this node")
        return tuple(sorted(found, key=_order, reverse=True))

    def every(self) -> tuple[KeptPanel, ...]:
        """Every version of every panel; of one panel the newest first."""
        found = sorted(self._some(), key=_order, reverse=True)
        return tuple(sorted(found, key=lambda each: each.panel.id))

    def newest(self, name: str) -> KeptPanel | None:
        """The newest version in use of a panel, by its id, else by its name as somebody writes it.

        None: there is none, or several panels have that name.
        """
        folded = name.strip().casefold()
        c = panels.c
        wanted = select(c.id, c.panel, c.version, c.name, c.at).where(c.retired.is_(None))
        live = self._sql.execute(wanted).all()
        named = [row for row in live if row.panel == name]
        named = named or [row for row in live if row.panel.casefold() == folded]
        named = named or [row for row in live if row.name.casefold() == folded]
        if len({row.panel for row in named}) != 1:
            return None
        return self.get(max(named, key=lambda row: order(row.version, row.at, row.id)).id)

    def retire(self, row: str, at: datetime | None) -> None:
        """No further case is given this version; None takes it up again."""
        self._sql.execute(update(panels).where(panels.c.id == row).values(retired=at))

    def _some(self, *conditions: ColumnElement[bool]) -> Sequence[KeptPanel]:
        rows = self._sql.execute(select(panels).where(*conditions)).all()
        return [_kept(row) for row in rows]


def order(version: str, at: datetime, row: str) -> tuple[Any, ...]:
    """Versions in their order: numbers as numbers, then by when they came.

    >>> now = datetime(2026, 1, 1)
    >>> order("1.9", now, "") < order("1.10", now, "")
    True
    """
    return tuple(int(each) for each in re.findall(r"[0-9]+", version)), at, row


def _order(kept: KeptPanel) -> tuple[Any, ...]:
    return order(kept.panel.version, kept.at, kept.row)


def _kept(row: Row[Any]) -> KeptPanel:
    return KeptPanel(
        row.id,
        msgspec.convert(row.document, learned(Panel)),
        row.digest,
        row.at,
        row.by,
        row.retired,
    )
