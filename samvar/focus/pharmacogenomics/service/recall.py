"""A new release of knowledge: who here is told otherwise, and who has been seen to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from samvar.focus.pharmacogenomics.analyse.compare import Changed
from samvar.focus.pharmacogenomics.analyse.retell import Teller, retell
from samvar.focus.pharmacogenomics.model import GeneCall
from samvar.focus.pharmacogenomics.records import (
    Adopted,
    Calls,
    Orders,
    Recall,
    Recalls,
    Releases,
    StoredCall,
)
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.release import (
    keep_release,
    release_as_used,
    release_named,
)
from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.govern.personal import shown_labels
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.model.clock import utc_now
from samvar.model.genome import Assembly
from samvar.model.progress import Progress, silent
from samvar.present.area import NodeLike

_EVERY = 25  # people between two words of progress


def assess(
    node: NodeLike, name: str, asker: Asker, progress: Progress = silent
) -> tuple[Recall, ...]:
    """Tell everybody here by another release, from what was observed, and list who changes.

    The list replaces the one made before for that release; lines that were handled stay so,
    unless they would say something else now.

    Raises:
        Refused: the person may not. NotFound: the node does not have the release, or one that
            people here were called by. CorruptStore: it has another of that name.
    """
    with changing(node, asker, "change:knowledge", "assess-release"):
        release = release_named(node, name)
        keep_release(node, release)
        at = utc_now()  # before the calls are read: what comes in meanwhile is not assessed
        found = tuple(_recalls(node, release, at, progress))
        mark = Adopted(release.name, release.digest, at, asker.user.id, _assemblies(release))
        with node.records.begin() as tx:
            Recalls(tx.connection).replace(release.name, found)
            Releases(tx.connection).note(mark, "assessed")
        node.new_epoch()
        return recall_list(node, release.name)


def foresee(node: NodeLike, name: str, asker: Asker) -> tuple[Recall, ...]:
    """The lines that `assess` would write; nothing is kept.

    Raises: as `assess`.
    """
    permit(node, asker, "change:knowledge", "rehearse-assess-release")
    return tuple(_recalls(node, release_named(node, name), utc_now(), silent))


def recall_list(node: NodeLike, name: str | None = None) -> tuple[Recall, ...]:
    """The list for one release, or for all, open lines first."""
    with node.records.read() as tx:
        return Recalls(tx.connection).of(name)


def not_assessed(node: NodeLike, name: str) -> int:
    """How many samples here were called by another release after the last assessment.

    Where there was none it is every sample that another release was used for.
    """
    with node.records.read() as tx:
        last = Releases(tx.connection).assessed(name)
        return Calls(tx.connection).made_after(last.at if last else None, name)


def labels_of(node: NodeLike, people: Iterable[str]) -> dict[str, str]:
    """How each person is named on a page; those erased are left out."""
    with node.records.read() as tx:
        return shown_labels(tx, node.keys, people)


def newest_orders(node: NodeLike, people: Iterable[str]) -> dict[str, str]:
    """The id of each person's newest order, of those who have one."""
    with node.records.read() as tx:
        return {order.person: order.id for order in Orders(tx.connection).of_people(people)}


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
    node: NodeLike, release: Release, at: datetime, progress: Progress
) -> Iterator[Recall]:
    with node.records.read() as tx:
        everybody = Calls(tx.connection).by_sample()
    here = (release.name, release.digest)
    tellers = {here: Teller(release.name, whole(release))}
    for number, mine in enumerate(everybody.values()):
        if number % _EVERY == 0:
            progress("assess", number, len(everybody), "people")
        before = [each for each in mine if (each.release, each.digest) != here]
        since = [each for each in mine if (each.release, each.digest) == here]
        for key in {(each.release, each.digest) for each in before} - tellers.keys():
            tellers[key] = Teller(key[0], whole(release_as_used(node, *key)))
        by = [(each, tellers[each.release, each.digest]) for each in before]
        for call, changed in retell(by, since, tellers[here]):
            yield _recall(call, changed, release, at)
    progress("assess", len(everybody), len(everybody), "people")


def _assemblies(release: Release) -> tuple[str, ...]:
    positions = [each for gene in release.knowledge.genes for each in gene.positions]
    return tuple(a.value for a in Assembly if any(each.site(a) for each in positions))


def _recall(call: StoredCall, changed: Changed, release: Release, at: datetime) -> Recall:
    return Recall(
        call=call.id,
        sample=call.sample,
        person=call.person,
        gene=changed.gene,
        old_release=call.release,
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
