"""Who reckons a question: what is asked of an engine, and the one that runs in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

from samvar.model.errors import BadConfig, StoreUnavailable
from samvar.model.genome import Interval
from samvar.store.cohort.place import Place

MISSING = "pip install 'samvar[cohort]'"


class Engine(Protocol):
    """Tables in, Ibis expressions over them, Arrow tables out."""

    def table(self, rows: Any) -> Any:
        """A small Arrow table as an Ibis table."""
        ...

    def files(
        self,
        place: Place,
        kind: str,
        names: Sequence[str],
        columns: Any,
        within: Sequence[Interval] = (),
    ) -> Any:
        """Parquet files of one schema as an Ibis table; `file` says which one a row is of.

        within: rows of other places will not be looked at, and need not be read; empty: all.

        Raises:
            StoreUnavailable: a file is not there.
        """
        ...

    def rows(self, expression: Any) -> Any:
        """Reckon, as an Arrow table.

        Raises:
            StoreUnavailable: the engine gave up, or a file is not there.
        """
        ...


class DuckDb:
    """Two threads of this process; what does not fit into memory goes to a folder of its own."""

    def __init__(self, spill: Path, *, memory_mb: int = 2048, threads: int | None = None) -> None:
        """spill: an empty private folder, which the caller removes.

        Raises:
            BadConfig: Ibis is not installed.
        """
        self._ibis = ibis_backend("duckdb").connect(
            memory_limit=f"{memory_mb}MB",
            threads=threads or len(os.sched_getaffinity(0)),
            temp_directory=str(spill),
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
            preserve_insertion_order=False,
        )
        self._made = 0

    def table(self, rows: Any) -> Any:
        """See `Engine.table`."""
        return self._registered(rows)

    def files(
        self,
        place: Place,
        kind: str,
        names: Sequence[str],
        columns: Any,
        within: Sequence[Interval] = (),  # noqa: ARG002 - it finds out by itself
    ) -> Any:
        """See `Engine.files`."""
        if not place.is_folder:
            return self._registered(place.dataset(kind, names, columns))
        name = self._name()
        paths = ", ".join("'" + place.path(kind, each).replace("'", "''") + "'" for each in names)
        wanted = ", ".join(f'"{column}"' for column in columns.names)
        try:
            self._ibis.con.execute(
                f"CREATE VIEW {name} AS SELECT parse_filename(filename) AS file, {wanted} "  # noqa: S608
                f"FROM read_parquet([{paths}], filename = true)"
            )
        except (duckdb.Error, OSError) as fault:
            raise gave_up("DuckDB", fault) from None
        return self._ibis.table(name)

    def rows(self, expression: Any) -> Any:
        """See `Engine.rows`."""
        try:
            return self._ibis.to_pyarrow(expression)
        except (duckdb.Error, OSError) as fault:
            raise gave_up("DuckDB", fault) from None

    def close(self) -> None:
        """Let go of the memory."""
        self._ibis.disconnect()

    def _registered(self, rows: Any) -> Any:
        name = self._name()
        self._ibis.con.register(name, rows)
        return self._ibis.table(name)

    def _name(self) -> str:
        self._made += 1
        return f"t{self._made}"


def ibis_backend(name: str) -> Any:
    """One backend of Ibis.

    Raises:
        BadConfig: Ibis, or what this backend needs, is not installed.
    """
    try:
        import ibis

        return getattr(ibis, name)
    except (ImportError, AttributeError):
        raise BadConfig(
            "questions to a cohort need Ibis, which is not installed", remedy=MISSING
        ) from None


def gave_up(engine: str, fault: Exception) -> StoreUnavailable:
    """Its own words may hold a path or a value, so only their kind is told."""
    return StoreUnavailable(
        f"{engine} could not reckon the answer",
        why=type(fault).__name__,
        remedy="ask again; if a file is missing, 'samvar node doctor' says so",
    )


@contextmanager
def duckdb_engine(spill: Path, **limits: Any) -> Iterator[DuckDb]:
    """The engine, closed at the end."""
    engine = DuckDb(spill, **limits)
    try:
        yield engine
    finally:
        engine.close()
