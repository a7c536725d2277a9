"""Loading genomes: files in, all or nothing; a report of what happened to every record."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from samvar.formats.samplesheet.read import SheetRow, read_samples
from samvar.formats.vcf.read import VcfFile, open_vcf
from samvar.govern.identity import Asker
from samvar.model.calls import Calls
from samvar.model.clock import utc_now
from samvar.model.contribution import CountingRules
from samvar.model.errors import BadFile, BadInput, Conflict, UnknownAssembly, Where
from samvar.model.genome import Assembly
from samvar.model.ids import new_id
from samvar.model.load import FileReport, LoadReport, LoadRequest
from samvar.node.act import changing, permit
from samvar.node.callable import Callability, decide_callable
from samvar.node.node import Node
from samvar.node.people import Cohort, gather
from samvar.store.records.datasets import Dataset
from samvar.store.records.engine import Transaction
from samvar.store.records.loads import Load, LoadedFile

Progress = Callable[[str, int, int | None, str], None]
"""stage, done, total (None: not known), unit"""

WRITER_WAIT_S = 600.0


def silent(_stage: str, _done: int, _total: int | None, _unit: str) -> None:
    """A progress that nobody watches."""


def load(
    node: Node,
    request: LoadRequest,
    asker: Asker,
    progress: Progress = silent,
    load_id: str | None = None,
) -> LoadReport:
    """Read files, count them into the node's sums, and say what happened to each record.

    Nothing is visible before all of it is: a fault in any file leaves no trace but the audit
    entry and a failed load.

    Raises:
        Refused: the person may not load here.
        BadInput: a file, sheet or statement cannot be taken; `where` says which line.
    """
    with changing(node, asker, "load:data", "load"):
        return load_files(node, request.checked(), asker.user.id, progress, load_id)


def load_files(
    node: Node,
    request: LoadRequest,
    by: str,
    progress: Progress = silent,
    load_id: str | None = None,
) -> LoadReport:
    """`load` without the question whether it may happen; for the demo's own people and tests."""
    began = time.perf_counter()
    read = _read(node, request, progress)
    return commit(node, request, read, by, progress, load_id, began)


def rehearse(
    node: Node, request: LoadRequest, asker: Asker, progress: Progress = silent
) -> LoadReport:
    """Do all of a load but the commit, and report what it would have done; keeps nothing.

    Raises: as `load`.
    """
    permit(node, asker, "load:data", "rehearse-load")
    began = time.perf_counter()
    read = _read(node, request.checked(), progress)
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
    )


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Everything that one load's files hold, checked and normalised, in memory."""

    assembly: Assembly
    assembly_from: str
    normalised_by: str
    samples: tuple[str, ...]
    rows: Mapping[str, SheetRow]
    callability: Callability
    batches: Sequence[Calls]
    files: tuple[FileReport, ...]


def rules_of(node: Node) -> CountingRules:
    """The counting rules that the node's settings ask for."""
    config = node.config
    return CountingRules(
        pass_only=config.pass_only,
        min_gq=config.min_gq,
        min_dp=config.min_dp,
        relatives=config.relatives,
        close_gap_bp=config.close_gap_bp,
    )


def _read(node: Node, request: LoadRequest, progress: Progress) -> ReadFiles:
    stated = Assembly.parse(request.assembly) if request.assembly else None
    with ExitStack() as stack:
        files: list[VcfFile] = []
        for path in request.paths:
            if not path.is_file():
                raise BadFile("there is no such file", where=Where(path.name))
            guess = stated or (files[0].assembly if files else None)
            files.append(stack.enter_context(_open(node, path, guess, request.assert_normalised)))
        assembly = _one_assembly(files)
        batches: list[Calls] = []
        reports = []
        for number, (path, file) in enumerate(zip(request.paths, files, strict=True)):
            progress("digest", number, len(files), "files")
            digest = _sha256(path)
            for batch in file.batches():
                batches.append(batch)
                progress("read", file.tally.records, None, "records")
            reports.append(FileReport.of(file.name, digest, file.tally))
        callability = decide_callable(request, files, assembly, rules_of(node))
        names = tuple(dict.fromkeys(name for file in files for name in file.samples))
        if not names:
            raise BadInput(
                "the files have no samples", remedy="load files with genotypes, not a list of sites"
            )
        return ReadFiles(
            assembly=assembly,
            assembly_from=files[0].assembly_from,
            normalised_by=files[0].normalised_by,
            samples=names,
            rows=_sheet(request, names),
            callability=callability,
            batches=batches,
            files=tuple(reports),
        )


