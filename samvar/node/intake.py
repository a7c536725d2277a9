"""Loading genomes: files in, all or nothing; a report of what happened to every record."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import msgspec

from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.govern.personal import Numbers
from samvar.model.clock import utc_now
from samvar.model.contribution import Contribution
from samvar.model.errors import Conflict, SamvarError
from samvar.model.genome import Assembly
from samvar.model.ids import new_id
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.person import SampleKind
from samvar.model.progress import Progress, silent
from samvar.node.beside import attach, commit_beside, or_failed
from samvar.node.fileset import unpacked
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.node.people import Cohort, gather
from samvar.node.reading import ReadFiles, read_files, rules_of
from samvar.node.source import Sealed, place, promise, sealing
from samvar.present.area import Arrival, Brought, Placing
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Transaction
from samvar.store.records.loads import Load, LoadedFile


def load(
    node: Node,
    request: LoadRequest,
    asker: Asker,
    progress: Progress = silent,
    load_id: str | None = None,
    brought: Mapping[str, Brought] = MappingProxyType({}),
) -> LoadReport:
    """Read files, count them into the node's sums, and say what happened to each record.

    brought: what areas have read already of what belongs to this load, such as a case; by name.

    Nothing is visible before all of it is: a fault in any file leaves no trace but the audit
    entry and a failed load.

    Raises:
        Refused: the person may not load here.
        BadInput: a file, sheet or statement cannot be taken; `where` says which line.
    """
    with changing(node, asker, "load:data", "load"):
        return load_files(node, request.checked(), asker.user.id, progress, load_id, brought)


def load_files(
    node: Node,
    request: LoadRequest,
    by: str,
    progress: Progress = silent,
    load_id: str | None = None,
    brought: Mapping[str, Brought] = MappingProxyType({}),
) -> LoadReport:
    """`load` without the question whether it may happen; for the demo's own people and tests."""
    began = time.perf_counter()
    load_id = load_id or new_id("load")
    with unpacked(node, request) as plain:
        read = read_files(node, plain, progress)
        found = read_for_areas(node, read.small, read.assembly, progress) if read.small else {}
        found |= brought
        with sealing(node, plain.paths, read, load_id, progress) as sealed:
            if not read.small:
                return commit_beside(node, plain, read, by, load_id, began, sealed)
            return commit(node, plain, read, by, progress, load_id, began, found, sealed)


def read_for_areas(
    node: Node, paths: Sequence[Path], assembly: Assembly, progress: Progress = silent
) -> dict[str, Brought | SamvarError]:
    """What each focus area makes of the files, by its name; the load goes on whatever they say.

    An area that cannot is named in the load's report with the code of its error.
    """
    brought: dict[str, Brought | SamvarError] = {}
    for number, area in enumerate(node.areas):
        progress(area.name, number, len(node.areas), "areas")
        try:
            brought[area.name] = area.reads(node, paths, assembly)
        except SamvarError as error:
            brought[area.name] = error
    return brought


def rehearse(
    node: Node, request: LoadRequest, asker: Asker, progress: Progress = silent
) -> LoadReport:
    """Do all of a load but the commit, and report what it would have done; keeps nothing.

    Raises: as `load`.
    """
    permit(node, asker, "load:data", "rehearse-load")
    began = time.perf_counter()
    with unpacked(node, request.checked()) as plain:
        read = read_files(node, plain, progress)
    return LoadReport(
        load="",
        dataset=request.dataset,
        assembly=read.assembly.value,
        assembly_from=read.assembly_from,
        normalised_by=read.normalised_by,
        callable_from=read.callability.source,
        files=read.files,
        samples=len(read.samples),
        individuals_counted=0,
        not_counted={"a rehearsal counts nobody": len(read.samples)},
        variants=0,
        epoch=node.variants.snapshot().epoch,
        seconds=round(time.perf_counter() - began, 3),
        research=request.research,
    )


