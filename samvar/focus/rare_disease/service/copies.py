"""A reader's classification of a lost or gained stretch of a case, by the metric of 2020."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import UNSET, UnsetType

from samvar.focus.rare_disease.analyse.copy_number.classify import choose, classify, suggest
from samvar.focus.rare_disease.analyse.copy_number.hits import hits_in
from samvar.focus.rare_disease.model.case_class import CaseClass
from samvar.focus.rare_disease.model.classification import Act, History
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.copy_number import (
    Change,
    CopyFacts,
    CopyResult,
    Hit,
    Line,
    Origin,
)
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import EventRow
from samvar.focus.rare_disease.model.verdict import State
from samvar.focus.rare_disease.records import Classes, Classifications
from samvar.focus.rare_disease.rules.riggs.metric import ITEMS
from samvar.focus.rare_disease.service.about import changing_of, permit_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.classify import PROGRAM
from samvar.focus.rare_disease.service.copies_shelf import shelf_of
from samvar.focus.rare_disease.service.evidence import parents_are_proven
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.reading import Hidden, as_seen, hidden_from
from samvar.focus.rare_disease.service.settle import full, said_condition, use_of, zygosity_of
from samvar.focus.rare_disease.service.share_class import keep
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.dosage import DosageMap
from samvar.model.errors import BadInput, NotFound
from samvar.model.genome import Interval
from samvar.model.structural import EventKind
from samvar.model.transcript import Transcripts
from samvar.present.area import NodeLike

CATEGORY = "sv"
_CHANGES = {EventKind.DEL: Change.LOSS, EventKind.DUP: Change.GAIN}


@dataclass(frozen=True, slots=True)
class CopyReading:
    """One reader's classification of a stretch as it stands."""

    reader: str
    history: History
    result: CopyResult


@dataclass(frozen=True, slots=True)
class ClassifyingCopies:
    """As `classification.Classifying`, of a stretch. sources: files of the laboratory that were
    asked: ClinGen's dosage lists, and the transcripts; without them much is not assessed."""

    case: KeptCase
    row: EventRow
    place: Interval
    mine: CopyReading
    kept: bool
    others: tuple[CopyReading, ...]
    shared: tuple[CaseClass, ...]
    sources: tuple[str, ...]
    hidden: Hidden


def see_copies(node: NodeLike, identifier: str, variant: str, asker: Asker) -> ClassifyingCopies:
    """One lost or gained stretch of a case, as `asker` classifies it.

    Raises:
        Refused: the person may not see it. NotFound: the case's list has no such event.
        BadInput: it neither loses nor gains copies. BadFile: the laboratory's files are damaged.
    """
    case = find_case(node, identifier)
    permit_of(node, asker, "see:referrals", "see-classification", case)
    return _seen(node, case_of(node, case), variant, asker)


def suggest_copies_anew(
    node: NodeLike, identifier: str, variant: str, asker: Asker
) -> ClassifyingCopies:
    """Suggest all items again, and keep that; no person's word changes.

    Raises: as `see_copies`. Refused: the person may not classify.
    """
    return _change(
        node, identifier, variant, asker, "classify-suggest", lambda _, mine: mine, anew=True
    )


def set_item(
    node: NodeLike,
    identifier: str,
    variant: str,
    item: str,
    hundredths: int | None,
    why: str,
    asker: Asker,
) -> ClassifyingCopies:
    """One item as this reader sees it, with a reason. hundredths: None where it is not so.

    Raises: as `suggest_copies_anew`. BadInput: no such item, or points that it may not have.
    """

    def set_to(seen: ClassifyingCopies, mine: History) -> History:
        change = seen.mine.result.change
        if item not in {each.item for each in seen.mine.result.lines}:
            raise BadInput(f"'{item[:10]}' is no item of a {change.value}")
        line = (
            Line(item=item, state=State.NOT_MET, why=why.strip())
            if hundredths is None
            else choose(change, item, hundredths, why)
        )
        return mine.set_line(line, by=asker.user.account, at=utc_now(), why=why)

    return _change(node, identifier, variant, asker, "classify-set", set_to)


def undo_copies(
    node: NodeLike, identifier: str, variant: str, number: int, why: str, asker: Asker
) -> ClassifyingCopies:
    """Take one's own step back; it stays in the history.

    Raises: as `suggest_copies_anew`. Conflict: it is undone already. BadInput: no reason.
    """
    return _change(
        node, identifier, variant, asker, "classify-undo",
        lambda _, mine: mine.undo(number, by=asker.user.account, at=utc_now(), why=why),
    )  # fmt: skip


