"""Who was looked at for what: the denominators of everything that has no allele number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from samvar.model.calls import Bool, Int32, Int64, Stretches
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import CODE, Assembly, Sex
from samvar.model.person import AssayKind
from samvar.store.variants.beside import REPEATS

HETEROPLASMY = "heteroplasmy"


class Examined(msgspec.Struct, frozen=True, order=True):
    """A sample was looked at for one thing. what: an `EventKind`, a table, or `HETEROPLASMY`.

    everywhere: on the whole genome; else where its callable stretches touch the place.
    load: the load that told it.
    """

    what: str
    everywhere: bool
    load: str


def examined_of(contribution: Contribution, what: str, load: str) -> Examined:
    """That a sample was looked at for something.

    A genome was looked at everywhere, and so was who is in a file of sites. Of exomes and panels
    it is their target; of the reads of an allele always where the sample is callable, because a
    place outside gives none. A repeat that is not called is told by itself.
    """
    whole = contribution.assay in (AssayKind.GENOME.value, AssayKind.SITES.value)
    everywhere = what == REPEATS or (whole and what != HETEROPLASMY)
    return Examined(what, everywhere, load)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody must have been looked at: a stretch of one contig, 0-based half-open."""

    contig: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Alike:
    """People who were looked at in the same places. content: of their stretches; "": everywhere."""

    content: str
    sex: Sex


class People:
    """The people of one scope who were looked at for one thing; made once for each snapshot."""

    def __init__(
        self,
        shards: Iterable[Sequence[tuple[Contribution, tuple[Examined, ...], str] | None]],
        scope: Scope,
        what: str,
    ) -> None:
        """shards: of each person the contribution, what was examined, and the digest of the
        stretches; None for one who left."""
        self._number: dict[_Alike, int] = {}
        self._group: list[Int32] = []
        for people in shards:
            own = [-1 if each is None else self._of(*each, scope, what) for each in people]
            self._group.append(np.array(own, dtype=np.int32))
        every = np.concatenate([np.zeros(0, np.int32), *self._group])
        self._size = np.bincount(every[every >= 0], minlength=len(self._number))

    def _of(
        self,
        contribution: Contribution,
        examined: tuple[Examined, ...],
        content: str,
        scope: Scope,
        what: str,
    ) -> int:
        if not contribution.counts or scope not in contribution.scopes:
            return -1
        for each in examined:
            if each.what == what:
                alike = _Alike("" if each.everywhere else content, contribution.sex)
                return self._number.setdefault(alike, len(self._number))
        return -1

    @property
    def everybody(self) -> int:
        """How many there are, wherever they were looked at."""
        return int(self._size.sum())

    def at(
        self, assembly: Assembly, place: Place, stretches: Callable[[str], Stretches]
    ) -> tuple[int, list[Bool]]:
        """How many were looked at here; and of each shard, who.

        Women are not looked at on a Y that is not also on their X.
        """
        on_y = place.contig == "Y" and not any(
            start <= place.start < end for start, end in assembly.par("Y")
        )
        live = np.array(
            [
                not (on_y and alike.sex is Sex.FEMALE)
                and (not alike.content or touches(stretches(alike.content), place))
                for alike in self._number
            ],
            dtype=bool,
        )
        here = [np.append(live, False)[group] for group in self._group]
        return int(self._size[live].sum()), here


def touches(stretches: Stretches, place: Place) -> bool:
    """Whether a stretch shares a base with the place. The stretches are sorted and disjoint.

    >>> some = Stretches.of([(1, 100, 200)])
    >>> touches(some, Place("1", 199, 300)), touches(some, Place("1", 200, 300))
    (True, False)
    """
    code = CODE[place.contig]
    low, high = np.searchsorted(stretches.contig, [code, code + 1])
    at = low + int(np.searchsorted(stretches.end[low:high], place.start, side="right"))
    return bool(at < high and stretches.start[at] < place.end)


def individuals(looked_at: int, here: Sequence[Bool], unknown: Sequence[Int64]) -> int:
    """People of whom something is known: those looked at, less those without a call there."""
    return looked_at - sum(int(own[who].sum()) for own, who in zip(here, unknown, strict=True))
