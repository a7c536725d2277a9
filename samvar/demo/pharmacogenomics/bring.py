"""Everything pharmacogenomic that a node of the demo has, stage by stage.

Each stage looks whether it has been done, so that a start that was broken off is finished by
the next one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from samvar.demo.cohort import Cohort
from samvar.demo.pharmacogenomics.draw import Drawn, patients_of
from samvar.demo.pharmacogenomics.file import Files, write_files
from samvar.demo.pharmacogenomics.order import write_orders, write_past
from samvar.demo.pharmacogenomics.past import past_of
from samvar.demo.pharmacogenomics.people import call_cohort
from samvar.demo.pharmacogenomics.release import next_release
from samvar.demo.pharmacogenomics.said import is_said, write_said
from samvar.demo.plant import BY
from samvar.demo.site import ASSEMBLY
from samvar.focus.pharmacogenomics.records import Calls, Orders, Worklist
from samvar.focus.pharmacogenomics.service import (
    assess,
    call_files,
    current_release,
    issue_passport,
    keep,
)
from samvar.focus.pharmacogenomics.service.passport import passports_here
from samvar.focus.pharmacogenomics.service.release import assessed_here
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.genome import Assembly
from samvar.model.load import LoadRequest
from samvar.model.place import CENTRES
from samvar.node.intake import load_files
from samvar.node.node import Node
from samvar.store.records.loads import LoadState

DATASET = "pgx-demo"
_PASSPORT_DAYS = 30
_A_FEW = 20  # samples, of which one at least has been called


def is_brought(node: Node) -> bool:
    """Whether every stage is done: the last one is."""
    return assessed_here(node, next_release().name) is not None


def bring(node: Node, cohort: Cohort) -> None:
    """Call the synthetic people, load the invented patients, and do what followed.

    The release of `release.next_release` must lie on the node's shelf.
    """
    pharmacist = Asker.of(PERSONAS["pharmacist"].at(node.id))
    patients = patients_of(node.id)
    stages: tuple[tuple[bool, Callable[[], object]], ...] = (
        (_is_called(node, cohort), lambda: _call(node, cohort)),
        (_has_orders(node), lambda: _orders(node, patients)),
        (bool(passports_here(node)), lambda: _passports(node, patients, pharmacist)),
        (is_said(node), lambda: write_said(node, patients)),
        (_has_past(node), lambda: write_past(node, past_of(node.id))),
        (is_brought(node), lambda: assess(node, next_release().name, pharmacist)),
    )
    for done, do in stages:
        if not done:
            do()


def next_centre(node: str) -> str:
    """The centre that a passport of this one names.

    >>> next_centre("orebro")
    'stockholm'
    """
    ring = list(CENTRES)
    return ring[(ring.index(node) + 1) % len(ring)]


def _is_called(node: Node, cohort: Cohort) -> bool:
    with node.records.read() as tx:
        return bool(Calls(tx.connection).of_samples([*cohort.names.values()][:_A_FEW]))


def _call(node: Node, cohort: Cohort) -> None:
    release = current_release(node)
    keep(node, call_cohort(cohort, release), cohort.names, ASSEMBLY, release, BY)


def _has_orders(node: Node) -> bool:
    with node.records.read() as tx:
        return Worklist(tx.connection).any()


def _has_past(node: Node) -> bool:
    with node.records.read() as tx:
        return bool(tx.persons.by_labels([past_of(node.id)[0].patient.label]))


def _orders(node: Node, patients: Sequence[Drawn]) -> None:
    for assembly in Assembly:
        mine = [p.patient for p in patients if p.tested and p.patient.assembly is assembly]
        if mine:
            with tempfile.TemporaryDirectory(prefix="samvar-demo-") as scratch:
                _load(node, write_files(Path(scratch), assembly, mine))
    write_orders(node, patients)


def _load(node: Node, files: Files) -> None:
    """Load the patients of one assembly, and bring the results of other methods."""
    if not _is_loaded(node, files.assembly):
        request = LoadRequest(
            dataset=DATASET,
            title="Patients for a pharmacogenomic test",
            files=(str(files.vcf),),
            assembly=files.assembly.value,
            assert_normalised=True,
            callable_bed=str(files.bed),
            sheet=str(files.sheet),
            area="pharmacogenomics",
        )
        load_files(node, request, BY)
    release = current_release(node)
    found = [
        call
        for vcf, outside in files.alone
        for call in call_files([vcf], files.assembly, release, outside=outside)
    ]
    with node.records.read() as tx:
        dataset = tx.datasets.by_name(DATASET)
        live = tx.samples.by_names(dataset.id if dataset else "", [call.sample for call in found])
    ids = {name: stored.sample.id for name, stored in live.items()}
    keep(node, found, ids, files.assembly, release, BY)


def _is_loaded(node: Node, assembly: Assembly) -> bool:
    with node.records.read() as tx:
        known = tx.datasets.by_name(DATASET)
        loads = tx.loads.of(dataset=known.id, state=LoadState.LIVE) if known else ()
        return any(load.assembly is assembly for load in loads)


def _passports(node: Node, patients: Sequence[Drawn], asker: Asker) -> None:
    with node.records.read() as tx:
        orders = Orders(tx.connection)
        reports = [orders.get(each.order).report for each in patients if each.passport]
    for report in reports:
        if report is not None:
            issue_passport(node, report, (next_centre(node.id),), asker, days=_PASSPORT_DAYS)
