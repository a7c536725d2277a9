"""Double reading: who may know what of whom, and what a case's reading has come to.

While a round is blind, what anybody thinks of a variant is shown to themselves alone. The rule is
`hidden_from`, and everything that shows a case goes by it: events through `as_seen`, classes
through `service.class_of`, conclusions through `service.read`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from samvar.focus.rare_disease.model.kept import ON_VARIANTS, CaseEvent, KeptCase, Verb
from samvar.focus.rare_disease.model.reading import Conclusion
from samvar.focus.rare_disease.model.reading_round import Round, Unsettled, rounds_of
from samvar.focus.rare_disease.records import RareCases, Readings
from samvar.focus.rare_disease.rules.second_reader import table_in
from samvar.govern.identity import Asker
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

FOLDER = "rare_disease"
"""Of a node's shelf of knowledge, where a laboratory's own rules of this area lie."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one person may not know of a case now.

    blind: the round is. since: when it began, None from the start of the case. me: the account and
    the id of who asks. readers: accounts and ids of those who read in it.
    """

    blind: bool
    since: datetime | None
    me: frozenset[str]
    readers: frozenset[str] = frozenset()

    def hides(self, by: str, at: datetime) -> bool:
        """Whether something that `by` (an account or an id) thought at `at` is hidden."""
        return self.blind and by not in self.me and (self.since is None or at >= self.since)

    def hides_event(self, event: CaseEvent) -> bool:
        """Whether an act in the case is hidden: every act on a variant, and what a reader says of
        the case; what was seen in the patient, or how the case was loaded, is nobody's opinion."""
        of_variants = event.variant is not None or event.verb in ON_VARIANTS
        says = event.verb in (Verb.COMMENT, Verb.SYNOPSIS) and event.by in self.readers
        opinion = of_variants or says
        return opinion and self.hides(event.by, event.at)


def hidden_from(node: NodeLike, case: KeptCase, asker: Asker) -> Hidden:
    """What `asker` may not know of a case before both readers have concluded."""
    return _hidden(rounds_in(node, [case])[case.id][-1], asker)


def as_seen(node: NodeLike, case: KeptCase, asker: Asker) -> KeptCase:
    """A case without the acts that are hidden from `asker`."""
    return all_as_seen(node, [case], asker)[0]


def all_as_seen(node: NodeLike, cases: Iterable[KeptCase], asker: Asker) -> tuple[KeptCase, ...]:
    """Several cases, as `as_seen`, with one look at their readings."""
    given = tuple(cases)
    rounds = rounds_in(node, given)
    found = []
    for case in given:
        hidden = _hidden(rounds[case.id][-1], asker)
        shown = tuple(each for each in case.events if not hidden.hides_event(each))
        found.append(case if len(shown) == len(case.events) else replace(case, events=shown))
    return tuple(found)


def settled_conclusion(node: NodeLike, case: str) -> Conclusion | None:
    """What a case's reading has come to and can be signed; None where it is not settled.

    Raises:
        NotFound: no such case here.
    """
    return round_of(node, case).settled


def why_not_settled(node: NodeLike, case: str) -> tuple[Unsettled, ...]:
    """What keeps a case from being signed, as far as its reading does; () where nothing does.

    `words.UNSETTLED` has the words.

    Raises:
        NotFound: no such case here.
    """
    return round_of(node, case).unsettled


def round_of(node: NodeLike, case: str) -> Round:
    """The round that a case is in. Nothing of it is hidden: it is not for showing.

    Raises:
        NotFound: no such case here.
    """
    with node.records.read() as tx:
        found = RareCases(tx.connection).get(case)
    return rounds_in(node, [found])[case][-1]


def rounds_in(
    node: NodeLike, cases: Iterable[KeptCase], tx: Transaction | None = None
) -> Mapping[str, tuple[Round, ...]]:
    """All rounds of several cases, by case; not for showing. tx: to read within.

    Raises:
        BadFile: the laboratory's table of second readers is none.
    """
    given = tuple(cases)
    table = table_in(node.knowledge_shelf / FOLDER)
    with nullcontext(tx) if tx is not None else node.records.read() as within:
        readings = Readings(within.connection)
        steps = readings.of_cases(each.id for each in given)
        ordered = readings.ordered(each.referral for each in given)
    found = {}
    for case in given:
        if case.referral in ordered:
            asked, kind, indication = ordered[case.referral]
            required = asked or table.requires(kind, [indication, *case.told.indication])
        else:
            required = table.requires("diagnostic", case.told.indication)
        found[case.id] = rounds_of(steps.get(case.id, ()), required=required)
    return found


def _hidden(now: Round, asker: Asker) -> Hidden:
    me = frozenset({asker.user.account, asker.user.id})
    readers = {name for step in now.steps for name in (step.reader, step.reader.partition("@")[0])}
    return Hidden(now.blind, now.since, me, frozenset(readers))
