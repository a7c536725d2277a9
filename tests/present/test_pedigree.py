"""Pedigrees: by the shared nomenclature, nobody over another, the usual ones golden."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.genome import Sex
from samvar.present.figures.kinship import Relative, laid_out
from samvar.present.figures.pedigree import pedigree

GOLDEN = Path(__file__).parents[1] / "golden"
SVG = "{http://www.w3.org/2000/svg}"
M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN

FAMILIES = {
    "single": [Relative("p", "p", U, None)],
    "trio": [
        Relative("son", "son", M, True, "dad", "mum"),
        Relative("dad", "dad", M, False),
        Relative("mum", "mum", F, None),
    ],
    "duo": [Relative("girl", "girl", F, True, None, "mum", "45,X"), Relative("mum", "mum", F)],
    "generations": [
        Relative("p", "proband", M, True, "f", "m"),
        Relative("sis", "sister", F, False, "f", "m"),
        Relative("f", "father", M, False, "ff", "fm"),
        Relative("m", "mother", F, True, "mf", "mm"),
        Relative("aunt", "aunt", F, True, "mf", "mm"),
        Relative("uncle", "uncle", M, False),
        Relative("cousin", "cousin", U, None, "uncle", "aunt"),
        Relative("ff", "ff", M), Relative("fm", "fm", F, False),
        Relative("mf", "mf", M, False), Relative("mm", "mm", F, True),
        Relative("half", "half-brother", M, False, "f", "wife2"),
        Relative("wife2", "second wife", F, False),
    ],
    "cousins": [
        Relative("gf", "gf", M, False), Relative("gm", "gm", F, False),
        Relative("a", "a", M, False, "gf", "gm"), Relative("aw", "aw", F, False),
        Relative("b", "b", F, False, "gf", "gm"), Relative("bh", "bh", M, False),
        Relative("c", "c", M, False, "a", "aw"), Relative("d", "d", F, False, "bh", "b"),
        Relative("e", "e", F, True, "c", "d"), Relative("g", "g", M, True, "c", "d"),
    ],
    "father_and_daughter": [
        Relative("f", "f", M, False), Relative("w", "w", F, False),
        Relative("d", "d", F, False, "f", "w"), Relative("k", "k", M, True, "f", "d"),
    ],
}  # fmt: skip


def drawn(name: str) -> str:
    people = FAMILIES[name]
    return pedigree(people, proband=people[0].id, title="Pedigree", description="A family")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_pedigree_is_what_it_was(name: str) -> None:
    path = GOLDEN / f"pedigree_{name}.svg"
    found = drawn(name)
    if not path.is_file():
        path.write_text(found + "\n", "utf-8")
        pytest.fail(f"{path.name} was not there and is written now: look at it, then keep it")
    assert found + "\n" == path.read_text("utf-8")


@pytest.mark.parametrize("name", FAMILIES)
def test_every_symbol_is_that_of_sex_and_status(name: str) -> None:
    tree = ElementTree.fromstring(drawn(name))
    people = FAMILIES[name]
    kin = [each for each in tree if (each.get("class") or "").startswith("f-kin ")
           or each.get("class") == "f-kin"]  # fmt: skip
    kinds = {Sex.MALE: "rect", Sex.FEMALE: "circle", Sex.UNKNOWN: "path"}
    assert [each.tag for each in kin] == [f"{SVG}{kinds[one.sex]}" for one in people]
    assert [each.get("class") == "f-kin f-kin-full" for each in kin] == [
        bool(one.affected) for one in people
    ]
    texts = [each.text for each in tree.iter(f"{SVG}text")]
    assert texts.count("?") == sum(one.affected is None for one in people)
    assert texts.count("P") == 1
    assert tree.find(f"{SVG}title") is not None


def test_generations_and_numbers_go_from_above_and_from_the_left() -> None:
    found = laid_out(FAMILIES["generations"])
    assert found.row["ff"] == found.row["mm"] == 0
    assert found.row["uncle"] == found.row["f"] == found.row["wife2"] == 1
    assert found.row["p"] == found.row["cousin"] == found.row["half"] == 2
    assert sorted(found.numbers.values())[:4] == ["I-1", "I-2", "I-3", "I-4"]
    trio = laid_out(FAMILIES["trio"])
    assert trio.numbers == {"dad": "I-1", "mum": "I-2", "son": "II-1"}
    assert trio.x["son"] == pytest.approx((trio.x["dad"] + trio.x["mum"]) / 2, abs=1e-3)


def test_a_line_is_double_where_parents_share_an_ancestor() -> None:
    assert [each.kin for each in laid_out(FAMILIES["cousins"]).unions if "c" in each.parents] == [
        True
    ]
    assert [each.kin for each in laid_out(FAMILIES["father_and_daughter"]).unions] == [False, True]
    assert not any(each.kin for each in laid_out(FAMILIES["generations"]).unions)
    assert (_double("trio"), _double("generations"), _double("cousins")) == (0, 0, 1)


def _double(name: str) -> int:
    """How many lines of partners are double: two of one length, 5 apart."""
    level = re.findall(r'd="M([\d.]+) ([\d.]+)H([\d.]+)"', drawn(name))
    return sum(
        (one[0], one[2]) == (other[0], other[2]) and float(other[1]) - float(one[1]) == 5
        for one, other in product(level, level)
    )


def test_nobody_is_their_own_ancestor() -> None:
    with pytest.raises(ValueError, match="own ancestor"):
        laid_out([Relative("a", "a", M, None, "b"), Relative("b", "b", M, None, "a")])
    with pytest.raises(ValueError, match="one id"):
        laid_out([Relative("a", "a"), Relative("a", "b")])


@st.composite
def families(draw: st.DrawFn) -> list[Relative]:
    """Any family: parents are drawn from those who are older."""
    people: list[Relative] = []
    for at in range(draw(st.integers(1, 14))):
        men = [each.id for each in people if each.sex is Sex.MALE]
        women = [each.id for each in people if each.sex is Sex.FEMALE]
        people.append(
            Relative(
                f"n{at}", f"n{at}", draw(st.sampled_from([M, F, U])),
                draw(st.sampled_from([True, False, None])),
                draw(st.sampled_from([None, *men])), draw(st.sampled_from([None, *women])),
            )
        )  # fmt: skip
    return draw(st.permutations(people))


@given(families())
def test_nobody_stands_on_another_and_children_stand_beneath_their_parents(
    people: list[Relative],
) -> None:
    found = laid_out(people)
    assert set(found.x) == set(found.row) == {each.id for each in people}
    for union in found.unions:
        for child in union.children:
            assert all(found.row[child] > found.row[parent] for parent in union.parents)
    for row in set(found.row.values()):
        places = sorted(found.x[id] for id in found.x if found.row[id] == row)
        assert all(right - left > 0.99 for left, right in pairwise(places))
    assert min(found.row.values()) >= 0
    ElementTree.fromstring(pedigree(people, proband=None, title="t", description="d"))
