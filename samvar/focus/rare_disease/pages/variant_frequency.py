"""How often a variant is seen: in the nation, at this centre, and by what the file carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.service.elsewhere import (
    Elsewhere,
    FamilyIs,
    here,
    kin_of,
    without_family,
)
from samvar.focus.rare_disease.service.normal import Normal, NormalBy
from samvar.model.strata import PARTS, Way
from samvar.network.merge import NationalAnswer
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.frequency import COLUMNS, Line, places_for
from samvar.present.language import N_, Language
from samvar.present.page import Reader
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import PARTS as PART_WORDS

NORMALISED: Mapping[NormalBy, str] = {
    NormalBy.ITSELF: "",
    NormalBy.REFERENCE: N_("Normalised by this node's reference genome before it was asked for."),
    NormalBy.ASSERTED: N_(
        "Asked for as the file writes it: whoever loaded the case stated that it is normalised."
    ),
    NormalBy.MISMATCH: N_(
        "The nation was not asked: the reference base of the file is not that of this node's "
        "reference genome."
    ),
    NormalBy.UNKNOWN: N_(
        "The nation was not asked: without a reference genome at this node nobody can say which is "
        "the variant's usual form, and under another one it would be missed."
    ),
}

FAMILY: Mapping[FamilyIs, str] = {
    FamilyIs.NOBODY: N_("Nobody of the family is counted at this centre."),
    FamilyIs.SILENT: N_("This centre gave no number, so that the family is not in the figure."),
    FamilyIs.MOVED: N_(
        "The family is still in this figure: this centre's numbers changed while it was asked. "
        "Load the page again."
    ),
    FamilyIs.HIDDEN: N_("The figure is below the floor, and the family was not taken out of it."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the nation, once, and what it said without the family.

    local: this centre alone; None where the reader may not ask it alone.
    """

    answer: NationalAnswer
    nation: Elsewhere
    local: Elsewhere | None


def ask(reader: Reader, case: KeptCase, operation: str, **given: Any) -> Asked:
    """Ask the nation one question, and take the family out of what it and this centre say."""
    kin = kin_of(reader.node, case, reader.asker)
    answer = reader.ask(operation, **given)
    nation = without_family(kin, answer, given)
    return Asked(answer, nation, here(kin, reader.asker, operation, given))


def small_frequency(reader: Reader, case: KeptCase, normal: Normal) -> Asked | None:
    """Of a small variant, also by affected and unaffected; None where it was not asked."""
    if normal.variant is None:
        return None
    return ask(
        reader,
        case,
        "variant_frequency",
        assembly=case.assembly.value,
        variants=(str(normal.variant),),
        strata=Way.AFFECTED.value,
    )


def asked_values(asked: Asked | None, language: Language) -> dict[str, Any]:
    """What a template says beside the figures: coverage, and what became of the family."""
    if asked is None:
        return {"coverage": "", "whole": False, "family": []}
    answer = asked.answer
    return {
        "coverage": coverage_line(answer.coverage, answer.missing, language),
        "whole": is_whole(answer.coverage),
        "family": family_words(asked.nation, language),
    }


def family_words(found: Elsewhere, language: Language) -> list[str]:
    """Sentences on who of the family is in the figure."""
    said = []
    if found.family is FamilyIs.OUT:
        said.append(
            language.count(
                "%(n)s person of the own family is taken out.",
                "%(n)s people of the own family are taken out.",
                found.people,
            )
        )
    else:
        said.append(language.text(FAMILY[found.family]))
    if found.left_in:
        said.append(
            language.count(
                "%(n)s relative whose record you may not see stays in.",
                "%(n)s relatives whose records you may not see stay in.",
                found.left_in,
            )
        )
    return said


def frequency_table(
    asked: Asked | None,
    external: Mapping[str, float],
    reader: Reader,
    *,
    single: bool,
) -> Table:
    """The nation, this centre and the file, side by side. single: men have one copy there."""
    t = reader.language.text
    rows: list[Row] = []
    if asked is not None:
        name = t("The nation, without the own family")
        rows += _lines(asked.nation, name, t("Sweden"), reader.language, single=single)
    if asked is not None and asked.local is not None:
        name = t("This centre, without the own family")
        place = centre_name(reader.node.id)
        rows += _lines(asked.local, name, place, reader.language, single=single)
    rows += _external(external, reader.language, 7 if single else 6)
    return Table(
        t("How often it is seen"),
        [
            Column(t("Among")),
            Column(t("Frequency"), unit="0–1", align="number"),
            Column(t("95 % interval"), unit=t("Wilson"), align="number"),
            Column(t("Copies"), unit="AC", align="number"),
            Column(t("Alleles looked at"), unit="AN", align="number"),
            Column(t("Homozygotes"), unit=t("individuals"), align="number"),
            *([Column(t("Hemizygotes"), unit=t("individuals"), align="number")] if single else []),
            Column(t("Could be looked at"), unit=t("individuals"), align="number"),
        ],
        rows,
        Empty(t("The nation was not asked, and the file states no frequency.")),
        key="frequency",
        caption_hidden=True,
    )


def _lines(
    found: Elsewhere, group: str, everyone: str, language: Language, *, single: bool
) -> list[Row]:
    t = language.text
    if found.value is None:
        blanks = [Cell("–")] * (6 if single else 5)
        state = Cell(t("no centre answered"), state="down")
        return [Row([Cell(everyone, data=True), state, *blanks], group=group, muted=True)]
    names = [everyone, *(t(PART_WORDS[Way.AFFECTED][label]) for label in PARTS[Way.AFFECTED])]
    return [
        _row(_line(found, at, name), language, single=single, group="" if at else group)
        for at, name in enumerate(names)
    ]


def _line(found: Elsewhere, at: int, label: str) -> Line:
    assert found.value is not None
    numbers = {column: int(found.value[column][at]) for column in COLUMNS}
    seen = {column: None if number < 0 else number for column, number in numbers.items()}
    return Line(label, "", "answered" if seen["ac"] is not None else "suppressed", **seen)


def _row(line: Line, language: Language, *, single: bool, group: str) -> Row:
    t, value = language.text, line.frequency
    places = places_for(line.an or 0)
    if line.hidden:
        first = [Cell(t("below the floor"), state="suppressed"), Cell("–")]
    elif value is None:
        first = [Cell(t("nobody was looked at")), Cell("–")]
    else:
        low, high = (language.decimal(each, places) for each in (value.lower, value.upper))
        first = [
            Cell(language.decimal(value.value, places), data=True),
            Cell(f"{low}–{high}", data=True),
        ]
    counts = (line.ac, line.an, line.hom, *((line.hemi,) if single else ()), line.individuals)
    rest = [Cell("–" if n is None else language.number(n), data=True) for n in counts]
    return Row([Cell(line.label, data=bool(group)), *first, *rest], group=group, strong=bool(group))


def _external(external: Mapping[str, float], language: Language, columns: int) -> list[Row]:
    t = language.text
    group = t("As the file states it")
    blanks = [Cell("–")] * (columns - 1)
    if not external:
        return [
            Row([Cell(t("No source")), Cell(t("not stated")), *blanks], group=group, muted=True)
        ]
    return [
        Row(
            [Cell(source, data=True), Cell(f"{value:.6g}", data=True), *blanks],
            group=group if number == 0 else "",
        )
        for number, (source, value) in enumerate(sorted(external.items()))
    ]
