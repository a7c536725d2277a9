"""Calls kept at a node: of every genome that is loaded, and of a file that is brought later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samvar.focus.pharmacogenomics.model import SampleCall
from samvar.focus.pharmacogenomics.records import Calls, StoredCall
from samvar.focus.pharmacogenomics.rules.trust import Floor
from samvar.focus.pharmacogenomics.service.attach import attach
from samvar.focus.pharmacogenomics.service.call import call_files
from samvar.focus.pharmacogenomics.service.change import note_changes
from samvar.focus.pharmacogenomics.service.identity import hold_doubtful, refuse_another_person
from samvar.focus.pharmacogenomics.service.outside import TakenAlong, take_along
from samvar.focus.pharmacogenomics.service.release import current_release, keep_release
from samvar.govern.act import changing
from samvar.govern.identity import Asker
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.model.clock import utc_now
from samvar.model.contribution import Contribution
from samvar.model.errors import BadInput, NotFound
from samvar.model.genome import Assembly
from samvar.model.ids import new_ids
from samvar.present.area import Arrival, NodeLike
from samvar.store.records.engine import Transaction


@dataclass(frozen=True, slots=True)
class Called:
    """How many people have calls now, and what of earlier outside calls could not be kept."""

    people: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtCalls:
    """The calls of a load's files under one release, not kept yet."""

    release: Release
    assembly: Assembly
    found: tuple[SampleCall, ...]

    def keep(self, tx: Transaction, arrival: Arrival) -> Mapping[str, Any]:
        """Write those of the samples that arrive; see `present.area.Brought`."""
        along = _of_replaced(tx, self, arrival)
        stored = _stored(
            along.found, arrival.ids, arrival.contributions, self.assembly, self.release, arrival.by
        )
        held = hold_doubtful(tx, stored, arrival.contributions)
        _write(tx, stored, arrival.contributions, held)
        people = {each.person for each in stored}
        arrived = {arrival.contributions[each].person for each in arrival.ids.values()}
        changed = note_changes(arrival.node, tx, arrived, arrival.by)
        words: dict[str, Any] = {"release": self.release.name, "people": len(people)}
        words |= {"held": len(held)} if held else {}
        words |= {"outside_calls_kept": along.kept} if along.kept else {}
        words |= {"orders_to_read_again": changed} if changed else {}
        words |= {"notes": list(along.sentences)} if along.dropped else {}
        return words


def _of_replaced(tx: Transaction, brought: BroughtCalls, arrival: Arrival) -> TakenAlong:
    """The load's calls, with the outside calls of the samples whose place they take."""
    earlier: dict[str, list[StoredCall]] = {}
    for call in Calls(tx.connection).of_samples(arrival.replaced.values()):
        if call.outside:
            earlier.setdefault(call.sample, []).append(call)
    before = {
        name: earlier[old]
        for name, identifier in arrival.ids.items()
        if (old := arrival.replaced.get(identifier, "")) in earlier
    }
    called = {each.sample for each in brought.found}
    silent = [SampleCall(name, brought.release.name, ()) for name in before.keys() - called]
    person = {n: arrival.contributions[i].person for n, i in arrival.ids.items()}
    return take_along(arrival.node, (*brought.found, *silent), before, person, brought.release)


def read_calls(node: NodeLike, paths: Sequence[Path], assembly: Assembly) -> BroughtCalls:
    """Call the pharmacogenes of a load's files by the release that the node has adopted.

    A release without positions in the assembly calls nobody.

    Raises:
        BadInput: a file cannot be read at the positions of a gene.
    """
    release = current_release(node)
    keep_release(node, release)
    placed = any(p.site(assembly) for g in release.knowledge.genes for p in g.positions)
    found = tuple(call_files(paths, assembly, release, floor=_floor(node))) if placed else ()
    return BroughtCalls(release, assembly, found)


