"""Free SQL for a node's own people, over views that hold only what consent leaves open.

DuckDB by default reads any file of the machine and writes with COPY. Here it runs in memory,
with external access off and its configuration locked; it sees a closed set of views, reads
one SELECT, and stops after a time and a number of rows.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.fs import LocalFileSystem

from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.pseudonym import project_key, pseudonym
from samvar.model.contribution import Contribution, Scope
from samvar.model.errors import Refused, UsageError
from samvar.model.genome import CONTIGS, Assembly
from samvar.node.ledger import tell_rows
from samvar.node.node import Node
from samvar.store.variants import Snapshot
from samvar.store.variants.genome import SCHEMA
from samvar.store.variants.people import Entry


@dataclass(frozen=True, slots=True)
class Names:
    """What is shown for ids: a dataset's name, and for people and samples what `of` makes.

    Under a permit that is the project's pseudonym; otherwise the node's own opaque id.
    """

    datasets: Mapping[str, str] = field(default_factory=dict)
    of: Callable[[str], str] = str


View = Callable[[Snapshot, Scope, Names], Any]


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one question may cost."""

    seconds: float = 30.0
    rows: int = 100_000
    memory_mb: int = 2048


def query(node: Node, sql: str, asker: Asker) -> pa.Table:
    """Answer one SELECT over this node's own people who allow the asker's purpose.

    Under a permit people and samples bear the project's pseudonyms. Rows tell who is there, so
    the ledger has written down that they were read when this returns.

    Raises:
        Refused: policy says no, or it is not a SELECT. UsageError: see `run_query`.
        NotFound: the project has ended, and its key was shredded.
    """
    question = hashlib.sha256(sql.encode()).hexdigest()
    permit(node, asker, "query:rows", "query", question=question)
    limits = QueryLimits(node.config.query_seconds, node.config.query_rows)
    with node.records.read() as tx:
        names = Names({dataset.id: dataset.name for dataset in tx.datasets.all()})
    if asker.permit is not None:
        with node.records.begin() as tx:
            key = project_key(tx, node.keys, asker.permit)
        names = replace(names, of=partial(pseudonym, key))
    found = run_query(node.variants.snapshot(), asker.purpose.scope, sql, limits, names)
    tell_rows(node, asker, found.num_rows)
    return found


