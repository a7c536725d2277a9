"""Other stores at the questions of `bench.table`: python table_peer.py TABLE QUESTIONS.

Runs in an environment of its own (`tools/peers/prepare`) and knows nothing of samvar but the Arrow
file of its counts. TABLE: the folder of `bench.table_make`; the peers' own files are kept there.
QUESTIONS: a folder of .npy files. Prints one line of JSON: figure -> peer -> number.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import lmdb
import numpy as np
import polars
import pyarrow as pa

_VALUE = struct.Struct("<HHHH")
_SINGLE = 2000
"""Single questions to peers that need a millisecond or so for each."""

Found = dict[str, dict[str, float]]


def batches(table: Path) -> Iterator[pa.RecordBatch]:
    """The rows of the table, a contig at a time, in place."""
    base = max((table / "store" / "counts").iterdir(), key=lambda path: path.stat().st_size)
    reader = pa.ipc.open_file(pa.memory_map(str(base)))
    return (reader.get_batch(i) for i in range(reader.num_record_batches))


def made(path: Path, make: Callable[[Path], None]) -> Path:
    """What is kept between runs, made whole or not at all."""
    if not path.exists():
        fresh = path.with_name(path.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.unlink(missing_ok=True)
        make(fresh)
        fresh.rename(path)
    return path


def make_lmdb(table: Path, path: Path) -> None:
    """Keys as big-endian bytes, which sort as numbers; four counts of 16 bits."""
    with lmdb.open(str(path), map_size=1 << 36, sync=False) as store:
        for batch in batches(table):
            keys = batch.column(0).to_numpy().astype(">u8").tobytes()
            counts = np.stack([c.to_numpy() for c in batch.columns[1:]], axis=1)
            values = counts.astype("<u2").tobytes()
            pairs = (
                (keys[8 * i : 8 * i + 8], values[8 * i : 8 * i + 8]) for i in range(len(batch))
            )
            with store.begin(write=True) as tx:
                tx.cursor().putmulti(pairs, append=True)
        store.sync(True)


def make_sqlite(table: Path, path: Path) -> None:
    """A table clustered by its key; SQLite's integers are signed, so the highest bit is turned."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE t (key INTEGER PRIMARY KEY, ac INT, hom INT, hemi INT, miss INT)")
    for batch in batches(table):
        columns = [signed(batch.column(0).to_numpy())]
        columns += [column.to_numpy() for column in batch.columns[1:]]
        rows = zip(*(column.tolist() for column in columns), strict=True)
        db.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    db.commit()
    db.close()


def make_duckdb(table: Path, path: Path) -> None:
    """Its own file, in the order of the keys."""
    db = duckdb.connect(str(path))
    db.execute("SET threads = 2")
    db.execute("CREATE TABLE t (key UBIGINT, ac INTEGER, hom INTEGER, hemi INTEGER, miss INTEGER)")
    for batch in batches(table):
        rows = pa.Table.from_batches([batch])
        db.register("rows", rows)
        db.execute("INSERT INTO t SELECT * FROM rows")
        db.unregister("rows")
    db.close()


def signed(keys: np.ndarray) -> np.ndarray:
    """Unsigned keys as signed ones of the same order."""
    return (keys ^ np.uint64(1 << 63)).view(np.int64)


def percentiles(ask: Callable[[Any], object], asked: Iterable[Any]) -> tuple[float, float]:
    """p50 and p99 in microseconds, of the second time that all is asked."""
    asked = list(asked)
    for _ in range(2):
        taken = []
        for each in asked:
            start = time.perf_counter()
            ask(each)
            taken.append(time.perf_counter() - start)
    return tuple(np.percentile(np.array(taken) * 1e6, [50, 99]).tolist())


