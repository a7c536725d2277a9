"""The work list of what has changed, of the patients whom somebody may see, and who has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.model.reanalysis import Change
from samvar.focus.rare_disease.records import RareCases, Reanalyses
from samvar.focus.rare_disease.rules.reanalysis import Thresholds, thresholds
from samvar.focus.rare_disease.service.about import changing_of, permit_of
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.patient import seen_by
from samvar.model.clock import utc_now
from samvar.model.consent import Use
from samvar.model.errors import BadInput
from samvar.present.area import NodeLike
from samvar.store.records.tables import cases as house

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A line with what whoever looks has to know.

    outcome: what the reading came to last. signed: a report stands. contact: whether the patient
    may be contacted again because knowledge has changed; None where they have not said, which is
    no yes.
    """

    change: Change
    case: KeptCase
    outcome: Outcome | None
    signed: bool
    contact: bool | None


@dataclass(frozen=True, slots=True)
class ChangeList:
    """A page of the list. open, handled: how many there are. last: of the newest run."""

    lines: tuple[ListedChange, ...]
    first: int
    total: int
    open: int
    handled: int
    last: datetime | None
    borders: Thresholds


def list_changes(
    node: NodeLike, asker: Asker, *, handled: bool | None = False, first: int = 0, size: int = 50
) -> ChangeList:
    """Lines of the patients whom the person may see, the newest first. handled: None for all.

    Raises:
        Refused: the person may see none at all.
    """
    permit(node, asker, "see:referrals", "see-reanalyses")
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        records, cases = Reanalyses(tx.connection), RareCases(tx.connection)
        found = records.listed(seen, handled=handled, size=size, first=first)
        counts = {each: records.count(seen, handled=each) for each in (False, True)}
        by_id = {name: cases.get(name) for name in dict.fromkeys(each.case for each in found)}
        said = tx.choices.standing(case.person for case in by_id.values())
        last = records.last_run()
    outcomes = _outcomes(node, by_id)
    lines = tuple(
        ListedChange(
            each,
            by_id[each.case],
            *outcomes[each.case],
            said[by_id[each.case].person].get((Use.RECONTACT, "")),
        )
        for each in found
    )
    total = sum(counts.values()) if handled is None else counts[handled]
    return ChangeList(lines, first, total, counts[False], counts[True], last, thresholds())


def waiting(node: NodeLike, asker: Asker) -> int:
    """How many lines nobody has looked at, of patients whom the person may see."""
    seen = seen_by(node, asker, "see:referrals", house.c.proband)
    with node.records.read() as tx:
        return Reanalyses(tx.connection).count(seen, handled=False)


def handle_change(node: NodeLike, number: int, asker: Asker, text: str = "") -> Change:
    """Note that somebody has looked, and what came of it.

    Raises:
        Refused: the person may not. NotFound: no such line. Conflict: somebody has already.
        BadInput: the note is too long.
    """
    text = text.strip()
    if len(text) > _LONGEST or not text.replace("\n", "").isprintable():
        raise BadInput(f"a note has at most {_LONGEST:,} readable letters")
    line = _line(node, number)
    with (
        changing_of(node, asker, "answer:referral", "handle-reanalysis", line.case),
        node.records.begin() as tx,
    ):
        records = Reanalyses(tx.connection)
        records.handle(number, utc_now(), asker.user.id, text or None)
        return records.get(number)


def open_change(node: NodeLike, number: int, asker: Asker) -> Change:
    """Take that back.

    Raises:
        Refused: the person may not. NotFound: no such line. Conflict: it is open.
    """
    line = _line(node, number)
    with (
        changing_of(node, asker, "answer:referral", "undo-reanalysis", line.case),
        node.records.begin() as tx,
    ):
        records = Reanalyses(tx.connection)
        records.open_again(number)
        return records.get(number)


def see_change(node: NodeLike, number: int, asker: Asker) -> Change:
    """One line.

    Raises:
        Refused: the person may not see it. NotFound: no such line.
    """
    line = _line(node, number)
    permit_of(node, asker, "see:referrals", "see-reanalyses", line.case)
    return line


def _line(node: NodeLike, number: int) -> Change:
    with node.records.read() as tx:
        return Reanalyses(tx.connection).get(number)


def _outcomes(node: NodeLike, cases: dict[str, KeptCase]) -> dict[str, tuple[Outcome | None, bool]]:
    rounds = rounds_in(node, cases.values())
    with node.records.read() as tx:
        records = Reanalyses(tx.connection)
        signed = records.signed(cases)
    found: dict[str, tuple[Outcome | None, bool]] = {}
    for name in cases:
        settled = (each.settled for each in reversed(rounds[name]))
        last = next((each for each in settled if each is not None), None)
        found[name] = (None if last is None else last.outcome, name in signed)
    return found
