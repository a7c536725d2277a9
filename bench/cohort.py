"""Questions to 100 genomes of 45,000 variants: DuckDB and Spark, from a folder and from a bucket.

The bucket is on this machine (moto), so that it says what the way costs and nothing of a network.
Spark is asked twice, and the second time counts: a session lives for one question only in `samvar
cohort`, whose start is measured apart.
"""

from __future__ import annotations

import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.growth_draw import Spectrum, draw
from bench.growth_load import ASSEMBLY, load_drawn
from bench.measure import Figure, seconds
from samvar.model.contribution import Scope
from samvar.model.genome import Interval
from samvar.store.cohort.ask import ask
from samvar.store.cohort.engine import duckdb_engine
from samvar.store.cohort.mirror import Mirror
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Carriers, Frequency, Question
from samvar.store.cohort.spark import spark_engine
from samvar.store.cohort.tables import tables_of
from samvar.store.variants import VariantStore

PEOPLE, SCALE = 100, 1e-2
_LIKE = Spectrum(0.67, 60_000, 4_830_000)
"""As the suite `growth` finds it."""


def run(folder: Path) -> Iterator[Figure]:
    """Each question by each way; all say the same, or it is no measure."""
    store = VariantStore.create(folder / "store")
    load_drawn(store, draw(_LIKE, PEOPLE, SCALE), 0, PEOPLE)
    snapshot = store.snapshot()
    keys = snapshot.all_keys(ASSEMBLY, Scope.CARE)
    named = tuple(snapshot.variants_of(ASSEMBLY, keys[:: max(1, len(keys) // 50)][:50]))
    whole = Interval("1", 0, ASSEMBLY.length("1"))
    questions: dict[str, Question] = {
        f"{len(keys):,} variants of a stretch": Frequency(ASSEMBLY, regions=(whole,)),
        "carriers of 50 variants": Carriers(ASSEMBLY, named),
    }
    yield Figure(
        f"the sums: {len(keys):,} variants",
        seconds(lambda: snapshot.counts(ASSEMBLY, keys, Scope.CARE)), "s",
    )  # fmt: skip
    with ExitStack() as stack:
        url = stack.enter_context(_bucket())
        duck = stack.enter_context(duckdb_engine(folder))
        start = time.perf_counter()
        spark = stack.enter_context(spark_engine())
        yield Figure("Spark: start a session", time.perf_counter() - start, "s")
        Mirror(url, "bench").level(snapshot)
        places = {"a folder": Place.of(folder / "store"), "a bucket": Place.of(url)}
        for name, question in questions.items():
            tables = tables_of(snapshot, Scope.CARE, question)
            said, base = [], 0.0
            for place, where in places.items():
                for engine, reckons in (("DuckDB", duck), ("Spark", spark)):
                    work = _asking(reckons, question, tables, where, said)
                    taken = seconds(work, repeats=2)
                    base = base or taken
                    yield Figure(
                        f"{engine}, {place}: {name}", taken, "s", "DuckDB in a folder", taken / base
                    )
            if any(not one.equals(said[0]) for one in said):
                raise ValueError("two ways give different answers")


def _asking(
    engine: Any, question: Question, tables: Any, place: Place, said: list[Any]
) -> Callable[[], None]:
    return lambda: said.append(ask(engine, question, tables, place))


@contextmanager
def _bucket() -> Iterator[str]:
    """A bucket on this machine. Its keys stay in the environment, where Spark's workers look."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "a-key")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "a-secret")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    make = urllib.request.Request(f"http://{host}:{port}/samvar-bench", method="PUT")
    with urllib.request.urlopen(make):
        yield f"s3://samvar-bench/node?endpoint=http://{host}:{port}&region=us-east-1"
    server.stop()
