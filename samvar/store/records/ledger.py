"""What each account has asked for and spent. The rules stand in `govern.ledger`."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import case, func, insert, select, text, update

from samvar.model.calls import UInt64
from samvar.store.records.ledger_tables import ledger_accounts, ledger_contacts, ledger_spent
from samvar.store.records.noun import Noun

_SETS = ("alleles", "carriers", "others")
ROWS = "rows:"
"""Before a node's name: not what was spent through it, but how many of its rows were read."""
NOTHING: UInt64 = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Key:
    """Whose spending: account "" is that of all together. population: a use of the data."""

    account: str
    population: str
    period: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an account was told at one epoch: sorted, distinct fingerprints."""

    epoch: int = 0
    alleles: UInt64 = field(default_factory=lambda: NOTHING)
    carriers: UInt64 = field(default_factory=lambda: NOTHING)
    others: UInt64 = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Line:
    """One account's total. rows: how many rows it has read, by node."""

    key: Key
    person: str
    permit: str | None
    spent: float
    rows: Mapping[str, int] = field(default_factory=dict)


class LedgerBook(Noun):
    """The accounts, inside a transaction."""

    __slots__ = ()

    def lock(self) -> None:
        """Let nobody else spend until the transaction ends; SQLite has one writer anyway."""
        if self._sql.dialect.name == "postgresql":
            self._sql.execute(text("LOCK TABLE ledger_spent IN SHARE ROW EXCLUSIVE MODE"))

    def asked(self, key: Key) -> Asked | None:
        """What was asked last, or None for an account that never asked."""
        columns = (ledger_accounts.c.epoch, *(ledger_accounts.c[name] for name in _SETS))
        row = self._sql.execute(select(*columns).where(_is(ledger_accounts, key))).one_or_none()
        return None if row is None else Asked(row[0], *(_unpack(each) for each in row[1:]))

    def remember(self, key: Key, person: str, permit: str | None, asked: Asked) -> None:
        """Put what was asked in place of what was before."""
        values = {"epoch": asked.epoch, **{n: _pack(getattr(asked, n)) for n in _SETS}}
        done = self._sql.execute(update(ledger_accounts).where(_is(ledger_accounts, key)), values)
        if not done.rowcount:
            who = {"person": person, "permit": permit}
            self._sql.execute(insert(ledger_accounts), {**_columns(key), **who, **values})

    def spent(self, key: Key) -> dict[str, float]:
        """What the account has spent, by the node through which it asked."""
        wanted = select(ledger_spent.c.node, ledger_spent.c.spent).where(_is(ledger_spent, key))
        return {row[0]: row[1] for row in self._sql.execute(wanted.where(~_ROWS))}

    def rows_read(self, account: str) -> dict[str, int]:
        """How many rows of people the account has ever read, by node: none is forgotten."""
        most = func.max(ledger_spent.c.spent)
        wanted = select(ledger_spent.c.node, most).where(ledger_spent.c.account == account, _ROWS)
        found = self._sql.execute(wanted.group_by(ledger_spent.c.node))
        return {row[0].removeprefix(ROWS): int(row[1]) for row in found}

    def put(self, key: Key, node: str, spent: float) -> None:
        """The account has spent so much through a node; never less than before."""
        here = _is(ledger_spent, key) & (ledger_spent.c.node == node)
        found = self._sql.execute(select(ledger_spent.c.spent).where(here)).scalar_one_or_none()
        if found is None:
            self._sql.execute(insert(ledger_spent), {**_columns(key), "node": node, "spent": spent})
        elif spent > found:
            self._sql.execute(update(ledger_spent).where(here), {"spent": spent})

    def all_spent(self, period: str) -> dict[tuple[Key, str], float]:
        """Everything that was spent in a period, by account and node; and rows read in any."""
        wanted = select(ledger_spent).where((ledger_spent.c.period == period) | _ROWS)
        wanted = wanted.order_by(ledger_spent.c.spent)
        return {(Key(r[0], r[1], period), r[3]): r[4] for r in self._sql.execute(wanted)}

    def lines(self, period: str) -> tuple[Line, ...]:
        """Every account's total in a period, the greatest first; not what it asked for."""
        total = func.sum(case((_ROWS, 0.0), else_=ledger_spent.c.spent))
        names = ("account", "population", "period")
        keys = tuple(ledger_spent.c[name] for name in names)
        wanted = (
            select(*keys, ledger_accounts.c.person, ledger_accounts.c.permit, total)
            .select_from(
                ledger_spent.outerjoin(
                    ledger_accounts,
                    (ledger_spent.c.account == ledger_accounts.c.account)
                    & (ledger_spent.c.population == ledger_accounts.c.population)
                    & (ledger_spent.c.period == ledger_accounts.c.period),
                )
            )
            .where(ledger_spent.c.period == period)
            .group_by(*keys, ledger_accounts.c.person, ledger_accounts.c.permit)
            .order_by(total.desc(), keys[0])
        )
        return tuple(
            Line(Key(*row[:3]), row[3] or "", row[4], row[5], self.rows_read(row[0]))
            for row in self._sql.execute(wanted).all()
        )

    def contacts(self) -> Mapping[str, datetime]:
        """When each other node's ledger was last heard."""
        return {row[0]: row[1] for row in self._sql.execute(select(ledger_contacts))}

    def heard(self, node: str, at: datetime) -> None:
        """Another node's ledger has been heard."""
        here = ledger_contacts.c.node == node
        if not self._sql.execute(update(ledger_contacts).where(here), {"at": at}).rowcount:
            self._sql.execute(insert(ledger_contacts), {"node": node, "at": at})


_ROWS = ledger_spent.c.node.startswith(ROWS, autoescape=True)


def _columns(key: Key) -> dict[str, str]:
    return {"account": key.account, "population": key.population, "period": key.period}


def _is(table: Any, key: Key) -> Any:
    return (
        (table.c.account == key.account)
        & (table.c.population == key.population)
        & (table.c.period == key.period)
    )


def _pack(keys: UInt64) -> str:
    return b64encode(np.ascontiguousarray(keys, dtype="<u8").tobytes()).decode("ascii")


def _unpack(written: str) -> UInt64:
    return np.frombuffer(b64decode(written), dtype="<u8").astype(np.uint64)
