"""Source files of loads: promised with the load, kept with it, parted or destroyed with people.

A row is written before its object and goes after it, so that no object is ever without a row,
whenever the node stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from samvar.model.errors import NotFound
from samvar.store.records.keys import SOURCE, DataKeys
from samvar.store.records.noun import Noun
from samvar.store.records.source_tables import source_people, sources


class SourceState(Enum):
    """COMING: with a pending load. PARTING: somebody's column must go. LEAVING: all of it must."""

    COMING = "coming"
    KEPT = "kept"
    PARTING = "parting"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Source:
    """A kept file. sha256, bytes: of its content; object, manifest: of the sealed file.

    parted: how many people have been taken out of it.
    """

    id: str
    load: str
    name: str
    sha256: str
    bytes: int
    object: str
    manifest: str
    made: datetime
    state: SourceState = SourceState.COMING
    parted: int = 0


class Sources(Noun):
    """The source files of this node."""

    __slots__ = ()

    def promise(self, files: Sequence[Source]) -> None:
        """Write rows before their objects: COMING ones, or LEAVING ones that may yet be kept."""
        if files:
            self._sql.execute(insert(sources), [_row(each) for each in files])

    def settle(self, load: str, people: Mapping[str, Sequence[str]]) -> None:
        """The load is live, and so are its files. people: persons by source, in file order."""
        self._sql.execute(
            update(sources)
            .where(sources.c.load == load, sources.c.state == SourceState.COMING.value)
            .values(state=SourceState.KEPT.value)
        )
        for source, persons in people.items():
            self.add_people(source, persons)

    def give_up(self, load: str, at: datetime) -> None:
        """The load failed: what was promised must go."""
        self._leave([each.id for each in self.of_load(load)], at)

    def let_go(self, person: str, at: datetime) -> None:
        """Decide that a person's genotypes leave every file; `node.source` carries it out.

        A file of nobody else is as good as gone: its key is shredded here.
        """
        mine = select(source_people.c.source).where(source_people.c.person == person)
        touched = list(dict.fromkeys(self._sql.execute(mine).scalars()))
        self._sql.execute(
            update(source_people).where(source_people.c.person == person).values(person=None)
        )
        for each in touched:
            if all(other is None for other in self.people(each)):
                self._leave([each], at)
            else:
                self._sql.execute(
                    update(sources)
                    .where(sources.c.id == each)
                    .values(state=SourceState.PARTING.value)
                )

    def replace(self, old: str, new: str, people: Sequence[str], parted: int, at: datetime) -> None:
        """A file without those who left it takes the place of the one with them.

        new: promised as LEAVING. parted: people that were taken out of `old`.

        Raises:
            NotFound: another process has done it, or somebody else leaves meanwhile.
        """
        taken = sum(each is None for each in self.people(old))
        before = self.get(old)
        if before.state is not SourceState.PARTING or taken != parted:
            raise NotFound("the source file has changed meanwhile")
        self._sql.execute(
            update(sources)
            .where(sources.c.id == new)
            .values(state=SourceState.KEPT.value, parted=before.parted + parted)
        )
        self.add_people(new, people)
        self._leave([old], at)

    def forget(self, identifier: str, at: datetime) -> None:
        """Take the row of a file away whose object is gone, and shred its key if it still lives."""
        DataKeys(self._sql).shred(SOURCE, [identifier], at)
        self._sql.execute(delete(source_people).where(source_people.c.source == identifier))
        self._sql.execute(delete(sources).where(sources.c.id == identifier))

    def drop(self, identifier: str, at: datetime) -> None:
        """Let a file go as a whole: its key is shredded, its object is to be deleted."""
        self._leave([identifier], at)

    def get(self, identifier: str) -> Source:
        """One file.

        Raises:
            NotFound: no such id.
        """
        row = self._sql.execute(select(sources).where(sources.c.id == identifier)).first()
        if row is None:
            raise NotFound("there is no such source file at this node")
        return _source(row)

    def of(self, *states: SourceState) -> tuple[Source, ...]:
        """All files in these states, or in any; the oldest first."""
        wanted = select(sources).order_by(sources.c.made, sources.c.id)
        if states:
            wanted = wanted.where(sources.c.state.in_([state.value for state in states]))
        return tuple(map(_source, self._sql.execute(wanted)))

    def of_load(self, load: str) -> tuple[Source, ...]:
        """The files of one load."""
        wanted = select(sources).where(sources.c.load == load).order_by(sources.c.id)
        return tuple(map(_source, self._sql.execute(wanted)))

    def people(self, identifier: str) -> tuple[str | None, ...]:
        """Whose the columns of a file are, in their order; None: somebody whose column must go."""
        wanted = (
            select(source_people.c.person)
            .where(source_people.c.source == identifier)
            .order_by(source_people.c.position)
        )
        return tuple(self._sql.execute(wanted).scalars())

    def counts(self) -> dict[SourceState, int]:
        """How many files there are in each state."""
        wanted = select(sources.c.state, func.count()).group_by(sources.c.state)
        return {SourceState(row[0]): row[1] for row in self._sql.execute(wanted)}

    def add_people(self, source: str, persons: Iterable[str]) -> None:
        """Say whose the columns of a file are, in their order."""
        rows = [
            {"source": source, "position": position, "person": person}
            for position, person in enumerate(persons)
        ]
        if rows:
            self._sql.execute(insert(source_people), rows)

    def _leave(self, identifiers: Sequence[str], at: datetime) -> None:
        for each in identifiers:
            self._sql.execute(delete(source_people).where(source_people.c.source == each))
            self._sql.execute(
                update(sources).where(sources.c.id == each).values(state=SourceState.LEAVING.value)
            )
        DataKeys(self._sql).shred(SOURCE, identifiers, at)


def _row(source: Source) -> dict[str, Any]:
    row = {name: getattr(source, name) for name in Source.__slots__}
    return row | {"state": source.state.value}


def _source(row: Row[Any]) -> Source:
    return Source(
        row.id, row.load, row.name, row.sha256, row.bytes, row.object, row.manifest, row.made,
        SourceState(row.state), row.parted,
    )  # fmt: skip
