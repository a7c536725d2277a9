"""One running node: everything that its centre keeps, opened together and closed together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import samvar
from samvar.formats.fasta import Reference
from samvar.govern.audit import AuditLog
from samvar.govern.identity import Asker
from samvar.govern.issuer import OwnIssuer
from samvar.govern.keyed import keyed
from samvar.govern.keyring import KeyRing
from samvar.govern.keys import NodeKey
from samvar.govern.policy import Policy
from samvar.govern.root_key import RootPlace
from samvar.model.clock import iso, utc_now
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import Assembly
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.place import Centre
from samvar.model.progress import Progress
from samvar.network.ask import Network
from samvar.network.view import DatasetRow, NodeHealth, NodeView
from samvar.node.config import NodeConfig
from samvar.node.law import law_in_words
from samvar.present.area import Area, Brought
from samvar.store.jobs import JobTable
from samvar.store.objects import Objects
from samvar.store.records.engine import Records
from samvar.store.records.samples import SampleState
from samvar.store.variants import VariantStore

WRITER_WAIT_S = 600.0
"""How long a commit waits for another writer of the variant store."""


def root_place(config: NodeConfig) -> RootPlace:
    """Where a node's root key is.

    Raises:
        BadConfig: the setting `root_key` is not a reference.
    """
    return RootPlace.parse(config.root_key or "file:keys/root.key", config.folder)


@dataclass(slots=True)
class Node:
    """A centre's node. It decides over its own data; nobody else does."""

    config: NodeConfig
    key: NodeKey
    keys: KeyRing
    issuer: OwnIssuer
    records: Records
    objects: Objects
    variants: VariantStore
    audit: AuditLog
    policy: Policy
    jobs: JobTable
    areas: tuple[Area, ...] = ()
    started: datetime = field(default_factory=utc_now)
    work_waits: threading.Event = field(default_factory=threading.Event, repr=False)
    joined: Callable[[], Network] | None = field(default=None, repr=False)
    """The way to the network; set by the site that the node is a part of."""
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

    @property
    def root_place(self) -> RootPlace:
        """Where the root key is; see the setting `root_key`."""
        return root_place(self.config)

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

    @property
    def network(self) -> Network | None:
        """The network as this node asks it; None where the node was opened by itself."""
        return None if self.joined is None else self.joined()

    @property
    def pharmacogene_floor(self) -> tuple[int, int]:
        """The depth and the quality under which a pharmacogene's position is untested."""
        return self.config.pgx_min_depth, self.config.pgx_min_quality

    @property
    def knowledge_shelf(self) -> Path:
        """Where the node's releases of medical knowledge lie: its own, or its site's."""
        return self.config.knowledge or self.folder / "knowledge"

    def view(self, scope: Scope, asker: Asker | None = None) -> NodeView:
        """The newest commit, restricted to contributions that may serve this use."""
        return NodeView(
            self.id,
            scope,
            self.variants.snapshot(),
            self.datasets,
            self.health,
            asker,
            self.records,
            tuple(area.denominators for area in self.areas),
            partial(keyed, self),
        )

    def contributions(self) -> Mapping[str, Contribution]:
        """Every live contribution by sample, whether it counts or not."""
        return self.variants.snapshot().contributions

    def new_epoch(self) -> int:
        """Begin an epoch, because something that sums rest on has changed in the records."""
        with self.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
            writer.mark()
            return writer.commit()

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
            law=law_in_words(self.policy),
        )

    def load(
        self,
        request: LoadRequest,
        asker: Asker,
        progress: Progress,
        brought: Mapping[str, Brought],
    ) -> LoadReport:
        """Load genomes, and with them what areas have read of their own: see `intake.load`."""
        from samvar.node.intake import load

        return load(self, request, asker, progress, brought=brought)

    def close(self) -> None:
        """Let go of files and connections."""
        self.records.close()
