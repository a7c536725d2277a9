"""Real people in the demo: the public 1000 Genomes panels dealt over the regions, and two trios.

The folder has the layout of the development data: eight pharmacogene panels of 3,202 people
(GRCh38), one of 2,504 of them (DPYD, GRCh37), the Ashkenazi trio and Scout's demo case (GRCh37).
None of the files says that it is normalised, and the panels do not name their assembly: both are
stated here, as a person would with `--assembly` and `--assert-normalised`, and recorded with each
load. Scout's is loaded as a case of a rare disease, with all that its config names. The panels'
pharmacogenes are called once for all nodes, by PharmCAT's and CPIC's files if the folder has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from samvar.demo.pharmacogenomics.real import adopt_sources, call_panels, order_for_some
from samvar.focus.pharmacogenomics.area import AREA as PHARMACOGENOMICS
from samvar.focus.pharmacogenomics.model import SampleCall
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.plan import plan_case
from samvar.formats.samplesheet.read import SheetRow, read_samples
from samvar.formats.vcf.read import VcfFile, open_vcf
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.calls import Calls, Stretches
from samvar.model.errors import NotFound
from samvar.model.genome import Assembly
from samvar.model.load import FileReport, LoadReport, LoadRequest
from samvar.model.person import AssayKind
from samvar.model.place import CENTRES
from samvar.node.callable import Callability, decide_callable
from samvar.node.intake import commit, load_files
from samvar.node.node import Node
from samvar.node.reading import ReadFiles, rules_of
from samvar.present.area import Brought

SUPERPOPULATIONS = {"1": "AFR", "2": "AMR", "3": "EAS", "4": "EUR", "5": "SAS"}
"""What the codes in the sample sheet mean."""

BY = "demo"
_SHEET = Path("complex_disease/pygscatalog/bgen/phased/tiny1000G.sample")
_1KGP = Path("pharmacogenomics/1kgp")
_PANELS = (
    ("1000-genomes", "1000 Genomes, pharmacogenes", Assembly.GRCh38, _1KGP / "GRCh38"),
    ("1000-genomes-dpyd", "1000 Genomes, DPYD", Assembly.GRCh37, _1KGP / "GRCh37"),
)
_TRIO = Path("rare_disease/slivar/ashk-trio.vcf.gz")
_SCOUT = Path("rare_disease/scout/643594.config.yaml")
TRIO_NODE = "stockholm"


def node_of(name: str) -> str:
    """The region to which a sample's name deals it: always the same one.

    >>> node_of("HG00096") == node_of("HG00096")
    True
    """
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return sorted(CENTRES)[number % len(CENTRES)]


def load_real(nodes: Mapping[str, Node], data: Path) -> list[LoadReport]:
    """Load everything that the folder has into the seven nodes; what is there already stays.

    Raises:
        NotFound: the folder holds none of the files.
        BadInput: a file is damaged or the sheet cannot be read.
    """
    reports: list[LoadReport] = []
    called: list[SampleCall] = []
    found = False
    adopt_sources(nodes.values(), data)
    for dataset, title, assembly, place in _PANELS:
        files = sorted((data / place).glob("*.vcf.gz"))
        if not files or not (data / _SHEET).is_file():
            continue
        found = True
        waiting = [node for node in nodes.values() if not _has(node, dataset)]
        request = LoadRequest(
            dataset=dataset,
            title=title,
            files=tuple(str(f) for f in files),
            assembly=assembly.value,
            assert_normalised=True,
            assay=AssayKind.SITES.value,
            sheet=str(data / _SHEET),
            ancestry_names=SUPERPOPULATIONS,
        )
        if waiting:
            brought = call_panels(waiting[0], request.paths, assembly)
            reports += _deal(waiting, request, brought)
            called += brought.found
    if (data / _TRIO).is_file():
        found = True
        node = nodes[TRIO_NODE]
        if not _has(node, "ashkenazi-trio"):
            request = LoadRequest(
                dataset="ashkenazi-trio",
                title="Ashkenazi trio (HG002, HG003, HG004)",
                files=(str(data / _TRIO),),
                assembly=Assembly.GRCh37.value,
                assert_normalised=True,
                sheet=str((data / _TRIO).with_name("ashk-trio.ped")),
                area="rare_disease",
            )
            reports.append(load_files(node, request, BY))
    if (data / _SCOUT).is_file():
        found = True
        report = _load_scout(nodes[TRIO_NODE], data / _SCOUT)
        reports += [] if report is None else [report]
    if called:
        for node in nodes.values():
            order_for_some(node, called)
    if not found:
        raise NotFound(
            f"the folder {data.name} holds none of the real files that the demo knows",
            remedy="give the folder that has pharmacogenomics/1kgp in it",
        )
    return reports


def _load_scout(node: Node, config: Path) -> LoadReport | None:
    """The demo case of Scout, a boy and his parents, as a case of a rare disease."""
    if _has(node, "scout-trio"):
        return None
    new = NewCase(plan_case(config), node.centre.regions[0], "scout-trio", asserted=True)
    return load_case(node, new, Asker.of(PERSONAS["bioinformatician"].at(node.id))).report


def _has(node: Node, dataset: str) -> bool:
    with node.records.read() as tx:
        known = tx.datasets.by_name(dataset)
        return known is not None and tx.samples.count(known.id) > 0


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of one load as every region sees them."""

    names: tuple[str, ...]
    batches: Sequence[Calls]
    callability: Callability
    reports: tuple[FileReport, ...]
    assembly_from: str
    normalised_by: str
    rows: Mapping[str, SheetRow]


