"""One running node: everything that its centre keeps, opened together and closed together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import samvar
from samvar.formats.fasta import Reference
from samvar.govern.audit import AuditLog
from samvar.govern.keys import NodeKey
from samvar.govern.policy import Policy
from samvar.model.clock import iso, utc_now
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.model.place import Centre
from samvar.network.view import DatasetRow, NodeHealth, NodeView
from samvar.node.config import NodeConfig
from samvar.store.jobs import JobTable
from samvar.store.objects import Objects
from samvar.store.records.engine import Records
from samvar.store.records.samples import SampleState
from samvar.store.variants import VariantStore


@dataclass(slots=True)
class Node:
    """A centre's node. It decides over its own data; nobody else does."""

    config: NodeConfig
    key: NodeKey
    records: Records
    objects: Objects
    variants: VariantStore
    audit: AuditLog
    policy: Policy
    jobs: JobTable
    started: datetime = field(default_factory=utc_now)
    work_waits: threading.Event = field(default_factory=threading.Event, repr=False)
    _references: dict[Assembly, Reference] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """The node's name in the roster: its centre's id."""
        return self.config.id

    @property
    def centre(self) -> Centre:
        """The data controller."""
        return self.config.centre

    @property
    def folder(self) -> Path:
        """Where the node keeps what is not in a database or an object store."""
        return self.config.folder

    @property
    def key_folder(self) -> Path:
        """Where the node's secrets are; backed up apart from the data."""
        return self.folder / "keys"

    def reference(self, assembly: Assembly) -> Reference | None:
        """The mounted reference genome, opened at first use.

        Raises:
            BadFile: the mounted file is damaged or of another assembly.
        """
        path = self.config.reference_path(assembly)
        if path is None:
            return None
        if assembly not in self._references:
            self._references[assembly] = Reference.open(path, assembly)
        return self._references[assembly]

    def view(self, scope: Scope) -> NodeView:
        """The newest commit, restricted to contributions that may serve this use."""
        return NodeView(self.id, scope, self.variants.snapshot(), self.datasets, self.health)

    def datasets(self, scope: Scope) -> Sequence[DatasetRow]:
        """Datasets with at least one live sample for this use, one row per assembly."""
        live: dict[tuple[str, str], int] = {}
        for contribution in self.variants.snapshot().contributions.values():
            if scope in contribution.scopes:
                place = (contribution.dataset, contribution.assembly.value)
                live[place] = live.get(place, 0) + 1
        with self.records.read() as tx:
            known = {dataset.id: dataset for dataset in tx.datasets.all()}
        return [
            DatasetRow(
                node=self.id,
                id=dataset,
                name=known[dataset].name,
                title=known[dataset].title,
                description=known[dataset].description,
                assembly=assembly,
                duo=known[dataset].duo,
                created=iso(known[dataset].created),
                samples=count,
            )
            for (dataset, assembly), count in sorted(live.items())
            if dataset in known
        ]

    def health(self) -> NodeHealth:
        """Version, start, last load, and whether anything waits to be mended."""
        with self.records.read() as tx:
            newest = tx.loads.last_live()
            leaving = tx.samples.of(state=SampleState.LEAVING)
        return NodeHealth(
            version=samvar.__version__,
            started=iso(self.started),
            last_load=iso(newest) if newest else None,
            health="mending" if leaving else "well",
        )

    def close(self) -> None:
        """Let go of files and connections."""
        self.records.close()
