"""Whose a sample is: what speaks against it is looked at before anybody is told anything of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from samvar.focus.pharmacogenomics.analyse.identity import ON_X, other_genotypes, other_sex
from samvar.focus.pharmacogenomics.model import Observed, Order, Step
from samvar.focus.pharmacogenomics.model.identity import Against, HeldSample, Objection
from samvar.focus.pharmacogenomics.records import Calls, Identities, Orders, StoredCall
from samvar.model.contribution import Contribution
from samvar.model.errors import Conflict
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

Earlier = Mapping[str, Sequence[tuple[str, Mapping[str, Observed]]]]
"""Person -> (sample, what stood where), of calls that somebody may be told of; newest first."""


def hold_doubtful(
    tx: Transaction, stored: Sequence[StoredCall], contributions: Mapping[str, Contribution]
) -> frozenset[str]:
    """Those of newly loaded samples that something speaks against; they are held from here on.

    A sample is held where an order of its person expects one of another name, where its
    genotypes are another person's than an earlier sample's, or where its X chromosome is not
    that of the sex on record.
    """
    if not stored:
        return frozenset()
    people = {each.person for each in stored}
    earlier = Calls(tx.connection).observed_of(people)
    expected = _expected(tx, people)
    names = {i: each.sample.name for i, each in tx.samples.by_ids(s.sample for s in stored).items()}
    held = set()
    for each in stored:
        found = [
            *_not_the_expected(names.get(each.sample, ""), expected.get(each.person, {})),
            *against_earlier(each, earlier),
        ]
        sex = other_sex(
            (seen for gene, seen in each.observed.items() if gene in ON_X),
            contributions[each.sample].sex,
        )
        found += [sex] if sex else []
        if found:
            held.add(each.sample)
            Identities(tx.connection).hold(
                HeldSample(each.sample, each.person, tuple(found), each.at, each.by)
            )
    return frozenset(held)


def refuse_another_person(tx: Transaction, stored: Sequence[StoredCall]) -> frozenset[str]:
    """Those of samples that are here already that are held; calling them again changes nothing.

    Raises:
        Conflict: the genotypes of a file are not those that the node has of this sample, or of
            another one of its person. Nothing of the file may be kept then.
    """
    earlier = Calls(tx.connection).observed_of({each.person for each in stored})
    for each in stored:
        for one in against_earlier(each, earlier):
            raise Conflict(
                "another person? a sample of the file has other genotypes than the node has of it",
                why=f"of {one.shared} shared positions {one.telling} tell people apart, "
                f"and {one.agreed} of those agree",
                remedy="look for a switched tube or file; nothing of this file was kept",
            )
    doubted = Identities(tx.connection).among(each.sample for each in stored)
    return frozenset(name for name, held in doubted.items() if held.confirmed is None)


def against_earlier(call: StoredCall, earlier: Earlier) -> list[Objection]:
    """The gravest objection of genotypes, by all that is known of the person; none or one."""
    found = [
        objection
        for _, observed in earlier.get(call.person, ())
        if (objection := other_genotypes(call.observed, observed)) is not None
    ]
    return sorted(found, key=lambda each: each.agreed / each.telling)[:1]


def held_of(node: NodeLike, person: str) -> tuple[tuple[HeldSample, str], ...]:
    """A person's samples that are or were in doubt, each with the laboratory's name of it."""
    with node.records.read() as tx:
        found = Identities(tx.connection).of_person(person)
        names = tx.samples.by_ids(each.sample for each in found)
        return tuple((each, names[each.sample].sample.name) for each in found)


def expected_sample(node: NodeLike, order: str) -> str:
    """The name under which an order's sample is to come; empty where none was noted, or it came."""
    with node.records.read() as tx:
        return Identities(tx.connection).expected([order]).get(order, "")


def is_waited_for(order: Order) -> bool:
    """Whether an order has no sample's calls yet."""
    return order.step.number < Step.CALLED.number


def _expected(tx: Transaction, people: Iterable[str]) -> dict[str, dict[str, str]]:
    """Person -> open order -> the sample's name that it expects."""
    waiting = [each for each in Orders(tx.connection).of_people(people) if is_waited_for(each)]
    names = Identities(tx.connection).expected(each.id for each in waiting)
    found: dict[str, dict[str, str]] = {}
    for order in waiting:
        if order.id in names:
            found.setdefault(order.person, {})[order.id] = names[order.id]
    return found


def _not_the_expected(name: str, expected: Mapping[str, str]) -> list[Objection]:
    if not expected or name in expected.values():
        return []
    return [Objection(Against.NAME, order=order) for order in expected]
