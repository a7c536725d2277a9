"""People with a like structural variant: one shard of 1,000 genomes, against DuckDB's own SQL.

DuckDB has the same rows in a table of its own, in memory, sorted as ours are, and is asked for the
same people by the same condition. Both answers are compared before anything is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from bench.measure import Figure, turns
from samvar.model.genome import CODE, CONTIGS, Assembly
from samvar.model.structural import Event, EventKind
from samvar.store.variants.beside import FORMS, STRUCTURAL, join_beside
from samvar.store.variants.event import Events, Question, key_of

PEOPLE, OF_ONE = 1_000, 2_000
"""About as many deletions and duplications are drawn as a genome of short reads has."""
QUESTIONS = 200
_OVERLAP = 0.7


def run(_folder: Path) -> Iterator[Figure]:
    """One to two million rows; 200 questions, each of an event that somebody has."""
    rng = np.random.default_rng(17)
    table, columns = _rows(rng)
    events = Events(table)
    asked = [_question(columns, row) for row in rng.integers(0, len(table), QUESTIONS).tolist()]
    peer = duckdb.connect()
    peer.register("given", pa.table(columns))
    peer.execute("CREATE TABLE rows AS SELECT * FROM given ORDER BY kind, contig, start_at")
    ours = [len(events.at(question)[0]) for question in asked]
    theirs = [_peer(peer, question) for question in asked]
    if ours != theirs:
        raise AssertionError("the peer finds other people")

    def look() -> None:
        for question in asked:
            events.at(question)

    def look_there() -> None:
        for question in asked:
            _peer(peer, question)

    mine, other = turns(look, look_there)
    seen = sum(high - low for question in asked for low, high in events.stretches(question))
    yield Figure(
        "people with a like event, of 1,000 genomes",
        1e6 * mine.wall / QUESTIONS, "µs", "DuckDB", mine.wall / other.wall,
        detail=f"{len(table):,} rows, {seen / QUESTIONS:,.0f} looked at for one question; "
        f"CPU ratio {mine.cpu / other.cpu:.3g}",
    )  # fmt: skip


def _rows(rng: np.random.Generator) -> tuple[pa.Table, dict[str, np.ndarray]]:
    """Sites that many share, by a law that makes most of them rare; called a little apart."""
    sites = 100_000
    drawn = rng.zipf(1.3, 4 * PEOPLE * OF_ONE) % sites
    once = np.unique(drawn * PEOPLE + rng.integers(0, PEOPLE, len(drawn)))
    site, person = once // PEOPLE, (once % PEOPLE).astype(np.int32)
    number = len(once)
    contig = rng.integers(1, 23, sites)[site].astype(np.int8)
    start = rng.integers(0, 40_000_000, sites)[site] + rng.integers(-20, 21, number)
    length = np.exp(rng.normal(7.5, 2, sites)).astype(np.int64)[site] + 50
    kind = np.where(rng.random(sites) < 0.7, 1, 2)[site].astype(np.int8)
    start = np.maximum(start, 0).astype(np.int32)
    end = np.minimum(start + length, 46_000_000).astype(np.int32)
    small = np.zeros(number, np.int16)
    arrays = {
        "key": key_of(kind, contig, start, end), "end": end, "mate": contig, "person": person,
        "slack_start": small, "slack_end": small, "length": end - start,
        "state": np.ones(number, np.int8), "copy_number": small,
    }  # fmt: skip
    schema = FORMS[STRUCTURAL].schema
    made = pa.Table.from_arrays([pa.array(arrays[f.name]) for f in schema], schema=schema)
    columns = {
        "kind": kind, "contig": contig, "start_at": start, "end_at": end, "person": person,
    }  # fmt: skip
    return join_beside(STRUCTURAL, [(made, range(PEOPLE))]), columns


def _question(columns: dict[str, np.ndarray], row: int) -> Question:
    kind = EventKind.DEL if columns["kind"][row] == 1 else EventKind.DUP
    contig = CONTIGS[int(columns["contig"][row]) - 1]
    start, end = int(columns["start_at"][row]), int(columns["end_at"][row])
    return Question(Event(Assembly.GRCh38, kind, contig, start, end, contig), _OVERLAP)


def _peer(peer: duckdb.DuckDBPyConnection, question: Question) -> int:
    event = question.event
    asked: list[float] = [event.kind.code, CODE[event.contig], event.end, event.start]
    asked += [event.end, event.start, _OVERLAP, event.end - event.start]
    found = peer.execute(
        "SELECT count(DISTINCT person) FROM rows WHERE kind = ? AND contig = ? AND start_at < ?"
        " AND end_at > ? AND least(end_at, ?) - greatest(start_at, ?)"
        " >= ?::DOUBLE * greatest(end_at - start_at, ?)",
        asked,
    ).fetchone()
    return int(found[0]) if found else 0