def commit(
    node: Node,
    request: LoadRequest,
    read: ReadFiles,
    by: str,
    progress: Progress = silent,
    load_id: str | None = None,
    began: float | None = None,
    brought: Mapping[str, Brought | SamvarError] | None = None,
    sealed: Sequence[Sealed] = (),
) -> LoadReport:
    """Bring what was read into both stores: promise, commit the variants, settle the promise.

    brought: what the areas have read of the files; kept in the transaction that settles.
    sealed: the files themselves, which are kept with the load.

    If the node stops in between, `recovery` finishes or undoes it from the manifest.
    """
    load_id = load_id or new_id("load")
    began = time.perf_counter() if began is None else began
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        progress("register", 0, len(read.samples), "people")
        with node.records.begin() as tx:
            dataset = _dataset(tx, request)
            cohort = _promise(node, tx, request, read, load_id, dataset, by, sealed)
            placing = [each for each in (brought or {}).values() if isinstance(each, Placing)]
            for each in placing:
                each.promise(tx, load_id)
        with or_failed(node, load_id):
            place(node, sealed)
            for each in placing:
                each.place(node)
            if cohort.plan.replaces:
                writer.withdraw(cohort.plan.replaces)
            progress("count", 0, len(read.samples), "people")
            stretches = {cohort.ids[n]: s for n, s in read.callability.stretches.items()}
            result = writer.load(
                cohort.contributions,
                read.batches,
                cohort.ids,
                stretches,
                load_id,
                people=cohort.people,
            )
            decided = {each.sample: each for each in result.contributions}
            attach(writer, read.others, cohort.ids, decided, load_id)
            progress("commit", 0, None, "files")
            epoch = writer.commit()
        why = Counter(c.why or "unknown" for c in result.contributions if not c.counts)
        report = LoadReport(
            load=load_id,
            dataset=dataset.id,
            assembly=read.assembly.value,
            assembly_from=read.assembly_from,
            normalised_by=read.normalised_by,
            callable_from=read.callability.source,
            files=read.files,
            samples=len(read.samples),
            individuals_counted=result.counted,
            not_counted=dict(why),
            variants=result.sites,
            epoch=epoch,
            seconds=round(time.perf_counter() - began, 3),
            research=request.research,
        )
        with node.records.begin() as tx:
            tx.loads.settle(load_id, epoch, msgspec.to_builtins(report))
            if brought:
                arrival = _arrival(node, tx, cohort, result.contributions, load_id, by)
                report = msgspec.structs.replace(report, areas=_keep(tx, brought, arrival))
                tx.loads.note(load_id, msgspec.to_builtins(report))
            for area in node.areas:  # after `keep`, which may bring over what hangs on the replaced
                area.leaving(tx)
    progress("done", len(read.samples), len(read.samples), "people")
    return report


def _arrival(
    node: Node,
    tx: Transaction,
    cohort: Cohort,
    contributions: Sequence[Contribution],
    load_id: str,
    by: str,
) -> Arrival:
    live = {s.sample.id: s.sample.kind for s in tx.samples.of(load=load_id)}
    return Arrival(
        {name: i for name, i in cohort.ids.items() if live.get(i) is SampleKind.GERMLINE},
        {contribution.sample: contribution for contribution in contributions},
        by,
        node,
        cohort.replaced,
    )


def _keep(
    tx: Transaction, brought: Mapping[str, Brought | SamvarError], arrival: Arrival
) -> dict[str, dict[str, object]]:
    if not arrival.ids:
        return {}
    said: dict[str, Mapping[str, object]] = {
        name: {"failed": found.code, "why": found.what}
        if isinstance(found, SamvarError)
        else found.keep(tx, arrival)
        for name, found in brought.items()
    }
    return {name: dict(words) for name, words in said.items() if words}


def _dataset(tx: Transaction, request: LoadRequest) -> Dataset:
    known = tx.datasets.by_name(request.dataset)
    if known is not None:
        if request.area not in ("", known.area):
            raise Conflict(
                "the dataset is for another focus area",
                why=f"it was made for {known.area or 'none'}",
                remedy="load into a dataset of that area, or leave the area out",
            )
        return known
    dataset = Dataset(
        id=new_id("dataset"),
        name=request.dataset,
        title=request.title or request.dataset,
        created=utc_now(),
        duo=request.duo,
        area=request.area,
    )
    tx.datasets.add(dataset)
    return dataset


def _promise(
    node: Node,
    tx: Transaction,
    request: LoadRequest,
    read: ReadFiles,
    load_id: str,
    dataset: Dataset,
    by: str,
    sealed: Sequence[Sealed],
) -> Cohort:
    unknown = sorted(set(request.tumour) - set(read.samples))
    if unknown:
        raise Conflict("a sample that was named as a tumour is not in the files")
    cohort = gather(
        tx,
        read.samples,
        read.rows,
        read.callability,
        read.assembly,
        dataset,
        rules_of(node),
        frozenset(request.tumour),
        request.research,
        Numbers(tx, node.keys),
    )
    files = tuple(LoadedFile(file.name, file.sha256) for file in read.files)
    person_of = {each.id: each.person for each in cohort.plan.samples}
    columns = {
        one.source.id: tuple(person_of[cohort.ids[name]] for name in one.people) for one in sealed
    }
    plan = replace(cohort.plan, columns=columns)
    tx.loads.add(Load(load_id, dataset.id, read.assembly, files, by, utc_now()), plan)
    promise(node, tx, sealed)
    return cohort
