"""Pharmacogenes of the real panels: by which release they are called, and a few orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from samvar.demo.pharmacogenomics.case import Plan, oral
from samvar.demo.pharmacogenomics.draw import Drawn
from samvar.demo.pharmacogenomics.order import write_orders
from samvar.demo.pharmacogenomics.patient import Patient
from samvar.focus.pharmacogenomics.model import Occasion, SampleCall, Status, Step
from samvar.focus.pharmacogenomics.records import Worklist
from samvar.focus.pharmacogenomics.service import adopt, call_files, current_release
from samvar.focus.pharmacogenomics.service.keep import BroughtCalls
from samvar.govern.identity import PERSONAS, Asker
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.model import Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import write
from samvar.model.genome import Assembly
from samvar.model.ids import new_id
from samvar.model.person import Person
from samvar.node.node import Node

_SOURCES = Path("pharmacogenomics")
_INTERESTING: tuple[tuple[str, str | None, Status, Occasion], ...] = (
    # gene, phenotype, status, what is about to be given
    ("CYP2C19", "Poor Metabolizer", Status.CALLED, oral("clopidogrel", "acs-pci")),
    ("SLCO1B1", "Poor Function", Status.CALLED, oral("simvastatin")),
    ("TPMT", "Intermediate Metabolizer", Status.CALLED, oral("azathioprine")),
    ("NUDT15", "Intermediate Metabolizer", Status.CALLED, oral("mercaptopurine")),
    ("DPYD", None, Status.INCOMPLETE, oral("capecitabine")),
)  # fmt: skip
_COURSES: tuple[tuple[int, int, Step, int | None], ...] = (
    # ordered, first dose, reached, days to the report
    (-9, 2, Step.REPORTED, 8),
    (-6, 5, Step.CALLED, None),
    (-7, 3, Step.REPORTED, 6),
    (-4, 8, Step.CALLED, None),
    (-2, 4, Step.CALLED, None),
)


def adopt_sources(nodes: Iterable[Node], data: Path) -> None:
    """Let every node call by the folder's PharmCAT and CPIC files, where there are any.

    Raises:
        BadFile: a row of one is wrong.
    """
    if not any((data / _SOURCES).rglob("*_translation.json*")):
        return
    release = read_folder(data / _SOURCES)
    for node in nodes:
        if current_release(node).name != release.name:
            write(release, node.knowledge_shelf)
            adopt(node, release.name, Asker.of(PERSONAS["pharmacist"].at(node.id)))


def call_panels(node: Node, paths: Sequence[Path], assembly: Assembly) -> BroughtCalls:
    """Everybody of the panels, called once for all nodes.

    By the release in use, or by samvar's own where that has no positions in the assembly, as
    PharmCAT has none in GRCh37.
    """
    release = current_release(node)
    if not _places(release, assembly):
        release = own_release()
    return BroughtCalls(release, assembly, tuple(call_files(paths, assembly, release)))


def order_for_some(node: Node, found: Iterable[SampleCall]) -> None:
    """One order for the first person here with each of `_INTERESTING`."""
    calls = list(found)
    with node.records.read() as tx:
        if Worklist(tx.connection).any():
            return
        people = dict(tx.persons.by_labels(call.sample for call in calls))
    drawn: list[Drawn] = []
    for number, (row, course) in enumerate(zip(_INTERESTING, _COURSES, strict=True)):
        taken = {each.patient.label for each in drawn}
        label = next((c.sample for c in calls if _fits(c, row, people, taken)), None)
        if label is not None:
            drawn.append(_order(node, people[label], label, row[3], course, number))
    write_orders(node, drawn)


def _places(release: Release, assembly: Assembly) -> bool:
    return any(p.site(assembly) for gene in release.knowledge.genes for p in gene.positions)


def _fits(
    call: SampleCall,
    wanted: tuple[str, str | None, Status, Occasion],
    people: Mapping[str, Person],
    taken: set[str],
) -> bool:
    if call.sample not in people or call.sample in taken:
        return False
    gene, phenotype, status, _ = wanted
    return any((g.gene, g.phenotype, g.status) == (gene, phenotype, status) for g in call.genes)


def _order(
    node: Node,
    person: Person,
    label: str,
    occasion: Occasion,
    course: tuple[int, int, Step, int | None],
    number: int,
) -> Drawn:
    ordered, first, reached, reported = course
    regions = node.centre.regions
    return Drawn(
        patient=Patient(
            label=label, sex=person.sex, ancestry=person.ancestry or "", diplotypes={}
        ),
        plan=Plan(
            occasion=occasion,
            ordered=ordered,
            first_dose=first,
            reached=reached,
            reported=reported,
        ),
        order=new_id("referral"),
        region=regions[number % len(regions)],
        tested=True,
    )  # fmt: skip
