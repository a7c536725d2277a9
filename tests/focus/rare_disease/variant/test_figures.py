"""The figures of a variant's page, held as golden files."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.focus.rare_disease.figures_event import Stretch, event_figure
from samvar.focus.rare_disease.figures_repeat import (
    Allele,
    Line,
    Share,
    heteroplasmy_figure,
    repeat_figure,
)
from samvar.present.language import Language

GOLDEN = Path(__file__).parents[3] / "golden"
EN = Language.of("en")
FAMILY = [
    Line("The affected person", True, (Allele(19, 19, 19), Allele(42, 40, 45))),
    Line("The father", False, (Allele(19, 19, 19), Allele(19, 19, 19))),
    Line("The mother", None, ()),
]
FIGURES = {
    "rare_event": event_figure(
        "13", 115_169_878, Stretch("DEL", 21_732_261, 21_734_037),
        [Stretch("SKA3", 21_727_733, 21_750_741)], language=EN,
    ),
    "rare_breakend": event_figure(
        "1", 249_250_621, Stretch("BND", 2_440_844, 2_440_845), [], language=EN,
        mate=("10", 135_534_747, 99_665_147),
    ),
    "rare_repeat": repeat_figure(FAMILY, (36, 40), locus="HTT", language=EN),
    "rare_repeat_without_limits": repeat_figure(FAMILY[:1], (None, None), locus="X", language=EN),
    "rare_heteroplasmy": heteroplasmy_figure(
        [
            Share("The affected person", 1, True, True, 0.9),
            Share("The mother", 0, True, False, 0.2),
            Share("The father", 0, False, False, None),
        ],
        name="MT-3243-A-G", language=EN,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_as_somebody_has_looked_at_it(name: str) -> None:
    assert FIGURES[name] == (GOLDEN / f"{name}.svg").read_text("utf-8").strip()


def test_what_is_not_known_is_not_drawn_as_nothing() -> None:
    assert "not called" in FIGURES["rare_repeat"]
    assert "reads not counted" in FIGURES["rare_heteroplasmy"]
    assert "causes disease" not in FIGURES["rare_repeat_without_limits"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_in_words_what_it_shows(name: str) -> None:
    assert FIGURES[name].count("<title") == FIGURES[name].count("<desc") == 1


def test_a_name_cannot_become_markup() -> None:
    drawn = event_figure("1", 1000, Stretch("<script>", 1, 9), [], language=EN)
    assert "<script>" not in drawn
