"""Coverage lines, frequency lines, tables, numbers: what a reader is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing

import numpy as np
import pytest

from samvar.govern.identity import Role
from samvar.govern.purpose import Purpose
from samvar.model.person import AssayKind
from samvar.network.merge import Coverage, Missing, NationalAnswer, Part
from samvar.present.coverage import coverage_line, is_whole
from samvar.present.frequency import Line, national, places_for, regions, strata
from samvar.present.language import Language
from samvar.present.table import Cell, Column, Empty, Row, Table, paged
from samvar.present.words import ASSAYS, JOB_STATES, LOAD_STATES, PURPOSES, ROLES
from samvar.store.jobs import JobState
from samvar.store.records.loads import LoadState

EN, SV = Language.of("en"), Language.of("sv")


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def coverage(answered, eligible, share):
    return Coverage(eligible, answered, 0, 0, share)


LINES = [
    (coverage(7, 7, 1.0), [], "All 7 centres answered, 100 % of individuals",
     "Alla 7 centrum svarade, 100 % av individerna"),
    (coverage(1, 1, 1.0), [], "The only centre answered, 100 % of individuals",
     "Det enda centrumet svarade, 100 % av individerna"),
    (coverage(7, 7, None), [], "All 7 centres answered", "Alla 7 centrum svarade"),
    (coverage(6, 7, 0.914), [Missing("vasterbotten", "late", "")],
     "6 of 7 centres, 91 % of individuals; Västerbotten did not answer in time",
     "6 av 7 centrum, 91 % av individerna; Västerbotten svarade inte i tid"),
    (coverage(6, 7, None), [Missing("skane", "down", "")],
     "6 of 7 centres, an unknown share of individuals; Skåne is out of reach",
     "6 av 7 centrum, en okänd andel av individerna; Skåne går inte att nå"),
    (coverage(6, 7, 0.9999), [Missing("oslo", "odd", "")],
     "6 of 7 centres, 99 % of individuals; oslo gave no answer",
     "6 av 7 centrum, 99 % av individerna; oslo gav inget svar"),
    (coverage(0, 2, 0.0), [Missing("skane", "refused", ""), Missing("orebro", "incompatible", "")],
     "0 of 2 centres, 0 % of individuals; Skåne refused; Örebro speaks another version",
     "0 av 2 centrum, 0 % av individerna; Skåne nekade; Örebro talar en annan version"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "missing", "english", "swedish"), LINES)
def test_the_coverage_line_names_who_is_not_in_it(who, missing, english, swedish):
    assert plain(coverage_line(who, missing, EN)) == english
    assert plain(coverage_line(who, missing, SV)) == swedish


def test_nobody_eligible_is_not_whole():
    assert not is_whole(coverage(0, 0, None))


def answer(value, parts=(), missing=()):
    columns = {k: np.array(v, dtype=np.int64) for k, v in value.items()} if value else None
    return NationalAnswer(
        "variant_frequency", 1, "answered", columns, coverage(1, 1, 1.0), None, tuple(missing),
        tuple(parts), {}, (), datetime(2026, 11, 23, tzinfo=UTC), 1.0,
    )  # fmt: skip


VALUE = {
    # two variants; the nation, then AFR, then EUR
    "ac": [5, 9, 1, 2, -1, 7], "an": [100, 90, 20, 20, 80, 70], "hom": [1, 2, 0, 1, -1, 1],
    "hemi": [1, 0, 0, 0, -1, 0], "individuals": [50, 45, 10, 10, 40, 35],
}  # fmt: skip


def test_lines_are_read_stratum_by_stratum():
    found = answer(VALUE)
    assert national(found, EN, at=1).ac == 9
    afr, eur = strata(found, ["AFR", "EUR"], EN, variants=2)
    assert (afr.label, afr.note, afr.ac, afr.an) == ("AFR", "African", 1, 20)
    assert (eur.ac, eur.an, eur.state, eur.hidden) == (None, 80, "suppressed", True)
    assert eur.frequency is eur.carriers is eur.het is None


def test_carriers_are_people_and_copies_are_not():
    line = national(answer(VALUE), EN)
    assert (line.het, line.hom, line.hemi, line.carriers) == (2, 1, 1, 4)
    assert line.het + 2 * line.hom + line.hemi == line.ac


def test_an_unknown_label_stands_without_a_translation():
    lines = strata(answer(VALUE), ["AFR", "Sámi"], EN, variants=2)
    assert (lines[1].label, lines[1].note) == ("Sámi", "")


def test_regions_name_the_silent_ones_without_a_number():
    one = {k: np.array([v[0]]) for k, v in VALUE.items()}
    part = Part("skane", "answered", one, 50, 1, None, 1.0, regional=True)
    closed = Part("uppsala", "answered", None, 50, 1, None, 1.0)
    lines = regions(answer(VALUE, [part, closed], [Missing("orebro", "late", "", 60)]))
    assert [(line.label, line.ac, line.state) for line in lines] == [
        ("Skåne", 5, "answered"),
        ("Örebro", None, "late"),
    ]
    assert regions(answer(VALUE, [closed])) == []


def test_an_answer_of_nobody_has_no_line():
    with pytest.raises(ValueError, match="no lines"):
        national(answer(None), EN)


def test_a_group_that_nobody_looked_at_has_no_frequency():
    line = Line("x", "", "answered", 0, 0, 0, 0, 0)
    assert line.frequency is None
    assert not line.hidden


@pytest.mark.parametrize("alleles", [1, 9, 99, 6404, 10**9])
def test_one_allele_is_told_from_none(alleles):
    places = places_for(alleles)
    assert 4 <= places <= 8
    if alleles < 10**7:
        assert round(1 / alleles, places) > 0


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (ROLES, [role.value for role in Role]),
        (PURPOSES, [purpose.value for purpose in Purpose]),
        (ASSAYS, [kind.value for kind in AssayKind]),
        (JOB_STATES, [state.value for state in JobState]),
        (LOAD_STATES, [state.value for state in LoadState]),
    ],
)
def test_every_code_of_a_closed_list_has_a_word(table, codes):
    assert set(table) == set(codes)


NUMBERS = [
    (EN.number(1234567), "1,234,567"),
    (plain(SV.number(1234567)), "1 234 567"),
    (EN.decimal(0.000156, 5), "0.00016"),
    (SV.decimal(0.5, 3), "0,500"),
    (plain(EN.duration(0.0355)), "36 ms"),
    (plain(SV.duration(3.26)), "3,3 s"),
    (plain(EN.duration(59.99)), "60.0 s"),
    (plain(EN.duration(3661)), "1 h 1 min"),
    (plain(EN.size(999)), "999 B"),
    (plain(SV.size(4_096_000_000)), "4,1 GB"),
    (plain(EN.percent(0)), "0 %"),
    (plain(EN.percent(1)), "100 %"),
]


@pytest.mark.parametrize(("found", "expected"), NUMBERS)
def test_numbers_are_written_as_the_language_writes_them(found, expected):
    assert found == expected


def test_moments_are_shown_in_utc_wherever_they_came_from():
    from datetime import timezone

    summer = timezone(timedelta(hours=2))
    assert EN.moment(datetime(2026, 7, 1, 1, 30, tzinfo=summer)) == "2026-06-30 23:30"


def test_the_pseudo_language_marks_every_message():
    pseudo = Language.of("pseudo")
    assert pseudo.text("Late") == "⟦Late⟧"
    assert pseudo.count("%(n)s entry", "%(n)s entries", 2) == "⟦2 entries⟧"


def test_an_unknown_language_is_english():
    assert Language.of("xx").text("Late") == "Late"


def test_a_table_refuses_a_row_of_another_width():
    with pytest.raises(ValueError, match="a row of 1 for 2"):
        Table("T", [Column("a"), Column("b")], [Row([Cell("1")])], Empty("none"))


def test_pages_of_a_list_know_the_way_on_and_back():
    middle = paged(50, 50, 120, "/x?offset={offset}", 50)
    assert (middle.first, middle.last) == (51, 100)
    assert (middle.previous, middle.following) == ("/x?offset=0", "/x?offset=100")
    last = paged(100, 20, 120, "/x?offset={offset}", 50)
    assert (last.last, last.following) == (120, "")
    assert paged(0, 0, 0, "/x", 50).first == 0


def test_a_thing_like_an_answer_is_enough_for_the_coverage_line():
    like = Thing(nodes_eligible=2, nodes_answered=2, share_of_individuals=0.5)
    assert "2" in coverage_line(like, [], EN)
