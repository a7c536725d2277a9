"""What a filter hides of events, repeats and mitochondrial variants; unknown hides nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samvar.focus.rare_disease.analyse.listing import select_rows
from samvar.focus.rare_disease.model.listing import RowFilter, Step
from samvar.focus.rare_disease.model.row import (
    Annotated,
    Carried,
    EventRow,
    MitochondrialRow,
    Mixture,
    RepeatAllele,
    RepeatRow,
    RepeatStanding,
)
from samvar.focus.rare_disease.rules.default_filter import DEFAULT, DEFAULT_ROWS
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.model.consequence import Consequence
from samvar.model.errors import UsageError
from samvar.model.genome import Interval
from samvar.model.structural import EventKind

EXONS = Consequence(("transcript_ablation",), "NM_1", "CFTR", hgnc_id="HGNC:1884")
TOLD = Annotated(
    ("HGNC:1884",), ("CFTR",), EXONS, (EXONS,), {"SweGen": 0.01, "gnomAD SV": 0.2}, (), 12.0
)
EVENT = EventRow(
    9, None, "DEL", EventKind.DEL, "7", 1000, 5000, None, 4000, 90.0, True,
    (Carried("son", "0/1", 1), Carried("dad", "0/0", 0)), TOLD,
)  # fmt: skip
UNKNOWN = replace(
    EVENT, length=None, carried=(Carried("son", "./.", None), Carried("dad", "0/1", 1)),
    told=Annotated(),
)  # fmt: skip
ALL = RowFilter(carried=False)


def allele(units: int, standing: RepeatStanding) -> RepeatAllele:
    return RepeatAllele(units, units, units, standing)


NORMAL, BETWEEN = allele(10, RepeatStanding.NORMAL), allele(40, RepeatStanding.BETWEEN)
LONG, UNCLEAR = allele(90, RepeatStanding.PATHOLOGICAL), allele(41, RepeatStanding.UNCLEAR)
OPEN = allele(41, RepeatStanding.NOT_ASSESSED)


def repeat(*alleles: RepeatAllele, note: str | None = None) -> RepeatRow:
    return RepeatRow(
        "FMR1", "X", 100, 160, "CGG", None, "FXS", 3775, "XR", (44, 200), None, None, None, {},
        {"son": alleles, "dad": (LONG,)}, (9,), None, note,
    )  # fmt: skip


def mixture(fraction: float | None) -> MitochondrialRow:
    mixed = (Mixture("son", "0/1", fraction, None, None), Mixture("dad", "0/1", 1.0, 9, 9))
    return MitochondrialRow(9, 3242, "A", "G", True, mixed, Annotated(frequencies={"MT": 0.001}))


EVENTS = [
    # asked for, hides the event
    (RowFilter(genes=frozenset({"CFTR"})), None),
    (RowFilter(genes=frozenset({"HGNC:1884", "other"})), None),
    (RowFilter(genes=frozenset({"BRCA1"})), Step.GENES),
    (RowFilter(frequency=0.2), None),
    (RowFilter(frequency=0.1), Step.FREQUENCY),
    (RowFilter(severity="stop_gained"), None),
    (RowFilter(within=(Interval("7", 4999, 6000),)), None),
    (RowFilter(within=(Interval("7", 5000, 6000), Interval("8", 0, 9000))), Step.PLACE),
    (RowFilter(score=12), None),
    (RowFilter(score=13), Step.SCORE),
    (RowFilter(kinds=frozenset({"DEL", "DUP"})), None),
    (RowFilter(kinds=frozenset({"INS"})), Step.KIND),
    (RowFilter(least=4000, most=4000), None),
    (RowFilter(least=4001), Step.SIZE),
    (RowFilter(most=3999), Step.SIZE),
]


@pytest.mark.parametrize(("wanted", "hidden"), EVENTS)
def test_an_event_is_hidden_by_what_is_known_of_it(wanted, hidden):
    found = select_rows([EVENT], wanted, "son")
    assert [step for step, number in found.taken.items() if number] == [
        step for step in (hidden,) if step is not None
    ]
    if hidden not in (Step.PLACE, Step.KIND):
        assert select_rows([UNKNOWN], wanted, "son").rows.tolist() == [0]


def test_who_does_not_carry_it_hides_it_and_who_is_not_called_does_not():
    assert select_rows([EVENT, UNKNOWN], RowFilter(), "dad").rows.tolist() == [1]
    assert select_rows([EVENT, UNKNOWN], RowFilter(), "son").rows.tolist() == [0, 1]
    assert select_rows([EVENT, UNKNOWN], RowFilter(), None).rows.tolist() == [0, 1]
    assert select_rows([mixture(0.0), mixture(None)], RowFilter(), "son").rows.tolist() == [1]


def test_steps_count_what_was_left_for_them():
    rows = [EVENT, replace(EVENT, word="DUP"), UNKNOWN]
    found = select_rows(rows, RowFilter(frequency=0.1, kinds=frozenset({"DEL"})), "son")
    assert (found.rows.tolist(), found.total) == ([2], 3)
    assert found.taken == {Step.CARRIED: 0, Step.FREQUENCY: 2, Step.KIND: 0}


REPEATS = [
    # alleles of the proband, shown where a premutation or a full mutation is asked for
    ((NORMAL, NORMAL), False),
    ((NORMAL, BETWEEN), True),
    ((LONG,), True),
    ((NORMAL, UNCLEAR), True),
    ((NORMAL, OPEN), True),
    ((), True),
]


@pytest.mark.parametrize(("alleles", "shown"), REPEATS)
def test_a_repeat_that_is_normal_on_both_copies_is_hidden_and_no_other(alleles, shown):
    found = select_rows([repeat(*alleles)], DEFAULT_ROWS["str"], "son")
    assert (len(found.rows) == 1) is shown
    noted = repeat(NORMAL, note="no lengths could be read")
    assert len(select_rows([noted], DEFAULT_ROWS["str"], "son").rows) == 1


def test_a_share_of_reads_hides_those_that_are_known_to_be_less():
    rows = [mixture(0.02), mixture(0.6), mixture(None)]
    assert select_rows(rows, RowFilter(share=0.05), "son").rows.tolist() == [1, 2]


def test_a_consequence_that_no_table_has_is_refused():
    with pytest.raises(UsageError, match="'terrible' is not a consequence"):
        select_rows([EVENT], RowFilter(severity="terrible"), "son")


NAMES = [
    # row, name
    (EVENT, "DEL:7:1001-5000"),
    (replace(EVENT, kind=EventKind.BND, mate=("17", 9000)), "BND:7:1000-17:9000"),
    (replace(EVENT, kind=EventKind.INS, end=1000), "INS:7:1000"),
    (replace(EVENT, kind=None, contig=None), "DEL:?:1001-5000:CFTR"),
    (repeat(LONG), "STR:FMR1"),
    (mixture(0.5), "MT-3243-A-G"),
]


@pytest.mark.parametrize(("row", "name"), NAMES)
def test_a_row_is_called_by_what_it_says(row, name):
    assert row_name(row) == name


def test_every_list_has_a_filter_that_it_opens_with():
    assert set(DEFAULT) == {"snv", "sv", "mei", "str", "mt", "fusion"}
    assert all(each.severity is None and not each.passed for each in DEFAULT.values())
