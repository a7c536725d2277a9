"""Read pedigrees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Sex

SEX = {"1": Sex.MALE, "2": Sex.FEMALE}
_NONE = frozenset(("0", "", ".", "-9", "NA", "na"))


@dataclass(frozen=True, slots=True)
class PedRow:
    """One individual; `affected` is None where the phenotype is missing or not 1 or 2."""

    family: str | None
    name: str
    father: str | None
    mother: str | None
    sex: Sex
    affected: bool | None


def read_ped(path: Path) -> tuple[PedRow, ...]:
    """The individuals of a PED or FAM file, in order; see `read_placed`.

    Raises:
        BadFile: as `read_placed`.
    """
    return tuple(row for row, _ in read_placed(path))


def read_placed(path: Path) -> tuple[tuple[PedRow, int], ...]:
    """The individuals with their 1-based lines; columns after the sixth are left out.

    Columns are set apart by tabs, or by any white space in a file without tabs. `0` is nobody.

    Raises:
        BadFile: too few columns, an individual twice, a parent of the wrong sex, or a
            pedigree in which someone is their own ancestor.

    Source: PLINK 1.9, .fam and .ped.
    """
    found: list[PedRow] = []
    lines: list[int] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [f.strip() for f in (line.split("\t") if "\t" in line else line.split())]
        if not found and len(fields) > 4 and fields[4].lower() in ("sex", "gender"):
            continue  # a header line without '#'
        where = Where(path.name, line=number)
        if len(fields) < 5:
            raise BadFile(
                f"a pedigree line needs six columns, this one has {len(fields)}",
                where=where,
                why="the columns are family, individual, father, mother, sex, phenotype",
            )
        if fields[1] in _NONE:
            raise BadFile("an individual has no name", where=where)
        father, mother = (None if f in _NONE else f for f in fields[2:4])
        phenotype = fields[5] if len(fields) > 5 else ""
        found.append(
            PedRow(
                None if fields[0] in _NONE else fields[0],
                fields[1],
                father,
                mother,
                SEX.get(fields[4], Sex.UNKNOWN),
                {"1": False, "2": True}.get(phenotype),
            )
        )
        lines.append(number)
    if not found:
        raise BadFile("the file names no individual", where=Where(path.name))
    check_pedigree(found, lines, path.name)
    return tuple(zip(found, lines, strict=True))


def check_pedigree(rows: list[PedRow], lines: list[int], file: str) -> None:
    """Refuse what cannot be a family: someone twice, a mother who is a man, a loop.

    Raises:
        BadFile: with the line.
    """
    by_name: dict[tuple[str | None, str], PedRow] = {}
    for row, line in zip(rows, lines, strict=True):
        if (row.family, row.name) in by_name:
            raise BadFile("an individual is named twice", where=Where(file, line=line))
        by_name[row.family, row.name] = row
    for row, line in zip(rows, lines, strict=True):
        for parent, wrong in ((row.father, Sex.FEMALE), (row.mother, Sex.MALE)):
            known = by_name.get((row.family, parent)) if parent else None
            if known is not None and known.sex is wrong:
                raise BadFile(
                    f"a {'father' if wrong is Sex.FEMALE else 'mother'} is {wrong.value}",
                    where=Where(file, line=line),
                )
        if _own_ancestor(row, by_name):
            raise BadFile("an individual is their own ancestor", where=Where(file, line=line))


def _own_ancestor(row: PedRow, by_name: dict[tuple[str | None, str], PedRow]) -> bool:
    seen: set[str] = set()
    queue = [row.father, row.mother]
    while queue:
        name = queue.pop()
        if name is None or name in seen:
            continue
        if name == row.name:
            return True
        seen.add(name)
        known = by_name.get((row.family, name))
        if known is not None:
            queue += [known.father, known.mother]
    return False
