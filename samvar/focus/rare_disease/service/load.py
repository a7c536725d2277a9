"""A case into a node: looked through whole, its lists made, and kept with the load of its genomes.

All of it or nothing: the lists' objects are promised with the load, and the case is written in the
transaction that makes the load live. A case that is loaded again keeps its id and what was done in
it; one whose sources are the same is left as it is.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from samvar.focus.rare_disease.intake.other import other_lists
from samvar.focus.rare_disease.intake.small import write_small
from samvar.focus.rare_disease.model.case import CaseFile, CasePlan
from samvar.focus.rare_disease.model.kept import (
    CaseTold,
    KeptCase,
    KeptList,
    KeptMember,
    ToldGate,
    ToldTerm,
    Verb,
)
from samvar.focus.rare_disease.records import Lists, RareCases, write_rows
from samvar.formats.ped.read import PedRow
from samvar.formats.ped.write import write_ped
from samvar.formats.stream import read_text
from samvar.govern.identity import Asker
from samvar.govern.subject import unit_of
from samvar.model.clock import utc_now
from samvar.model.consent import CareRelation, Reason
from samvar.model.errors import BadInput, Conflict, Where
from samvar.model.genome import Assembly
from samvar.model.ids import new_id
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.person import Case, CaseStatus, Referral
from samvar.model.personal_number import PersonalNumber
from samvar.model.place import REGIONS
from samvar.model.progress import Progress, silent
from samvar.present.area import Arrival, NodeLike
from samvar.store.records.engine import Transaction
from samvar.store.variants.disk import exclusive

AREA = "rare_disease"
SMALL = "snv"
_SCRATCH = ".samvar-case-"
CARE_DAYS = 365
"""How long a case is the reason of a care relation: a setting of samvar, not of the law."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is asked. region: county code of the referring region. dataset: that its samples join.

    reduced: a file of genes whose carriers may be healthy. asserted: somebody states that the
    variants are left-aligned and trimmed.
    """

    plan: CasePlan
    region: str
    dataset: str
    asserted: bool = False
    reduced: Path | None = None

    def checked(self) -> NewCase:
        """Itself, once it has been looked at.

        Raises:
            BadInput: the plan has faults, names no proband or no small variants, an unknown
                region, or a person by a personal number.
        """
        plan = self.plan
        fault = next((each for each in plan.faults if each.fatal), None)
        if fault is not None:
            raise BadInput(
                "the case cannot be loaded", where=fault.where, why=fault.what, remedy=fault.remedy
            )
        if plan.proband is None or plan.assembly is None:
            raise BadInput("the case has no proband, or no assembly", where=Where(plan.source))
        if not self.small:
            raise BadInput(
                "the case has no VCF of small variants",
                where=Where(plan.source),
                remedy="name one in it (vcf_snv), or give it with --vcf",
            )
        if len(self.small) > 1:
            raise BadInput(
                "the case has several VCFs of small variants",
                where=self.small[1].place,
                why="models of inheritance are judged over all variants of a gene together",
                remedy="join them into one, for example with bcftools concat",
            )
        if self.region not in REGIONS:
            raise BadInput(
                f"'{self.region[:10]}' is not a region",
                remedy="use a county code, such as 01 for Stockholm",
            )
        names = (plan.id, plan.name, *(m.id for m in plan.members), *(m.name for m in plan.members))
        if any(PersonalNumber.recognise(name) for name in names):
            raise BadInput(
                "a case or sample is named by a personal number",
                where=Where(plan.source),
                why="names stand in lists and in the headers of their files",
                remedy="name it otherwise; the number belongs to the referral",
            )
        return self

    @property
    def small(self) -> tuple[CaseFile, ...]:
        """The VCFs of small variants; one of the mitochondrion alone has a list of its own."""
        return tuple(f for f in self.plan.variants(SMALL) if not f.key.endswith("_mt"))

    @property
    def proband(self) -> str:
        """The name of the proband's sample."""
        return self.plan.proband or ""

    @property
    def assembly(self) -> Assembly:
        """Of the whole case."""
        assert self.plan.assembly is not None
        return self.plan.assembly


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """What came of it. report: of the load; None where nothing was new."""

    case: str
    label: str
    again: bool
    rows: Mapping[str, int]
    report: LoadReport | None


def load_case(
    node: NodeLike, new: NewCase, asker: Asker, progress: Progress = silent
) -> LoadedCase:
    """Load a case, or a newer state of one.

    Raises:
        Refused: the person may not load here. BadInput, BadFile: with file and line.
        Conflict, StoreUnavailable: nothing was kept.
    """
    new = new.checked()
    digest = digest_of(new)
    with node.records.read() as tx:
        before = RareCases(tx.connection).of_label(new.plan.id)
    if before is not None and before.digest == digest and before.lists:
        rows = {each.category: each.rows for each in before.lists}
        return LoadedCase(before.id, before.label, True, rows, None)
    with _scratch(node) as folder:
        brought = CaseBrought(new, digest, before, _made(new, folder, progress), asker)
        report = node.load(_request(new, folder), asker, progress, {AREA: brought})
    return LoadedCase(
        brought.case.id,
        new.plan.id,
        before is not None,
        {each.category: each.rows for each in brought.lists},
        report,
    )


