"""Who works with cases here: whom a case can be given to, and who can be named in a comment."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.rare_disease.records import RareCases
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.policy import Facts
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody by their account. name: for the screen, "" where only their issuer knows it."""

    id: str
    name: str = ""


def people_of(node: NodeLike, asker: Asker) -> tuple[Colleague, ...]:
    """Those who have done something in a case here, the asker, and where personas sign in those
    of the node's centre whom the policy lets answer referrals. Anybody else is written by hand.
    """
    with node.records.read() as tx:
        found = dict.fromkeys(RareCases(tx.connection).workers(), "")
    found[asker.user.id] = asker.user.name
    if asker.proof is None and asker.user.id in PERSONAS:
        here = Facts(node.id, node.centre.id)
        for user in PERSONAS.values():
            there = Asker.of(user.at(node.centre.id))
            if user.id in found or node.policy.decide(there, "answer:referral", here).allowed:
                found[user.id] = user.name
    return tuple(Colleague(each, found[each]) for each in sorted(found))
