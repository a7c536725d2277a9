"""What the area answers in the network: parts make the whole, and each number is the plain one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.pharmacogenomics.model.measure import DAYS
from samvar.focus.pharmacogenomics.passport import hashed
from samvar.focus.pharmacogenomics.share import (
    ALLELE_FREQUENCY,
    OPERATIONS,
    PASSPORT,
    PHENOTYPE_FREQUENCY,
    RECALL,
    TURNAROUND,
)
from samvar.focus.pharmacogenomics.share.passport import PassportRow
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import UsageError
from samvar.network.bounds import bounds_of
from samvar.network.kind import Sum
from tests.focus.pharmacogenomics.ward import (
    NEW,
    NOW,
    Ordered,
    Patient,
    Result,
    Ward,
    alleles_twin,
    counted_people,
    phenotypes_twin,
    recall_twin,
    turnaround_twin,
)

NAMES = ("*1", "*2", "*3")
PHENOTYPES = ("Poor Metabolizer", "Normal Metabolizer")
QUESTIONS = {
    "allele_frequency": [
        {"gene": "TPMT", "alleles": NAMES},
        {"gene": "TPMT", "alleles": NAMES[:2], "release": "release-1"},
        {"gene": "DPYD", "alleles": NAMES, "strata": "ancestry", "ancestries": ("EUR", "FIN")},
        {"gene": "TPMT", "alleles": ()},
    ],
    "phenotype_frequency": [
        {"gene": "TPMT", "phenotypes": PHENOTYPES},
        {"gene": "DPYD", "phenotypes": PHENOTYPES[:1], "release": "release-1"},
        {"gene": "TPMT", "phenotypes": PHENOTYPES, "strata": "ancestry", "ancestries": ("AFR",)},
    ],
    "recall": [{"release": NEW, "genes": ("TPMT", "DPYD")}, {"release": NEW, "genes": ("DPYD",)}],
    "turnaround": [
        {},
        {"regions": ("12", "01", "25")},
        {"since": "2026-02-01", "until": "2026-02-20", "regions": ("12",)},
    ],
}
TWINS = {
    "allele_frequency": alleles_twin,
    "phenotype_frequency": phenotypes_twin,
    "recall": recall_twin,
    "turnaround": turnaround_twin,
}
SUMS = [op for op in OPERATIONS if isinstance(op.kind, Sum)]
ASKED = [(op, question) for op in SUMS for question in QUESTIONS[op.name]]
IDS = [f"{op.name}-{n}" for op in SUMS for n in range(len(QUESTIONS[op.name]))]

alleles = st.lists(st.sampled_from([*NAMES, "*99"]), min_size=1, max_size=2).map(tuple)
phenotypes = st.sampled_from([None, *PHENOTYPES, "Never Heard Of"])
recalled = st.one_of(st.none(), st.tuples(st.booleans(), st.booleans(), st.booleans()))


def result(gene: str) -> st.SearchStrategy[Result]:
    release = st.sampled_from(["release-1", "release-0"])
    sure = st.builds(
        Result, st.just(gene), st.just("called"), alleles, phenotypes, release, recalled
    )
    states = st.sampled_from(["ambiguous", "incomplete", "not_called"])
    unsure = st.builds(Result, st.just(gene), states, st.just(()), phenotypes, release, recalled)
    return st.one_of(sure, unsure)


orders = st.lists(
    st.builds(
        Ordered,
        st.sampled_from(["12", "01", "14"]),
        st.dates(date(2026, 1, 20), date(2026, 3, 1)),
        st.one_of(st.none(), st.integers(0, 40)),
        st.one_of(st.none(), st.integers(0, 40)),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)
people = st.lists(
    st.builds(
        Patient,
        st.just(""),
        st.sampled_from([None, "EUR", "AFR"]),
        st.tuples(result("TPMT"), result("DPYD")).flatmap(
            lambda two: st.sampled_from([two, two[:1], two[1:], ()])
        ),
        orders,
        st.booleans(),
        st.booleans(),
    ),
    max_size=9,
).map(lambda drawn: [replace(patient, id=f"{n:02}") for n, patient in enumerate(drawn)])


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ward, ...]]:
    """One for everybody, three for the parts."""
    folder = tmp_path_factory.mktemp("wards")
    opened = tuple(Ward.open(folder, name) for name in ("all", "a", "b", "c"))
    yield opened
    for ward in opened:
        ward.records.close()


def plain(value: dict[str, np.ndarray]) -> dict[str, list[int]]:
    return {column: list(vector) for column, vector in value.items()}


def split(everyone: Sequence[Patient], cuts: Sequence[int]) -> list[list[Patient]]:
    low, high = sorted(cuts)
    return [list(everyone[:low]), list(everyone[low:high]), list(everyone[high:])]


cuts = st.lists(st.integers(0, 9), min_size=2, max_size=2)


@settings(max_examples=25)
@given(everyone=people, at=cuts, scope=st.sampled_from(list(Scope)))
def test_the_parts_of_any_partition_make_the_answer_of_all(wards, everyone, at, scope):
    whole, *three = wards
    whole.admit(everyone)
    for ward, part in zip(three, split(everyone, at), strict=True):
        ward.admit(part)
    for operation, question in ASKED:
        args = operation.read_args(question)
        merged = operation.kind.zero(args)
        for ward in three:
            merged = operation.kind.merge(merged, operation.answer(args, ward.view(scope)))
        assert plain(merged) == plain(operation.answer(args, whole.view(scope)))


@settings(max_examples=40)
@given(everyone=people, scope=st.sampled_from(list(Scope)))
def test_every_number_is_what_counting_one_by_one_gives(wards, everyone, scope):
    ward = wards[0].admit(everyone)
    for operation, question in ASKED:
        args = operation.read_args(question)
        found = operation.answer(args, ward.view(scope))
        assert plain(found) == TWINS[operation.name](everyone, scope, args), operation.name
        assert {c: len(v) for c, v in found.items()} == dict(operation.kind.length(args))


def values(operation, args):
    return st.fixed_dictionaries(
        {
            column: st.lists(st.integers(0, 2**40), min_size=n, max_size=n).map(
                lambda numbers: np.array(numbers, dtype=np.int64)
            )
            for column, n in operation.kind.length(args).items()
        }
    )


@pytest.mark.parametrize(("operation", "question"), ASKED, ids=IDS)
@settings(max_examples=30)
@given(data=st.data())
def test_merging_is_associative_and_commutative_and_has_a_zero(operation, question, data):
    args, kind = operation.read_args(question), operation.kind
    a, b, c = (data.draw(values(operation, args)) for _ in range(3))
    assert plain(kind.merge(a, kind.merge(b, c))) == plain(kind.merge(kind.merge(a, b), c))
    assert plain(kind.merge(a, b)) == plain(kind.merge(b, a))
    assert plain(kind.merge(a, kind.zero(args))) == plain(a)
    assert plain(kind.unpack(kind.pack(a), args, "skane")) == plain(a)


passport_rows = st.lists(
    st.builds(
        PassportRow,
        st.sampled_from("abc"),
        st.sampled_from(["", "{}"]),
        st.sampled_from([(), ("x",)]),
        st.just("2026"),
    ),
    max_size=3,
).map(lambda rows: {(row.node,): row for row in rows})


@given(passport_rows, passport_rows, passport_rows)
def test_words_on_passports_are_a_set_that_no_order_changes(a, b, c):
    kind = PASSPORT.kind
    assert kind.merge(a, kind.merge(b, c)) == kind.merge(kind.merge(a, b), c)
    assert kind.merge(a, b) == kind.merge(b, a)
    assert kind.merge(a, kind.zero(None)) == a
    for node in a:
        one = {node: a[node]}
        assert kind.unpack(kind.pack(one), None, node[0]) == one


@settings(max_examples=25)
@given(everyone=people, at=cuts, scope=st.sampled_from(list(Scope)), silent=st.integers(0, 2))
def test_with_a_silent_node_the_truth_lies_between_the_bounds(wards, everyone, at, scope, silent):
    whole, *three = wards
    whole.admit(everyone)
    for ward, part in zip(three, split(everyone, at), strict=True):
        ward.admit(part)
    for operation, question in ASKED:
        args = operation.read_args(question)
        heard = operation.kind.zero(args)
        for number, ward in enumerate(three):
            if number != silent:
                heard = operation.kind.merge(heard, operation.answer(args, ward.view(scope)))
        label = operation.denominator(args)
        missing = counted_people(three[silent].view(scope)).get(label, 0)
        bounds = bounds_of(operation.kind, heard, [missing])
        truth = operation.answer(args, whole.view(scope))
        for column in operation.kind.columns:
            assert (bounds.lower[column] <= truth[column]).all(), (operation.name, column)
            assert (truth[column] <= bounds.upper[column]).all(), (operation.name, column)
        if operation is ALLELE_FREQUENCY:
            seen = truth["an"] > 0
            frequency = truth["copies"][seen] / truth["an"][seen]
            assert (bounds.af_lower[seen] <= frequency + 1e-12).all()
            assert (frequency <= bounds.af_upper[seen] + 1e-12).all()


ONE = Patient("1", "EUR", (Result("TPMT", "called", ("*1", "*2")),),
              (Ordered("12", date(2026, 2, 1), 2, 5),))  # fmt: skip


def test_who_says_no_to_research_is_in_the_sums_of_care_only(wards):
    no = Patient("2", "EUR", ONE.results, ONE.orders, research=False)
    ward = wards[0].admit([ONE, no])
    for operation, question, column in (
        (ALLELE_FREQUENCY, QUESTIONS["allele_frequency"][0], "tested"),
        (TURNAROUND, {}, "orders"),
    ):
        args = operation.read_args(question)
        told = [int(operation.answer(args, ward.view(s))[column][0]) for s in Scope]
        assert dict(zip(Scope, told, strict=True)) == {Scope.CARE: 2, Scope.RESEARCH: 1}
    assert counted_people(ward.view(Scope.RESEARCH)) == {"pgx:TPMT": 1, "pgx": 1, "pgx-orders": 1}


def test_a_sample_that_has_left_is_in_no_sum_though_its_rows_were_still_there(wards):
    """A withdrawal takes the contribution first; between that and the rows nothing counts."""
    ward = wards[0].admit([ONE])
    ward.patients = ()  # the contributions are gone, the rows are not
    args = ALLELE_FREQUENCY.read_args(QUESTIONS["allele_frequency"][0])
    assert plain(ALLELE_FREQUENCY.answer(args, ward.view())) == plain(
        ALLELE_FREQUENCY.kind.zero(args)
    )
    assert counted_people(ward.view())["pgx"] == 0


def test_a_node_that_has_not_assessed_a_release_says_so(wards):
    ward = wards[0].admit([ONE], assessed=False)
    args = RECALL.read_args(QUESTIONS["recall"][1] | {"genes": ("TPMT",)})
    assert plain(RECALL.answer(args, ward.view())) == recall_twin([ONE], Scope.CARE, args, False)


def test_a_haploid_result_adds_one_copy(wards):
    ward = wards[0].admit([Patient("1", None, (Result("G6PD", "called", ("B",)),))])
    args = ALLELE_FREQUENCY.read_args({"gene": "G6PD", "alleles": ("B",)})
    found = ALLELE_FREQUENCY.answer(args, ward.view())
    assert (found["copies"].tolist(), found["an"].tolist()) == ([1, 0], [1, 1])
    assert found["carriers"].tolist() == [1, 0]


BESIDE_DOSE = [
    # report  dose  undone  expected      why
    (2, 5, False, "before", "the usual"),
    (2, 2, False, "before", "the report is read first on the day itself"),
    (5, 2, False, "after", "too late"),
    (None, 2, False, "no_report", "given without an answer"),
    (2, 5, True, "no_report", "the step was taken back"),
    (2, None, False, "unknown", "nobody said when"),
    (None, None, False, "unknown", "neither"),
]


@pytest.mark.parametrize(("report", "dose", "undone", "expected", "why"), BESIDE_DOSE)
def test_a_result_is_before_the_first_dose_by_its_day(wards, report, dose, undone, expected, why):
    order = Ordered("12", date(2026, 2, 1), report, dose, undone)
    ward = wards[0].admit([Patient("1", orders=(order,))])
    found = TURNAROUND.answer(TURNAROUND.read_args({}), ward.view())
    states = dict(zip(("before", "after", "no_report", "unknown"), found["first_dose"].tolist(),
                      strict=True))  # fmt: skip
    assert states == {**dict.fromkeys(states, 0), expected: 1}, why


@pytest.mark.parametrize(("took", "place"), [(0, 0), (1, 1), (4, 4), (5, 4), (28, 9), (29, 10)])
def test_a_bin_holds_its_upper_end(wards, took, place):
    ward = wards[0].admit([Patient("1", orders=(Ordered("12", date(2026, 2, 1), took),))])
    days = TURNAROUND.answer(TURNAROUND.read_args({}), ward.view())["days"]
    assert days.tolist() == [int(at == place) for at in range(len(DAYS) + 1)]


def asker(centre: str) -> Asker:
    return Asker.of(PERSONAS["pharmacist"].at(centre))


PASSPORTS = [
    # centre       more                                   read out
    ("uppsala", {}, True),
    ("orebro", {}, False),  # the patient has not named it
    ("uppsala", {"revoked": True}, False),
    ("uppsala", {"expires": NOW - timedelta(days=1)}, False),
    ("uppsala", {"expires": datetime(2000, 1, 1, tzinfo=UTC)}, False),
]


@pytest.mark.parametrize(("centre", "more", "read_out"), PASSPORTS)
def test_a_passport_is_read_out_to_centres_that_the_patient_named(wards, centre, more, read_out):
    ward = wards[0].admit([ONE])
    document = ward.issue("pas_1", "1", ("uppsala",), **more)
    args = PASSPORT.read_args({"id": "pas_1"})
    (row,) = PASSPORT.answer(args, ward.view(Scope.CARE, asker(centre))).values()
    assert row.node == "all"
    assert row.document == (document if read_out else "")
    assert row.revoked == ((hashed("pas_1"),) if more.get("revoked") else ())


def test_without_an_asker_or_an_id_no_passport_is_read_out(wards):
    ward = wards[0].admit([ONE])
    ward.issue("pas_1", "1", ("uppsala",))
    for question, who in (({"id": "pas_1"}, None), ({}, asker("uppsala"))):
        (row,) = PASSPORT.answer(PASSPORT.read_args(question), ward.view(asker=who)).values()
        assert row.document == ""


BAD = [
    (ALLELE_FREQUENCY, {"gene": "", "alleles": ()}, "one gene"),
    (ALLELE_FREQUENCY, {"gene": "G" * 41, "alleles": ()}, "one gene"),
    (ALLELE_FREQUENCY, {"gene": "TPMT", "alleles": ("*1", "*1")}, "repeated"),
    (ALLELE_FREQUENCY, {"gene": "TPMT", "alleles": ("*1",), "strata": "ancestry"}, "labels"),
    (ALLELE_FREQUENCY, {"gene": "TPMT", "alleles": ("*1",), "ancestries": ("EUR",)}, "labels"),
    (PHENOTYPE_FREQUENCY, {"gene": "TPMT", "phenotypes": tuple(map(str, range(2001)))}, "many"),
    (
        PHENOTYPE_FREQUENCY,
        {"gene": "T", "phenotypes": (), "strata": "ancestry", "ancestries": ("A", "A")},
        "repeated",
    ),
    (RECALL, {"release": NEW, "genes": ()}, "one gene or more"),
    (RECALL, {"release": NEW, "genes": ("A", "A")}, "once"),
    (TURNAROUND, {"since": "yesterday"}, "YYYY-MM-DD"),
    (TURNAROUND, {"until": "20260102"}, "YYYY-MM-DD"),
    (TURNAROUND, {"regions": ("02",)}, "county codes"),
    (TURNAROUND, {"regions": ("12", "12")}, "county codes"),
    (PASSPORT, {"id": "per_1"}, "passport"),
]


@pytest.mark.parametrize(("operation", "question", "why"), BAD)
def test_a_question_without_sense_is_refused(operation, question, why):
    with pytest.raises(UsageError, match=why):
        operation.read_args(question)