def digest_of(new: NewCase) -> str:
    """Of all that a case is loaded from: the bytes of its files, and what its plan says."""
    found = hashlib.sha256()
    plan = new.plan
    for file in sorted(plan.files, key=lambda each: (each.key, each.path.name)):
        with file.path.open("rb") as source:
            found.update(hashlib.file_digest(source, "sha256").digest())
        found.update(f"{file.key} {file.member}".encode())
    told = msgspec.json.encode(
        [told_of(plan), new.region, [[m.id, m.sex.value, m.affected] for m in plan.members]]
    )
    found.update(told)
    return found.hexdigest()


def told_of(plan: CasePlan) -> CaseTold:
    """What is kept of a plan beside its family and its files."""
    return CaseTold(
        terms=tuple(ToldTerm(each.term, each.present) for each in plan.observations),
        panels=plan.panels,
        default_panels=plan.default_panels,
        indication=plan.indication,
        owner=plan.owner,
        track=plan.track,
        rank_model=plan.rank_model,
        quality=tuple(
            ToldGate(each.gate.value, each.members, each.standing.value, each.reasons)
            for each in plan.quality
        ),
        analysed=plan.analysed,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A list whose files lie in the scratch folder."""

    kept: KeptList
    columns: Path
    texts: Path


class CaseBrought:
    """What the load of a case's genomes keeps with them: see `present.area.Brought`."""

    def __init__(
        self,
        new: NewCase,
        digest: str,
        before: KeptCase | None,
        made: tuple[_Made, ...],
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
        if self._before is None:
            case = replace(case, person=person, referral=new_id("referral"))
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


def _made(new: NewCase, folder: Path, progress: Progress) -> tuple[_Made, ...]:
    """The lists of a case, in a folder; of a category without rows there is none."""
    plan = new.plan
    found: list[_Made] = []
    members = [member.id for member in plan.members]

    def keep(category: str, file: CaseFile, write: Callable[[Path, Path], int]) -> None:
        columns, texts = folder / f"{len(found)}.columns", folder / f"{len(found)}.texts"
        rows = write(columns, texts)
        kept = KeptList(
            new_id("list"), "", "", category, file.path.name, _digest(columns), _digest(texts), rows
        )
        found.append(_Made(kept, columns, texts))

    reduced = _reduced(new.reduced)
    for file in new.small:
        keep(
            SMALL,
            file,
            lambda columns, texts, file=file: write_small(  # type: ignore[misc]
                file.path, plan.family, new.proband, columns, texts,
                assembly=new.assembly, reduced=reduced, progress=progress,
            ).rows,
        )  # fmt: skip
    for category, file, rows in other_lists(plan, members):
        if rows:
            keep(category, file, lambda c, t, rows=rows: write_rows(rows, c, t))  # type: ignore[misc]
    return tuple(found)


def _reduced(path: Path | None) -> frozenset[bytes]:
    if path is None:
        return frozenset()
    words = (line.split() for line in read_text(path).splitlines())
    return frozenset(each[0].encode() for each in words if each and each[0][:1] != "#")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _request(new: NewCase, folder: Path) -> LoadRequest:
    """The load of the genomes: the small variants, with the family as their sheet."""
    plan = new.plan
    sheet = folder / "family.ped"
    known = {member.id for member in plan.members}
    with sheet.open("wb") as out:
        write_ped(
            out,
            [
                PedRow(
                    plan.id,
                    each.id,
                    each.father if each.father in known else None,
                    each.mother if each.mother in known else None,
                    each.sex,
                    each.affected,
                )
                for each in plan.members
            ],
        )
    return LoadRequest(
        dataset=new.dataset,
        files=tuple(str(file.path) for file in plan.variants(SMALL)),
        assembly=new.assembly.value,
        assert_normalised=new.asserted,
        assay="sites",
        sheet=str(sheet),
        area=AREA,
    )


@contextmanager
def _scratch(node: NodeLike) -> Iterator[Path]:
    """A private folder beside the objects, so that a list only gets another name."""
    folder = _beside(node) / f"{_SCRATCH}{secrets.token_hex(8)}"
    lock = folder.with_suffix(".lock")
    with exclusive(lock, timeout_s=0):
        try:
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)


def sweep_scratch(node: NodeLike) -> None:
    """Take away what loads that were killed have left on its way."""
    for lock in _beside(node).glob(f"{_SCRATCH}*.lock"):
        with suppress(Conflict), exclusive(lock, timeout_s=0):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)


def _beside(node: NodeLike) -> Path:
    objects = node.objects.folder
    return Path(tempfile.gettempdir()) if objects is None else objects.parent