def settle_copies(
    node: NodeLike,
    identifier: str,
    variant: str,
    asker: Asker,
    *,
    condition: str = "",
    classed: Class | None = None,
    why: str = "",
    use: str | None = None,
) -> ClassifyingCopies:
    """Give a stretch the class that its items make; as `settle.settle`.

    Raises: as `suggest_copies_anew`. BadInput: another class without a reason.
    """
    said = said_condition(condition)

    def with_class(seen: ClassifyingCopies, mine: History) -> History:
        proposed = seen.mine.result.by_points
        if classed not in (None, proposed) and not why.strip():
            raise BadInput("a class that its items do not make has a reason")
        found = classed or proposed
        given = {
            "category": CATEGORY,
            "gene": "".join(seen.row.told.symbols[:1]),
            "zygosity": zygosity_of(seen.row, seen.case.proband),
            **mine.given,
            **({"condition": said} if said else {}),
            "use": use_of(found, use),
        }
        return mine.classify(found, by=asker.user.account, at=utc_now(), given=full(given), why=why)

    return _change(node, identifier, variant, asker, "classify-settle", with_class)


def item_text(change: str, item: str) -> str:
    """What an item of the metric says, in one sentence."""
    found = ITEMS[Change(change)].get(item)
    return "" if found is None else found.text


def _seen(node: NodeLike, case: KeptCase, variant: str, asker: Asker) -> ClassifyingCopies:
    row = _row(node, case, variant)
    change = _change_of(row)
    place = Interval(row.contig or "", row.start, row.end)
    hidden = hidden_from(node, case, asker)
    me = asker.user.account
    with node.records.read() as tx:
        by_reader = {
            reader: history
            for (name, reader), history in Classifications(tx.connection).of_case(case.id).items()
            if name == variant
        }
        classes = Classes(tx.connection).of_case(case.id, past=True)
    mine = by_reader.pop(me, History())
    kept = any(each.act is Act.SUGGESTED for each in mine.steps)
    sources, dosage, genes = shelf_of(node, case.assembly)
    if not kept:
        mine = _suggested(mine, case, row, dosage, genes, sources)
    others = tuple(
        CopyReading(reader, history, _result(change, history))
        for reader, history in sorted(by_reader.items())
        if history.steps and not hidden.hides(reader, history.steps[-1].at)
    )
    shared = tuple(
        each
        for each in classes
        if each.told.listed == variant and not hidden.hides(each.by, each.at)
    )
    own = CopyReading(me, mine, _result(change, mine))
    shown = as_seen(node, case, asker)
    return ClassifyingCopies(shown, row, place, own, kept, others, shared, sources, hidden)


def _change(
    node: NodeLike,
    identifier: str,
    variant: str,
    asker: Asker,
    verb: str,
    how: Callable[[ClassifyingCopies, History], History],
    *,
    anew: bool = False,
) -> ClassifyingCopies:
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", verb, case):
        found = case_of(node, case)
        seen = _seen(node, found, variant, asker)
        me = asker.user.account
        with node.records.begin() as tx:
            before = Classifications(tx.connection).of(case, variant, me)
            history = before
            if anew or not seen.kept:
                sources, dosage, genes = shelf_of(node, found.assembly)
                history = _suggested(before, found, seen.row, dosage, genes, sources)
            keep(tx, found, variant, me, before, how(seen, history), seen.hidden)
        return _seen(node, found, variant, asker)


def _row(node: NodeLike, case: KeptCase, variant: str) -> EventRow:
    for _, row in rows_named(node, case, variant, CATEGORY):
        if isinstance(row, EventRow):
            return row
    raise NotFound("the case's list has no such event")


def has_metric(row: EventRow) -> bool:
    """Whether the metric is for it: copies of a stretch of a chromosome are lost or gained."""
    return row.kind in _CHANGES and row.contig is not None


def _change_of(row: EventRow) -> Change:
    change = _CHANGES.get(row.kind) if row.kind is not None else None
    if change is None or not has_metric(row):
        raise BadInput(
            "the metric is for lost and gained copies",
            remedy="give another event a class in its list",
        )
    return change


def _result(change: Change, history: History) -> CopyResult:
    return classify(change, (each.line for each in history.standing_lines))


def _suggested(
    history: History,
    case: KeptCase,
    row: EventRow,
    dosage: DosageMap | None,
    genes: Transcripts | None,
    sources: tuple[str, ...],
) -> History:
    change = _change_of(row)
    place = Interval(row.contig or "", row.start, row.end)
    hits: tuple[Hit, ...] | UnsetType = UNSET if genes is None else hits_in(genes, place)
    facts = CopyFacts(
        change=change, hits=hits, origin=_origin(case, row), proven=parents_are_proven(case)
    )
    return history.suggest(
        (), by=PROGRAM, at=utc_now(), rules=("doi:10.1038/s41436-019-0686-8", *sources),
        lines=suggest(facts, place, dosage), given={"change": change.value},
    )  # fmt: skip


def _origin(case: KeptCase, row: EventRow) -> Origin | UnsetType:
    """New where both parents are called and neither has it; else a person says it."""
    proband = next((each for each in case.members if each.name == case.proband), None)
    if proband is None or not proband.father or not proband.mother:
        return UNSET
    copies = {each.member: each.copies for each in row.carried}
    parents = [copies.get(proband.father), copies.get(proband.mother)]
    return Origin.DE_NOVO if copies.get(proband.name) and parents == [0, 0] else UNSET
