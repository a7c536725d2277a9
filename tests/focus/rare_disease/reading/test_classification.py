"""A variant of a case is classified from the case's own list, and every step stays."""

from __future__ import annotations

import pytest

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.verdict import State, Strength
from samvar.focus.rare_disease.records import Classes
from samvar.focus.rare_disease.service.case import find_case, see_case
from samvar.focus.rare_disease.service.class_of import class_of
from samvar.focus.rare_disease.service.classification import (
    judged_of,
    see_classification,
    set_criterion,
    suggest_anew,
    undo_step,
)
from samvar.focus.rare_disease.service.reading import FOLDER
from samvar.focus.rare_disease.service.settle import quick_class, settle, use_class
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from tests.focus.rare_disease.reading.conftest import MISSENSE, ONE, OPERATOR, OTHER, STOP, TWO


def single(node) -> None:
    """The laboratory's own rule: one reader is enough."""
    folder = node.knowledge_shelf / FOLDER
    folder.mkdir(parents=True)
    (folder / "second_reader.json").write_text(
        '{"version": "1", "date": "2026-01-01", "text": "one reads", "otherwise": false}'
    )


def standing(seen) -> dict[str, str]:
    return {
        each.verdict.criterion: each.verdict.label if each.verdict.met else each.verdict.state.value
        for each in seen.mine.history.standing
    }


def test_criteria_are_suggested_from_the_row_and_nothing_is_kept_by_looking(node) -> None:
    seen = see_classification(node, "fam", STOP, ONE)
    assert not seen.kept
    said = standing(seen)
    assert said["PM2"] == "PM2_Supporting", "the filtering frequency of gnomAD is 0"
    assert said["PS2"] == "not_assessed", "nobody has said how well the picture fits"
    assert seen.evidence.zygosity == "het"
    assert seen.evidence.parents_proven, "peddy's relations passed"
    assert not see_classification(node, "fam", STOP, ONE).kept


def test_a_frequency_that_is_not_the_filtering_one_feeds_no_criterion(node) -> None:
    seen = see_classification(node, "fam", OTHER, ONE)
    assert seen.row.told.frequencies == {"gnomAD": 0.3}
    said = standing(seen)
    assert [said[code] for code in ("BA1", "BS1", "PM2")] == ["not_assessed"] * 3
    judged = judged_of("recessive", "")
    assert standing(see_classification(node, "fam", MISSENSE, ONE, judged))["PM2"] == "not_met", (
        "of PAH"
    )


def test_de_novo_waits_for_how_well_the_picture_fits(node) -> None:
    seen = suggest_anew(node, "fam", STOP, judged_of("dominant", "specific"), ONE)
    assert seen.kept
    assert standing(seen)["PS2"] == "PS2", "parentage is proven, one patient: 2 points"
    assert seen.mine.history.given == {"inheritance": "dominant", "fit": "specific"}
    with pytest.raises(BadInput):
        judged_of("sideways", "")


def test_what_lies_opposite_counts_by_its_class_here(node) -> None:
    judged = judged_of("recessive", "")
    before = see_classification(node, "fam", MISSENSE, ONE, judged)
    assert [str(each.row.variant) for each in before.evidence.partners] == [OTHER]
    assert standing(before)["PM3"] == "not_assessed", "the other one has no class"
    quick_class(node, "fam", "snv", OTHER, Class.PATHOGENIC, ONE)
    after = see_classification(node, "fam", MISSENSE, ONE, judged)
    assert standing(after)["PM3"] == "PM3"
    assert "classified in this case" in str(after.facts.sources["trans"])
    other = see_classification(node, "fam", MISSENSE, TWO, judged)
    assert standing(other)["PM3"] == "not_assessed", "a class of the other reader is no evidence"


def test_the_genes_own_rules_are_taken(node) -> None:
    seen = see_classification(node, "fam", MISSENSE, ONE, judged_of("recessive", ""))
    assert seen.rules.special is not None
    assert seen.rules.names[0] == seen.rules.special.title
    unsaid = see_classification(node, "fam", MISSENSE, ONE)
    assert (unsaid.rules.special is None) is bool(unsaid.rules.note)


