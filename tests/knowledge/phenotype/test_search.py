"""What somebody types finds the term that they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.knowledge.phenotype import search
from samvar.knowledge.phenotype.release import phenotype_release
from samvar.knowledge.phenotype.search import Finder
from samvar.knowledge.phenotype.slip import slips
from tests.knowledge.phenotype.small import written


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    folder: Path = written(tmp_path_factory.mktemp("hpo"))
    return Finder(phenotype_release(folder).ontology)


@pytest.fixture(scope="module")
def real() -> Finder:
    return Finder(phenotype_release().ontology)


TYPED = [
    ("HP:9000012", "Blue thumb"),
    ("hp_9000090", "Blue thumb"),  # an alternative id
    ("HP:9000091", "Blue thumb"),  # an obsolete one
    ("blue thumb", "Blue thumb"),
    ("thumb blu", "Blue thumb"),  # another order, and not to its end
    ("azure", "Blue thumb"),  # a synonym
    ("bleu thumb", "Blue thumb"),  # two letters changed places
    ("hoping gait", "Hopping gait"),
    ("odd hand", "Odd hand"),
]


@pytest.mark.parametrize(("typed", "name"), TYPED)
def test_the_term_that_is_meant_comes_first(small: Finder, typed: str, name: str) -> None:
    assert small.search(typed)[0].name == name


@pytest.mark.parametrize("typed", ["", "  ", "!?", "zebra", "blue gait", "HP:9000092", "9999999"])
def test_what_fits_nothing_finds_nothing(small: Finder, typed: str) -> None:
    assert small.search(typed) == []


def test_the_beginning_of_an_id_finds_all_that_begin_so(small: Finder) -> None:
    assert {hit.id for hit in small.search("HP:900002")} == {
        "HP:9000020", "HP:9000021", "HP:9000022"
    }  # fmt: skip


REAL = [
    ("seizure", "HP:0001250"),
    ("epilepsy", "HP:0001250"),
    ("siezures", "HP:0001250"),
    ("micrcephaly", "HP:0000252"),
    ("short stat", "HP:0004322"),
    ("cafe au lait", "HP:0000957"),
    ("club foot", "HP:0001762"),
    ("0001250", "HP:0001250"),
    ("deafness", "HP:0000365"),
    ("arachnodactyly", "HP:0001166"),
    ("hypertelorisme", "HP:0000316"),
]


@pytest.mark.parametrize(("typed", "id"), REAL)
def test_in_the_real_ontology_the_term_is_among_the_first_five(
    real: Finder, typed: str, id: str
) -> None:
    assert id in [hit.id for hit in real.search(typed, 5)]


@pytest.mark.parametrize("typed", ["febrile siezures", "hypertelorisme", "abnormalty"])
def test_few_words_are_looked_at_for_slips(
    real: Finder, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of some ten thousand words only those that share letters are compared, letter by letter."""
    compared: list[str] = []

    def counted(typed: str, meant: str, most: int) -> int:
        compared.append(meant)
        return slips(typed, meant, most)

    monkeypatch.setattr(search, "slips", counted)
    assert real.search(typed)
    assert 0 < len(compared) < 100


@settings(max_examples=20)
@given(st.sampled_from(["seizure", "headache", "thumb", "abnormality"]), st.data())
def test_no_word_within_reach_is_passed_over(real: Finder, word: str, data: st.DataObject) -> None:
    """What is looked at holds all that is near, by comparing with words of every kind."""
    at = data.draw(st.integers(0, len(word) - 1))
    typed = word[:at] + data.draw(st.sampled_from("aexz")) + word[at + 1 :]
    near = {real._words[each] for each in real._near(typed, 2)}
    assert {each for each in real._words[::30] if slips(typed, each, 2) <= 2} <= near


def _slips(typed: str, meant: str) -> int:
    """Optimal string alignment, by its recursion."""
    if not typed or not meant:
        return len(typed) + len(meant)
    best = min(
        _slips(typed[:-1], meant) + 1,
        _slips(typed, meant[:-1]) + 1,
        _slips(typed[:-1], meant[:-1]) + (typed[-1] != meant[-1]),
    )
    if typed[-2:] == meant[-2:][::-1] and len(typed) > 1 and len(meant) > 1:
        best = min(best, _slips(typed[:-2], meant[:-2]) + 1)
    return best


@given(st.text("ab", max_size=5), st.text("ab", max_size=5), st.integers(0, 3))
def test_slips_are_counted_as_the_recursion_counts_them(typed: str, meant: str, most: int) -> None:
    assert slips(typed, meant, most) == min(_slips(typed, meant), most + 1)
