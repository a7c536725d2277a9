"""A person says yes or no to one use: written down, and in the same act in every sum.

The choice is in the records first, then in the variant store's next epoch; while one waits for
the other, `network.view` asks both. What a stop leaves undone, `node.recovery` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samvar.govern.audit import entry
from samvar.govern.identity import Asker
from samvar.govern.patient import changing_about, own_person, permit_about
from samvar.govern.receipt import Receipt, receipt_digest, sign_receipt
from samvar.model.clock import iso, utc_now
from samvar.model.consent import Choice, How, Use
from samvar.model.contribution import Scope
from samvar.model.errors import BadInput
from samvar.model.ids import new_id
from samvar.model.place import CENTRES
from samvar.node.node import WRITER_WAIT_S, Node
from samvar.store.records.engine import Transaction
from samvar.store.records.samples import StoredSample

OWN, OTHERS = "change:own-choices", "change:choices"
"""The permissions of the patient, and of the unit that cares for the patient."""
_LONGEST_ASKED = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person has said, on the way to be written down. allowed: yes or no.

    asked: what the person was asked or told; not for names.
    """

    person: str
    use: Use
    allowed: bool
    place: str = ""
    how: How = How.SPOKEN
    asked: str = ""

    def checked(self) -> Wish:
        """Itself, once its words have been looked at.

        Raises:
            BadInput: a block of no unit, a passport for no centre, or words nobody can read.
        """
        if self.use.placed != bool(self.place.strip()):
            raise BadInput("a block names a unit, a passport a centre, and nothing else a place")
        if self.use is Use.PASSPORT and self.place not in CENTRES:
            raise BadInput(
                f"'{self.place[:40]}' is not a centre", remedy=f"one of {', '.join(CENTRES)}"
            )
        if len(self.place) > 80 or not self.place.isprintable():
            raise BadInput("a unit has a name of at most 80 letters")
        if len(self.asked) > _LONGEST_ASKED or not all(
            letter.isprintable() or letter == "\n" for letter in self.asked
        ):
            raise BadInput(f"what was asked is at most {_LONGEST_ASKED} letters long")
        return self


def permission_to_change(node: Node, asker: Asker, person: str) -> str:
    """Which right `asker` needs to change what `person` has said."""
    return OWN if own_person(node, asker) == person else OTHERS


def choose(node: Node, wish: Wish, asker: Asker, *, dry_run: bool = False) -> Receipt:
    """Write down what a person has said; it holds for the next question.

    Returns a receipt: from which epoch, and how many samples left or entered sums.

    Raises:
        Refused: the asker may not. NotFound: no such person. BadInput: see `Wish.checked`.
    """
    wish = wish.checked()
    permission = permission_to_change(node, asker, wish.person)
    verb = f"{'allow' if wish.allowed else 'refuse'}-{wish.use.value}"
    if dry_run:
        permit_about(node, asker, permission, f"rehearse-{verb}", wish.person)
        with node.records.read() as tx:
            tx.persons.get(wish.person)
            turned = _turned(node, tx, wish.person, wish.use, allowed=wish.allowed)
        return _receipt(node, wish, node.variants.snapshot().epoch, len(turned))
    with changing_about(node, asker, permission, verb, wish.person):
        how = How.OWN_PAGE if permission == OWN else wish.how
        epoch, moved = say(
            node,
            Choice(
                wish.person,
                wish.use,
                wish.allowed,
                utc_now(),
                asker.user.id,
                wish.place,
                how,
                wish.asked.strip(),
            ),
        )
        receipt = _receipt(node, wish, epoch, moved)
        given = entry(
            node.id,
            asker,
            "give-receipt",
            "done",
            subject=wish.person,
            question=receipt_digest(receipt),
        )
        node.audit.append(given)
        return receipt


def say(node: Node, choice: Choice) -> tuple[int, int]:
    """Write one choice and let the sums follow; whoever calls has asked the policy.

    Returns the epoch from which it holds, and how many samples left or entered sums.

    Raises:
        NotFound: no such person at this node.
    """
    scope = choice.use.scope
    if scope is None:
        with node.records.begin() as tx:
            tx.persons.get(choice.person)
            tx.choices.add(choice)
        return node.variants.snapshot().epoch, 0
    with node.variants.writer(timeout_s=WRITER_WAIT_S) as writer:
        with node.records.begin() as tx:
            tx.persons.get(choice.person)
            tx.choices.add(choice)
            turned = _turned(node, tx, choice.person, choice.use, allowed=choice.allowed)
        if choice.allowed:
            writer.opt_in(turned, scope)
        else:
            writer.opt_out(turned, scope)
        # Areas' sums rest on the records alone: they have changed even where no genome has.
        writer.mark()
        return writer.commit(), len(turned)


def may_enter(tx: Transaction, samples: Iterable[StoredSample], scope: Scope) -> frozenset[str]:
    """Those of the samples that were loaded for a use, so that a person's yes lets them in.

    A load that did not write down whether it was for research lets nobody into it: load anew.
    """
    found = list(samples)
    if scope is not Scope.RESEARCH:
        return frozenset(each.sample.id for each in found)
    loads = [tx.loads.get(name) for name in {each.load for each in found}]
    open_loads = {load.id for load in loads if (load.report or {}).get("research") is True}
    return frozenset(each.sample.id for each in found if each.load in open_loads)


def _turned(node: Node, tx: Transaction, person: str, use: Use, *, allowed: bool) -> list[str]:
    """The person's samples that a yes or no moves into or out of sums."""
    scope = use.scope
    if scope is None:
        return []
    mine = [each for each in tx.samples.of(person=person) if each.live]
    contributions = node.variants.snapshot().contributions
    may = may_enter(tx, mine, scope) if allowed else {each.sample.id for each in mine}
    return sorted(
        name
        for name in may
        if name in contributions and (scope in contributions[name].scopes) is not allowed
    )


def _receipt(node: Node, wish: Wish, epoch: int, moved: int) -> Receipt:
    where = "entered" if wish.allowed else "left"
    bare = Receipt(
        id=new_id("receipt"),
        node=node.id,
        act="start" if wish.allowed else "stop",
        person=wish.person,
        at=iso(utc_now()),
        epoch=epoch,
        use=wish.use.value,
        place=wish.place,
        removed={f"samples_{where}": moved},
        remains=() if wish.allowed else ("record", "audit", "published_releases"),
    )
    return sign_receipt(bare, node.key)


__all__ = ["OTHERS", "OWN", "Wish", "choose", "may_enter", "permission_to_change", "say"]
