"""The disclosure ledger: what an account may still learn, and that it is written down first.

An account is a person under a permit, or the person alone. It spends for every distinct figure
that it is told, once at each epoch of the node; whatever way the question came. A question that
would overspend is refused whole. Neither its cost nor the refusal depends on anybody's data:
`govern.ledger_price` takes both from what is public. All accounts together have a budget too, so
that several people who put their figures together learn no more than that.

Rows of people have no price: a permit for them discloses who is there, and says so. They are
written down, and from then on those people hide nobody from whoever has read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from samvar.govern.ledger_account import Account, Rules, Standing, Wanted
from samvar.govern.ledger_price import Form, capacity, cost
from samvar.govern.ledger_share import (
    begins_anew,
    hiding_part,
    left_part,
    period_of,
    reached_part,
    share_in_words,
)
from samvar.model.errors import Refused
from samvar.store.records.engine import Records
from samvar.store.records.ledger import ROWS, Asked, Key, LedgerBook, Line

__all__ = [
    "LEASE",
    "MOST_ROWS",
    "Account",
    "Claim",
    "Ledger",
    "Rules",
    "Standing",
    "Wanted",
    "begins_anew",
    "period_of",
]

LEASE = timedelta(minutes=15)
"""How long another node counts as within reach after its ledger was heard."""
_ROUNDING = 1e-9


class Ledger:
    """One node's ledger. Safe from any number of threads and processes.

    near: nodes that are always within reach, as those of one process are.
    """

    def __init__(
        self, records: Records, node: str, rules: Rules, near: frozenset[str] = frozenset()
    ) -> None:
        self._records, self.node, self.rules = records, node, rules
        self._near = near | {node}

    def spend(
        self,
        account: Account,
        population: str,
        wanted: Wanted,
        *,
        epoch: int,
        asked_by: str,
        people: Mapping[str, int],
        now: datetime,
    ) -> None:
        """Write down what the account is about to be told; durable when this returns.

        people: of every node, as the last public release says. asked_by: the node that asks.

        Raises:
            Refused: it would overspend; nothing was spent.
        """
        period = period_of(now)
        key, all_ = Key(account.id, population, period), Key("", population, period)
        with self._records.begin() as tx:
            book = tx.ledger
            book.lock()
            lost = self._lost(book, people, now)
            reach = reached_part(people, lost)
            counted = sum(people.values()) * reach
            hiding = hiding_part(people, lost, book.rows_read(account.bare.id))
            mine, price = self._added(book.asked(key), wanted, epoch, counted)
            if mine is None:
                return
            ours, shared = self._added(book.asked(all_), wanted, epoch, counted)
            if hiding:  # else there is nobody of whom the account could learn
                self._allow(book, key, self.rules.budget, price, reach, now, "", hiding)
            self._allow(book, all_, self.rules.dataset, shared, reach, now, " of all accounts")
            book.remember(key, account.person, account.permit, mine)
            book.put(key, asked_by, book.spent(key).get(asked_by, 0.0) + price)
            if ours is not None:
                book.remember(all_, "", None, ours)
                book.put(all_, asked_by, book.spent(all_).get(asked_by, 0.0) + shared)

    def tell_rows(self, account: Account, population: str, rows: int, now: datetime) -> None:
        """Write down that an account is about to be told rows of this node's people.

        Durable when it returns. It spends nothing, because there is nothing left to bound.
        """
        with self._records.begin() as tx:
            book = tx.ledger
            book.lock()
            for one in {account, account.bare}:
                key = Key(one.id, population, period_of(now))
                if book.asked(key) is None:
                    book.remember(key, one.person, one.permit, Asked())
                before = book.rows_read(one.id).get(self.node, 0)
                book.put(key, ROWS + self.node, float(min(before + max(rows, 1), MOST_ROWS)))

    def standing(
        self, account: Account, population: str, people: Mapping[str, int], now: datetime
    ) -> Standing:
        """What is left to an account at this node."""
        period = period_of(now)
        with self._records.read() as tx:
            lost = self._lost(tx.ledger, people, now)
            reach = reached_part(people, lost)
            rows = tx.ledger.rows_read(account.bare.id)
            own = reach * hiding_part(people, lost, rows)
            mine = sum(tx.ledger.spent(Key(account.id, population, period)).values())
            all_ = sum(tx.ledger.spent(Key("", population, period)).values())
        return Standing(
            self.rules.budget,
            left_part(mine, capacity(self.rules.budget) * own, capacity(self.rules.budget)),
            left_part(all_, capacity(self.rules.dataset) * reach, capacity(self.rules.dataset)),
            reach,
            begins_anew(now),
            rows,
        )

    def totals(self, now: datetime) -> tuple[Line, ...]:
        """What each account has spent this period; the greatest first, without a question."""
        with self._records.read() as tx:
            return tx.ledger.lines(period_of(now))

    def part(self, line: Line) -> float:
        """What an account, or all together, has spent of its budget: 0 to 1."""
        whole = capacity(self.rules.budget if line.key.account else self.rules.dataset)
        return line.spent / whole if whole else 0.0

    def most_figures(self, form: Form, people: Mapping[str, int]) -> int:
        """More distinct figures than this can no account have: the cheapest costs too much."""
        cheapest = cost(np.array([0.5 if form is Form.ALLELES else 0.3]), sum(people.values()),
                        self.rules.floor, form)  # fmt: skip
        return int(capacity(max(self.rules.budget, self.rules.dataset)) / float(cheapest[0])) + 1

    def _lost(self, book: LedgerBook, people: Mapping[str, int], now: datetime) -> frozenset[str]:
        """The nodes whose people cannot be in an answer now, as far as this node knows.

        Cut off from the others a node has a slice of each budget, by its part of the people, and
        its figures cost more by as much: they are of fewer. What all parts of a broken network
        let an account spend is then no more than its budget.
        """
        far = people.keys() - self._near
        if not far:
            return frozenset()
        heard = book.contacts()
        return frozenset(node for node in far if node not in heard or now - heard[node] > LEASE)

    def _added(
        self, before: Asked | None, wanted: Wanted, epoch: int, people: float
    ) -> tuple[Asked | None, float]:
        """What is remembered after the question, None if nothing of it is new; and its d2."""
        if before is None or before.epoch != epoch:
            before = Asked(epoch)
        carriers = wanted.form is Form.CARRIERS
        same, other = (before.carriers, before.alleles)
        if not carriers:
            same, other = other, same
        fresh = ~np.isin(wanted.keys, same)
        more = ~np.isin(wanted.others, before.others)
        if not fresh.any() and not more.any():
            return None, 0.0
        keys, frequency = wanted.keys[fresh], wanted.frequency[fresh]
        price = cost(frequency, people, self.rules.floor, wanted.form)
        twice = np.isin(keys, other)
        if twice.any():
            # Alleles and carriers of one variant tell its homozygotes: the rest of that is due.
            first = Form.ALLELES if carriers else Form.CARRIERS
            both = cost(frequency, people, self.rules.floor, Form.BOTH)
            paid = cost(frequency, people, self.rules.floor, first)
            price = np.where(twice, np.maximum(both - paid, 0.0), price)
        total = float(price.sum()) + float(wanted.costs[more].sum())
        if len(wanted.twins):
            total += float(wanted.rest[more & np.isin(wanted.twins, before.others)].sum())
        held = np.union1d(same, keys)
        return Asked(
            epoch,
            before.alleles if carriers else held,
            held if carriers else before.carriers,
            np.union1d(before.others, wanted.others[more]),
        ), total

    def _allow(
        self, book: LedgerBook, key: Key, budget: float, price: float, reach: float,
        now: datetime, whose: str, hiding: float = 1.0,
    ) -> None:  # fmt: skip
        whole = capacity(budget)
        allowed = whole * reach * hiding
        spent = sum(book.spent(key).values())
        if spent + price <= allowed * (1 + _ROUNDING):
            return
        lost = "" if reach == 1 else f"; only {reach:.0%} of the people can be reached"
        if hiding < 1:
            lost += f"; of {1 - hiding:.0%} of them you have read rows, and they hide nobody"
        raise Refused(
            f"the question costs {share_in_words(price, whole)} of the disclosure budget{whose}, "
            f"and {left_part(spent, allowed, whole):.0%} of it is left{lost}",
            why="ledger",
            remedy=f"ask for fewer variants, or wait until {begins_anew(now):%Y-%m-%d}",
        )

    def statement(self, now: datetime) -> list[Claim]:
        """What this node knows of everybody's spending, for the other nodes."""
        with self._records.read() as tx:
            found = tx.ledger.all_spent(period_of(now))
        return [(k.account, k.population, node, spent) for (k, node), spent in found.items()]

    def adopt(self, said: Mapping[str, Sequence[Claim]], now: datetime) -> None:
        """Take over what other nodes said in one round of questions among nodes.

        What was spent through a node is believed of that node itself, and of others where two of
        them say at least so much: one that lies can burn what was asked through itself, and
        nothing else. Nothing that was written here is ever lowered.
        """
        period = period_of(now)
        claims: dict[tuple[str, str, str], dict[str, float]] = {}
        for sender, rows in said.items():
            for account, population, node, spent in rows:
                claims.setdefault((account, population, node), {})[sender] = spent
        with self._records.begin() as tx:
            tx.ledger.lock()
            for (account, population, node), by in claims.items():
                own = node.removeprefix(ROWS)
                others = sorted((v for s, v in by.items() if s != own), reverse=True)
                believed = max(by.get(own, 0.0), others[1] if len(others) > 1 else 0.0)
                if believed > 0:
                    tx.ledger.put(Key(account, population, period), node, believed)
            for sender in said:
                tx.ledger.heard(sender, now)


Claim = tuple[str, str, str, float]
"""Account, population, the node through which it asked, and the d2 it has spent so; or the node
with `ROWS` before it, and how many of its rows it has read."""
MOST_ROWS = 1_000_000
"""More are not counted apart."""