def _deal(nodes: Sequence[Node], request: LoadRequest, brought: Brought) -> Iterator[LoadReport]:
    """Read each file once, and give every region the columns of its own people."""
    whole = _read(nodes[0], request)
    homes = {name: node_of(name) for name in whole.names}
    for node in nodes:
        mine = tuple(name for name, home in homes.items() if home == node.id)
        part = ReadFiles(
            assembly=Assembly.parse(request.assembly),
            assembly_from=whole.assembly_from,
            normalised_by=whole.normalised_by,
            samples=mine,
            rows=whole.rows,
            callability=_part(whole.callability, mine),
            batches=[_columns(batch, mine) for batch in whole.batches],
            files=whole.reports,
        )
        yield commit(node, request, part, BY, brought={PHARMACOGENOMICS.name: brought})


def _read(node: Node, request: LoadRequest) -> _Files:
    rows = read_samples(Path(request.sheet), request.ancestry_names)
    with ExitStack() as stack:
        files: list[VcfFile] = [
            stack.enter_context(
                open_vcf(path, assembly=Assembly.parse(request.assembly), assert_normalised=True)
            )
            for path in request.paths
        ]
        batches = [batch for file in files for batch in file.batches()]
        reports = tuple(
            FileReport.of(file.name, _sha256(path), file.tally)
            for path, file in zip(request.paths, files, strict=True)
        )
        return _Files(
            names=files[0].samples,
            batches=batches,
            callability=decide_callable(
                request, files, Assembly.parse(request.assembly), rules_of(node)
            ),
            reports=reports,
            assembly_from=files[0].assembly_from,
            normalised_by=files[0].normalised_by,
            rows={row.name: row for row in rows},
        )


def _part(whole: Callability, names: Sequence[str]) -> Callability:
    stretches: dict[str, Stretches] = {name: whole.stretches[name] for name in names}
    return Callability(whole.kind, whole.source, stretches)


def _columns(batch: Calls, names: Sequence[str]) -> Calls:
    """The same sites, some of the samples."""
    place = {name: i for i, name in enumerate(batch.samples)}
    at = [place[name] for name in names]
    return Calls(
        samples=tuple(names),
        contig=batch.contig,
        position=batch.position,
        ref=batch.ref,
        alt=batch.alt,
        dosage=batch.dosage[:, at],
        called=batch.called[:, at],
        written=batch.written[:, at],
        passed=batch.passed,
        dp=None if batch.dp is None else batch.dp[:, at],
        gq=None if batch.gq is None else batch.gq[:, at],
        ad=None if batch.ad is None else batch.ad[:, at],
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