def test_a_reader_overrides_with_a_reason_and_takes_it_back(node) -> None:
    seen = set_criterion(node, "fam", STOP, "PM2", State.NOT_MET, None, "seen in a cohort", ONE)
    assert seen.kept
    pm2 = next(s for s in seen.mine.history.standing if s.verdict.criterion == "PM2")
    assert (pm2.by_person, pm2.suggested.label) == (True, "PM2_Supporting")
    seen = set_criterion(
        node, "fam", STOP, "PVS1", State.MET, Strength.VERY_STRONG, "loss causes it", ONE
    )
    assert seen.mine.result.points == 8
    steps = len(seen.mine.history.steps)
    seen = undo_step(node, "fam", STOP, steps, "too soon", ONE)
    assert standing(seen)["PVS1"] == "not_assessed"
    assert len(seen.mine.history.steps) == steps + 1
    with pytest.raises(Conflict):
        undo_step(node, "fam", STOP, steps, "again", ONE)
    with pytest.raises(BadInput):
        set_criterion(node, "fam", STOP, "PS3", State.MET, Strength.STRONG, " ", ONE)
    with pytest.raises(BadInput):
        set_criterion(node, "fam", STOP, "PS3", State.MET, None, "no strength", ONE)
    assert see_classification(node, "fam", STOP, TWO).mine.history.standing != ()


def test_a_class_is_the_cases_own_at_once_where_one_reader_is_enough(node) -> None:
    single(node)
    set_criterion(node, "fam", STOP, "PVS1", State.MET, Strength.VERY_STRONG, "loss causes it", ONE)
    settle(node, "fam", STOP, ONE, condition="OMIM:147920")
    case = find_case(node, "fam")
    with node.records.read() as tx:
        (held,) = Classes(tx.connection).of_case(case)
    assert (held.variant, held.classed, held.points) == (STOP, Class.LIKELY_PATHOGENIC, 9)
    assert (held.condition, held.gene, held.zygosity) == ("OMIM:147920", "KMT2D", "het")
    assert held.told.labels == ("PVS1", "PM2_Supporting")
    settle(node, "fam", STOP, ONE, classed=Class.UNCERTAIN, why="mild picture")
    with node.records.read() as tx:
        first, second = Classes(tx.connection).of_case(case, past=True)
    assert first.ended == second.at or first.ended is not None
    assert (second.classed, second.ended, second.condition) == (Class.UNCERTAIN, None, "")
    with pytest.raises(BadInput):
        settle(node, "fam", STOP, ONE, classed=Class.BENIGN)
    last = see_classification(node, "fam", STOP, ONE).mine.history.steps[-1].number
    undo_step(node, "fam", STOP, last, "no", ONE)
    assert class_of(node, see_case(node, "fam", ONE), TWO)[STOP].classed is Class.LIKELY_PATHOGENIC


def test_a_quick_class_is_marked_and_can_be_taken_back(node) -> None:
    single(node)
    shown = quick_class(node, "fam", "snv", STOP, Class.LIKELY_BENIGN, ONE)
    assert (shown.classed, shown.quick) == (Class.LIKELY_BENIGN, True)
    event = "DEL:1:5000-9000"
    with pytest.raises(NotFound):
        quick_class(node, "fam", "sv", event, Class.PATHOGENIC, ONE)
    quick_class(node, "fam", "sv", "DEL:1:5001-9000", Class.PATHOGENIC, ONE)
    case = see_case(node, "fam", ONE)
    assert {name: each.classed for name, each in class_of(node, case, TWO).items()} == {
        STOP: Class.LIKELY_BENIGN, "DEL:1:5001-9000": Class.PATHOGENIC,
    }  # fmt: skip
    assert quick_class(node, "fam", "snv", STOP, None, ONE) is None
    assert STOP not in class_of(node, case, ONE)
    with pytest.raises(NotFound):
        use_class(node, "fam", STOP, "report", ONE)


def test_who_may_not_answer_may_not_classify(node) -> None:
    for act in (
        lambda: set_criterion(node, "fam", STOP, "PS3", State.NOT_MET, None, "no", OPERATOR),
        lambda: settle(node, "fam", STOP, OPERATOR),
        lambda: quick_class(node, "fam", "snv", STOP, Class.BENIGN, OPERATOR),
        lambda: see_classification(node, "fam", STOP, OPERATOR),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(NotFound):
        see_classification(node, "fam", "1-1000-A-C", ONE)
