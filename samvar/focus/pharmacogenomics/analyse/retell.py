"""What was observed, told again by another release, beside what was told before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Protocol, TypeVar

from samvar.focus.pharmacogenomics.analyse.advise import Advisor
from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.analyse.compare import Changed, compare
from samvar.focus.pharmacogenomics.analyse.outside import call_outside
from samvar.focus.pharmacogenomics.model import DrugAdvice, GeneCall, Observed, OutsideCall
from samvar.focus.pharmacogenomics.rules.drug import named
from samvar.knowledge.pharmacogenomics.model import Knowledge
from samvar.model.genome import Assembly


class KeptCall(Protocol):
    """A call as it is kept, with all that it was made from."""

    @property
    def at(self) -> datetime: ...
    @property
    def assembly(self) -> Assembly: ...
    @property
    def genes(self) -> tuple[GeneCall, ...]: ...
    @property
    def observed(self) -> Mapping[str, Observed]: ...
    @property
    def outside(self) -> Mapping[str, OutsideCall]: ...


C = TypeVar("C", bound=KeptCall)


class Teller:
    """One release, ready to tell many people; equal observations are called once."""

    def __init__(self, name: str, knowledge: Knowledge) -> None:
        self.genes = {gene.name: gene for gene in knowledge.genes}
        self._advisor = Advisor(knowledge, name)
        self._together = _together(knowledge)
        self._caller = cache(self._make)
        self._advice = cache(self._advisor.advise)

    def advise(self, genes: Sequence[GeneCall]) -> list[DrugAdvice]:
        """All that follows from these genes, for any drug; genes that no drug has in common are
        looked up apart, so that people who are alike in them are told once.
        """
        apart: dict[str, list[GeneCall]] = {}
        for gene in genes:
            apart.setdefault(self._together.get(gene.gene, gene.gene), []).append(gene)
        return [each for some in apart.values() for each in self._advice(tuple(some))]

    def tell(self, name: str, call: KeptCall, before: Teller) -> GeneCall | None:
        """A gene of a call that was told by `before`; None where this release cannot tell it:
        it does not know the gene, or has no position of it in the call's assembly.
        """
        if name not in self.genes:
            return None
        caller = self._caller(name, call.assembly)
        handed = call.outside.get(name)
        if handed is None and not caller.positions:
            return None
        told = caller.call_observed(call.observed.get(name, {}))
        return told if handed is None else self._outside(handed, told, before)

    def _outside(self, handed: OutsideCall, inside: GeneCall, before: Teller) -> GeneCall:
        """A phenotype that was handed over rests on what was known then: where this release
        reads the same alleles otherwise than the one before did, this release's word counts.
        """
        gene, was = self.genes[handed.gene], before.genes.get(handed.gene)
        bare = replace(handed, phenotype=None, activity_score=None)
        if was is not None and handed.alleles:
            now, then = call_outside(gene, bare, inside), call_outside(was, bare, inside)
            if (now.phenotype, now.activity_score) != (then.phenotype, then.activity_score):
                return now
        return call_outside(gene, handed, inside)

    def _make(self, name: str, assembly: Assembly) -> GeneCaller:
        return GeneCaller(self.genes[name], assembly)


def retell(
    before: Sequence[tuple[C, Teller]], since: Sequence[C], release: Teller
) -> Iterator[tuple[C, Changed]]:
    """Each gene of one sample that `release` tells otherwise, with the call that told it before.

    before: the sample's calls by other releases, newest first, each with its release; every gene
    is compared as it was called last. since: its calls by `release`, newest first. A gene that
    has no position in the sample's assembly cannot be told again, and is left out.
    """
    then = _last(before)
    now = _last([(call, release) for call in since])
    old: list[GeneCall] = []
    new: list[GeneCall] = []
    for name, (gene, call, teller) in then.items():
        again = now.get(name)
        told = again[0] if again and again[1].at >= call.at else release.tell(name, call, teller)
        if told is not None:
            old.append(gene)
            new.append(told)
        elif name not in release.genes:
            old.append(gene)
    if not old:
        return
    compared = {gene.gene for gene in old}
    newest = before[0][1]
    for changed in compare(old, new, newest.advise(old), release.advise(new)):
        if changed.gene in compared:
            yield then[changed.gene][1], changed


def _together(knowledge: Knowledge) -> dict[str, str]:
    """Gene -> a gene that stands for all that it meets in some drug, in one step or more."""
    found: dict[str, str] = {}
    drugs: dict[str, set[str]] = {}
    for line in knowledge.recommendations:
        drugs.setdefault(named(line.drug), set()).update(line.genes)
    for genes in drugs.values():
        stand = {found.get(gene, gene) for gene in genes}
        first = min(stand)
        found |= dict.fromkeys(genes, first)
        found |= {gene: first for gene, other in found.items() if other in stand}
    return found


def _last(calls: Sequence[tuple[C, Teller]]) -> dict[str, tuple[GeneCall, C, Teller]]:
    """By gene the newest call that says anything of it."""
    found: dict[str, tuple[GeneCall, C, Teller]] = {}
    for call, teller in calls:
        for gene in call.genes:
            if gene.telling:
                found.setdefault(gene.gene, (gene, call, teller))
    return found
