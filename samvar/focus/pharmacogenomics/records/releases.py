"""Which release this node calls by, and under which it has assessed everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select

from samvar.focus.pharmacogenomics.tables import releases
from samvar.store.records.noun import Noun

Act = Literal["adopted", "assessed"]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A release that the node uses, by name and digest. assemblies: those it has positions in."""

    name: str
    digest: str
    at: datetime
    by: str
    assemblies: tuple[str, ...] = ()


class Releases(Noun):
    """What was adopted and assessed here, append-only."""

    __slots__ = ()

    def note(self, release: Adopted, act: Act) -> None:
        """Write an act."""
        self._sql.execute(
            insert(releases).values(
                name=release.name,
                digest=release.digest,
                act=act,
                at=release.at,
                by=release.by,
                assemblies=list(release.assemblies),
            )
        )

    def adopted(self) -> Adopted | None:
        """The release in use; None where none was ever chosen."""
        return self._last("adopted")

    def assessed(self, name: str) -> Adopted | None:
        """When everybody was last assessed under a release; None if never."""
        return self._last("assessed", name)

    def _last(self, act: Act, name: str | None = None) -> Adopted | None:
        wanted = select(releases).where(releases.c.act == act).order_by(releases.c.number.desc())
        if name is not None:
            wanted = wanted.where(releases.c.name == name)
        row = self._sql.execute(wanted.limit(1)).first()
        if row is None:
            return None
        return Adopted(row.name, row.digest, row.at, row.by, tuple(row.assemblies))
