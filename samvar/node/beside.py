"""Structural variants and repeats into the store: with small variants, or to samples there."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import msgspec

from samvar.formats.vcf.structural import StructuralFile
from samvar.model.clock import utc_now
from samvar.model.contribution import Contribution
from samvar.model.errors import Conflict, NotFound, SamvarError
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.structural import EventKind
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.node.part import tend
from samvar.node.reading import ReadFiles
from samvar.node.reading_beside import OtherFiles
from samvar.node.source import Sealed, place, promise
from samvar.store.records.engine import Transaction
from samvar.store.records.loads import Load, LoadedFile, LoadPlan
from samvar.store.variants import Writer, event, lengths
from samvar.store.variants.beside import REPEATS, STRUCTURAL, join_beside


def attach(
    writer: Writer,
    others: OtherFiles,
    ids: Mapping[str, str],
    contributions: Mapping[str, Contribution],
    load_id: str,
) -> None:
    """Stage what the files say. ids: by the files' names; contributions: by sample id.

    What a sample was told to have before, of the same kinds of event and the same loci, does not
    hold any more.
    """
    for kinds, names in _by_kinds(others.structural).items():
        own = [
            (event.rows_of(file.calls, _people(file.calls.samples, ids, contributions)),
             [names.index(n) if n in names else None for n in file.calls.samples])
            for file in others.structural
        ]  # fmt: skip
        table = join_beside(STRUCTURAL, own)
        told = [kind.value for kind in kinds]
        samples = [ids[name] for name in names]
        writer.attach(STRUCTURAL, table, samples, told, load_id, event.told_anew(kinds))
    if others.repeats:
        names = list(dict.fromkeys(n for file in others.repeats for n in file.calls.samples))
        own = [
            (lengths.rows_of(file.calls, _people(file.calls.samples, ids, contributions)),
             [names.index(n) for n in file.calls.samples])
            for file in others.repeats
        ]  # fmt: skip
        loci = frozenset(locus.name for file in others.repeats for locus in file.calls.loci)
        samples = [ids[name] for name in names]
        table = join_beside(REPEATS, own)
        writer.attach(REPEATS, table, samples, [REPEATS], load_id, lengths.told_anew(loci))


def _people(
    names: Sequence[str], ids: Mapping[str, str], contributions: Mapping[str, Contribution]
) -> list[Contribution | None]:
    return [contributions[ids[name]] for name in names]


def _by_kinds(files: Sequence[StructuralFile]) -> dict[frozenset[EventKind], list[str]]:
    """Samples by what all their files together have been looking for."""
    of: dict[str, frozenset[EventKind]] = {}
    for file in files:
        for name in file.calls.samples:
            of[name] = of.get(name, frozenset()) | file.calls.examined
    found: dict[frozenset[EventKind], list[str]] = {}
    for name, kinds in of.items():
        found.setdefault(kinds, []).append(name)
    return found


@contextmanager
def or_failed(node: Node, load_id: str) -> Iterator[None]:
    """What goes wrong before the commit leaves no trace in the records but a failed load."""
    try:
        yield
    except BaseException:
        # The writer leaves no trace of what it did not commit; neither do the records.
        if load_id not in node.variants.snapshot().loads:
            with node.records.begin() as tx:
                tx.loads.fail(load_id)
            with suppress(SamvarError):  # if it cannot now, the worker or the next start does
                tend(node, timeout_s=0)
        raise


def commit_beside(
    node: Node,
    request: LoadRequest,
    read: ReadFiles,
    by: str,
    load_id: str,
    began: float,
    sealed: Sequence[Sealed] = (),
) -> LoadReport:
    """Bring files without small variants to samples that the dataset has.

    Raises:
        NotFound: the dataset lacks one of the samples.
        Conflict: one of them is of another assembly.
    """
    others = read.others
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        here = node.variants.snapshot().contributions
        with node.records.begin() as tx:
            dataset, ids, persons = _there(tx, request.dataset, others.samples)
            if any(here[each].assembly is not read.assembly for each in ids.values()):
                raise Conflict(
                    "a sample's small variants are of another assembly than this file",
                    remedy="load the file into a dataset of its own assembly",
                )
            files = tuple(LoadedFile(file.name, file.sha256) for file in read.files)
            columns = {one.source.id: tuple(persons[name] for name in one.people) for one in sealed}
            promised = Load(load_id, dataset, read.assembly, files, by, utc_now())
            tx.loads.add(promised, LoadPlan(columns=columns))
            promise(node, tx, sealed)
        with or_failed(node, load_id):
            place(node, sealed)
            attach(writer, others, ids, here, load_id)
            epoch = writer.commit()
        counted = sum(here[each].counts for each in ids.values())
        report = LoadReport(
            load=load_id,
            dataset=dataset,
            assembly=read.assembly.value,
            assembly_from=read.assembly_from,
            normalised_by=read.normalised_by,
            callable_from=read.callability.source,
            files=read.files,
            samples=len(ids),
            individuals_counted=counted,
            not_counted={},
            variants=0,
            epoch=epoch,
            seconds=round(time.perf_counter() - began, 3),
        )
        with node.records.begin() as tx:
            tx.loads.settle(load_id, epoch, msgspec.to_builtins(report))
    return report


def _there(
    tx: Transaction, dataset: str, names: Sequence[str]
) -> tuple[str, dict[str, str], dict[str, str]]:
    """Id of the dataset; ids of its live samples and of their persons, by name."""
    known = tx.datasets.by_name(dataset)
    found = {} if known is None else tx.samples.by_names(known.id, names)
    live = {name: each for name, each in found.items() if each.live}
    if known is None or set(live) != set(names):
        raise NotFound(
            "the dataset has no small variants of a sample of this file",
            why="structural variants and repeats belong to a sample that is there",
            remedy="load them together with the sample's small variants, or after these",
        )
    ids = {name: each.sample.id for name, each in live.items()}
    return known.id, ids, {name: each.sample.person for name, each in live.items()}
