"""Apache Spark as an engine: a cluster by its master's address, or threads of this machine.

Files in a folder are read by Spark itself, so that every worker must have the folder under the
same path. Objects of an S3-speaking server are read by pyarrow in Spark's Python workers: Spark's
own connector is not part of PySpark. So workers need pyarrow, and the keys in their environment.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from samvar.model.errors import BadConfig
from samvar.model.genome import CODE, Interval
from samvar.store.cohort.engine import gave_up, ibis_backend
from samvar.store.cohort.place import Place

LOCAL = "local[*]"


class Spark:
    """One session. `close` ends it; a process has one at a time."""

    def __init__(self, spill: Path, master: str = LOCAL, *, memory_mb: int = 1024) -> None:
        """spill: an empty private folder, which the caller removes. memory_mb: of the driver.

        Raises:
            BadConfig: PySpark or a Java is missing. StoreUnavailable: the cluster does not answer.
        """
        if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
            raise BadConfig("Spark needs a Java", remedy="install Java 17, or set JAVA_HOME")
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise BadConfig(
                "PySpark is not installed", remedy="pip install 'samvar[spark]'"
            ) from None
        backend = ibis_backend("pyspark")
        if master.startswith("local"):  # on a cluster its operator says which Python
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("samvar").master(master)
        for name, value in _settings(spill, master, memory_mb).items():
            builder = builder.config(name, value)
        with _talk_into(spill / "spark.log"):
            try:
                self._session = builder.getOrCreate()
                self._ibis = backend.connect(self._session)
            except Exception as fault:  # py4j raises what the JVM raised, of any class
                raise gave_up("Spark", fault) from None
        self._slots = int(self._session.sparkContext.defaultParallelism)
        self._made = 0

    @property
    def executors(self) -> int:
        """Processes of the cluster that work for this session; 0 for threads of this machine."""
        status = self._session.sparkContext._jsc.sc().getExecutorMemoryStatus()
        return int(status.size()) - 1

    def table(self, rows: Any) -> Any:
        """See `Engine.table`."""
        return self._seen(self._session.createDataFrame(rows).hint("broadcast"))

    def files(
        self,
        place: Place,
        kind: str,
        names: Sequence[str],
        columns: Any,
        within: Sequence[Interval] = (),
    ) -> Any:
        """See `Engine.files`."""
        from pyspark.sql.functions import col

        if place.is_folder:
            named = col("_metadata.file_name").alias("file")
            paths = [place.path(kind, name) for name in names]
            try:
                frame = self._session.read.parquet(*paths).select(named, *columns.names)
            except Exception as fault:  # as above
                raise gave_up("Spark", fault) from None
            return self._seen(frame)
        from pyspark.sql.pandas.types import from_arrow_schema

        shape = columns.append(pa.field("file", pa.string()))
        parts = min(len(names), 4 * self._slots)
        frame = self._session.createDataFrame(pa.table({"file": list(names)})).repartition(parts)
        near = [(CODE[each.contig], each.start, each.end) for each in within]
        read = _reader(place, kind, columns.names, near)
        return self._seen(frame.mapInArrow(read, from_arrow_schema(shape)))

    def rows(self, expression: Any) -> Any:
        """See `Engine.rows`."""
        try:
            # Not by Ibis, which goes through pandas: an integer with a null would be a real number.
            return self._session.sql(self._ibis.compile(expression)).toArrow()
        except Exception as fault:  # as above
            raise gave_up("Spark", fault) from None

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def _seen(self, frame: Any) -> Any:
        self._made += 1
        name = f"t{self._made}"
        frame.createOrReplaceTempView(name)
        return self._ibis.table(name)


def _settings(spill: Path, master: str, memory_mb: int) -> dict[str, str]:
    quiet = spill / "log4j2.properties"
    quiet.write_text("rootLogger.level = off\n")
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": f"{memory_mb}m",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={quiet}",
        "spark.local.dir": str(spill),
        "spark.sql.warehouse.dir": str(spill / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # What a Python worker reads looks as small as the list of names that it was given.
        "spark.sql.autoBroadcastJoinThreshold": "-1",
    }
    if master.startswith("local"):
        # Nobody else has to reach it, and 200 partitions of a few rows cost more than the rows.
        here = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        here["spark.authenticate"] = "true"  # on a cluster its operator sets the secret
        return found | here | {"spark.sql.shuffle.partitions": str(os.cpu_count() or 2)}
    return found


def _reader(
    place: Place, kind: str, columns: list[str], near: list[tuple[int, int, int]]
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Names of files in, their rows out. It runs in a worker, which may have no samvar: so it is
    made here, where it is sent as it stands, and takes plain values only."""
    server, paths = dict(place.server), place.path(kind, "")

    def read(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.dataset as ds
        from pyarrow.fs import S3FileSystem

        store = S3FileSystem(**server)
        wanted = None
        for contig, start, end in near:
            one = pc.field("contig") == pa.scalar(contig, pa.int8())
            one &= pc.field("position") >= start
            one &= pc.field("position") < end
            wanted = one if wanted is None else wanted | one
        for batch in batches:
            for name in batch.column(0).to_pylist():
                file = ds.dataset(paths + name, filesystem=store, format="parquet")
                for rows in file.to_batches(columns=columns, filter=wanted):
                    if rows.num_rows:
                        own = pa.array([name]).take(pa.array([0] * rows.num_rows))
                        yield rows.append_column("file", own)

    return read


@contextmanager
def _talk_into(log: Path) -> Iterator[None]:
    """The JVM writes to the standard error that it is born with; it goes into a file."""
    kept = os.dup(2)
    with log.open("ab") as out:
        os.dup2(out.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@contextmanager
def spark_engine(master: str = LOCAL, **limits: Any) -> Iterator[Spark]:
    """A session and its private folder, both gone at the end."""
    with tempfile.TemporaryDirectory(prefix="samvar-spark-") as folder:
        engine = Spark(Path(folder), master, **limits)
        try:
            yield engine
        finally:
            engine.close()
