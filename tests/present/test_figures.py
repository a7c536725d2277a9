"""Figures: well-formed, named, safe, true to their model; the usual ones golden."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.place import CENTRES, REGIONS
from samvar.present.figures.interval_plot import IntervalRow, Scale, forest, interval_bar
from samvar.present.figures.mark import mark_alone, tone
from samvar.present.figures.svg import element, words
from samvar.present.figures.tile_map import HOST, PLACE, CentreTile, step, tile_map
from samvar.present.interval import wilson
from samvar.present.language import Language

GOLDEN = Path(__file__).parents[1] / "golden"
EN = Language.of("en")
SVG = "{http://www.w3.org/2000/svg}"

TILES = [
    CentreTile("stockholm", "answered", "800", 1.0, "/nodes/stockholm", home=True),
    CentreTile("skane", "answered", "512", 0.64),
    CentreTile("vastra-gotaland", "late", "Late"),
    CentreTile("uppsala", "answered", "0", 0.0),
    CentreTile("vasterbotten", "down", "Out of reach"),
]
ROWS = [
    IntervalRow("Sweden", wilson(40, 6404), strong=True),
    IntervalRow("Skåne", wilson(0, 800)),
    IntervalRow("Örebro", None),
]


def golden(name, drawn):
    path = GOLDEN / name
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn + "\n", "utf-8")
        pytest.fail(f"{name} was not there and is written now: look at it, then keep it")
    assert drawn + "\n" == path.read_text("utf-8")


def test_the_map_is_what_it_was():
    golden("tile_map.svg", tile_map(TILES, title="Sweden", description="Seven centres"))


def test_the_forest_plot_is_what_it_was():
    drawn = forest(ROWS, title="Frequency", description="Three groups", language=EN)
    golden("forest.svg", drawn)


def test_every_region_has_one_tile_and_every_centre_hangs_together():
    assert set(PLACE) == set(REGIONS)
    assert len(set(PLACE.values())) == len(PLACE)
    for centre in CENTRES.values():
        assert HOST[centre.id] in centre.regions
        reached, waiting = set(), [centre.regions[0]]
        while waiting:
            code = waiting.pop()
            reached.add(code)
            row, column = PLACE[code]
            beside = {(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)}
            waiting += [r for r in centre.regions if PLACE[r] in beside and r not in reached]
        assert reached == set(centre.regions), centre.id


def test_a_figure_has_a_name_a_description_and_only_links_when_it_is_a_group():
    linked = ElementTree.fromstring(tile_map(TILES, title="T", description="D"))
    alone = ElementTree.fromstring(tile_map(TILES[1:], title="T", description="D"))
    assert (linked.get("role"), alone.get("role")) == ("group", "img")
    assert linked.find(f"{SVG}title").text == "T"
    assert linked.get("aria-labelledby") == "map-title map-desc"
    assert [a.get("href") for a in linked.iter(f"{SVG}a")] == ["/nodes/stockholm"]
    assert list(alone.iter(f"{SVG}a")) == []


def test_a_centre_that_said_nothing_is_hatched_and_has_no_number():
    drawn = ElementTree.fromstring(tile_map([], title="T", description="D"))
    hatched = [r for r in drawn.iter(f"{SVG}rect") if r.get("fill") == "url(#map-hatch)"]
    assert len(hatched) >= len(REGIONS)
    numbers = [t.text for t in drawn.iter(f"{SVG}text") if "f-number" in (t.get("class") or "")]
    assert set(numbers) <= {None}


@given(st.text(max_size=40))
def test_no_value_can_become_markup(text):
    clean = "".join(c for c in text if c.isprintable())
    drawn = element("text", words(clean), title=clean)
    read = ElementTree.fromstring(drawn)
    assert (read.text or "") == clean
    assert read.get("title") == clean


@given(st.floats(0, 1))
def test_a_scale_holds_what_it_must_with_few_round_ticks(largest):
    scale = Scale.reaching(largest)
    assert largest <= scale.end <= 1
    assert 2 <= len(scale.ticks) <= 6
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] == pytest.approx(scale.end)
    for tick in scale.ticks:
        assert float(f"{tick:.{scale.places}f}") == pytest.approx(tick)


@given(st.floats(0, 1))
def test_some_is_never_drawn_as_none(share):
    assert (step(share) == 0) == (share == 0)
    assert step(share) <= 4


@pytest.mark.parametrize(
    "state", ["answered", "late", "down", "refused", "suppressed", "incompatible", "unknown"]
)
def test_every_state_has_a_shape_of_its_own(state):
    shapes = {mark_alone(s) for s in ("answered", "late", "down", "refused", "suppressed",
                                      "incompatible", "unknown")}  # fmt: skip
    assert len(shapes) == 7
    assert 'aria-hidden="true"' in mark_alone(state)
    assert tone(state) in ("good", "warn", "bad", "calm")


def test_a_bar_beyond_the_axis_stops_at_its_end():
    drawn = interval_bar(wilson(9, 10), Scale.reaching(0.1))
    assert "H200.00" in drawn
