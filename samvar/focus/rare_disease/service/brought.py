"""What a case brings: its lists, made in a folder; and itself, kept with its genomes' load."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from samvar.focus.rare_disease.intake.other import other_lists
from samvar.focus.rare_disease.intake.small import write_small
from samvar.focus.rare_disease.model.kept import (
    KeptCase,
    KeptList,
    KeptMember,
    Verb,
)
from samvar.focus.rare_disease.model.row import EventRow
from samvar.focus.rare_disease.records import Lists, RareCases
from samvar.focus.rare_disease.records.gene_depths import CATEGORY, write_gene_depths
from samvar.focus.rare_disease.records.rows import write_rows
from samvar.focus.rare_disease.service.gene_measure import Ruler, measured
from samvar.focus.rare_disease.service.new_case import SMALL, NewCase, told_of
from samvar.focus.rare_disease.service.panel_genes import pin_named
from samvar.focus.rare_disease.service.waiting import bind, loaded, of_case
from samvar.formats.stream import read_text
from samvar.govern.identity import Asker
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Reason
from samvar.model.errors import BadInput, Conflict, without_numbers
from samvar.model.ids import new_id
from samvar.model.person import Case, CaseStatus, Referral
from samvar.model.progress import Progress
from samvar.present.area import Arrival, NodeLike
from samvar.store.records.engine import Transaction

CARE_DAYS = 365
"""How long a case is the reason of a care relation: a setting of samvar, not of the law."""


@dataclass(frozen=True, slots=True)
class Made:
    """A list whose files lie in the scratch folder."""

    kept: KeptList
    columns: Path
    texts: Path


def make_lists(
    new: NewCase, folder: Path, progress: Progress, ruler: Ruler | None = None
) -> tuple[Made, ...]:
    """The lists of a case and the depths of its genes, in a folder; of a category without rows
    there is none. ruler: by which genes are found in a D4 file."""
    plan = new.plan
    found: list[Made] = []
    members = [member.id for member in plan.members]

    def keep(category: str, file: str, write: Callable[[Path, Path], int]) -> None:
        columns, texts = folder / f"{len(found)}.columns", folder / f"{len(found)}.texts"
        rows = write(columns, texts)
        kept = KeptList(
            new_id("list"), "", "", category, file, _digest(columns), _digest(texts), rows
        )
        found.append(Made(kept, columns, texts))

    reduced = _reduced(new.reduced)
    others = [(category, file, list(rows)) for category, file, rows in other_lists(plan, members)]
    events = [row for _, _, rows in others for row in rows if isinstance(row, EventRow)]
    for file in new.small:
        keep(
            SMALL,
            file.path.name,
            lambda columns, texts, file=file: write_small(  # type: ignore[misc]
                file.path, plan.family, new.proband, columns, texts,
                assembly=new.assembly, reduced=reduced, events=events, progress=progress,
            ).rows,
        )  # fmt: skip
    for category, file, rows in others:
        if rows:
            name = file.path.name
            keep(category, name, lambda c, t, rows=rows: write_rows(rows, c, t))  # type: ignore[misc]
    depths = measured(plan, ruler)
    if depths is not None:
        keep(
            CATEGORY,
            depths.file,
            lambda c, t: write_gene_depths(depths.genes, depths.sources, c, t),
        )
    return tuple(found)


def _reduced(path: Path | None) -> frozenset[bytes]:
    if path is None:
        return frozenset()
    words = (line.split() for line in read_text(path).splitlines())
    return frozenset(each[0].encode() for each in words if each and each[0][:1] != "#")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class CaseBrought:
    """What the load of a case's genomes keeps with them: see `present.area.Brought`."""

    def __init__(
        self,
        new: NewCase,
        digest: str,
        before: KeptCase | None,
        made: tuple[Made, ...],
        asker: Asker,
    ) -> None:
        self._new, self._before, self._asker = new, before, asker
        identifier = new_id("case") if before is None else before.id
        self._made = tuple(replace(each, kept=replace(each.kept, case=identifier)) for each in made)
        plan = new.plan
        self.case = KeptCase(
            identifier,
            plan.id,
            plan.name,
            new.assembly,
            "" if before is None else before.person,
            "" if before is None else before.referral,
            new.region,
            told_of(plan),
            digest,
            "",
            utc_now(),
            asker.user.id,
            proband=plan.proband,
        )
        self.lists = tuple(each.kept for each in self._made)

    def promise(self, tx: Transaction, load: str) -> None:
        """Name the lists before their objects are in their place."""
        self.lists = tuple(replace(each, load=load) for each in self.lists)
        self.case = replace(self.case, load=load)
        Lists(tx.connection).promise(self.lists)

    def place(self, node: NodeLike) -> None:
        """Bring them there."""
        for each in self._made:
            node.objects.take(each.columns, each.kept.columns)
            node.objects.take(each.texts, each.kept.texts)

    def keep(self, tx: Transaction, arrival: Arrival) -> Mapping[str, Any]:
        """Write the case, in the transaction that makes its load live."""
        case = replace(self.case, members=self._members(arrival))
        person = arrival.contributions[arrival.ids[self._new.proband]].person
        cases = RareCases(tx.connection)
        cases.bring_over(arrival.replaced)
        if self._before is None:
            waits = bind(tx, self._new, None) if self._new.referral else None
            if waits is not None and waits.person != person:
                raise Conflict("the proband is somebody else than the referral's patient")
            case = replace(case, person=person, referral=waits.id if waits else new_id("referral"))
            if waits is None:
                self._refer(tx, case)
            house = Case(
                new_id("case"), case.referral, person,
                tuple(each.sample for each in case.members), CaseStatus.SEQUENCED,
            )  # fmt: skip
            tx.cases.add(house)
            cases.add(case, house.id)
        else:
            if person != self._before.person:
                raise BadInput(
                    "the case is of another person here",
                    why="its proband is not whom the case of this name is about",
                    remedy="give the case a name of its own",
                )
            cases.change(case)
        verb = Verb.LOAD if self._before is None else Verb.RELOAD
        cases.note(case.id, case.at, case.by, verb)
        pin_named(tx, case.id, case.told.panels, case.by)
        if self._new.sample_is_right:
            why = without_numbers(self._new.sample_is_right)
            cases.note(case.id, case.at, case.by, Verb.COMMENT, None, why)
        referral = case.referral if self._before is None else self._before.referral
        loaded(tx, referral, case.at, case.by)
        Lists(tx.connection).settle(case.id, case.load)
        return {"case": case.id, "rows": {each.category: each.rows for each in self.lists}}

    def _refer(self, tx: Transaction, case: KeptCase) -> None:
        question = "; ".join(self._new.plan.indication) or "rare disease"
        tx.referrals.add(
            Referral(
                case.referral, case.person, case.referring_region,
                self._new.plan.owner or "", question, case.at,
            )
        )  # fmt: skip
        of_case(tx, case)
        unit = unit_of(self._asker)
        tx.care.open(
            CareRelation(
                new_id("care"), case.person, "" if unit else self._asker.user.account, unit,
                Reason.ORDER, case.referral, case.at, case.at + timedelta(days=CARE_DAYS),
                self._asker.user.id,
            )
        )  # fmt: skip

    def _members(self, arrival: Arrival) -> tuple[KeptMember, ...]:
        return tuple(
            KeptMember(
                arrival.ids[each.id], each.id, each.sex, each.affected, each.father, each.mother,
                each.karyotype,
            )
            for each in self._new.plan.members
            if each.id in arrival.ids
        )  # fmt: skip