def call_into(
    node: NodeLike,
    paths: Sequence[Path],
    assembly: Assembly,
    dataset: str,
    asker: Asker,
    *,
    outside: Path | None = None,
    release: Release | None = None,
) -> Called:
    """Call files of samples that the node has already, and keep the results.

    outside: calls by other methods (CYP2D6, HLA), of the one sample of the file. Those that were
    brought earlier for its other genes stay.

    Raises:
        Refused: the person may not. NotFound: no such dataset, or none of the samples is in it.
        BadInput: as `call_files`. Conflict: the node has other genotypes of a sample: another
            person's file?
    """
    chosen = release or current_release(node)
    with changing(node, asker, "answer:referral", "call-pharmacogenes"):
        found = list(call_files(paths, assembly, chosen, outside=outside, floor=_floor(node)))
        with node.records.read() as tx:
            known = tx.datasets.by_name(dataset)
            if known is None:
                raise NotFound("there is no such dataset at this node")
            live = tx.samples.by_names(known.id, (each.sample for each in found))
        ids = {name: stored.sample.id for name, stored in live.items() if stored.live}
        if not ids:
            raise NotFound(
                "none of the file's samples is in the dataset", remedy="load the file first"
            )
        with node.records.read() as tx:
            earlier = Calls(tx.connection).of_samples(ids.values())
        before = {n: [c for c in earlier if c.sample == i and c.outside] for n, i in ids.items()}
        person = {name: live[name].sample.person for name in ids}
        along = take_along(node, found, before, person, chosen)
        people = keep(node, along.found, ids, assembly, chosen, asker.user.id)
    return Called(people, along.sentences)


def _floor(node: NodeLike) -> Floor:
    depth, quality = node.pharmacogene_floor
    return Floor(depth, quality)


def keep(
    node: NodeLike,
    found: Iterable[SampleCall],
    ids: Mapping[str, str],
    assembly: Assembly,
    release: Release,
    by: str,
) -> int:
    """Write the calls of these samples, and move their orders on; how many people have calls.

    ids: sample id by the file's name; other samples of the file are left out. A sample of which
    no position was tested is not written: it says nothing.

    Raises:
        BadInput: a sample is not the patient's germline.
        Conflict: the node has another release of that name, or other genotypes of a sample.
    """
    contributions = node.contributions()
    stored = _stored(found, ids, contributions, assembly, release, by)
    if not stored:
        return 0
    keep_release(node, release)
    with node.records.begin() as tx:
        _write(tx, stored, contributions, refuse_another_person(tx, stored))
        note_changes(node, tx, {each.person for each in stored}, by)
    node.new_epoch()
    return len({each.person for each in stored})


def _stored(
    found: Iterable[SampleCall],
    ids: Mapping[str, str],
    contributions: Mapping[str, Contribution],
    assembly: Assembly,
    release: Release,
    by: str,
) -> list[StoredCall]:
    telling = [
        each for each in found if each.sample in ids and any(gene.telling for gene in each.genes)
    ]
    for each in telling:
        if ids[each.sample] not in contributions:
            raise BadInput("a sample is not live at this node")
        if contributions[ids[each.sample]].why == "tumour":
            raise BadInput(
                "the sample is not the patient's germline",
                why="a tumour's variants are not those that the patient was born with",
            )
    now = utc_now()
    return [
        StoredCall(
            identifier,
            ids[each.sample],
            contributions[ids[each.sample]].person,
            assembly,
            release.name,
            release.digest,
            now,
            by,
            each.genes,
            each.observed,
            each.outside,
        )
        for each, identifier in zip(telling, new_ids("call", len(telling)), strict=True)
    ]


def _write(
    tx: Transaction,
    stored: Sequence[StoredCall],
    contributions: Mapping[str, Contribution],
    held: frozenset[str],
) -> None:
    """held: samples in doubt; their calls are kept, and told and counted nowhere."""
    told = [each for each in stored if each.sample not in held]
    counting = frozenset(each.sample for each in told if contributions[each.sample].counts)
    Calls(tx.connection).add_many(stored, counting)
    attach(tx, told)