def once(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def of_lmdb(store: Any, keys: np.ndarray, edges: np.ndarray, found: Found) -> None:
    """Points and ranges in one read transaction."""
    texts = [int(key).to_bytes(8, "big") for key in keys]
    ranges = [(int(a).to_bytes(8, "big"), int(b).to_bytes(8, "big")) for a, b in edges]
    with store.begin() as tx:

        def point(key: bytes) -> object:
            value = tx.get(key)
            return None if value is None else _VALUE.unpack(value)

        def between(edge: tuple[bytes, bytes]) -> object:
            cursor = tx.cursor()
            cursor.set_range(edge[0])
            rows = []
            for key, value in cursor:
                if key >= edge[1]:
                    break
                rows.append((key, value))
            return rows

        found["point_p50"]["LMDB"], found["point_p99"]["LMDB"] = percentiles(point, texts)
        found["range"]["LMDB"] = percentiles(between, ranges)[0] / 1e3


def of_sqlite(db: sqlite3.Connection, keys: np.ndarray, edges: np.ndarray, found: Found) -> None:
    """Points and ranges with prepared statements."""
    one = "SELECT ac, hom, hemi, miss FROM t WHERE key = ?"
    some = "SELECT key FROM t WHERE key >= ? AND key < ? AND ac > 0"
    asked = signed(keys).tolist()
    p50, p99 = percentiles(lambda key: db.execute(one, (key,)).fetchone(), asked)
    found["point_p50"]["SQLite"], found["point_p99"]["SQLite"] = p50, p99
    ranges = [tuple(edge) for edge in signed(edges).tolist()]
    taken = percentiles(lambda edge: db.execute(some, edge).fetchall(), ranges)
    found["range"]["SQLite"] = taken[0] / 1e3


def of_duckdb(
    db: Any, keys: np.ndarray, edges: np.ndarray, million: np.ndarray, found: Found
) -> None:
    """Points, ranges, and a join with a million keys."""
    one = "SELECT ac, hom, hemi, miss FROM t WHERE key = ?"
    some = "SELECT key FROM t WHERE key >= ? AND key < ? AND ac > 0"
    asked = keys[:_SINGLE].tolist()
    p50, p99 = percentiles(lambda key: db.execute(one, [key]).fetchall(), asked[:200])
    found["point_p50"]["DuckDB"], found["point_p99"]["DuckDB"] = p50, p99
    ranges = [list(edge) for edge in edges[:100].tolist()]
    taken = percentiles(lambda edge: db.execute(some, edge).fetchnumpy(), ranges)
    found["range"]["DuckDB"] = taken[0] / 1e3
    db.register("asked", pa.table({"key": million}))
    join = "SELECT asked.key, ac, hom, hemi, miss FROM asked LEFT JOIN t USING (key)"
    found["million"]["DuckDB"] = float(
        np.median([once(lambda: db.execute(join).fetchnumpy()) for _ in range(4)][1:])
    )


def of_polars(table: Path, million: np.ndarray, questions: Path, found: Found) -> None:
    """A join with a million keys, and who carries one variant."""
    frame = polars.from_arrow(pa.Table.from_batches(list(batches(table)))).lazy()
    asked = polars.LazyFrame({"key": million})
    join = asked.join(frame, on="key", how="left")
    found["million"]["polars"] = float(np.median([once(join.collect) for _ in range(3)][1:]))
    marks = polars.DataFrame(
        {name: np.load(questions / f"marks-{name}.npy") for name in ("key", "person", "state")}
    ).with_columns(polars.col("key").set_sorted())
    keys = np.load(questions / "carried.npy")[:_SINGLE]

    def who(key: int) -> object:
        low = marks["key"].search_sorted(key, "left")
        high = marks["key"].search_sorted(key, "right")
        return marks[low:high].filter(polars.col("state") < 3).rows()

    found["carriers_p99"]["polars"] = percentiles(who, keys.tolist())[1]


def genome_in_duckdb(db: Any, questions: Path) -> float:
    """One genome's counts in and out again; seconds for one of the two."""
    key, copies = (np.load(questions / f"genome-{name}.npy") for name in ("key", "copies"))
    db.register("g", pa.table({"key": key, "ac": copies}))

    def change(sign: int) -> None:
        db.execute("BEGIN")
        db.execute(
            f"UPDATE t SET ac = t.ac + {sign} * g.ac, hom = hom + {sign} * (g.ac = 2)::INTEGER "
            "FROM g WHERE t.key = g.key"
        )
        if sign > 0:
            db.execute(
                "INSERT INTO t SELECT key, ac, (ac = 2)::INTEGER, 0, 0 "
                "FROM g ANTI JOIN t USING (key)"
            )
        else:
            db.execute("DELETE FROM t WHERE ac = 0 AND hom = 0 AND hemi = 0 AND miss = 0")
        db.execute("COMMIT")

    return float(np.median([once(lambda sign=sign: change(sign)) for sign in (1, -1)]))


def genome_in_sqlite(db: sqlite3.Connection, questions: Path) -> float:
    """The same, as one transaction of upserts."""
    key, copies = (np.load(questions / f"genome-{name}.npy") for name in ("key", "copies"))
    db.execute("PRAGMA journal_mode = WAL")

    def change(sign: int) -> None:
        rows = zip(
            signed(key).tolist(), (sign * copies).tolist(),
            (sign * (copies == 2)).tolist(), strict=True,
        )  # fmt: skip
        db.executemany(
            "INSERT INTO t VALUES (?, ?, ?, 0, 0) ON CONFLICT (key) DO UPDATE "
            "SET ac = ac + excluded.ac, hom = hom + excluded.hom",
            rows,
        )
        if sign < 0:
            db.execute("DELETE FROM t WHERE ac = 0 AND hom = 0 AND hemi = 0 AND miss = 0")
        db.commit()

    return float(np.median([once(lambda sign=sign: change(sign)) for sign in (1, -1)]))


def main() -> None:
    table, questions = Path(sys.argv[1]), Path(sys.argv[2])
    keys, million, edges = (
        np.load(questions / f"{name}.npy") for name in ("keys", "million", "edges")
    )
    names = ("point_p50", "point_p99", "range", "million", "carriers_p99", "genome")
    found: Found = {name: {} for name in names}
    with lmdb.open(
        str(made(table / "lmdb", lambda path: make_lmdb(table, path))), readonly=True, lock=False
    ) as store:
        of_lmdb(store, keys, edges, found)
    with sqlite3.connect(made(table / "sqlite.db", lambda p: make_sqlite(table, p))) as lite:
        of_sqlite(lite, keys, edges, found)
        found["genome"]["SQLite"] = genome_in_sqlite(lite, questions)
    duck = duckdb.connect(str(made(table / "duck.db", lambda p: make_duckdb(table, p))))
    duck.execute("SET threads = 2")
    of_duckdb(duck, keys, edges, million, found)
    found["genome"]["DuckDB"] = genome_in_duckdb(duck, questions)
    duck.close()
    of_polars(table, million, questions, found)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
