"""Asks a cluster about a store and prints the rows: python ask_cluster.py MASTER FOLDER.

A process of its own, because a process has one Spark session, and the other tests have theirs.
"""

import json
import sys
from pathlib import Path

from samvar.model.contribution import Scope
from samvar.model.genome import CODE, Assembly, Interval
from samvar.store.cohort.ask import ask
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Frequency, Group
from samvar.store.cohort.spark import spark_engine
from samvar.store.cohort.tables import tables_of
from samvar.store.variants import VariantStore

GRCH38 = Assembly.GRCh38
QUESTION = Frequency(
    GRCH38,
    regions=tuple(Interval(name, 0, GRCH38.length(name)) for name in CODE),
    by=Group.SEX,
)


def main() -> None:
    """One question, one answer as JSON."""
    master, folder = sys.argv[1], Path(sys.argv[2])
    tables = tables_of(VariantStore.open(folder).snapshot(), Scope.CARE, QUESTION)
    with spark_engine(master) as spark:
        rows = ask(spark, QUESTION, tables, Place.of(folder)).to_pylist()
        executors = spark.executors
    sys.stdout.write(json.dumps({"executors": executors, "rows": rows}))


if __name__ == "__main__":
    main()
