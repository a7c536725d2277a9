"""Hold what two inputs say of a family against each other, and find whom the case is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from samvar.focus.rare_disease.model.case import CaseMember
from samvar.formats.ped.read import PedRow, read_placed
from samvar.model.errors import SamvarError, Where
from samvar.model.fault import Fault
from samvar.model.genome import Sex

_COLUMNS = {"sex": 5, "affected": 6, "father": 3, "mother": 4}
_WORDS = {
    "sex": "the sex",
    "affected": "the affection",
    "father": "the father",
    "mother": "the mother",
}


def with_ped(members: Sequence[CaseMember], ped: Path) -> list[Fault]:
    """Where a PED file says something else of a member, or does not name one.

    What one of the two does not know is no contradiction; names of families are not compared.
    """
    try:
        rows = read_placed(ped)
    except SamvarError as error:
        return [Fault.of(error, Where(ped.name))]
    by_name = {row.name: (row, line) for row, line in rows}
    faults: list[Fault] = []
    for number, member in enumerate(members, 1):
        if member.id not in by_name:
            faults.append(
                Fault(
                    f"the pedigree does not name member {number} of the case",
                    Where(ped.name),
                    why=f"the member stands in {member.place}",
                    remedy="give the pedigree of this family",
                )
            )
            continue
        row, line = by_name[member.id]
        faults += [
            Fault(
                f"{_WORDS[field]} is not what {member.place} says",
                Where(ped.name, line, _COLUMNS[field]),
                remedy="correct the one that is wrong",
            )
            for field in _differing(member, row)
        ]
    known = {member.id for member in members}
    faults += [
        Fault(
            "the pedigree names somebody who is not of the case",
            Where(ped.name, line),
            fatal=False,
        )
        for row, line in rows
        if row.name not in known
    ]
    return faults


def _differing(member: CaseMember, row: PedRow) -> list[str]:
    found = []
    if Sex.UNKNOWN not in (member.sex, row.sex) and member.sex is not row.sex:
        found.append("sex")
    if None not in (member.affected, row.affected) and member.affected != row.affected:
        found.append("affected")
    for field in ("father", "mother"):
        own, other = getattr(member, field), getattr(row, field)
        if own is not None and other is not None and own != other:
            found.append(field)
    return found


def choose_proband(
    members: Sequence[CaseMember], stated: str | None, source: str
) -> tuple[str | None, list[Fault]]:
    """The member whom the case is about, and what is to be told of it.

    The one who is stated; else the one who is affected, of several those with a parent among the
    members, of these the first.
    """
    if stated is not None:
        if any(member.id == stated for member in members):
            return stated, []
        what = "the proband that was named is no member of the case"
        return None, [Fault(what, Where(source), remedy="name a member by the sample's name")]
    affected = [member for member in members if member.affected]
    known = {member.id for member in members}
    children = [m for m in affected if {m.father, m.mother} & known]
    candidates = children or affected
    if not candidates:
        return None, [Fault("nobody of the case is affected", Where(source), fatal=False)]
    if len(candidates) > 1:
        return candidates[0].id, [
            Fault(
                "several members could be the proband; the first is taken",
                candidates[1].place,
                remedy="name the proband with --proband",
                fatal=False,
            )
        ]
    return candidates[0].id, []
