"""Families for tests: the usual trio, and any pedigree that hypothesis thinks of."""

from __future__ import annotations

from hypothesis import strategies as st

from samvar.focus.rare_disease.model.family import Family, Member
from samvar.model.genome import Sex


def trio(sex: Sex = Sex.MALE, father: bool | None = False, mother: bool | None = False) -> Family:
    """Child, father, mother, in this order; the child is affected."""
    return Family(
        "F",
        (
            Member("child", sex, True, "father", "mother"),
            Member("father", Sex.MALE, father),
            Member("mother", Sex.FEMALE, mother),
        ),
    )


@st.composite
def families(draw: st.DrawFn, most: int = 6) -> Family:
    """Any family: generations, loops by cousins, people whose sex or disease nobody knows."""
    members: list[Member] = []
    for number in range(draw(st.integers(1, most))):
        men = [each.name for each in members if each.sex is not Sex.FEMALE]
        women = [each.name for each in members if each.sex is not Sex.MALE]
        father = draw(st.sampled_from([None, *men]))
        mother = draw(st.sampled_from([None, *[name for name in women if name != father]]))
        sex = draw(st.sampled_from(list(Sex)))
        affected = draw(st.sampled_from([True, False, None]))
        members.append(Member(f"p{number}", sex, affected, father, mother))
    order = draw(st.permutations(members))
    return Family("F", tuple(order))
