"""Questions to the tables beside the small variants: all shards of one assembly together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from samvar.model.calls import Int64, Stretches
from samvar.model.contribution import Scope
from samvar.model.genome import CONTIGS, Assembly
from samvar.store.variants.beside import MITOCHONDRIAL, REPEATS, STRUCTURAL
from samvar.store.variants.callability import read_stretches
from samvar.store.variants.event import Events, Question
from samvar.store.variants.examined import HETEROPLASMY, People, Place, individuals
from samvar.store.variants.lengths import Lengths, histogram
from samvar.store.variants.mitochondrial import Levels, by_level
from samvar.store.variants.opened import Opened


@dataclass(frozen=True, slots=True)
class EventCounts:
    """People who carry a like event, those of them who carry it twice, and people of whom it is
    known whether they do."""

    carriers: int
    homozygotes: int
    individuals: int


@dataclass(frozen=True, slots=True)
class LengthCounts:
    """Of each bin: alleles, people with one there, people with both there. individuals: people
    who are called at the locus; an: their alleles."""

    alleles: Int64
    people: Int64
    homozygotes: Int64
    individuals: int
    an: int


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """People in each bin of `mitochondrial.LEVELS`, and people whose reads tell."""

    carriers: Int64
    individuals: int


class Looked:
    """The tables of one commit; what they hold is mapped, what is made of it is kept."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._people: dict[tuple[Assembly, Scope, str], People] = {}
        self._stretches: dict[str, Stretches] = {}

    def events(self, assembly: Assembly, question: Question, scope: Scope) -> EventCounts:
        """How many people carry an event like the one that is asked about."""
        event = question.event
        people = self._of(assembly, scope, event.kind.value)
        looked_at, here = people.at(assembly, _place(question), self._read)
        carriers = homozygotes = 0
        unknown = []
        for events, own in zip(self._events(assembly), here, strict=True):
            one, two, lost = (
                (_nobody(), _nobody(), _nobody()) if events is None else events.at(question)
            )
            carriers += int(own[one].sum())
            homozygotes += int(own[two].sum())
            unknown.append(lost)
        return EventCounts(carriers, homozygotes, individuals(looked_at, here, unknown))

    def lengths(
        self, assembly: Assembly, locus: str, edges: Sequence[int], scope: Scope
    ) -> LengthCounts:
        """The alleles of a locus by length; edges: see `lengths.histogram`."""
        people = self._of(assembly, scope, REPEATS)
        _, here = people.at(assembly, Place("1", 0, 1), self._read)
        found = [np.zeros((0, 2), np.int64)]
        for lengths, own in zip(self._lengths(assembly), here, strict=True):
            if lengths is not None:
                person, units = lengths.at(locus)
                found.append(units[own[person]])
        units = np.concatenate(found)
        counts = histogram(units, edges)
        return LengthCounts(*counts, len(units), int((units >= 0).sum()))

    def loci(self, assembly: Assembly) -> tuple[str, ...]:
        """Names of all loci that somebody is called at, sorted."""
        return tuple(sorted({n for each in self._lengths(assembly) if each for n in each.loci}))

    def levels(self, assembly: Assembly, key: int, scope: Scope) -> LevelCounts:
        """People with reads of a mitochondrial allele, by the part of their reads that have it."""
        people = self._of(assembly, scope, HETEROPLASMY)
        position = key >> 31 & ((1 << 28) - 1)
        place = Place(CONTIGS[-1], position, position + 1)
        looked_at, here = people.at(assembly, place, self._read)
        known, unknown = [_nobody()], []
        for levels, own in zip(self._levels(assembly), here, strict=True):
            person, level = (_nobody(), _nobody()) if levels is None else levels.at(key)
            known.append(level[(level >= 0) & own[person]])
            unknown.append(person[level < 0])
        return LevelCounts(by_level(np.concatenate(known)), individuals(looked_at, here, unknown))

    def everybody(self, assembly: Assembly, what: str, scope: Scope) -> int:
        """People who were looked at for one thing, wherever."""
        return self._of(assembly, scope, what).everybody

    def _events(self, assembly: Assembly) -> list[Events | None]:
        return [tables.get(STRUCTURAL) for tables in self._made if tables["assembly"] is assembly]

    def _lengths(self, assembly: Assembly) -> list[Lengths | None]:
        return [tables.get(REPEATS) for tables in self._made if tables["assembly"] is assembly]

    def _levels(self, assembly: Assembly) -> list[Levels | None]:
        return [
            tables.get(MITOCHONDRIAL) for tables in self._made if tables["assembly"] is assembly
        ]

    @cached_property
    def _made(self) -> list[dict[str, Any]]:
        makers: dict[str, Any] = {STRUCTURAL: Events, REPEATS: Lengths, MITOCHONDRIAL: Levels}
        return [
            {"assembly": shard[0], **{kind: makers[kind](table) for kind, table in own.items()}}
            for shard, own in zip(self._opened.shards, self._opened.beside, strict=True)
        ]

    def _of(self, assembly: Assembly, scope: Scope, what: str) -> People:
        name = assembly, scope, what
        if name not in self._people:
            shards = (
                [None if e is None else (e.contribution, e.examined, e.content) for e in entries]
                for own, _, entries in self._opened.shards
                if own is assembly
            )
            self._people[name] = People(shards, scope, what)
        return self._people[name]

    def _read(self, content: str) -> Stretches:
        if content not in self._stretches:
            entry = next(e for e in self._opened.entries.values() if e.content == content)
            self._stretches[content] = read_stretches(self._opened.folder, entry.callable)
        return self._stretches[content]


def _place(question: Question) -> Place:
    """Where somebody must have been looked at to have had the event."""
    event, around = question.event, max(question.window, 1)
    if event.kind.spans:
        return Place(event.contig, event.start, event.end)
    return Place(event.contig, max(0, event.start - around), event.start + around)


def _nobody() -> Int64:
    return np.zeros(0, np.int64)
