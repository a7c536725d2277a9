"""The acts of double reading: begin, conclude, open again, come to it together, read anew."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.reading import (
    Conclusion,
    Finding,
    Outcome,
    ReadingAct,
    ReadingStep,
    Said,
)
from samvar.focus.rare_disease.model.reading_round import TWO, Round
from samvar.focus.rare_disease.records import Classifications, Readings
from samvar.focus.rare_disease.service.about import changing_of
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.reading import rounds_in
from samvar.focus.rare_disease.service.reading_seen import SeenReading, seen_by_reader, weighed_by
from samvar.focus.rare_disease.service.settle import ACTED_ON
from samvar.focus.rare_disease.service.share_class import share
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, Refused
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

LONGEST = 10_000


class Base(Enum):
    """Whose findings two readers take together: of one of them, or of who writes it down."""

    FIRST = "first"
    SECOND = "second"
    MINE = "mine"


def begin(node: NodeLike, identifier: str, asker: Asker) -> SeenReading:
    """Take the place of the first reader, or of the second.

    Raises:
        Refused: the person may not read it. Conflict: they read it already, or two others do.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        me = asker.user.account
        if me in now.readers:
            raise Conflict("you read this case already")
        if len(now.readers) >= TWO:
            raise Conflict("two read this case already")
        said = Said(required=now.required)
        _write(tx, case, now, me, ReadingAct.BEGAN, said)

    return _act(node, identifier, asker, "reading-begin", act)


def leave(node: NodeLike, identifier: str, asker: Asker, why: str, reader: str = "") -> SeenReading:
    """Give up one's place before concluding; or, with a reason, that of somebody who cannot.

    reader: the account; "" for one's own. The other reader may not send somebody away.

    Raises:
        Refused: the person may not. Conflict: that person reads it not, or has concluded.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        me = asker.user.account
        who = reader or me
        if who != me and me in now.readers:
            raise Conflict("one reader does not take the other's place away")
        begun = _last(now, ReadingAct.BEGAN, who)
        if begun is None:
            raise Conflict("that person does not read this case")
        if who in now.concluded:
            raise Conflict("that person has concluded")
        said = Said(why=_reason(why), by="" if who == me else me)
        _write(tx, case, now, who, ReadingAct.LEFT, said, begun.number)

    return _act(node, identifier, asker, "reading-leave", act)


def conclude(
    node: NodeLike, identifier: str, asker: Asker, outcome: Outcome, text: str
) -> SeenReading:
    """A reader's conclusion: their own classes that are for it, an outcome, and their words.

    Raises:
        Refused: the person may not. Conflict: they do not read it, or have concluded.
        BadInput: an outcome that the findings do not bear.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        me = asker.user.account
        if me not in now.readers:
            raise Conflict("you do not read this case", remedy="begin to read it")
        if me in now.concluded:
            raise Conflict("you have concluded already", remedy="open your reading again")
        weighed = weighed_by(tx, case, me)
        made = _conclusion(outcome, tuple(each for each, use in weighed if use), text)
        said = Said(conclusion=made, weighed=tuple(each for each, _ in weighed))
        _write(tx, case, now, me, ReadingAct.CONCLUDED, said)

    return _act(node, identifier, asker, "reading-conclude", act, _share_agreed)


def reopen(node: NodeLike, identifier: str, asker: Asker, why: str) -> SeenReading:
    """Open one's own conclusion again, or the one that both came to together.

    What one wrote down for both is taken back so, too, before the other has confirmed it.

    Raises:
        Refused: the person may not. BadInput: no reason. Conflict: there is none of theirs, or a
        report of it is signed: then the case is read anew.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        me = asker.user.account
        if Readings(tx.connection).signed_since(case.id, now.since):
            raise Conflict("the report is signed", remedy="read the case anew, and amend it")
        if now.pending is not None and now.pending.said.awaits == me:
            raise Conflict(
                "what the other wrote down waits for you", remedy="confirm it, or decline it"
            )
        step = now.written if me in now.readers else None
        step = step or now.concluded.get(me)
        if step is None:
            raise Conflict("you have concluded nothing that could be opened")
        said = Said(why=_reason(why))
        _write(tx, case, now, me, ReadingAct.REOPENED, said, step.number)

    return _act(node, identifier, asker, "reading-reopen", act)


def adjudicate(
    node: NodeLike,
    identifier: str,
    asker: Asker,
    outcome: Outcome,
    text: str,
    base: Base,
    together: str,
) -> SeenReading:
    """What two readers who did not agree come to together; one of them writes it down.

    It stands once the other one has confirmed it. base: whose findings. together: the other
    reader's account, whom it names.

    Raises:
        Refused: the person may not. Conflict: both have not concluded, or they agree, or it is
        done. BadInput: the other is not named, there are no words, or as `conclude`.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        me = asker.user.account
        if me not in now.readers or len(now.concluded) < TWO:
            raise Conflict("both readers come to it together, once each has concluded")
        if now.pending is not None:
            raise Conflict("what one of you wrote down waits for the other to confirm it")
        if now.adjudicated is not None or now.agreed:
            raise Conflict("there is nothing that the two do not agree on")
        if {me, together} != set(now.readers):
            raise BadInput("the other reader is named")
        said = [now.concluded[each].said.conclusion for each in now.readers]
        if base is Base.MINE:
            weighed = weighed_by(tx, case, me)
            findings = tuple(each for each, use in weighed if use)
        else:
            chosen = said[0 if base is Base.FIRST else 1]
            findings = () if chosen is None else chosen.findings
        made = _conclusion(outcome, findings, _reason(text))
        what = Said(conclusion=made, together=now.readers, awaits=together)
        _write(tx, case, now, me, ReadingAct.ADJUDICATED, what)

    return _act(node, identifier, asker, "reading-adjudicate", act)


