"""The files of one load, read and checked as a whole, before anything is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from samvar.formats.samplesheet.read import SheetRow, read_samples
from samvar.formats.vcf.content import Content
from samvar.formats.vcf.read import VcfFile, assembly_of, open_vcf
from samvar.formats.vcf.repeats import RepeatFile
from samvar.formats.vcf.structural import StructuralFile
from samvar.model.calls import Calls
from samvar.model.contribution import CountingRules
from samvar.model.errors import BadFile, BadInput, UnknownAssembly, Where
from samvar.model.genome import Assembly
from samvar.model.load import FileReport, LoadRequest
from samvar.model.progress import Progress
from samvar.node.callable import NOWHERE, Callability, decide_callable
from samvar.node.node import Node
from samvar.node.reading_beside import (
    OtherFiles,
    check_samples,
    kind_of_file,
    read_other,
    structural_within,
)


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Everything that one load's files hold, checked and normalised, in memory.

    columns: the names of each file's samples, in its order; none where files are not kept.
    others: what is said beside small variants; small: the files of these.
    """

    assembly: Assembly
    assembly_from: str
    normalised_by: str
    samples: tuple[str, ...]
    rows: Mapping[str, SheetRow]
    callability: Callability
    batches: Sequence[Calls]
    files: tuple[FileReport, ...]
    columns: tuple[tuple[str, ...], ...] = ()
    others: OtherFiles = field(default_factory=OtherFiles)
    small: tuple[Path, ...] = ()


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


def read_files(node: Node, request: LoadRequest, progress: Progress) -> ReadFiles:
    """All files of a load, each by the reader of what it holds.

    Raises:
        BadFile, UnknownAssembly, NotNormalised, NotCallable, BadInput: see the readers.
    """
    stated = Assembly.parse(request.assembly) if request.assembly else None
    rules = rules_of(node)
    with ExitStack() as stack:
        files: list[VcfFile | StructuralFile | RepeatFile] = []
        for path in request.paths:
            if not path.is_file():
                raise BadFile("there is no such file", where=Where(path.name))
            guess = stated or (files[0].assembly if files else None)
            content = kind_of_file(path, guess)
            if content is Content.SMALL:
                files.append(
                    stack.enter_context(_open(node, path, guess, request.assert_normalised))
                )
            else:
                files.append(read_other(path, content, rules, guess))
        assembly = _one_assembly(files)
        batches: list[Calls] = []
        reports = []
        within: list[StructuralFile] = []
        for number, (path, file) in enumerate(zip(request.paths, files, strict=True)):
            progress("digest", number, len(files), "files")
            digest = _sha256(path)
            beside = file.tally.accepted if not isinstance(file, VcfFile) else 0
            if isinstance(file, VcfFile):
                for batch in file.batches():
                    batches.append(batch)
                    progress("read", file.tally.records, None, "records")
                found = structural_within(path, file.tally, rules, assembly)
                within += [] if found is None else [found]
                beside = 0 if found is None else found.tally.accepted
            reports.append(FileReport.of(file.name, digest, file.tally, beside))
        small = [file for file in files if isinstance(file, VcfFile)]
        others = OtherFiles(
            (*within, *(file for file in files if isinstance(file, StructuralFile))),
            tuple(file for file in files if isinstance(file, RepeatFile)),
        )
        names = tuple(dict.fromkeys(name for file in files for name in _samples(file)))
        if not names:
            raise BadInput(
                "the files have no samples", remedy="load files with genotypes, not a list of sites"
            )
        if small:
            check_samples(others, tuple(name for file in small for name in file.samples))
        return ReadFiles(
            assembly=assembly,
            assembly_from=files[0].assembly_from,
            normalised_by=small[0].normalised_by if small else "asserted",
            samples=names,
            rows=_sheet(request, names) if small else {},
            callability=decide_callable(request, small, assembly, rules) if small else NOWHERE,
            batches=batches,
            files=tuple(reports),
            columns=tuple(_samples(file) for file in files),
            others=others,
            small=tuple(
                path for path, file in zip(request.paths, files, strict=True)
                if isinstance(file, VcfFile)
            ),
        )  # fmt: skip


def _samples(file: VcfFile | StructuralFile | RepeatFile) -> tuple[str, ...]:
    return file.samples if isinstance(file, VcfFile) else file.calls.samples


def _open(node: Node, path: Path, assembly: Assembly | None, asserted: bool) -> VcfFile:
    """Open with the mounted reference of the file's own assembly, if there is one."""
    if asserted or assembly is not None:
        reference = node.reference(assembly) if assembly else None
        return open_vcf(path, assembly=assembly, reference=reference, assert_normalised=asserted)
    found = assembly_of(path)
    return open_vcf(path, assembly=found, reference=node.reference(found))


def _one_assembly(files: Sequence[VcfFile | StructuralFile | RepeatFile]) -> Assembly:
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
