"""What a reader looks for: the same in words of an address, saved, and put to a list."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.listing import Filter, RowFilter
from samvar.focus.rare_disease.model.row import RepeatStanding
from samvar.focus.rare_disease.model.sought import ASKED, STANDINGS, Sought, sought_as, sought_of
from samvar.focus.rare_disease.model.sought import words_of as said
from samvar.focus.rare_disease.rules.default_filter import DEFAULT
from samvar.model.errors import UsageError
from samvar.model.genome import Interval

NAMES = st.lists(st.from_regex(r"[A-Z][A-Z0-9:-]{0,8}", fullmatch=True), unique=True, max_size=3)
SHARE = st.none() | st.floats(0, 1)
WHOLE = st.none() | st.integers(-999, 999_999)
SOUGHT = st.builds(
    Sought,
    genes=NAMES.map(tuple), panels=NAMES.map(tuple), frequency=SHARE,
    severity=st.none() | st.just("missense_variant"),
    models=st.lists(st.sampled_from([*Model]), unique=True).map(tuple),
    places=st.lists(st.sampled_from(["1:5-9", "X:1,000-2,000", "MT:7"]), unique=True).map(tuple),
    everybody=st.booleans(), passed=st.booleans(), score=WHOLE, strict=st.booleans(),
    kinds=NAMES.map(tuple), least=WHOLE, most=WHOLE,
    standings=st.lists(st.sampled_from([*STANDINGS.values()]), unique=True).map(tuple), share=SHARE,
)  # fmt: skip
EVERY_WORD = {word for words in ASKED.values() for word in words}


@given(SOUGHT)
def test_words_say_all_that_is_sought_and_so_does_what_is_saved(sought):
    words = said(sought)
    assert set(words) <= EVERY_WORD
    back = {name: getattr(sought_of(words, c), name) for c in ASKED for name in _own(c)}
    assert back == {name: getattr(sought, name) for name in back}
    assert msgspec.convert(msgspec.to_builtins(sought), type=Sought) == sought


def _own(category):
    fields = {
        "gene": "genes", "panel": "panels", "freq": "frequency", "model": "models",
        "place": "places", "all": "everybody", "kind": "kinds", "standing": "standings",
    }  # fmt: skip
    return [fields.get(word, word) for word in ASKED[category]]


def test_ticks_say_the_same_as_a_list_of_words():
    words = {"model.AD": "1", "model.AR_hom": "on", "freq": "0,02", "gene": "a; B"}
    ticked = sought_of(words, "snv")
    assert ticked == Sought(models=(Model.AD, Model.AR_HOM), frequency=0.02, genes=("a", "B"))
    assert sought_of({"kind": "DEL", "freq": "", "score": " "}, "str") == Sought()


WRONG = [
    ("snv", {"freq": "1.5"}), ("snv", {"freq": "nan"}), ("snv", {"score": "1e3"}),
    ("snv", {"score": "²"}), ("snv", {"model": "ADD"}), ("sv", {"place": "chrUn:1-2"}),
    ("str", {"standing": "unclear"}), ("snv", {"gene": "A " * 2 + " ".join(map(str, range(600)))}),
]  # fmt: skip


@pytest.mark.parametrize(("category", "words"), WRONG)
def test_words_that_make_no_sense_are_refused(category, words):
    with pytest.raises(UsageError):
        sought_of(words, category)


def test_a_filter_is_put_to_a_list_of_either_kind():
    sought = Sought(places=("7:101-200",), everybody=True, strict=True, least=50, share=0.1)
    place = (Interval("7", 100, 200),)
    assert sought.small(None) == Filter(within=place, carried=False, clinvar=False)
    assert sought.rows(None) == RowFilter(within=place, carried=False, least=50, share=0.1)


@pytest.mark.parametrize("category", [*ASKED])
def test_the_filter_that_a_list_opens_with_can_be_said_in_its_words(category):
    own = DEFAULT[category]
    sought = sought_of(said(sought_as(own)), category)
    assert (sought.small(None) if category == "snv" else sought.rows(None)) == own
    assert RepeatStanding.UNCLEAR not in sought.standings
