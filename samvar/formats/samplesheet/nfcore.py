"""Read the sample sheets of nf-core/raredisease and nf-core/sarek: a line for each lane.

Source: the pipelines' usage pages and input schemas: raredisease has sample, lane, fastq_1,
fastq_2, sex (1, 2, 0), phenotype (2, 1, 0), paternal_id, maternal_id, case_id; sarek has patient,
sex (XX, XY, NA), status (0 normal, 1 tumour), sample, lane.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from samvar.formats.ped.read import PedRow, check_pedigree
from samvar.formats.tabular import Row, read_table
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Sex

_SEXES = {
    **dict.fromkeys(("1", "male", "xy"), Sex.MALE),
    **dict.fromkeys(("2", "female", "xx"), Sex.FEMALE),
    **dict.fromkeys(("0", "other", "unknown", "na"), Sex.UNKNOWN),
}
_AFFECTED = {"2": True, "1": False, "0": None, "-9": None}
_TUMOUR = {"0": False, "1": True}
_NOBODY = frozenset((None, "0"))
RAREDISEASE = frozenset(("sample", "case_id"))
SAREK = frozenset(("patient", "sample"))


@dataclass(frozen=True, slots=True)
class Sequenced:
    """One sample of all its lanes. person: sarek's patient, of whom there may be several samples.

    line: the first that names the sample. family: raredisease's case_id.
    """

    name: str
    sex: Sex
    affected: bool | None
    family: str | None
    father: str | None
    mother: str | None
    person: str | None
    tumour: bool
    lanes: int
    line: int


def is_nfcore(titles: Iterable[str]) -> bool:
    """Whether these column titles are of one of the two pipelines.

    >>> is_nfcore(["sample", "lane", "fastq_1", "fastq_2", "sex", "phenotype", "case_id"])
    True
    """
    found = {title.strip() for title in titles}
    return found >= RAREDISEASE or found >= SAREK


def read_nfcore(path: Path) -> tuple[Sequenced, ...]:
    """The samples of a sheet, in order.

    Raises:
        BadFile: a word that is not known, lanes of one sample that disagree, or a pedigree that
            cannot be one; with line and column.
    """
    found: dict[str, Sequenced] = {}
    for row in read_table(path, ("sample",), ","):
        sample = _sample(row)
        earlier = found.get(sample.name)
        if earlier is not None:
            if replace(sample, lanes=earlier.lanes, line=earlier.line) != earlier:
                raise BadFile(
                    "two lanes of a sample do not say the same of it",
                    where=row.where(),
                    why=f"line {earlier.line} names the same sample",
                )
            sample = replace(earlier, lanes=earlier.lanes + 1)
        found[sample.name] = sample
    if not found:
        raise BadFile("the sample sheet names no sample", where=Where(path.name))
    samples = tuple(found.values())
    pedigree = [PedRow(s.family, s.name, s.father, s.mother, s.sex, s.affected) for s in samples]
    check_pedigree(pedigree, [sample.line for sample in samples], path.name)
    return samples


def _sample(row: Row) -> Sequenced:
    sex, affected = row.text("sex"), row.text("phenotype")
    if sex is not None and sex.lower() not in _SEXES:
        raise BadFile("a sex is not known", where=row.where("sex"), remedy="write 1, 2 or 0")
    if affected is not None and affected not in _AFFECTED:
        raise BadFile(
            "a phenotype is not known", where=row.where("phenotype"), remedy="write 2, 1 or 0"
        )
    status = row.text("status")
    if status is not None and status not in _TUMOUR:
        raise BadFile("a status is not known", where=row.where("status"), remedy="write 0 or 1")
    father, mother = row.text("paternal_id"), row.text("maternal_id")
    return Sequenced(
        row.must("sample"),
        _SEXES[sex.lower()] if sex else Sex.UNKNOWN,
        _AFFECTED[affected] if affected else None,
        row.text("case_id"),
        None if father in _NOBODY else father,
        None if mother in _NOBODY else mother,
        row.text("patient"),
        _TUMOUR[status] if status else False,
        1,
        row.line,
    )
