"""What of all cases of a node is held against another patient: features, classes, outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.records.cases import RareCases
from samvar.focus.rare_disease.tables import cases, classes, events, members, reports
from samvar.store.records.noun import Noun
from samvar.store.records.tables import cases as house

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class HeldClass:
    """The class of one variant of a case that holds now."""

    case: str
    assembly: str
    variant: str
    gene: str
    classed: str
    zygosity: str


class Matching(Noun):
    """The cases of this node as matches for another's."""

    __slots__ = ()

    def stamp(self) -> tuple[Any, ...]:
        """Another one whenever a case came, went or was changed: each leaves an event."""
        ids = (func.min(cases.c.id), func.max(cases.c.id))
        of_cases = select(func.count(), *ids, func.max(cases.c.at))
        last = select(func.count(), func.max(events.c.number))
        return (*self._sql.execute(of_cases).one(), *self._sql.execute(last).one())

    def ids(self) -> tuple[str, ...]:
        """Of all cases."""
        return tuple(self._sql.execute(select(cases.c.id).order_by(cases.c.id)).scalars())

    def labels(self, seen: ColumnElement[bool]) -> dict[str, str]:
        """The laboratory's own id of each case whose proband may be seen. seen: see `seen_by`."""
        joined = select(cases.c.id, cases.c.label).join(house, cases.c.house == house.c.id)
        return {row.id: row.label for row in self._sql.execute(joined.where(seen)).all()}

    def cases(self) -> tuple[KeptCase, ...]:
        """All cases with what was done in them."""
        return RareCases(self._sql).listed(true(), _ALL, 0)

    def classes(self) -> tuple[HeldClass, ...]:
        """Classes that have not ended."""
        wanted = select(
            classes.c.case, classes.c.assembly, classes.c.variant, classes.c.gene,
            classes.c["class"], classes.c.zygosity,
        ).where(classes.c.ended.is_(None))  # fmt: skip
        return tuple(HeldClass(*row) for row in self._sql.execute(wanted).all())

    def outcomes(self, of: Iterable[str]) -> dict[str, str]:
        """Of each case, what its newest report that stands says; no entry where there is none."""
        wanted = select(reports.c.case, reports.c.outcome).where(reports.c.withdrawn.is_(None))
        ordered = wanted.order_by(reports.c.made, reports.c.id)
        return {row.case: row.outcome for row in self._among(ordered, reports.c.case, of)}

    def affected(self) -> Mapping[str, bool | None]:
        """Whether each sample's person is affected, as the newest case with it says."""
        wanted = select(members.c.sample, members.c.affected)
        ordered = wanted.join(cases, members.c.case == cases.c.id).order_by(cases.c.at, cases.c.id)
        return {row.sample: row.affected for row in self._sql.execute(ordered).all()}
