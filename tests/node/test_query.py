"""Free SQL: a closed set of views, one SELECT, nothing else of the machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samvar.demo.permits import plant_permits
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.errors import NotFound, Refused, SamvarError, UsageError
from samvar.model.load import LoadRequest
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.query import QueryLimits, query, run_query
from samvar.node.withdraw import opt_out


@pytest.fixture
def loaded(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> Node:
    load(node, cohort, bioinformatician)
    return node


def ask(node: Node, sql: str, scope: Scope = Scope.CARE) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = run_query(
        node.variants.snapshot(), scope, sql, QueryLimits()
    ).to_pylist()
    return rows


def test_views_speak_one_based_positions_and_true_frequencies(loaded: Node) -> None:
    (row,) = ask(loaded, "SELECT * FROM variants WHERE contig = '10'")
    assert (row["pos"], row["ac"], row["an"], row["af"]) == (94781859, 2, 6, pytest.approx(1 / 3))


def test_genotypes_and_samples_join_by_opaque_ids(loaded: Node) -> None:
    rows = ask(
        loaded,
        "SELECT s.sex, g.dosage FROM genotypes g JOIN samples s USING (sample) "
        "WHERE g.contig = 'X' AND g.dosage > 0 ORDER BY s.sex",
    )
    assert [(row["sex"], row["dosage"]) for row in rows] == [("female", 1), ("male", 1)]
    names = ask(loaded, "SELECT sample, person FROM samples")
    assert not any("ANNA" in str(row.values()) for row in names)


def test_views_hold_only_what_consent_leaves_open(loaded: Node, bioinformatician: Asker) -> None:
    with loaded.records.read() as tx:
        cilla = tx.persons.by_labels(["CILLA"])["CILLA"].id
    opt_out(loaded, cilla, Scope.RESEARCH, bioinformatician)
    for view in ("samples", "genotypes"):
        sql = f"SELECT count(DISTINCT sample) AS n FROM {view}"
        assert ask(loaded, sql, Scope.CARE) == [{"n": 3}]
        assert ask(loaded, sql, Scope.RESEARCH) == [{"n": 2}]


def test_no_view_shows_rows_of_those_who_are_closed_but_share_a_file(
    loaded: Node, bioinformatician: Asker
) -> None:
    snapshot = loaded.variants.snapshot()
    assert len({entry.genome.name for entry in snapshot.opened.entries.values()}) == 1
    with loaded.records.read() as tx:
        cilla = tx.persons.by_labels(["CILLA"])["CILLA"].id
    everything = ask(loaded, "SELECT count(*) AS n FROM genotypes_shared")[0]["n"]
    opt_out(loaded, cilla, Scope.RESEARCH, bioinformatician)
    open_ = ask(loaded, "SELECT count(*) AS n FROM genotypes", Scope.RESEARCH)[0]["n"]
    shared = "SELECT count(*) AS n FROM genotypes_shared"
    assert ask(loaded, shared, Scope.RESEARCH)[0]["n"] == open_ < everything
    places = ask(loaded, "SELECT DISTINCT person FROM genotypes_shared", Scope.RESEARCH)
    assert len(places) == 2
    assert len(ask(loaded, "SELECT * FROM genotypes_sharing", Scope.RESEARCH)) == 2


def test_a_project_sees_its_own_pseudonyms_and_joins_by_them(
    loaded: Node, researcher: Asker, bioinformatician: Asker
) -> None:
    plant_permits({loaded.id: loaded})
    under_permit = replace(researcher, permit="permit-pgx-regions")
    people = "SELECT sample, person FROM samples"
    one = [tuple(row.values()) for row in query(loaded, people, under_permit).to_pylist()]
    assert one == [tuple(r.values()) for r in query(loaded, people, under_permit).to_pylist()]
    assert all(name.startswith("psn_") for row in one for name in row)
    own = query(loaded, people, bioinformatician).to_pylist()
    assert {row["person"][:4] for row in own} == {"per_"}
    joined = "SELECT s.sex FROM genotypes g JOIN samples s USING (sample) WHERE g.contig = 'X'"
    assert len(query(loaded, joined, under_permit)) == len(query(loaded, joined, bioinformatician))
    with loaded.records.begin() as tx:
        tx.keys.shred("project", ["permit-pgx-regions"], utc_now())
    with pytest.raises(NotFound, match="shredded"):
        query(loaded, people, under_permit)


HOSTILE = [
    "SELECT * FROM read_csv('{file}')",
    "SELECT * FROM read_text('{file}')",
    "SELECT * FROM '{file}'",
    "SELECT * FROM glob('/*')",
    "COPY (SELECT 1) TO '{file}.out'",
    "ATTACH '{file}.db'",
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW samples",
    "EXPORT DATABASE '{file}.folder'",
    "PRAGMA database_list",
    "SELECT 1; SELECT 2",
    "SELECT * FROM snapshot",
    "SELECT getenv('HOME')",
    "",
    "SELEC",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_nothing_else_of_the_machine_can_be_read_or_written(
    loaded: Node, tmp_path: Path, sql: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\nhush,hush\n")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises((Refused, UsageError)) as caught:
        ask(loaded, sql.format(file=secret))
    assert "hush" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_question_that_takes_too_long_or_says_too_much_is_stopped(loaded: Node) -> None:
    snapshot = loaded.variants.snapshot()
    endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b"
    with pytest.raises(UsageError, match="seconds"):
        run_query(snapshot, Scope.CARE, endless, QueryLimits(seconds=0.3))
    with pytest.raises(UsageError, match="more than 10 rows"):
        run_query(snapshot, Scope.CARE, "SELECT * FROM range(11)", QueryLimits(rows=10))


def test_a_dataset_is_asked_for_by_its_name(loaded: Node, bioinformatician: Asker) -> None:
    rows = query(loaded, "SELECT count(*) AS n FROM samples WHERE dataset = 'cohort'",
                 bioinformatician)  # fmt: skip
    assert rows.to_pylist() == [{"n": 3}]


def test_a_query_is_decided_and_written_down(loaded: Node, researcher: Asker) -> None:
    with pytest.raises(SamvarError):
        query(loaded, "SELECT 1", researcher)
    with loaded.records.read() as tx:
        (newest,) = tx.audit.page(limit=1)
    assert (newest.entry.verb, newest.entry.outcome) == ("query", "refused")
    assert newest.entry.question is not None
