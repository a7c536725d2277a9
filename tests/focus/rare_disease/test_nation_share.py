"""What is asked of other centres about their patients: parts make the whole; a row says little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.match.likeness import likeness
from samvar.focus.rare_disease.analyse.match.patients import patients_of, query_of
from samvar.focus.rare_disease.analyse.phenotype.corpus import corpus_of
from samvar.focus.rare_disease.rules.match.band import BANDS, Band
from samvar.focus.rare_disease.share import (
    CONTACT_ANSWERS,
    CONTACT_REQUESTS,
    SIMILAR_PATIENTS,
    VARIANT_PHENOTYPES,
)
from samvar.focus.rare_disease.share.similar_patients import SimilarRow
from samvar.focus.rare_disease.share.variant_phenotypes import GROUPS
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.consent import Use
from samvar.model.contribution import Scope
from samvar.model.errors import Refused, UsageError
from samvar.network.bounds import bounds_of
from tests.focus.rare_disease.nation_ward import DOCTOR, VARIANT, Patient, Ward

MARFAN = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098")
PARTLY = ("HP:0001166", "HP:0001083", "HP:0001250", "HP:0000518")
SEIZURES = ("HP:0001250", "HP:0001263", "HP:0002133")
ASKED = {"terms": MARFAN, "variant": VARIANT, "genes": ("FBN1",)}
SUMMED = {"terms": MARFAN, "variant": VARIANT, "assembly": "GRCh38"}

patient = st.builds(
    Patient,
    st.just(""),
    st.sampled_from([None, (), MARFAN, PARTLY, SEIZURES]),
    st.sampled_from([0, 0, 1, 2]),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, ("FBN1", "pathogenic"), ("fbn1", "uncertain"), ("FBN1", "benign")]),
    st.sampled_from(["", "solved", "unsolved"]),
    st.sampled_from([(), (), (), (Use.CARE,), (Use.COHERENT_CARE,), (Use.UNIT,)]),
    st.sampled_from([1, 2]),
)
people = st.lists(patient, max_size=7).map(
    lambda drawn: [replace(each, id=f"{n:02}") for n, each in enumerate(drawn)]
)
cuts = st.lists(st.integers(0, 7), min_size=2, max_size=2)


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ward, ...]]:
    """One for everybody, three for the parts."""
    folder = tmp_path_factory.mktemp("wards")
    opened = tuple(Ward.open(folder, name) for name in ("all", "a", "b", "c"))
    yield opened
    for ward in opened:
        ward.records.close()


def split(everyone: Sequence[Patient], at: Sequence[int]) -> list[list[Patient]]:
    low, high = sorted(at)
    return [list(everyone[:low]), list(everyone[low:high]), list(everyone[high:])]


def ask(ward: Ward, asker: Asker | None = DOCTOR, **question: object) -> tuple[SimilarRow, ...]:
    args = SIMILAR_PATIENTS.read_args(question or ASKED)
    return SIMILAR_PATIENTS.answer(args, ward.view(asker=asker))


def band(terms: Sequence[str] | None) -> str:
    """The band of a patient beside MARFAN, one at a time."""
    if not terms:
        return "unknown"
    corpus = corpus_of(None)
    one = patients_of(corpus.ontology, corpus.world, ["p"], [terms])
    query = query_of(corpus.ontology, corpus.world, MARFAN)
    found = float(likeness(one, corpus.ontology, corpus.world, query)[0])
    return "close" if found >= 0.6 else "alike" if found >= 0.3 else "far"


def rows_twin(everyone: Sequence[Patient]) -> list[tuple[object, ...]]:
    """Rows without their handles."""
    found = []
    for each in everyone:
        if each.terms is None or each.no:
            continue
        gene = each.gene is not None and each.gene[1] != "benign"
        near = band(each.terms)
        if near not in ("close", "alike") and not gene and not each.copies:
            continue
        copies = {0: "", 1: "one", 2: "two"}[each.copies]
        found.append((near, gene, bool(each.copies), copies, each.outcome))
    return sorted(found)


def told(rows: Sequence[SimilarRow]) -> list[tuple[object, ...]]:
    return sorted((r.band, r.gene, r.variant, r.zygosity, r.outcome) for r in rows)


def sums_twin(everyone: Sequence[Patient]) -> dict[str, list[int]]:
    found = {"carriers": [0] * 12, "people": [0] * 12, "individuals": [0]}
    for each in everyone:
        if Use.CARE in each.no:
            continue
        status = {True: 0, False: 1, None: 2}[each.affected]
        place = status * 4 + ["close", "alike", "far", "unknown"].index(band(each.terms))
        found["people"][place] += 1
        found["carriers"][place] += bool(each.copies)
        found["individuals"][0] += 1
    return found


def plain(value: dict[str, np.ndarray]) -> dict[str, list[int]]:
    return {column: list(vector) for column, vector in value.items()}


@settings(max_examples=25, deadline=None)
@given(everyone=people, at=cuts)
def test_the_parts_of_any_partition_make_the_answer_of_all(wards, everyone, at):
    whole, *three = wards
    whole.admit(everyone)
    rows, sums = (), VARIANT_PHENOTYPES.kind.zero(VARIANT_PHENOTYPES.read_args(SUMMED))
    for ward, part in zip(three, split(everyone, at), strict=True):
        ward.admit(part)
        rows = SIMILAR_PATIENTS.kind.merge(rows, ask(ward))
        args = VARIANT_PHENOTYPES.read_args(SUMMED)
        sums = VARIANT_PHENOTYPES.kind.merge(sums, VARIANT_PHENOTYPES.answer(args, ward.view()))
    assert rows == ask(whole)
    args = VARIANT_PHENOTYPES.read_args(SUMMED)
    assert plain(sums) == plain(VARIANT_PHENOTYPES.answer(args, whole.view()))


@settings(max_examples=40, deadline=None)
@given(everyone=people)
def test_rows_and_numbers_are_what_looking_at_one_by_one_gives(wards, everyone):
    ward = wards[0].admit(everyone)
    assert told(ask(ward)) == rows_twin(everyone)
    args = VARIANT_PHENOTYPES.read_args(SUMMED)
    found = VARIANT_PHENOTYPES.answer(args, ward.view())
    assert plain(found) == sums_twin(everyone)
    assert {c: len(v) for c, v in found.items()} == dict(VARIANT_PHENOTYPES.kind.length(args))


rows = st.lists(
    st.builds(
        SimilarRow, st.sampled_from("ab"), st.sampled_from("xyz"),
        st.sampled_from([each.value for each in Band]), st.booleans(), st.booleans(),
        st.sampled_from(["", "one"]), st.sampled_from(["", "solved"]),
    ),
    max_size=6,
).map(lambda found: SIMILAR_PATIENTS.kind.merge((), tuple(found)))  # fmt: skip
numbers = st.fixed_dictionaries(
    {
        column: st.lists(st.integers(0, 2**40), min_size=n, max_size=n).map(
            lambda v: np.array(v, dtype=np.int64)
        )
        for column, n in (("carriers", 12), ("people", 12), ("individuals", 1))
    }
)


@given(rows, rows, rows)
def test_merging_rows_is_associative_and_commutative_and_has_a_zero(a, b, c):
    kind = SIMILAR_PATIENTS.kind
    assert kind.merge(a, kind.merge(b, c)) == kind.merge(kind.merge(a, b), c)
    assert kind.merge(a, b) == kind.merge(b, a)
    assert kind.merge(a, kind.zero(None)) == a
    one = tuple(row for row in a if row.node == "a")
    assert kind.unpack(kind.pack(one), None, "a") == one


@given(numbers, numbers, numbers)
def test_merging_numbers_is_associative_and_commutative_and_has_a_zero(a, b, c):
    args, kind = VARIANT_PHENOTYPES.read_args(SUMMED), VARIANT_PHENOTYPES.kind
    assert plain(kind.merge(a, kind.merge(b, c))) == plain(kind.merge(kind.merge(a, b), c))
    assert plain(kind.merge(a, b)) == plain(kind.merge(b, a))
    assert plain(kind.merge(a, kind.zero(args))) == plain(a)
    assert plain(kind.unpack(kind.pack(a), args, "skane")) == plain(a)


@settings(max_examples=15, deadline=None)
@given(everyone=people, at=cuts, silent=st.integers(0, 2))
def test_with_a_silent_node_the_truth_lies_between_the_bounds(wards, everyone, at, silent):
    whole, *three = wards
    args = VARIANT_PHENOTYPES.read_args(SUMMED)
    truth = VARIANT_PHENOTYPES.answer(args, whole.admit(everyone).view())
    heard, missing = VARIANT_PHENOTYPES.kind.zero(args), 0
    for number, (ward, part) in enumerate(zip(three, split(everyone, at), strict=True)):
        found = VARIANT_PHENOTYPES.answer(args, ward.admit(part).view())
        if number == silent:
            missing = int(found["people"].sum())
        else:
            heard = VARIANT_PHENOTYPES.kind.merge(heard, found)
    bounds = bounds_of(VARIANT_PHENOTYPES.kind, heard, [missing])
    for column in VARIANT_PHENOTYPES.kind.columns:
        assert (bounds.lower[column] <= truth[column]).all()
        assert (truth[column] <= bounds.upper[column]).all()


ONE = Patient("1", MARFAN, 1, True, ("FBN1", "pathogenic"), "solved")


def test_a_row_says_that_there_is_somebody_and_where_and_no_more(wards):
    (row,) = ask(wards[0].admit([ONE]))
    assert (row.node, row.band, row.gene, row.variant) == ("skane", "close", True, True)
    assert (row.zygosity, row.outcome, row.route) == ("one", "solved", "request")
    assert set(row.__struct_fields__) == {
        "node", "handle", "band", "gene", "variant", "zygosity", "outcome", "route",
    }  # fmt: skip
    assert "cas" not in row.handle
    assert len(row.handle) == 32


def test_a_handle_is_another_one_for_each_question_and_each_person(wards):
    ward = wards[0].admit([ONE])
    other = Asker.of(PERSONAS["geneticist"].at("uppsala"))
    found = [
        ask(ward), ask(ward), ask(ward, other), ask(ward, terms=MARFAN), ask(ward, genes=("FBN1",)),
        ask(ward, terms=MARFAN[:3]), ask(ward, variant=VARIANT),
    ]  # fmt: skip
    handles = [rows[0].handle for rows in found]
    assert handles[0] == handles[1]
    assert len(set(handles)) == len(handles) - 1


NOT_THERE = [
    (replace(ONE, no=(Use.CARE,)), "said no to the sums of care"),
    (replace(ONE, no=(Use.COHERENT_CARE,)), "said no to other care providers"),
    (replace(ONE, no=(Use.UNIT,)), "blocked a unit's records"),
    (replace(ONE, terms=None), "a relative without a case"),
    (replace(ONE, terms=SEIZURES, copies=0, gene=None), "neither features nor genes"),
    (replace(ONE, terms=(), copies=0, gene=("FBN1", "likely_benign")), "benign in that gene"),
]


@pytest.mark.parametrize(("who", "why"), NOT_THERE, ids=[why for _, why in NOT_THERE])
def test_who_is_not_in_it(wards, who, why):
    assert ask(wards[0].admit([who])) == (), why


def test_who_was_erased_is_not_in_it(wards):
    ward = wards[0].admit([ONE])
    from sqlalchemy import update

    from samvar.store.records.tables import persons
    from tests.focus.rare_disease.nation_ward import NOW

    with ward.records.begin() as tx:
        tx.connection.execute(update(persons).values(erased=NOW))
    assert ask(ward) == ()


def test_a_patient_of_whom_nothing_is_known_is_not_far_but_unknown(wards):
    ward = wards[0].admit([replace(ONE, terms=())])
    assert ask(ward)[0].band == "unknown"
    assert ask(wards[0].admit([ONE]), variant=VARIANT)[0].band == "unknown", "nothing is asked"


REFUSED = ["researcher", "coordinator", "industry"]


@pytest.mark.parametrize("name", [name for name in REFUSED if name in PERSONAS])
def test_it_is_answered_in_care_only(wards, name):
    ward = wards[0].admit([ONE])
    for operation, question in (
        (SIMILAR_PATIENTS, ASKED),
        (VARIANT_PHENOTYPES, SUMMED),
        (CONTACT_REQUESTS, {}),
        (CONTACT_ANSWERS, {}),
    ):
        args = operation.read_args(question)
        for asker in (Asker.of(PERSONAS[name]), None):
            with pytest.raises(Refused):
                operation.answer(args, ward.view(Scope.RESEARCH, asker))


BAD = [
    ({}, "nothing to ask with"),
    ({"terms": MARFAN[:2]}, "two features would ask for exactly these"),
    ({"terms": (*MARFAN, MARFAN[0])}, "one twice"),
    ({"terms": tuple(f"HP:{n:07}" for n in range(61))}, "too many"),
    ({"terms": ("HP:1", "HP:2", "HP:3")}, "no terms"),
    ({"genes": tuple("abcdef")}, "too many genes"),
    ({"variant": "no variant"}, "no variant"),
    ({"terms": MARFAN, "most": 1000}, "an unknown word"),
]


@pytest.mark.parametrize(("question", "why"), BAD, ids=[why for _, why in BAD])
def test_a_question_that_makes_no_sense_is_refused(question, why):
    from samvar.model.errors import BadInput

    with pytest.raises((UsageError, BadInput)):
        SIMILAR_PATIENTS.read_args(question)


def test_terms_that_no_ontology_has_do_not_make_up_the_number(wards):
    ward = wards[0].admit([ONE])
    asked = (*MARFAN[:2], "HP:9999999", "HP:9999998")
    assert ask(ward, terms=asked, genes=("FBN1",))[0].band == "unknown"


def test_an_answer_has_at_most_fifty_rows_and_the_best_of_them(wards):
    many = [replace(ONE, id=f"{n:03}", copies=n % 2) for n in range(70)]
    found = ask(wards[0].admit(many))
    assert len(found) == 50
    assert all(row.variant for row in found[:35])
    assert not any(row.variant for row in found[35:])


def test_a_change_of_the_case_is_seen_by_the_next_question(wards):
    ward = wards[0].admit([replace(ONE, copies=0, gene=None)])
    assert len(ask(ward)) == 1
    ward.admit([replace(ONE, terms=SEIZURES, copies=0, gene=None)])
    assert ask(ward) == ()


def test_the_groups_are_named():
    assert len(GROUPS) == 12
    assert (GROUPS[0], GROUPS[-1]) == ("affected:close", "unknown:unknown")
    assert [each.value for each in BANDS] == ["close", "alike", "far", "unknown"]
