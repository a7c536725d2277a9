"""How centres have classified a variant: every class, of no patient; parts make the whole."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.read import begin, conclude
from samvar.focus.rare_disease.service.settle import quick_class, settle
from samvar.focus.rare_disease.share.classified import (
    CLASSIFIED_ELSEWHERE,
    ClassifiedArgs,
    ClassifiedRow,
    Solved,
    answer_classified,
)
from samvar.govern.identity import Asker
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.errors import Refused
from samvar.network.view import NodeView
from samvar.store.records.tables import persons
from tests.focus.rare_disease.reading.conftest import MISSENSE, ONE, STOP, TWO
from tests.focus.rare_disease.reading.test_classification import single

KIND = CLASSIFIED_ELSEWHERE.kind
ARGS = ClassifiedArgs("GRCh37", STOP)

rows = st.lists(
    st.builds(
        ClassifiedRow, st.sampled_from("ab"), st.integers(0, 9),
        st.sampled_from([each.value for each in Class]), st.just("2026-11"),
        st.sampled_from(["", "OMIM:261600"]), st.sampled_from(["het", "hom"]), st.booleans(),
        st.integers(0, 2), st.sampled_from([each.value for each in Solved]),
    ),
    max_size=5,
).map(lambda drawn: {KIND.key(each): each for each in drawn})  # fmt: skip


@given(one=rows, other=rows, third=rows)
def test_answers_merge_in_any_order(one, other, third) -> None:
    left = KIND.merge(KIND.merge(one, other), third)
    assert left == KIND.merge(one, KIND.merge(third, other))
    assert KIND.merge(one, KIND.zero(ARGS)) == one
    mine = {key: row for key, row in one.items() if row.node == "a"}
    assert KIND.unpack(KIND.pack(mine), ARGS, "a") == mine


def view(node, asker=ONE):
    return NodeView(
        node.id, Scope.CARE, node.variants.snapshot(), lambda _: (), lambda: None, asker,
        node.records,
    )  # fmt: skip


def told(node, args=ARGS, asker=ONE):
    return list(answer_classified(args, view(node, asker)).values())


def test_a_class_is_told_with_neither_case_nor_words(node) -> None:
    single(node)
    settle(node, "fam", STOP, ONE, condition="deaf, as his brother", why="x")
    (row,) = told(node)
    assert (row.classed, row.condition, row.zygosity, row.criteria) == (
        "uncertain", "", "het", True,
    )  # fmt: skip
    case = see_case(node, "fam", ONE)
    raw = msgspec.json.encode(row).decode()
    for secret in (
        case.id,
        f'"{case.label}"',
        case.person,
        case.referral,
        ONE.user.account,
        "brother",
    ):
        assert secret not in raw
    settle(node, "fam", STOP, ONE, condition="omim 147920", classed=Class.BENIGN, why="x")
    (row,) = told(node)
    assert (row.classed, row.condition) == ("benign", "OMIM:147920"), "the newest, and benign too"
    assert told(node, ClassifiedArgs("GRCh38", STOP)) == []
    assert told(node, ClassifiedArgs("GRCh37", "1-1000-A-T")) == []


def test_what_became_of_the_case_is_told_once_it_is_settled(node) -> None:
    single(node)
    quick_class(node, "fam", "snv", STOP, Class.PATHOGENIC, ONE)
    quick_class(node, "fam", "snv", MISSENSE, Class.UNCERTAIN, ONE)
    other = ClassifiedArgs("GRCh37", MISSENSE)
    assert [each.solved for each in told(node) + told(node, other)] == ["open", "open"]
    begin(node, "fam", ONE)
    conclude(node, "fam", ONE, Outcome.SOLVED, "clear")
    assert [each.solved for each in told(node) + told(node, other)] == ["this", "other"]


def test_a_class_of_a_blind_round_is_told_to_nobody(node) -> None:
    begin(node, "fam", ONE)
    quick_class(node, "fam", "snv", STOP, Class.PATHOGENIC, ONE)
    conclude(node, "fam", ONE, Outcome.SOLVED, "clear")
    assert told(node, asker=TWO) == told(node) == []
    begin(node, "fam", TWO)
    quick_class(node, "fam", "snv", STOP, Class.PATHOGENIC, TWO)
    conclude(node, "fam", TWO, Outcome.SOLVED, "clear")
    assert [(each.classed, each.solved) for each in told(node)] == [("pathogenic", "this")]


def test_whoever_is_erased_is_in_no_row(node) -> None:
    single(node)
    quick_class(node, "fam", "snv", STOP, Class.PATHOGENIC, ONE)
    person = see_case(node, "fam", ONE).person
    assert len(told(node)) == 1
    with node.records.begin() as tx:
        tx.connection.execute(
            persons.update().where(persons.c.id == person).values(erased=utc_now())
        )
    assert told(node) == []


def test_it_is_asked_for_care_only(node) -> None:
    for asker in (None, Asker(ONE.user, Purpose.HRESCH)):
        with pytest.raises(Refused):
            answer_classified(ARGS, view(node, asker))
