"""Questions to a cohort take the steps of every act: decided, written down, floored, remembered."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from samvar.demo.permits import plant_permits
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import BadConfig, Conflict, Refused, UsageError
from samvar.model.genome import Assembly, Interval
from samvar.model.load import LoadRequest
from samvar.model.variant import Variant
from samvar.network.spend import account_of
from samvar.node import jobs
from samvar.node.cohort import ask_cohort
from samvar.node.cohort_shown import GroupNames, shown
from samvar.node.doctor import examine
from samvar.node.intake import load
from samvar.node.jobs import Worker
from samvar.node.mirror import level, mirror_of, tidy
from samvar.node.node import Node
from samvar.node.withdraw import opt_out, withdraw
from samvar.store.cohort.ask import CARRIERS, FREQUENCIES
from samvar.store.cohort.question import Carriers, Frequency, Group, People, Question

CYP2C19 = Variant.parse("10-94781859-G-A", Assembly.GRCh38)
OPERATOR = Asker.of(PERSONAS["operator"])


@pytest.fixture
def loaded(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> Node:
    load(node, cohort, bioinformatician)
    return node


def ask(node: Node, asker: Asker, question: Question, **how: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ask_cohort(node, question, asker, **how).rows.to_pylist()
    return rows


def test_care_sees_exact_figures_by_group(loaded: Node, bioinformatician: Asker) -> None:
    (row,) = ask(loaded, bioinformatician, Frequency(Assembly.GRCh38, (CYP2C19,)))
    assert (row["contig"], row["pos"], row["ac"], row["an"]) == ("10", 94781859, 2, 6)
    assert row["af"] == pytest.approx(1 / 3)
    by = Carriers(Assembly.GRCh38, (CYP2C19,), by=Group.SEX)
    assert ask(loaded, bioinformatician, by) == [
        {"group": "female", "carriers": 1, "individuals": 2},
        {"group": "male", "carriers": 1, "individuals": 1},
    ]
    women = replace(by, people=People(sex=("female",), dataset=("cohort",)))
    assert ask(loaded, bioinformatician, women)[0]["individuals"] == 2
    with pytest.raises(UsageError, match="no dataset 'other'"):
        ask(loaded, bioinformatician, replace(by, people=People(dataset=("other",))))


def test_it_is_decided_and_written_down_before_anything_is_read(
    loaded: Node, researcher: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(loaded.variants, "snapshot", lambda: read.append(1))
    with pytest.raises(Refused):
        ask(loaded, researcher, Carriers(Assembly.GRCh38, (CYP2C19,)))
    assert read == []
    with loaded.records.read() as tx:
        (newest,) = tx.audit.page(limit=1)
    assert (newest.entry.verb, newest.entry.outcome) == ("ask-cohort", "refused")
    assert newest.entry.question is not None


def test_under_a_permit_consent_picks_the_people_and_small_figures_are_withheld(
    loaded: Node, researcher: Asker, bioinformatician: Asker
) -> None:
    plant_permits({loaded.id: loaded})
    with loaded.records.read() as tx:
        cilla = tx.persons.by_labels(["CILLA"])["CILLA"].id
    opt_out(loaded, cilla, Scope.RESEARCH, bioinformatician)
    under_permit = replace(researcher, permit="permit-pgx-regions")
    answer = ask_cohort(loaded, Carriers(Assembly.GRCh38, (CYP2C19,)), under_permit)
    assert answer.rows.to_pylist() == [{"group": "all", "carriers": None, "individuals": 2}]
    assert (answer.people, answer.floor) == (2, 10)
    everywhere = Frequency(Assembly.GRCh38, regions=(Interval("10", 0, 133_797_422),))
    assert ask(loaded, under_permit, everywhere) == []
    with loaded.records.read() as tx:
        assert tx.ledger.rows_read(account_of(under_permit).bare.id) == {loaded.id: 4}


def _frequency(*rows: tuple[int, int, int, int]) -> pa.Table:
    place = {"stratum": "all", "contig": 1, "position": 9, "ref": "A", "alt": "C", "an": 200}
    made = [
        {**place, "ac": ac, "hom": hom, "hemi": hemi, "individuals": people}
        for ac, hom, hemi, people in rows
    ]
    return pa.Table.from_pylist(made, FREQUENCIES)


FLOORED = [
    # ac, hom, hemi, people     shown with a floor of 10
    ((12, 2, 0, 100), True),  # ten carriers
    ((12, 3, 0, 100), False),  # nine
    ((0, 0, 0, 100), False),  # nobody looks like few
    ((150, 91, 0, 100), False),  # nine people have another allele
    ((150, 60, 0, 100), True),
]


@pytest.mark.parametrize(("counts", "seen"), FLOORED)
def test_a_floor_hides_few_carriers_and_few_others(
    counts: tuple[int, int, int, int], seen: bool
) -> None:
    named = Frequency(Assembly.GRCh38, (CYP2C19,))
    (row,) = shown(_frequency(counts), named, 10, GroupNames()).to_pylist()
    assert (row["ac"] is not None, row["af"] is not None) == (seen, seen)
    assert row["hom"] is row["hemi"] is None
    stretch = Frequency(Assembly.GRCh38, regions=(Interval("1", 0, 100),))
    assert len(shown(_frequency(counts), stretch, 10, GroupNames())) == seen
    (row,) = shown(_frequency(counts), named, 0, GroupNames()).to_pylist()
    assert (row["ac"], row["hom"]) == counts[:2]


def test_a_floor_hides_few_people_without_it(loaded: Node) -> None:
    table = pa.Table.from_pylist([{"stratum": "x", "carriers": 95, "individuals": 100}], CARRIERS)
    question = Carriers(Assembly.GRCh38, (CYP2C19,))
    assert shown(table, question, 10, GroupNames()).to_pylist()[0]["carriers"] is None
    assert shown(table, question, 5, GroupNames()).to_pylist()[0]["carriers"] == 95


def test_more_rows_than_a_query_may_give_are_refused(loaded: Node, bioinformatician: Asker) -> None:
    small = replace(loaded, config=replace(loaded.config, query_rows=1))
    everywhere = Frequency(Assembly.GRCh38, regions=(Interval("1", 0, 10_000),))
    with pytest.raises(UsageError, match="more than 1 rows"):
        ask(small, bioinformatician, everywhere)


ENGINES = [
    ("spark://elsewhere:7077", Refused, "no cluster but"),
    ("hive", UsageError, "no engine 'hive'"),
]


@pytest.mark.parametrize(("engine", "error", "words"), ENGINES)
def test_genomes_go_only_where_the_settings_say(
    loaded: Node, bioinformatician: Asker, engine: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        ask(loaded, bioinformatician, Carriers(Assembly.GRCh38, (CYP2C19,)), engine=engine)


def test_a_mirror_answers_is_levelled_by_the_worker_and_seen_by_the_doctor(
    loaded: Node, bioinformatician: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_TIDY_EVERY_S", 0.0)
    question = Carriers(Assembly.GRCh38, (CYP2C19,), by=Group.SEX)
    with pytest.raises(BadConfig, match="no mirror"):
        ask(loaded, bioinformatician, question, mirror=True)
    node = replace(loaded, config=replace(loaded.config, mirror=str(tmp_path / "mirror")))
    with pytest.raises(Conflict, match="behind"):
        ask(node, bioinformatician, question, mirror=True)
    with pytest.raises(Refused):
        level(node, bioinformatician)
    assert len(level(node, OPERATOR, dry_run=True).lacks) == len(level(node, OPERATOR).lacks) >= 2
    assert ask(node, bioinformatician, question, mirror=True) == ask(
        node, bioinformatician, question
    )
    with loaded.records.read() as tx:
        anna = tx.persons.by_labels(["ANNA"])["ANNA"].id
    withdraw(node, (anna,), bioinformatician)
    (check,) = (each for each in examine(node) if each.name == "mirror")
    assert (check.state, "1 left the store" in check.found) == ("warn", True)
    with pytest.raises(Conflict, match="behind"):  # the others' file is a new one
        ask(node, bioinformatician, question, mirror=True)
    worker = Worker(node)
    worker.start()
    try:
        for _ in range(200):
            if mirror_of(node).apart(node.variants.snapshot()).level:
                break
            threading.Event().wait(0.05)
    finally:
        worker.stop()
    assert len(list((tmp_path / "mirror/genome").iterdir())) == 1
    assert ask(node, bioinformatician, question, mirror=True)[0]["carriers"] == 0
    tidy(node)
    (check,) = (each for each in examine(node) if each.name == "mirror")
    assert check.state == "ok"
