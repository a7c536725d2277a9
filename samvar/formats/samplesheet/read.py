"""Read sample sheets: TSV or CSV with a header, PED, or Oxford .sample."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.ped.read import SEX, read_ped
from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, BadInput, Where
from samvar.model.genome import Sex
from samvar.model.personal_number import PersonalNumber

_COLUMNS = {
    "name": ("sample", "sampleid", "samplename", "name", "individual", "individualid", "iid"),
    "sex": ("sex", "gender", "kön"),
    "ancestry": ("ancestry", "superpop", "superpopulation", "superpopulationcode"),
    "family": ("family", "familyid", "fid"),
    "father": ("father", "fatherid", "paternalid", "pat"),
    "mother": ("mother", "motherid", "maternalid", "mat"),
    "affected": ("affected", "affectedstatus", "affectionstatus", "sjuk"),
    "number": ("personnummer", "personalnumber", "samordningsnummer", "pnr"),
    "person": ("person", "personid", "patient", "patientid", "subject", "subjectid"),
}
_SEXES = {
    **SEX,
    **dict.fromkeys(("m", "male", "man", "xy"), Sex.MALE),
    **dict.fromkeys(("f", "female", "k", "kvinna", "xx"), Sex.FEMALE),
    **dict.fromkeys(("", "0", "3", "-9", ".", "na", "u", "unknown", "okänd", "other"), Sex.UNKNOWN),
}
_AFFECTED = {
    **dict.fromkeys(("2", "affected", "case", "yes", "true", "ja"), True),
    **dict.fromkeys(("1", "unaffected", "control", "no", "false", "nej"), False),
    **dict.fromkeys(("", "0", "-9", ".", "na", "unknown", "okänd"), None),
}
_NONE = frozenset(("", "0", ".", "-9", "na", "n/a", "none"))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sample. `person` is the laboratory's own label of whose it is, where that differs.

    number: the person's personal number, which is kept sealed only. affected: whether the person
    has the disease that is looked for; None where nobody says.
    """

    name: str
    sex: Sex = Sex.UNKNOWN
    ancestry: str | None = None
    family: str | None = None
    father: str | None = None
    mother: str | None = None
    person: str | None = None
    number: PersonalNumber | None = None
    affected: bool | None = None


def read_samples(
    path: Path, ancestry_names: Mapping[str, str] | None = None
) -> tuple[SheetRow, ...]:
    """The samples of a sheet, in order; the form is told by its first lines.

    ancestry_names: what the sheet's ancestry codes mean; a code that is not in it is a fault.
    Columns that samvar does not know are left out.

    Raises:
        BadFile: no column of samples, a sample twice, a sex, status or code that is not known.

    Source: Oxford .sample, qctool documentation, "The sample file format".
    """
    lines = read_text(path).splitlines()
    first = next((line for line in lines if line.strip()), "")
    words = first.split()
    if [word.lower() for word in words[:3]] == ["id_1", "id_2", "missing"]:
        table, start = [line.split() for line in lines[2:]], 3
        titles = ["", "sample", "", *words[3:]]
        if len(lines) < 2 or lines[1].split()[:1] != ["0"]:
            raise BadFile(
                "the second line of a .sample file gives the column types",
                where=Where(path.name, line=2),
            )
    elif _is_ped(first):
        return tuple(
            SheetRow(
                *(row.name, row.sex, None, row.family, row.father, row.mother),
                affected=row.affected,
            )
            for row in read_ped(path)
        )
    else:
        skipped = lines.index(first) if first else 0
        mark = max("\t,;", key=first.count)
        try:
            titles = next(csv.reader([first], delimiter=mark), [])
            table, start = list(csv.reader(lines[skipped + 1 :], delimiter=mark)), skipped + 2
        except csv.Error:
            raise BadFile(
                "a cell of the sample sheet is too long", where=Where(path.name)
            ) from None
    return _rows(titles, table, start, ancestry_names or {}, path.name)


def _is_ped(first: str) -> bool:
    fields = first.split("\t") if "\t" in first else first.split()
    if first.startswith("#"):
        return len(fields) >= 6 and _plain(fields[0]) in _COLUMNS["family"]
    return len(fields) >= 6 and fields[4].strip() in ("0", "1", "2", "-9", "other")


def _plain(title: str) -> str:
    return "".join(letter for letter in title.lower() if letter.isalnum())


def _rows(
    titles: list[str],
    table: list[list[str]],
    start: int,
    ancestry_names: Mapping[str, str],
    file: str,
) -> tuple[SheetRow, ...]:
    place = _places(titles, Where(file, line=max(start - 1, 1)))
    found: dict[str, SheetRow] = {}
    for number, fields in enumerate(table, start):
        if not any(field.strip() for field in fields):
            continue
        where = Where(file, line=number)
        if len(fields) != len(titles):
            raise BadFile(
                f"the line has {len(fields)} columns, the header {len(titles)}", where=where
            )
        said = {meaning: fields[column].strip() for meaning, column in place.items()}
        if not said["name"]:
            raise BadFile("a line of the sample sheet has no sample name", where=where)
        if said["name"] in found:
            raise BadFile("a sample stands twice in the sample sheet", where=where)
        sex = _SEXES.get(said.get("sex", "").lower())
        if sex is None:
            raise BadFile(
                "a sex in the sample sheet is not known",
                where=Where(file, line=number, column=place["sex"] + 1),
                remedy="write male, female or unknown (1, 2 or 0)",
            )
        status = said.get("affected", "").lower()
        if status not in _AFFECTED:
            raise BadFile(
                "an affected status in the sample sheet is not known",
                where=Where(file, line=number, column=place["affected"] + 1),
                remedy="write affected, unaffected or unknown (2, 1 or 0, as in a PED)",
            )
        ancestry = _or_none(said.get("ancestry"))
        if ancestry is not None and ancestry_names:
            if ancestry not in ancestry_names:
                raise BadFile(
                    "an ancestry code in the sample sheet has no name",
                    where=Where(file, line=number, column=place["ancestry"] + 1),
                    remedy="add the code to the names of ancestries",
                )
            ancestry = ancestry_names[ancestry]
        found[said["name"]] = SheetRow(
            said["name"],
            sex,
            ancestry,
            _or_none(said.get("family")),
            _or_none(said.get("father")),
            _or_none(said.get("mother")),
            _or_none(said.get("person")),
            _number(said, Where(file, line=number, column=place.get("number", 0) + 1)),
            _AFFECTED[status],
        )
    if not found:
        raise BadFile("the sample sheet names no sample", where=Where(file))
    return tuple(found.values())


def _places(titles: list[str], where: Where) -> dict[str, int]:
    """The column of each meaning that the header names."""
    place: dict[str, int] = {}
    for column, title in enumerate(titles):
        for meaning, names in _COLUMNS.items():
            if _plain(title) in names:
                if meaning in place:
                    raise BadFile(f"two columns of the sample sheet say {meaning}", where=where)
                place[meaning] = column
    if "name" not in place:
        raise BadFile(
            "the sample sheet has no column of sample names",
            where=where,
            remedy="call it sample; further columns: sex, ancestry, family, father, mother, "
            "person, personnummer, affected",
        )
    return place


def _number(said: Mapping[str, str], where: Where) -> PersonalNumber | None:
    text = _or_none(said.get("number"))
    if text is None:
        return None
    try:
        return PersonalNumber.parse(text)
    except BadInput as fault:
        raise BadFile(fault.what, where=where, remedy=fault.remedy) from None


def _or_none(text: str | None) -> str | None:
    return None if text is None or text.lower() in _NONE else text
