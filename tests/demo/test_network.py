"""Seven nodes start, keep what they have, and say what was planted in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from samvar.demo.check import STOPPED, compare
from samvar.demo.expected import EXPECTED
from samvar.demo.network import Demo, Setting, start
from samvar.demo.plant import plant
from samvar.demo.rare_disease.plan import State, families_of
from samvar.focus.rare_disease.model.referral import Step
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.classification import see_classification
from samvar.focus.rare_disease.service.referral import see_referral
from samvar.focus.rare_disease.service.relatives import relatives_answers
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import BadConfig, Conflict
from samvar.model.genome import Assembly
from samvar.model.place import CENTRES
from samvar.node.withdraw import withdraw
from tests.country import USUAL, Draw


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Demo]:
    folder = draw(USUAL, tmp_path_factory.mktemp("network") / "demo")
    running = start(folder, setting=USUAL)
    yield running
    running.close()


def test_all_centres_run_with_people_in_them(demo: Demo) -> None:
    assert set(demo.site.nodes) == set(CENTRES)
    answer = demo.site.network("orebro").ask_now("node_status", {}, Asker.of(PERSONAS["operator"]))
    assert answer.coverage.complete
    rows = answer.value.values()
    assert all(sum(row.individuals["GRCh38"].values()) >= 10 for row in rows)


def test_every_answer_is_the_planted_one_with_and_without_a_node(demo: Demo) -> None:
    report = compare(demo, USUAL)
    assert [check for check in report.checks if not check.ok] == []
    names = {check.name for check in report.checks}
    assert {f"{op.name} (care, {STOPPED} stopped)" for op in demo.site.registry} <= names


def test_every_operation_has_a_planted_truth(demo: Demo) -> None:
    assert {operation.name for operation in demo.site.registry} == set(EXPECTED)


def test_a_reader_of_the_demo_gives_the_class_that_their_criteria_make(demo: Demo) -> None:
    classes = 0
    for node in demo.site.nodes.values():
        reader = Asker.of(PERSONAS["geneticist"].at(node.id))
        for plan, drawn in families_of(node.id):
            for variant in drawn.cause if plan.state is State.SOLVED else ():
                mine = see_classification(node, drawn.label, variant, reader).mine
                own = mine.history.own_class
                assert own is not None
                assert own.classed is mine.result.proposed
                classes += 1
    assert classes >= 8


def test_a_relative_of_the_demo_is_answered_and_the_unit_has_read_it(demo: Demo) -> None:
    node = demo.site.nodes["stockholm"]
    reader = Asker.of(PERSONAS["geneticist"].at(node.id))
    referral = see_referral(node, "BNE-STO-08", reader)
    assert (referral.step, referral.relation) == (Step.ACKNOWLEDGED, "sibling")
    answers = relatives_answers(node, see_case(node, "RD-STO-02", reader), reader)
    assert [each.line.carried for each in answers] == ["carrier", "not_carrier"]
    assert {each.line.affected for each in answers} == {"unaffected"}


def test_a_person_is_not_planted_twice(demo: Demo) -> None:
    with pytest.raises(Conflict):
        plant(demo.site.nodes["orebro"], USUAL.draw().cohort("orebro"))


def test_examples_for_a_first_load_lie_in_the_folder(demo: Demo) -> None:
    assert (demo.folder / "examples" / "family.vcf").is_file()


def test_a_second_start_keeps_the_people_and_a_wrong_count_is_found(
    tmp_path: Path, draw: Draw
) -> None:
    first = start(draw(USUAL, tmp_path / "demo"), setting=USUAL)
    epochs = {n: node.variants.snapshot().epoch for n, node in first.site.nodes.items()}
    first.close()
    again = start(tmp_path / "demo", setting=USUAL)
    assert not again.fresh
    assert {n: node.variants.snapshot().epoch for n, node in again.site.nodes.items()} == epochs
    node = again.site.nodes["skane"]
    contributions = node.variants.snapshot().contributions
    sample = next(s for s, c in contributions.items() if c.counts and c.assembly is Assembly.GRCh38)
    withdraw(node, (sample,), Asker.of(PERSONAS["bioinformatician"].at("skane")))
    report = compare(again, USUAL, ("node_status", "variant_frequency", "dataset_list"))
    again.close()
    assert not report.ok
    wrong = {check.name for check in report.checks if not check.ok}
    assert {"node_status (care)", "variant_frequency (care)", "dataset_list (care)"} <= wrong


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BadConfig):
        start(tmp_path, setting=USUAL)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(BadConfig):
        start(tmp_path, setting=USUAL, fresh=True)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_another_country_is_refused_unless_it_may_replace_the_first(demo: Demo) -> None:
    with pytest.raises(BadConfig):
        start(demo.folder, setting=Setting(seed=10, persons=24, sites=400))


def test_one_region_drawn_alone_is_the_same_as_among_all() -> None:
    whole = USUAL.draw().cohort("uppsala")
    from samvar.demo.generator import generate

    (alone,) = generate(USUAL.seed, USUAL.persons, USUAL.sites, ["uppsala"]).cohorts
    assert alone.persons == whole.persons
    assert np.array_equal(alone.dosage, whole.dosage)
