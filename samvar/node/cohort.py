"""A question to the genomes of a node's people, reckoned by DuckDB here or by Spark.

The same steps as `query`: policy decides, it is written down, consent picks the people, and the
ledger remembers before the answer leaves. Sums leave, never a row of anybody; whoever has a floor
sees no figure of fewer people than that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samvar.govern.act import permit
from samvar.govern.disclosure import tier
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import Refused, UsageError
from samvar.network.canonical import digest
from samvar.node.cohort_shown import GroupNames, shown
from samvar.node.ledger import tell_rows
from samvar.node.node import Node
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Frequency, Question
from samvar.store.cohort.tables import tables_of

if TYPE_CHECKING:
    from samvar.store.cohort.engine import Engine

ENGINES = ("duckdb", "spark")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out. rows: columns as `cohort_shown` says. floor: people below whom a figure is
    withheld, 0 for none. people: who was asked about. epoch: the commit that was read.
    """

    rows: Any
    floor: int
    people: int
    epoch: int


def ask_cohort(
    node: Node, question: Question, asker: Asker, engine: str = "duckdb", *, mirror: bool = False
) -> Answer:
    """Answer a question over this node's people who count and allow the asker's purpose.

    question: datasets by their names. engine: `duckdb`, `spark`, or the
    address of the Spark master that the settings name. mirror: read the node's copy of the
    genomes on object storage (see `mirror`), not its own folder.

    Raises:
        Refused: policy says no, or the settings name another cluster. UsageError: more rows than
        a query may give, a name that is none. BadConfig: the engine is not installed, or no
        mirror is set. Conflict: the mirror is behind. StoreUnavailable: the engine gave up.
    """
    permit(node, asker, "query:rows", "ask-cohort", question=digest(said(question)))
    master = _master(node, engine)
    snapshot = node.variants.snapshot()
    names = GroupNames.of(node)
    tables = tables_of(snapshot, asker.purpose.scope, names.by_id(question))
    place = Place.of(snapshot.opened.folder)
    if mirror:
        from samvar.node.mirror import mirrored

        place = mirrored(node, tables)
    from samvar.store.cohort.ask import ask

    with _engine(master) as reckons:
        found = ask(reckons, question, tables, place)
    if found.num_rows > node.config.query_rows:
        raise UsageError(
            f"the answer has more than {node.config.query_rows} rows",
            remedy="ask for a shorter stretch, or for variants by name",
        )
    floor = _floor(node, asker)
    rows = shown(found, question, floor, names)
    tell_rows(node, asker, len(tables))
    return Answer(rows, floor, len(tables), snapshot.epoch)


def said(question: Question) -> dict[str, Any]:
    """A question as plain values; its digest stands in the audit log."""
    plain: dict[str, Any] = {
        "kind": type(question).__name__,
        "assembly": question.assembly.value,
        "variants": sorted(map(str, question.variants)),
        "people": {name: list(groups) for name, groups in asdict(question.people).items()},
        "by": question.by.value if question.by else "",
    }
    if isinstance(question, Frequency):
        plain["regions"] = [str(region) for region in question.regions]
    return plain


def _floor(node: Node, asker: Asker) -> int:
    now = utc_now()
    grants = node.policy.permits.grants(asker.permit, asker.user.account, now)
    shows = tier(asker, permit_is_valid=bool(grants))
    return node.config.floor_carriers if shows.has_floor else 0


def _master(node: Node, engine: str) -> str | None:
    """The Spark master to go to; None for DuckDB.

    Raises:
        UsageError: no such engine. Refused: a cluster that the settings do not name.
    """
    from samvar.store.cohort.spark import LOCAL

    named = node.config.spark or LOCAL
    if engine == "duckdb":
        return None
    if engine in ("spark", named):
        return named
    if engine.startswith("spark:"):
        raise Refused(
            "genomes go to no cluster but the one that the node's settings name",
            remedy="its operator sets 'spark'",
        )
    raise UsageError(f"there is no engine '{engine[:40]}'", remedy=f"one of {', '.join(ENGINES)}")


@contextmanager
def _engine(master: str | None) -> Iterator[Engine]:
    if master is not None:
        from samvar.store.cohort.spark import spark_engine

        with spark_engine(master) as spark:
            yield spark
        return
    from samvar.store.cohort.engine import duckdb_engine

    with tempfile.TemporaryDirectory(prefix="samvar-cohort-") as spill, \
         duckdb_engine(Path(spill)) as duck:  # fmt: skip
        yield duck
