"""What the readers of a region have done with its families, through the services that they use."""

from __future__ import annotations

from datetime import timedelta

from samvar.demo.rare_disease.criteria import seen_by_readers
from samvar.demo.rare_disease.family import Drawn
from samvar.demo.rare_disease.plan import Plan, State
from samvar.focus.rare_disease.model.classification import History
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import ToldTerm
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.model.referral import Asked, Kind, Priority
from samvar.focus.rare_disease.service.classification import Classifying, change
from samvar.focus.rare_disease.service.own_referral import place_own
from samvar.focus.rare_disease.service.read import Base, adjudicate, begin, conclude
from samvar.focus.rare_disease.service.receipt import acknowledge_report
from samvar.focus.rare_disease.service.referral import place_referrals
from samvar.focus.rare_disease.service.settle import settle
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.node.node import Node

_WAITING: tuple[tuple[int, str, Priority, str, tuple[str, ...]], ...] = (
    (2, "epilepsy", Priority.ASAP, "Seizures since the second month", ("HP:0001250",)),
    (11, "other", Priority.ROUTINE, "Short stature, a heart defect", ("HP:0004322", "HP:0001627")),
)
"""Days ago, indication, priority, question, features."""
REFERRED = {"stockholm": len(_WAITING)}
"""How many referrals wait for their samples, by centre."""
_REFERRER = PERSONAS["referring-clinician"]
_WHY = "Seen in an ill child, and what it does to the gene is known to cause the disease"
_CARRIER = "Healthy, and carries one of the two variants that the family has."
_TALKED_OVER = "Talked over: two copies, one from each parent, and the features are those."


def work_on(node: Node, plan: Plan, drawn: Drawn, case: str) -> None:
    """Read a case as far as its plan says: by both readers of the centre, blind to each other."""
    if plan.state is State.WAITING:
        return
    first, second = (
        Asker.of(PERSONAS[name].at(node.id)) for name in ("geneticist", "second-reader")
    )
    if plan.state is State.TESTED:  # a relative, read by one
        begin(node, case, first)
        conclude(node, case, first, Outcome.UNSOLVED, _CARRIER)
    else:
        _read(node, drawn, case, first, solved=plan.state is not State.UNSOLVED)
        _read(node, drawn, case, second, solved=plan.state is State.SOLVED)
    if plan.signed:
        sign_report(node, case, first)
        if plan.acknowledged:
            acknowledge_report(node, referral_label(drawn.label), referrer_at(node))
    if plan.state is State.CONFLICT:
        adjudicate(node, case, first, Outcome.SOLVED, _TALKED_OVER, Base.FIRST, second.user.account)


def refer_family(node: Node, plan: Plan, drawn: Drawn) -> str:
    """The referral that a family's case answers, by the unit of the referring clinician; "" where
    none was sent."""
    if plan.referred is None:
        return ""
    if plan.relative_of is not None:
        return referral_label(drawn.label)  # sent with the load, in which the family's case is
    new = NewReferral(
        label=referral_label(drawn.label),
        patient=drawn.names[0],
        referring_region=node.centre.regions[0],
        priority=Priority.ROUTINE,
        asked=Asked(question=plan.synopsis, requester=_REFERRER.name),
        received=utc_now() - timedelta(days=plan.referred),
    )
    return place_own(node, new, referrer_at(node)).label


def relative_referral(node: Node, plan: Plan, drawn: Drawn, family: Drawn) -> NewReferral:
    """The unit's referral of a sibling, for the variants that were found in the family's child."""
    asked = Asked(
        question=plan.synopsis, requester=_REFERRER.name, variants=family.cause,
        sample=drawn.names[0],
    )  # fmt: skip
    return NewReferral(
        label=referral_label(drawn.label),
        patient=drawn.names[0],
        referring_region=node.centre.regions[0],
        kind=Kind.SEGREGATION,
        asked=asked,
        received=utc_now() - timedelta(days=plan.referred or 0),
        of=family.label,
        relation="sibling",
        unit=_REFERRER.unit or "",
    ).checked()


def referrer_at(node: Node) -> Asker:
    """The referring clinician of the node's centre."""
    return Asker.of(_REFERRER.at(node.id))


def referral_label(family: str) -> str:
    """The unit's own id of a family's referral.

    >>> referral_label("RD-STO-02")
    'BNE-STO-02'
    """
    return family.replace("RD-", "BNE-", 1)


def refer(node: Node) -> None:
    """Two referrals whose samples are on their way, at the centre of the first persona."""
    now = utc_now()
    asker = Asker.of(PERSONAS["geneticist"].at(node.id))
    place_referrals(
        node,
        [
            NewReferral(
                label=f"REM-{node.id[:3].upper()}-{number}",
                patient=f"RD-{node.id[:3].upper()}-R{number}",
                referring_region=node.centre.regions[0],
                indication=indication,
                priority=priority,
                asked=Asked(question=question, terms=tuple(ToldTerm(t, True) for t in terms)),
                received=now - timedelta(days=days),
            )
            for number, (days, indication, priority, question, terms) in enumerate(_WAITING, 1)
        ],
        asker,
    )


def _read(node: Node, drawn: Drawn, case: str, reader: Asker, *, solved: bool) -> None:
    """One reader: the causal variants classified, and a conclusion. Unsolved: nothing was found."""
    begin(node, case, reader)
    if not solved:
        conclude(node, case, reader, Outcome.UNSOLVED, "No variant explains the features.")
        return
    for variant in drawn.cause:
        _weigh(node, case, variant, reader, drawn)
        settle(
            node, case, variant, reader,
            condition=drawn.gene.disease, classed=Class.LIKELY_PATHOGENIC, why=_WHY, use="report",
        )  # fmt: skip
    conclude(node, case, reader, Outcome.SOLVED, f"{drawn.gene.symbol}: {drawn.gene.name}.")


def _weigh(node: Node, case: str, variant: str, reader: Asker, drawn: Drawn) -> None:
    """One reader's own criteria, beside those that the list suggests."""
    me, now = reader.user.account, utc_now()

    def with_own(_: Classifying, mine: History) -> History:
        for verdict in seen_by_readers(drawn, variant):
            mine = mine.set(verdict, by=me, at=now, why=verdict.why)
        return mine

    change(node, case, variant, reader, "classify-set", with_own)
