"""How far two readers agree over many variants, from a table of their classes."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.rare_disease.analyse.acmg.agree import Agreement, agreement
from samvar.focus.rare_disease.model.classified import Class
from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where

_SHORT = {"p": Class.PATHOGENIC, "lp": Class.LIKELY_PATHOGENIC, "vus": Class.UNCERTAIN,
          "lb": Class.LIKELY_BENIGN, "b": Class.BENIGN}  # fmt: skip
_NAMES = {
    **_SHORT,
    **{each.value.replace("_", " "): each for each in Class},
    **{each.text.lower(): each for each in Class},
}


def read_classes(path: Path) -> list[tuple[Class, Class]]:
    """Both readers' class of each variant: a tab-separated file of variant, first, second.

    A class is written out or short (P, LP, VUS, LB, B). The first row may name the columns.

    Raises:
        BadFile: another shape or word, or a variant twice; with its line.
    """
    found: list[tuple[Class, Class]] = []
    seen: set[str] = set()
    for number, line in enumerate(read_text(path).splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or (number == 1 and cells[1:] == ["first", "second"]):
            continue
        where = Where(path.name, line=number)
        if len(cells) != 3:
            raise BadFile("a row is variant, first and second class", where=where)
        for cell in cells[1:]:
            if cell.lower().replace("_", " ") not in _NAMES:
                remedy = "P, LP, VUS, LB or B"
                raise BadFile(f"'{cell[:30]}' is no class", where=where, remedy=remedy)
        if cells[0] in seen:
            raise BadFile("the variant stands in an earlier row, too", where=where)
        seen.add(cells[0])
        first, second = (_NAMES[cell.lower().replace("_", " ")] for cell in cells[1:])
        found.append((first, second))
    if not found:
        raise BadFile("the file has no variant", where=Where(path.name))
    return found


def agreement_of(path: Path) -> Agreement:
    """Agreement and Cohen's kappa of a file of two readers' classes.

    Raises:
        BadFile: as `read_classes`.
    """
    return agreement(read_classes(path))


__all__ = ["Agreement", "agreement_of", "read_classes"]
