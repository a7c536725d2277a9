"""Families out of pedigrees, and what is refused."""

from __future__ import annotations

import pytest

from samvar.focus.rare_disease.model.family import Family, Member, families_of
from samvar.formats.ped.read import PedRow
from samvar.model.errors import UsageError
from samvar.model.genome import Sex


def test_families_of_a_pedigree_in_its_order() -> None:
    rows = [
        PedRow("B", "child", "dad", "gone", Sex.MALE, True),
        PedRow("A", "other", None, None, Sex.FEMALE, None),
        PedRow("B", "dad", None, None, Sex.MALE, False),
        PedRow(None, "alone", None, None, Sex.UNKNOWN, True),
    ]
    found = families_of(rows)
    assert [family.id for family in found] == ["B", "A", "alone"]
    assert (found[0].affected, found[0].unaffected, found[0].parents_of(0)) == ((0,), (1,), (1,))
    assert found[1].affected == found[1].unaffected == ()


def test_who_has_no_sample_is_left_out_and_so_are_links_to_them() -> None:
    members = Member("c", Sex.MALE, True, "f", "m"), Member("f", Sex.MALE), Member("m", Sex.FEMALE)
    kept = Family("F", members).among({"c", "m"})
    assert [each.name for each in kept.members] == ["c", "m"]
    assert (kept.father_of(0), kept.mother_of(0)) == (None, 1)


def test_the_maternal_line_goes_through_women_only() -> None:
    members = (
        Member("child", father="dad", mother="mum"), Member("dad", Sex.MALE, mother="granny"),
        Member("mum", Sex.FEMALE, mother="nan"), Member("nan", Sex.FEMALE),
        Member("granny", Sex.FEMALE), Member("uncle", Sex.MALE, mother="nan"),
    )  # fmt: skip
    family = Family("F", members)
    on_line = [family.on_maternal_line(k, 0) for k in range(len(family))]
    assert on_line == [True, False, True, True, False, True]


def test_people_are_named_by_what_they_are() -> None:
    members = (
        Member("child", Sex.MALE, True, "dad", "mum"), Member("dad", Sex.MALE),
        Member("mum", Sex.FEMALE), Member("aunt", Sex.FEMALE),
    )  # fmt: skip
    family = Family("F", members)
    assert [family.role(k) for k in range(4)] == [
        "the affected person", "the father", "the mother", "a relative",
    ]  # fmt: skip


REFUSED = [
    (Member("a"), Member("a")),
    (Member("a", father="b"),),
    (Member("a", karyotype="47"),),
    (Member("a", karyotype="Y"),),
]


@pytest.mark.parametrize("members", REFUSED)
def test_what_is_no_family_is_refused(members: tuple[Member, ...]) -> None:
    with pytest.raises(UsageError):
        Family("F", members)
