"""Figures of a cohort: intervals by group, stacked bars, histograms; golden and true."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.present.figures.histogram import histogram, histogram_strip
from samvar.present.figures.interval_grid import GridRow, interval_grid
from samvar.present.figures.stacked_bars import StackedRow, stacked_bars
from samvar.present.interval import wilson
from samvar.present.language import Language
from tests.present.test_figures import SVG, golden

EN = Language.of("en")
NAMED = {"title": "T", "description": "D", "language": EN}
KINDS = ("Poor", "Intermediate", "Normal", "Rapid", "Ultrarapid")
GROUPS = [
    StackedRow("Sweden", (90, 610, 1500, 700, 302), 3202, strong=True),
    StackedRow("EUR", (12, 160, 300, 150, 11), 633, apart=True),
    StackedRow("SAS", (60, None, 200, None, 0), 601),
    StackedRow("FIN", (0, 0, 0, 0, 0), 0),
]
ROWS = [
    GridRow("Sweden", (wilson(1380, 6404), wilson(30, 6404)), strong=True),
    GridRow("EUR", (wilson(184, 1266), None), apart=True),
    GridRow("AFR", (wilson(288, 1786), wilson(0, 1786))),
    GridRow("Skåne", (wilson(200, 914), wilson(4, 914)), apart=True),
]
BINS = ("0", "1", "2", "3", "4–5", "6–7", "8–10", "11–14", "15–21", "22–28", "29–")
DAYS = (0, 14, 62, 80, 41, 22, 17, 11, None, None, 0)


def bars(counts, of, kinds=KINDS):
    row = StackedRow("G", counts, of)
    return stacked_bars(kinds, [row], hidden="below the floor", nobody="nobody", **NAMED)


def boxes(drawn, hatched=False):
    """Widths of the row's segments, without the legend's."""
    found = ElementTree.fromstring(drawn).iter(f"{SVG}rect")
    own = [r for r in found if (r.get("fill") or "").startswith("url(") is hatched]
    return [float(r.get("width")) for r in own if float(r.get("y")) < 28]


def test_intervals_by_group_are_what_they_were():
    golden("interval_grid.svg", interval_grid(("*2", "*3"), ROWS, **NAMED))


def test_stacked_bars_are_what_they_were():
    drawn = stacked_bars(KINDS, GROUPS, hidden="below the floor", nobody="nobody", **NAMED)
    golden("stacked_bars.svg", drawn)


def test_the_histogram_is_what_it_was():
    golden("histogram.svg", histogram(BINS, DAYS, axis="Days from order to report", **NAMED))


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5))
def test_segments_are_as_long_as_their_share_and_fill_the_bar(counts):
    of = sum(counts)
    drawn = boxes(bars(counts, of))
    assert len(drawn) == sum(1 for n in counts if n)
    if of:
        assert sum(drawn) == pytest.approx(460, abs=0.1)
        assert drawn == pytest.approx([460 * n / of for n in counts if n], abs=0.01)


def test_what_is_hidden_is_hatched_as_long_as_all_of_it_and_never_by_itself():
    drawn = bars((50, None, None, 0, 30), 100)
    assert boxes(drawn, hatched=True) == pytest.approx([92.0])
    assert "below the floor" in drawn
    assert boxes(bars((50, 20, 0, 0, 30), 100), hatched=True) == []


def test_every_kind_has_its_letter_and_words_in_the_legend():
    texts = [t.text for t in ElementTree.fromstring(bars((1, 1, 1, 1, 1), 5)).iter(f"{SVG}text")]
    for letter, kind in zip("ABCDE", KINDS, strict=True):
        assert texts.count(letter) == 2  # in the bar and in the legend
        assert kind in texts


def test_a_group_of_nobody_says_so():
    assert "nobody" in bars((0, 0, 0, 0, 0), 0)


@pytest.mark.parametrize(("counts", "of"), [((1, 2), 3), ((1, 1, 1, 1, 1), 4)])
def test_counts_that_cannot_be_are_refused(counts, of):
    with pytest.raises(ValueError, match="G:"):
        bars(counts, of)


def test_more_kinds_than_letters_are_refused():
    with pytest.raises(ValueError, match="letters"):
        bars((0,) * 27, 0, tuple(str(n) for n in range(27)))


def test_a_grid_needs_a_value_for_each_column_and_draws_none_as_a_dash():
    with pytest.raises(ValueError, match="EUR"):
        interval_grid(("*2",), [GridRow("EUR", ())], **NAMED)
    drawn = ElementTree.fromstring(interval_grid(("*2",), [GridRow("EUR", (None,))], **NAMED))
    assert "–" in [t.text for t in drawn.iter(f"{SVG}text")]
    assert list(drawn.iter(f"{SVG}rect")) == []


@given(st.lists(st.one_of(st.none(), st.integers(0, 100_000)), min_size=11, max_size=11))
def test_a_histogram_says_each_count_and_hatches_what_is_hidden(counts):
    drawn = ElementTree.fromstring(histogram(BINS, counts, axis="days", **NAMED))
    said = [t.text for t in drawn.iter(f"{SVG}text") if t.get("class") == "f-number"]
    assert said == [EN.number(n) for n in counts if n is not None]
    rects = list(drawn.iter(f"{SVG}rect"))
    assert sum((r.get("fill") or "").startswith("url(") for r in rects) == counts.count(None)
    tall = {float(r.get("height")) for r in rects}
    assert not tall or max(tall) <= 180.01


def test_a_strip_is_not_read_aloud_and_marks_hidden_bins():
    drawn = histogram_strip((0, 4, None, 2))
    assert 'aria-hidden="true"' in drawn
    assert (drawn.count("<rect"), drawn.count("<circle")) == (2, 1)


def test_a_histogram_needs_one_count_for_each_bin():
    with pytest.raises(ValueError, match="bins"):
        histogram(BINS, (1, 2), axis="days", **NAMED)


def test_a_histogram_of_many_bins_names_some_and_leaves_the_counts_to_the_table():
    names = [str(n) for n in range(4, 77)]
    drawn = ElementTree.fromstring(histogram(names, [7] * 73, axis="repeat units", **NAMED))
    below = [t.text for t in drawn.iter(f"{SVG}text") if t.get("text-anchor") == "middle"]
    assert below[:-1] == [str(n) for n in range(4, 77, 10)]
    assert len(list(drawn.iter(f"{SVG}rect"))) == 73
    assert float(drawn.get("viewBox").split()[2]) < 720
