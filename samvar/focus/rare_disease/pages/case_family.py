"""The family: who is whose child, who is affected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase, KeptMember
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.words import SEXES
from samvar.present.figures.kinship import Relative, laid_out
from samvar.present.figures.pedigree import pedigree
from samvar.present.language import Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import word


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The pedigree, and the members as a table."""
    relatives = [
        Relative(
            each.name, each.name, each.sex, each.affected, each.father, each.mother, each.karyotype
        )
        for each in case.members
    ]
    t = reader.language.text
    return {
        "figure": pedigree(
            relatives,
            proband=case.proband,
            title=t("Pedigree"),
            description=t(
                "Squares are men, circles women, diamonds people of unknown sex; filled is "
                "affected, a question mark not known. The arrow points to the proband. The table "
                "has the same."
            ),
        )
        if relatives
        else "",
        "table": family_table(case, laid_out(relatives).numbers, reader.language),
    }


def family_table(case: KeptCase, numbers: Mapping[str, str], language: Language) -> Table:
    """One line a member, in the order of the case. numbers: of the pedigree."""
    t = language.text
    return Table(
        t("Family"),
        [
            Column(t("Sample")),
            Column(t("Number"), unit=t("in the pedigree")),
            Column(t("Sex")),
            Column(t("Affected")),
            Column(t("Parents"), unit=t("father · mother")),
        ],
        [
            Row(
                [
                    Cell(each.name, data=True,
                         note=t("proband") if each.name == case.proband else ""),
                    Cell(numbers[each.name], data=True),
                    Cell(word(SEXES, each.sex.value, language), note=each.karyotype),
                    _affected(each, language),
                    Cell(_parents(each, numbers), data=True),
                ]
            )
            for each in case.members
        ],
        Empty(t("Nobody of the family has a sample here any more.")),
        key="family",
        caption_hidden=True,
    )  # fmt: skip


def _parents(member: KeptMember, numbers: Mapping[str, str]) -> str:
    """Both by their numbers of the pedigree, "–" for one who is not known."""
    names = (member.father, member.mother)
    return " · ".join(numbers.get(name, name) if name else "–" for name in names)


def _affected(member: KeptMember, language: Language) -> Cell:
    if member.affected is None:
        return Cell(language.text("not known"))
    return Cell(language.text("affected") if member.affected else language.text("unaffected"))


SECTION = Section("family", values)
