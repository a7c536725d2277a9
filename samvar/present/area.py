"""A focus area as the house sees it: what it answers, shows, and does when people come and go.

`node/build.py` is the one place that names the areas; nodes, pages and questions read their
declarations and know no area by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from samvar.govern.act import Acting
from samvar.govern.identity import Asker
from samvar.govern.keyring import KeyRing
from samvar.govern.keys import NodeKey
from samvar.model.contribution import Contribution
from samvar.model.genome import Assembly
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.progress import Progress
from samvar.network.ask import Network
from samvar.network.operation import Operation
from samvar.network.view import Denominators
from samvar.present.language import Language
from samvar.store.jobs import Job
from samvar.store.objects import Objects
from samvar.store.records.engine import Records, Transaction

if TYPE_CHECKING:
    from samvar.formats.fasta import Reference
    from samvar.store.variants import VariantStore


class NodeLike(Acting, Protocol):
    """A node as the areas' services know it."""

    @property
    def key(self) -> NodeKey: ...
    @property
    def keys(self) -> KeyRing: ...
    @property
    def records(self) -> Records: ...
    @property
    def objects(self) -> Objects: ...
    @property
    def variants(self) -> VariantStore:
        """The genomes of this node, and its sums."""
        ...

    @property
    def knowledge_shelf(self) -> Path:
        """The folder of this node's knowledge releases."""
        ...

    @property
    def network(self) -> Network | None:
        """The network as this node asks it; None where the node was opened by itself."""
        ...

    @property
    def pharmacogene_floor(self) -> tuple[int, int]:
        """The depth and the quality under which a pharmacogene's position is untested."""
        ...

    def reference(self, assembly: Assembly) -> Reference | None:
        """The mounted reference genome; None where there is none.

        Raises:
            BadFile: the mounted file is damaged or of another assembly.
        """
        ...

    def contributions(self) -> Mapping[str, Contribution]:
        """Every live contribution by sample, whether it counts or not."""
        ...

    def new_epoch(self) -> int:
        """Begin an epoch, because something that sums rest on has changed in the records."""
        ...

    def load(
        self,
        request: LoadRequest,
        asker: Asker,
        progress: Progress,
        brought: Mapping[str, Brought],
    ) -> LoadReport:
        """Load genomes, and with them what areas have read of their own: see `node.intake.load`."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """Germline samples that a load makes live. ids: sample id by the files' names.

    contributions: by sample id. by: the user's id. node: where they arrive. replaced: of a sample
    that takes the place of one of the same name, that one's id, by its own.
    """

    ids: Mapping[str, str]
    contributions: Mapping[str, Contribution]
    by: str
    node: NodeLike
    replaced: Mapping[str, str] = field(default_factory=dict)


class Brought(Protocol):
    """What an area has read of a load's files, before anything is kept."""

    def keep(self, tx: Transaction, arrival: Arrival) -> Mapping[str, Any]:
        """Write it, in the transaction that makes the load live; words for the load's report.

        What hangs on samples that are replaced is still there, and is forgotten afterwards.
        One load may be dealt to several nodes: each keeps those whose names it has.
        """
        ...


@runtime_checkable
class Placing(Brought, Protocol):
    """What also has objects: promised with the load, and brought to their place before it lives."""

    def promise(self, tx: Transaction, load: str) -> None:
        """Write rows that name the objects, in the transaction that promises the load."""
        ...

    def place(self, node: NodeLike) -> None:
        """Bring the objects to their place.

        Raises:
            StoreUnavailable: one could not be kept; then the load fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of long work. title: a translation key.

    permission: who may ask for it; `run` decides again, as the person who asked. Of its result
    only plain data without patients is kept. leads_to: the permission to see what came of it, and
    the page's address for a node's id and the job's arguments.
    """

    title: str
    permission: str
    run: Callable[[Any, Job, Asker, Progress], Mapping[str, Any]]
    leads_to: tuple[str, Callable[[str, Mapping[str, Any]], str]] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A signed document about one person, for the person's own eyes. title: a translation key.

    forms: by a short name (`pdf`, `fhir`): media type, and the bytes in a language.
    """

    id: str
    title: str
    made: datetime
    forms: Mapping[str, tuple[str, Callable[[Language], bytes]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the area about one person, for the ward. title: a translation key; path: of ours.

    label: the laboratory's own name of it, "" for none.
    """

    title: str
    made: datetime
    path: str
    label: str = ""


def _no_sheets(_node: NodeLike, _person: str) -> Sequence[Sheet]:
    return ()


def _no_documents(_node: NodeLike, _person: str) -> Sequence[Document]:
    return ()


def _no_objects(_node: NodeLike) -> Mapping[str, bool]:
    return {}


def _nothing_waits(_node: NodeLike) -> None:
    return


def _nothing_outlives(_tx: Transaction, _person: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Area:
    """One focus area's declaration.

    pages: the module that declares them, imported when pages are served; templates: its folder.
    reads: what it makes of a load's files. A file that says nothing to this area is no error.
    leaving: forgets everything of samples that are withdrawn, in the transaction that withdraws
        them; safe to repeat.
    destroying: does what must outlive a person's record, in the transaction that deletes every
        row that leads to the person by a foreign key; rows of its own that do are gone after it.
    documents: what it has signed about one person, newest first.
    sheets: its pages about one person, newest first; who may see them the policy says at each.
    denominators: how many people it could say something of, for the bounds of its answers.
    objects: keys of the objects that are its own, and whether each must be there now.
    tidying: deletes the objects of what has left; safe to repeat, and at any moment.
    works: its kinds of long work, by the name under which jobs are kept.
    notebook: what `samvar.open` gives of it in a notebook, by the name that it has there, for a
        node and who asks.
    """

    name: str
    title: str
    operations: tuple[Operation, ...]
    pages: str
    templates: Path
    reads: Callable[[NodeLike, Sequence[Path], Assembly], Brought]
    leaving: Callable[[Transaction], None]
    denominators: Denominators
    works: Mapping[str, Work] = field(default_factory=dict)
    notebook: Mapping[str, Callable[[NodeLike, Asker], Any]] = field(default_factory=dict)
    destroying: Callable[[Transaction, str], None] = _nothing_outlives
    objects: Callable[[NodeLike], Mapping[str, bool]] = _no_objects
    tidying: Callable[[NodeLike], None] = _nothing_waits
    documents: Callable[[NodeLike, str], Sequence[Document]] = _no_documents
    sheets: Callable[[NodeLike, str], Sequence[Sheet]] = _no_sheets
