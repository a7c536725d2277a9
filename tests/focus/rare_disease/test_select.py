"""What a filter hides, against the same rules said row by row; unknown hides nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.listing import hidden_by, select
from samvar.focus.rare_disease.model.inheritance import COLUMN, Model
from samvar.focus.rare_disease.model.listing import NO_SCORE, ClinVar, Filter, Step
from samvar.model.consequence import TERMS, UNRANKED
from samvar.model.errors import UsageError
from samvar.model.genome import CODE, Interval
from samvar.store.listing import Ragged

UNKNOWN = -1
GENES = {"BRCA1": 0, "CFTR": 1, "TTN": 2}


class Rows:
    """A list made of plain rows."""

    proband = 1
    genes = GENES

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, name):
        kinds = {"frequency": np.float32, "score": np.int16, "clinvar": np.int8}
        return np.array([row[name] for row in self.rows], dtype=kinds.get(name, np.int32))

    def ragged(self, name):
        return Ragged.of([sorted(row[name]) for row in self.rows])


ROW = st.fixed_dictionaries({
    "contig": st.sampled_from([CODE["1"], CODE["X"]]),
    "position": st.integers(0, 40),
    "length": st.integers(0, 5),
    "genes": st.sets(st.sampled_from([*GENES.values()])),
    "copies_1": st.integers(-1, 2),
    "passed": st.integers(-1, 1),
    "frequency": st.sampled_from([float("nan"), 0.0, 0.01, 0.5]),
    "severity": st.sampled_from([UNKNOWN, 0, 10, 12, UNRANKED]),
    "met": st.integers(0, (1 << len(Model)) - 1),
    "open": st.integers(0, (1 << len(Model)) - 1),
    "score": st.sampled_from([NO_SCORE, -5, 0, 15]),
    "clinvar": st.sampled_from([*ClinVar]),
})  # fmt: skip
FILTER = st.builds(
    Filter,
    genes=st.none() | st.frozensets(st.sampled_from([*GENES, "elsewhere"])),
    frequency=st.none() | st.sampled_from([0.0, 0.01, 0.2]),
    severity=st.none() | st.sampled_from([*TERMS]),
    models=st.frozensets(st.sampled_from([*Model]), max_size=3),
    within=st.lists(st.builds(Interval, st.just("1"), st.integers(0, 20), st.integers(21, 40)),
                    max_size=2).map(tuple),
    carried=st.booleans(),
    passed=st.booleans(),
    score=st.none() | st.integers(-10, 20),
    clinvar=st.booleans(),
)  # fmt: skip


def hides(row, wanted) -> list[Step]:
    """The rules in plain words."""
    found = []
    end = row["position"] + max(row["length"], 1)
    if wanted.within and not any(
        row["contig"] == CODE[i.contig] and row["position"] < i.end and end > i.start
        for i in wanted.within
    ):
        found.append(Step.PLACE)
    names = {name for name, number in GENES.items() if number in row["genes"]}
    unseen = row["severity"] == UNKNOWN and not row["genes"]
    if wanted.genes is not None and not names & wanted.genes and not unseen:
        found.append(Step.GENES)
    if wanted.carried and row["copies_1"] == 0:
        found.append(Step.CARRIED)
    grave = row["clinvar"] in (ClinVar.PATHOGENIC, ClinVar.LIKELY_PATHOGENIC)
    if wanted.clinvar and grave:
        return found
    if wanted.passed and row["passed"] == 0:
        found.append(Step.QUALITY)
    if wanted.frequency is not None and row["frequency"] > np.float32(wanted.frequency):
        found.append(Step.FREQUENCY)
    if wanted.severity is not None and row["severity"] > TERMS[wanted.severity].rank:
        found.append(Step.SEVERITY)
    possible = row["met"] | row["open"]
    if wanted.models and not any(possible >> COLUMN[model] & 1 for model in wanted.models):
        found.append(Step.INHERITANCE)
    if wanted.score is not None and row["score"] not in (NO_SCORE, *range(wanted.score, 99)):
        found.append(Step.SCORE)
    return found


@given(st.lists(ROW, max_size=12), FILTER)
def test_a_filter_hides_what_its_rules_say(rows, wanted):
    found = select(Rows(rows), wanted)
    said = [hides(row, wanted) for row in rows]
    assert found.rows.tolist() == [n for n, steps in enumerate(said) if not steps]
    assert found.total - sum(found.taken.values()) == len(found.rows)
    for step, number in found.taken.items():
        first = [steps[0] for steps in said if steps]
        assert number == first.count(step)
    for number, steps in enumerate(said):
        assert list(hidden_by(Rows(rows), wanted, number)) == steps


NOTHING_KNOWN = {
    "contig": 1, "position": 5, "length": 1, "genes": {1}, "copies_1": -1, "passed": -1,
    "frequency": float("nan"), "severity": UNKNOWN, "met": 0, "open": 1 << COLUMN[Model.AD],
    "score": NO_SCORE, "clinvar": ClinVar.NOTHING,
}  # fmt: skip
STRICT = Filter(
    genes=frozenset({"CFTR"}), frequency=0.0, severity="stop_gained",
    models=frozenset({Model.AD}), passed=True, score=20,
)  # fmt: skip


def test_what_is_not_known_of_a_variant_never_hides_it():
    assert select(Rows([NOTHING_KNOWN]), STRICT).rows.tolist() == [0]


def test_what_clinvar_calls_pathogenic_is_shown_however_frequent():
    common = {**NOTHING_KNOWN, "copies_1": 1, "frequency": 0.4, "severity": UNRANKED}
    known = {**common, "clinvar": ClinVar.PATHOGENIC}
    assert select(Rows([common, known]), STRICT).rows.tolist() == [1]
    assert hidden_by(Rows([common]), STRICT, 0) == (Step.FREQUENCY, Step.SEVERITY)
    assert select(Rows([known]), replace(STRICT, clinvar=False)).rows.tolist() == []


def test_a_consequence_that_no_table_has_is_refused():
    with pytest.raises(UsageError, match="'terrible' is not a consequence"):
        select(Rows([NOTHING_KNOWN]), Filter(severity="terrible"))
