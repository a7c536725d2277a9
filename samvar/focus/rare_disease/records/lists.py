"""Lists of cases: promised with a load, kept with it, let go with a sample or a newer load.

A row is written before its objects and goes after them, so that no object is ever without a row,
whenever the node stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from samvar.focus.rare_disease.model.kept import KeptList, ListState
from samvar.focus.rare_disease.tables import cases, lists
from samvar.store.records.loads import LoadState
from samvar.store.records.noun import Noun
from samvar.store.records.tables import cases as house
from samvar.store.records.tables import loads


class Lists(Noun):
    """The lists of this node's cases."""

    __slots__ = ()

    def promise(self, new: Sequence[KeptList]) -> None:
        """Write rows before their objects."""
        if new:
            self._sql.execute(
                insert(lists),
                [
                    {name: getattr(each, name) for name in _PLAIN} | {"state": each.state.value}
                    for each in new
                ],
            )

    def settle(self, case: str, load: str) -> None:
        """The load is live: its lists are the case's, and those of before go."""
        of_case = lists.c.case == case
        coming, kept = ListState.COMING.value, ListState.KEPT.value
        self._set(ListState.LEAVING, of_case, lists.c.state == kept)
        self._set(ListState.KEPT, of_case, lists.c.state == coming, lists.c.load == load)

    def let_go(self, ids: Iterable[str]) -> None:
        """All lists of these cases go."""
        for case in ids:
            self._set(ListState.LEAVING, lists.c.case == case)

    def let_go_of_person(self, person: str) -> None:
        """All lists of a proband's cases go."""
        own = select(cases.c.id).join(house, cases.c.house == house.c.id)
        self._set(ListState.LEAVING, lists.c.case.in_(own.where(house.c.proband == person)))

    def give_up(self) -> None:
        """What was promised with a load that is over goes: it failed, or the node stopped before
        the case could be kept, and only its genomes were saved."""
        pending = select(loads.c.id).where(loads.c.state == LoadState.PENDING.value)
        self._set(
            ListState.LEAVING,
            lists.c.state == ListState.COMING.value,
            lists.c.load.not_in(pending),
        )

    def leaving(self) -> tuple[KeptList, ...]:
        """Those whose objects must go."""
        wanted = select(lists).where(lists.c.state == ListState.LEAVING.value)
        return tuple(map(_list, self._sql.execute(wanted.order_by(lists.c.id)).all()))

    def objects(self) -> dict[str, bool]:
        """The keys of all objects, and whether a list that is kept has it: it must be there."""
        found: dict[str, bool] = {}
        for row in self._sql.execute(select(lists.c.columns, lists.c.texts, lists.c.state)):
            for key in (row.columns, row.texts):
                found[key] = found.get(key, False) or row.state == ListState.KEPT.value
        return found

    def others_have(self, key: str, identifier: str) -> bool:
        """Whether another list has the same object."""
        same = or_(lists.c.columns == key, lists.c.texts == key)
        wanted = select(lists.c.id).where(same, lists.c.id != identifier)
        return self._sql.execute(wanted.limit(1)).first() is not None

    def forget(self, identifier: str) -> None:
        """Its objects are gone, and so is the row."""
        self._sql.execute(delete(lists).where(lists.c.id == identifier))

    def of_cases(self, ids: Iterable[str]) -> dict[str, list[KeptList]]:
        """Kept lists by case, by category."""
        wanted = select(lists).where(lists.c.state == ListState.KEPT.value)
        found: dict[str, list[KeptList]] = {}
        for row in self._among(wanted.order_by(lists.c.category), lists.c.case, ids):
            found.setdefault(row.case, []).append(_list(row))
        return found

    def _set(self, state: ListState, *conditions: Any) -> None:
        self._sql.execute(update(lists).where(*conditions).values(state=state.value))


_PLAIN = ("id", "case", "load", "category", "file", "columns", "texts", "rows")


def _list(row: Row[Any]) -> KeptList:
    return KeptList(
        row.id, row.case, row.load, row.category, row.file, row.columns, row.texts, row.rows,
        ListState(row.state),
    )  # fmt: skip