def run_query(
    snapshot: Snapshot,
    scope: Scope,
    sql: str,
    limits: QueryLimits,
    names: Names | None = None,
) -> pa.Table:
    """Answer one SELECT over `samples`, `variants` and `genotypes`, as an Arrow table.

    names: what is shown for the ids of datasets, people and samples.
    samples: sample, person, sex, ancestry, assay, dataset, assembly, counts.
    variants: assembly, contig, pos (1-based), ref, alt, ac, an, af, hom, hemi, individuals.
    genotypes: sample, contig, pos (1-based), ref, alt, dosage, called, counted, dp, gq, ad.

    Raises:
        UsageError: not one SELECT, a fault in the SQL, too long, too many rows.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "allow_persistent_secrets": False,
            "memory_limit": f"{limits.memory_mb}MB",
            "temp_directory": "",
            "threads": 2,
        },
    )
    try:
        _refuse_all_but_one_select(connection, sql)
        for name, view in VIEWS.items():
            if name.partition("_")[0] in sql.lower():
                connection.register(name, view(snapshot, scope, names or Names()))
        if "genotypes" in sql.lower():
            connection.execute(_AT_THE_EDGE)
        connection.execute("SET lock_configuration = true")
        return _bounded(connection, sql, limits)
    finally:
        connection.close()


def _refuse_all_but_one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as fault:
        raise UsageError("the SQL cannot be read", why=_first_line(fault)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise Refused("only one SELECT may be asked", remedy="see 'samvar query --help'")


def _bounded(connection: duckdb.DuckDBPyConnection, sql: str, limits: QueryLimits) -> pa.Table:
    clock = threading.Timer(limits.seconds, connection.interrupt)
    clock.start()
    try:
        reader = connection.sql(sql).to_arrow_reader(10_000)
        batches, rows = [], 0
        for batch in reader:
            batches.append(batch)
            rows += batch.num_rows
            if rows > limits.rows:
                raise UsageError(
                    f"the answer has more than {limits.rows} rows",
                    remedy="aggregate, or add LIMIT",
                )
        return pa.Table.from_batches(batches, schema=reader.schema)
    except duckdb.InterruptException:
        raise UsageError(f"the question took more than {limits.seconds:g} seconds") from None
    except (duckdb.Error, OSError) as fault:
        raise UsageError("the SQL cannot be answered", why=_first_line(fault)) from None
    finally:
        clock.cancel()


def _first_line(fault: Exception) -> str:
    return str(fault).strip().split("\n", 1)[0][:300]


def _samples(snapshot: Snapshot, scope: Scope, names: Names) -> pa.Table:
    rows = _in_order_of_names(snapshot, scope, names)
    return pa.table(
        {
            "sample": pa.array([names.of(c.sample) for c in rows], pa.string()),
            "person": pa.array([names.of(c.person) for c in rows], pa.string()),
            "sex": pa.array([c.sex.value for c in rows], pa.string()),
            "ancestry": pa.array([c.ancestry for c in rows], pa.string()),
            "assay": pa.array([c.assay for c in rows], pa.string()),
            "dataset": pa.array(
                [names.datasets.get(c.dataset, c.dataset) for c in rows], pa.string()
            ),
            "assembly": pa.array([c.assembly.value for c in rows], pa.string()),
            "counts": pa.array([c.counts for c in rows], pa.bool_()),
        }
    )


def _in_order_of_names(snapshot: Snapshot, scope: Scope, names: Names) -> list[Contribution]:
    """Who is open to the use: two projects must not find people at the same place either."""
    rows = (c for c in snapshot.contributions.values() if scope in c.scopes)
    return sorted(rows, key=lambda c: names.of(c.sample))


def variant_table(snapshot: Snapshot, scope: Scope, assembly: Assembly) -> pa.Table:
    """Every allele seen at this node in one assembly, with its counts; `pos` is 1-based."""
    keys = snapshot.all_keys(assembly, scope)
    counts = snapshot.counts(assembly, keys, scope)
    variants = snapshot.variants_of(assembly, keys)
    an = np.asarray(counts.an, dtype=np.float64)
    frequency = np.divide(counts.ac, an, out=np.full(len(an), np.nan), where=an > 0)
    return pa.table(
        {
            "assembly": pa.array([assembly.value] * len(keys), pa.string()),
            "contig": pa.array([v.contig for v in variants], pa.string()),
            "pos": pa.array([v.position + 1 for v in variants], pa.int32()),
            "ref": pa.array([v.ref for v in variants], pa.string()),
            "alt": pa.array([v.alt for v in variants], pa.string()),
            "ac": pa.array(counts.ac, pa.int64()),
            "an": pa.array(counts.an, pa.int64()),
            "af": pa.array(frequency, pa.float64(), mask=an == 0),
            "hom": pa.array(counts.hom, pa.int64()),
            "hemi": pa.array(counts.hemi, pa.int64()),
            "individuals": pa.array(counts.individuals, pa.int64()),
        }
    )


def _variants(snapshot: Snapshot, scope: Scope, _names: Names) -> pa.Table:
    return pa.concat_tables(variant_table(snapshot, scope, assembly) for assembly in Assembly)


def _own(snapshot: Snapshot, scope: Scope, names: Names) -> Any:
    """All calls of everybody in scope who has a file of their own; read when asked."""
    own = [(c, e) for c, e in _open_entries(snapshot, scope, names) if e.place is None]
    sample, assembly = pc.field("sample"), pc.field("assembly")
    return _parquet(
        snapshot,
        [entry for _, entry in own],
        (pa.field("sample", pa.string()), pa.field("assembly", pa.string())),
        [(sample == names.of(c.sample)) & (assembly == c.assembly.value) for c, _ in own],
    )


def _shared(snapshot: Snapshot, scope: Scope, names: Names) -> Any:
    """All calls of everybody in scope who shares a file; rows of others cannot be seen."""
    people: dict[str, list[Entry]] = {}
    for _, entry in _open_entries(snapshot, scope, names):
        if entry.place is not None:
            people.setdefault(entry.genome.name, []).append(entry)
    pack = pc.field("pack")
    numbered = pa.field("person", pa.int32()), pa.field("pack", pa.int32())
    files = [own[0] for own in people.values()]
    stored = _parquet(snapshot, files, numbered, [pack == at for at in range(len(files))])
    seen = pc.scalar(value=False)
    for at, own in enumerate(people.values()):
        seen |= (pack == at) & pc.field("person").isin([entry.place for entry in own])
    return stored.filter(seen)


def _sharing(snapshot: Snapshot, scope: Scope, names: Names) -> pa.Table:
    """Who is who in `_shared`."""
    packs: dict[str, int] = {}
    rows = [
        (packs.setdefault(e.genome.name, len(packs)), e.place, names.of(c.sample), c.assembly.value)
        for c, e in _open_entries(snapshot, scope, names)
        if e.place is not None
    ]
    kinds = (pa.int32(), pa.int32(), pa.string(), pa.string())
    columns = zip(("pack", "person", "sample", "assembly"), kinds, range(4), strict=True)
    return pa.table({n: pa.array([row[i] for row in rows], kind) for n, kind, i in columns})


def _open_entries(
    snapshot: Snapshot, scope: Scope, names: Names
) -> list[tuple[Contribution, Entry]]:
    entries = snapshot.opened.entries
    return [(c, entries[c.sample]) for c in _in_order_of_names(snapshot, scope, names)]


def _parquet(
    snapshot: Snapshot, files: Sequence[Entry], more: Sequence[pa.Field], told: list[Any]
) -> Any:
    """Files of genomes as one dataset. more: further columns, as `told` has them of each file."""
    import pyarrow.dataset as ds

    return ds.FileSystemDataset.from_paths(
        [str(snapshot.opened.folder / entry.genome.name) for entry in files],
        schema=pa.schema([*SCHEMA, *more]),
        format=ds.ParquetFileFormat(),
        filesystem=LocalFileSystem(),
        partitions=told,
    )


_AT_THE_EDGE = (
    (
        "CREATE VIEW genotypes AS SELECT sample, assembly, CONTIGS[contig] AS contig, "
        "position + 1 AS pos, ref, alt, dosage, called, counted, dp, gq, ad FROM ("
        "SELECT CALLS, sample, assembly FROM genotypes_own UNION ALL "
        "SELECT CALLS, sample, assembly FROM genotypes_shared JOIN genotypes_sharing "
        "USING (pack, person))"
    )
    .replace("CONTIGS", "['" + "', '".join(CONTIGS) + "']")
    .replace("CALLS", ", ".join(SCHEMA.names))
)
"""Stored columns as people read them: 1-based, contigs by name."""

VIEWS: Mapping[str, View] = {
    "samples": _samples,
    "variants": _variants,
    "genotypes_own": _own,
    "genotypes_shared": _shared,
    "genotypes_sharing": _sharing,
}
"""The closed list of views, by the name under which SQL sees them."""
