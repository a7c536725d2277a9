"""A node's copy of its genomes for a cluster, kept level with the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.model.errors import BadConfig, Conflict
from samvar.model.progress import Progress
from samvar.node.doctor_check import Check
from samvar.store.cohort.mirror import Apart, Mirror, files_of
from samvar.store.cohort.place import Place

if TYPE_CHECKING:
    from samvar.node.node import Node
    from samvar.store.cohort.tables import Tables

PERMISSION = "change:node"


def mirror_of(node: Node) -> Mirror:
    """The mirror that the settings name.

    Raises:
        BadConfig: none. Conflict: it is another node's. StoreUnavailable: it does not answer.
    """
    if not node.config.mirror:
        raise BadConfig(
            "this node has no mirror of its genomes", remedy="set 'mirror' to a folder or bucket"
        )
    return Mirror(node.config.mirror, node.id)


def level(
    node: Node, asker: Asker, progress: Progress | None = None, *, dry_run: bool = False
) -> Apart:
    """Bring what the mirror lacks, and take away what left the store; returns what was done.

    Raises:
        Refused: policy says no. Others as `mirror_of`.
    """
    if dry_run:
        permit(node, asker, PERMISSION, "rehearse-level-mirror")
        return mirror_of(node).apart(node.variants.snapshot())
    with changing(node, asker, PERMISSION, "level-mirror"):
        return _level(node, progress)


def tidy(node: Node) -> None:
    """Level the mirror, if there is one, as a part of the worker's rounds.

    What a person who left had there goes with the next round, long before their rows must.
    """
    if node.config.mirror:
        _level(node, None)


def mirrored(node: Node, tables: Tables) -> Place:
    """Where the files of a question lie in the mirror.

    Raises:
        Conflict: the mirror lacks some of them. Others as `mirror_of`.
    """
    snapshot = node.variants.snapshot()
    lacks = {file.name for file in mirror_of(node).apart(snapshot).lacks}
    wanted = {f"genome/{name}" for name in (*tables.genomes, *tables.packs)}
    wanted |= {f"callable/{name}" for name in tables.stretches}
    if (wanted & lacks) or not wanted <= files_of(snapshot).keys():
        raise Conflict(
            "the mirror of the genomes is behind the store", remedy="run 'samvar cohort mirror'"
        )
    return Place.of(node.config.mirror)


def mirror(node: Node) -> Iterator[Check]:
    """For the doctor: how far the mirror is from the store. Nothing where there is none."""
    if not node.config.mirror:
        return
    apart = mirror_of(node).apart(node.variants.snapshot())
    if apart.level:
        yield Check("mirror", "ok", "every genome, and none that left")
        return
    yield Check(
        "mirror",
        "warn",
        f"{len(apart.lacks)} files are lacking, {len(apart.left)} left the store and are there",
        "start 'samvar serve', whose worker levels it, or run 'samvar cohort mirror'",
    )


def _level(node: Node, progress: Progress | None) -> Apart:
    def beat(done: int, total: int) -> None:
        if progress is not None:
            progress("mirror", done, total, "files")

    return mirror_of(node).level(node.variants.snapshot(), beat)
