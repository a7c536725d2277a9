"""A new release of knowledge: who here is told otherwise, and who has been seen to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from samvar.focus.pharmacogenomics.analyse.advise import advise
from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.analyse.compare import Changed, compare
from samvar.focus.pharmacogenomics.analyse.outside import call_outside
from samvar.focus.pharmacogenomics.model import DrugAdvice, GeneCall
from samvar.focus.pharmacogenomics.records import (
    Adopted,
    Calls,
    Recall,
    Recalls,
    Releases,
    StoredCall,
)
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.release import release_named
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.knowledge.pharmacogenomics.model import Knowledge, Release
from samvar.model.clock import utc_now
from samvar.model.genome import Assembly
from samvar.present.area import NodeLike


def assess(node: NodeLike, name: str, asker: Asker) -> tuple[Recall, ...]:
    """Tell everybody here by another release, from what was observed, and list who changes.

    The list replaces the one made before for that release; lines that were handled stay so.

    Raises:
        Refused: the person may not. NotFound: the node does not have the release.
    """
    release = release_named(node, name)
    with changing(node, asker, "change:knowledge", "assess-release"):
        with node.records.read() as tx:
            newest = Calls(tx.connection).newest()
        found = tuple(_recalls(node, newest, release, utc_now()))
        with node.records.begin() as tx:
            Recalls(tx.connection).replace(release.name, found)
            mark = Adopted(release.name, release.digest, utc_now(), asker.user.id)
            Releases(tx.connection).note(mark, "assessed")
        node.new_epoch()
        return recall_list(node, release.name)


def recall_list(node: NodeLike, name: str | None = None) -> tuple[Recall, ...]:
    """The list for one release, or for all, open lines first."""
    with node.records.read() as tx:
        return Recalls(tx.connection).of(name)


def handle_recall(node: NodeLike, number: int, asker: Asker, *, undo: bool = False) -> None:
    """Note that somebody has seen to one line of the list, or take that back.

    Raises:
        Refused: the person may not. NotFound: no such line.
    """
    with changing(node, asker, "answer:referral", "undo-recall" if undo else "handle-recall"):
        with node.records.begin() as tx:
            at, by = (None, None) if undo else (utc_now(), asker.user.id)
            Recalls(tx.connection).handle(number, at, by)
        node.new_epoch()


def _recalls(
    node: NodeLike, newest: Sequence[StoredCall], release: Release, at: datetime
) -> Iterator[Recall]:
    teller = _Teller(release)
    earlier: dict[str, Knowledge] = {}
    for stored in newest:
        if (stored.release, stored.digest) == (release.name, release.digest):
            continue
        if stored.release not in earlier:
            earlier[stored.release] = whole(release_named(node, stored.release))
        told = teller.tell(stored)
        changes = compare(
            stored.genes,
            told,
            _advice(stored.genes, earlier[stored.release], stored.release),
            _advice(told, teller.knowledge, release.name),
        )
        for changed in changes:
            yield _recall(stored, changed, release, at)


class _Teller:
    """Kept observations, told by one release; equal observations are called once."""

    def __init__(self, release: Release) -> None:
        self.knowledge = whole(release)
        self._genes = {gene.name: gene for gene in self.knowledge.genes}
        self._caller = cache(self._make)

    def tell(self, stored: StoredCall) -> tuple[GeneCall, ...]:
        """The genes that were called then and are known now."""
        found = []
        for name in sorted({gene.gene for gene in stored.genes} & self._genes.keys()):
            caller = self._caller(name, stored.assembly)
            call = caller.call_observed(stored.observed.get(name, {}))
            if name in stored.outside:
                call = call_outside(caller.gene, stored.outside[name], call)
            found.append(call)
        return tuple(found)

    def _make(self, name: str, assembly: Assembly) -> GeneCaller:
        return GeneCaller(self._genes[name], assembly)


def _advice(
    genes: Sequence[GeneCall], knowledge: Knowledge, release: str
) -> tuple[DrugAdvice, ...]:
    return advise(genes, knowledge, (), (), release)


def _recall(stored: StoredCall, changed: Changed, release: Release, at: datetime) -> Recall:
    return Recall(
        call=stored.id,
        sample=stored.sample,
        person=stored.person,
        gene=changed.gene,
        old_release=stored.release,
        new_release=release.name,
        old=_side(changed.old, {drug: then for drug, (then, _) in changed.advice.items()}),
        new=_side(changed.new, {drug: now for drug, (_, now) in changed.advice.items()}),
        phenotype_changed=changed.phenotype_changed,
        advice_changed=bool(changed.advice),
        at=at,
    )


def _side(call: GeneCall | None, advice: dict[str, str]) -> dict[str, Any]:
    return {
        "status": None if call is None else call.status.value,
        "diplotype": call.diplotypes[0].name if call and call.diplotypes else None,
        "phenotype": call.phenotype if call else None,
        "activity_score": call.activity_score if call else None,
        "advice": advice,
    }