def _open(node: Node, path: Path, assembly: Assembly | None, asserted: bool) -> VcfFile:
    """Open with the mounted reference of the file's own assembly, if there is one."""
    if asserted or assembly is not None:
        reference = node.reference(assembly) if assembly else None
        return open_vcf(path, assembly=assembly, reference=reference, assert_normalised=asserted)
    with open_vcf(path, assert_normalised=True) as probe:
        found = probe.assembly
    return open_vcf(path, assembly=found, reference=node.reference(found))


def _one_assembly(files: Sequence[VcfFile]) -> Assembly:
    found = {file.assembly for file in files}
    if len(found) != 1:
        raise UnknownAssembly(
            "the files of one load are of different assemblies", remedy="load them one by one"
        )
    return found.pop()


def _sheet(request: LoadRequest, names: Sequence[str]) -> dict[str, SheetRow]:
    if not request.sheet:
        return {}
    path = Path(request.sheet)
    rows = {row.name: row for row in read_samples(path, request.ancestry_names)}
    if not any(name in rows for name in names):
        raise BadInput(
            "the sample sheet names none of the samples in the files", where=Where(path.name)
        )
    return rows


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def commit(
    node: Node,
    request: LoadRequest,
    read: ReadFiles,
    by: str,
    progress: Progress = silent,
    load_id: str | None = None,
    began: float | None = None,
) -> LoadReport:
    """Bring what was read into both stores: promise, commit the variants, settle the promise.

    If the node stops in between, `recovery` finishes or undoes it from the manifest.
    """
    load_id = load_id or new_id("load")
    began = time.perf_counter() if began is None else began
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        progress("register", 0, len(read.samples), "people")
        with node.records.begin() as tx:
            dataset = _dataset(tx, request)
            cohort = _promise(node, tx, request, read, load_id, dataset, by)
        try:
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
            progress("commit", 0, None, "files")
            epoch = writer.commit()
        except BaseException:
            # The writer leaves no trace of what it did not commit; neither do the records.
            if load_id not in node.variants.snapshot().loads:
                with node.records.begin() as tx:
                    tx.loads.fail(load_id)
            raise
        why = Counter(c.why or "unknown" for c in result.contributions if not c.counts)
        report = LoadReport(
            load=load_id,
            dataset=dataset,
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
        )
        with node.records.begin() as tx:
            tx.loads.settle(load_id, epoch, msgspec.to_builtins(report))
    progress("done", len(read.samples), len(read.samples), "people")
    return report


def _dataset(tx: Transaction, request: LoadRequest) -> str:
    known = tx.datasets.by_name(request.dataset)
    if known is not None:
        return known.id
    dataset = Dataset(
        id=new_id("dataset"),
        name=request.dataset,
        title=request.title or request.dataset,
        created=utc_now(),
        duo=request.duo,
    )
    tx.datasets.add(dataset)
    return dataset.id


def _promise(
    node: Node,
    tx: Transaction,
    request: LoadRequest,
    read: ReadFiles,
    load_id: str,
    dataset: str,
    by: str,
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
    )
    files = tuple(LoadedFile(file.name, file.sha256) for file in read.files)
    tx.loads.add(Load(load_id, dataset, read.assembly, files, by, utc_now()), cohort.plan)
    return cohort
