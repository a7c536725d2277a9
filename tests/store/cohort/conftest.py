"""A node's people of every kind, and the engines that are asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from samvar.demo.generator import generate
from samvar.demo.site import ASSEMBLY
from samvar.model.contribution import Contribution, Scope
from samvar.model.genome import CONTIGS, Interval
from samvar.model.strata import AREAS, strata_of
from samvar.store.cohort.ask import ask
from samvar.store.cohort.engine import DuckDb, Engine, duckdb_engine
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Question
from samvar.store.cohort.tables import tables_of
from samvar.store.variants import Snapshot, VariantStore

EVERYWHERE = tuple(Interval(name, 0, ASSEMBLY.length(name)) for name in CONTIGS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A store and where its files are read."""

    snapshot: Snapshot
    place: Place

    def rows(self, engine: Engine, question: Question, scope: Scope = Scope.CARE) -> list[dict]:  # type: ignore[type-arg]
        """What an engine says."""
        tables = tables_of(self.snapshot, scope, question)
        rows: list[dict] = ask(engine, question, tables, self.place).to_pylist()  # type: ignore[type-arg]
        return rows


def _parted(contributions: Sequence[Contribution]) -> list[Contribution]:
    """The same people with all strata, as an intake says them; every fifth has no status."""
    found = []
    for i, each in enumerate(contributions):
        status = None if i % 5 == 0 else i % 3 == 0
        found.append(replace(each, strata=strata_of(each.sex, AREAS[i % 2], status, each.assay)))
    return found


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Genomes, exomes and panels of women and men, relatives, opt-outs, X, Y and MT."""
    cohort = generate(seed=4, persons=60, sites=1500).cohort("stockholm")
    folder: Path = tmp_path_factory.mktemp("cohort") / "variants"
    store = VariantStore.create(folder)
    with store.writer() as writer:
        writer.load(
            _parted(cohort.contributions), cohort.batches(500), cohort.names, cohort.stretches,
            "loa_one",
            people={person.id: person for person in cohort.persons},
        )  # fmt: skip
        writer.commit()
    return Asked(store.snapshot(), Place.of(folder))


@pytest.fixture(scope="session")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDb]:
    """The engine in this process."""
    with duckdb_engine(tmp_path_factory.mktemp("spill")) as engine:
        yield engine