def confirm(node: NodeLike, identifier: str, asker: Asker, number: int) -> SeenReading:
    """Say by one's own sign-in that what the other wrote down is what both came to.

    number: of the act that wrote it down, so that nothing is confirmed that was not seen.

    Raises:
        Refused: the person may not. Conflict: nothing of that number waits for them.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        step = _awaiting(now, asker, number)
        me = asker.user.account
        _write(tx, case, now, me, ReadingAct.CONFIRMED, Said(confirms=step.number))
        if step.said.conclusion is not None:
            for each in step.said.conclusion.findings:
                _share_finding(tx, case, each, now.readers)

    return _act(node, identifier, asker, "reading-confirm", act)


def decline(node: NodeLike, identifier: str, asker: Asker, number: int, why: str) -> SeenReading:
    """Say that what the other wrote down is not what both came to, and why: it is gone.

    Raises:
        Refused: the person may not. BadInput: no reason. Conflict: as `confirm`.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        step = _awaiting(now, asker, number)
        said = Said(why=_reason(why))
        me = asker.user.account
        _write(tx, case, now, me, ReadingAct.DECLINED, said, step.number)

    return _act(node, identifier, asker, "reading-decline", act)


def _awaiting(now: Round, asker: Asker, number: int) -> ReadingStep:
    step = now.pending
    if step is None or step.said.awaits != asker.user.account:
        raise Conflict("nothing that the other reader wrote down waits for you")
    if step.number != number:
        raise Conflict(
            "the other reader has written something else down", remedy="look at it first"
        )
    return step


def read_anew(node: NodeLike, identifier: str, asker: Asker, why: str) -> SeenReading:
    """Begin a new round, because a settled case is read again: both read it blind once more.

    Raises:
        Refused: the person may not. BadInput: no reason. Conflict: this round is not settled.
    """

    def act(tx: Transaction, case: KeptCase, now: Round) -> None:
        if now.unsettled:
            raise Conflict("this round is not over yet")
        Readings(tx.connection).add(
            case.id, now.number + 1, asker.user.account, ReadingAct.ANEW, utc_now(),
            Said(why=_reason(why)),
        )  # fmt: skip

    return _act(node, identifier, asker, "reading-anew", act)


Act = Callable[[Transaction, KeptCase, Round], None]


def _act(
    node: NodeLike,
    identifier: str,
    asker: Asker,
    verb: str,
    act: Act,
    then: Act | None = None,
) -> SeenReading:
    case = find_case(node, identifier)
    with changing_of(node, asker, "answer:referral", verb, case):
        if not asker.user.signed_in:
            raise Refused("a reader is somebody who has signed in")
        found = case_of(node, case)
        with node.records.begin() as tx:
            act(tx, found, rounds_in(node, [found], tx)[case][-1])
            if then is not None:
                then(tx, found, rounds_in(node, [found], tx)[case][-1])
        return seen_by_reader(node, found, asker)


def _conclusion(outcome: Outcome, findings: tuple[Finding, ...], text: str) -> Conclusion:
    answers = [each for each in findings if not each.secondary]
    if outcome is Outcome.SOLVED and not any(each.classed in ACTED_ON for each in answers):
        raise BadInput(
            "a solved case has a pathogenic or likely pathogenic finding",
            remedy="choose the finding, or another outcome",
        )
    if outcome is Outcome.POSSIBLE and not answers:
        raise BadInput("a possible explanation is a finding", remedy="choose it")
    if outcome is Outcome.UNSOLVED and any(each.classed in ACTED_ON for each in answers):
        raise BadInput(
            "an unsolved case has no pathogenic finding that answers the question",
            remedy="mark it as beside the question, or choose another outcome",
        )
    if len(text) > LONGEST or not text.replace("\n", "").replace("\r", "").isprintable():
        raise BadInput(f"a conclusion has at most {LONGEST:,} readable letters")
    return Conclusion(outcome=outcome, findings=findings, text=text.strip())


def _share_agreed(tx: Transaction, case: KeptCase, now: Round) -> None:
    """Once both have concluded, the classes on which they agree become the case's."""
    if now.opened is None or len(now.concluded) < TWO:
        return
    first, second = (now.concluded[each].said.weighed for each in now.readers)
    theirs = {(each.category, each.variant): each for each in second}
    for each in first:
        other = theirs.get((each.category, each.variant))
        if other is not None and other.classed is each.classed:
            _share_finding(tx, case, each, now.readers)


def _share_finding(
    tx: Transaction, case: KeptCase, finding: Finding, readers: tuple[str, ...]
) -> None:
    """With the criteria of the first of the readers who gave it this class."""
    kept = Classifications(tx.connection)
    for reader in readers:
        history = kept.of(case.id, finding.variant, reader)
        step = history.own_class
        if step is not None and step.classed is finding.classed:
            share(tx, case, finding.variant, history, step, readers)
            return


def _last(now: Round, act: ReadingAct, reader: str) -> ReadingStep | None:
    standing = [each for each in now.steps if each.number not in now.undone]
    found = [each for each in standing if each.act is act and each.reader == reader]
    return found[-1] if found else None


def _write(
    tx: Transaction,
    case: KeptCase,
    now: Round,
    reader: str,
    act: ReadingAct,
    said: Said,
    undoes: int | None = None,
) -> None:
    Readings(tx.connection).add(case.id, now.number, reader, act, utc_now(), said, undoes)


def _reason(why: str) -> str:
    if not why.strip() or len(why) > LONGEST:
        raise BadInput(f"a reason is a text of at most {LONGEST:,} letters")
    return why.strip()
